/*---
id: K25
title: Entre quienes perdieron había una empresa definitiva en la lista del 69-B
subject: procedure
kind: signal
status: test
severity: medium
family: collusion
evidence_group: listed_rival
audience: analyst
requires: [event_on]
event_date: event_on
equivalents: [IMCO propuestas artificiales]
description: >-
  En la fecha del procedimiento, una de las empresas que presentaron propuesta y perdieron figuraba como definitiva en la lista del
  artículo 69-B del Código Fiscal: se presume que no tenía con qué entregar lo que ofrecía.
why: Una propuesta de quien no puede entregar no compite, aunque cuente como participante.
legal_basis:
  - {law: CFF, article: "69-B cuarto párrafo", note: operaciones inexistentes con efectos generales}
says: >-
  En {procedure} de {buyer} ganó {winner}. De {n_losers:int} que perdieron, en esa fecha {n_definitive:int} figuraba como definitiva en la lista del
  artículo 69-B: {firms}. Conviene revisar si compitieron.
innocent:
  - La unidad la invitó sin consultar la lista, y la empresa ganadora no la conoce.
  - La empresa combate su inclusión ante un tribunal.
ask_for:
  - Propuesta completa de esa empresa y acta de apertura.
  - Opinión de cumplimiento de obligaciones fiscales de quienes participaron.
params: {}
---*/
select procedure_id                          as subject_id,
       n_definitive                          as value,
       n_definitive > 0                      as is_flagged,
       case when list_on is null then 'tax_list'
            when n_keyed < n_losers and n_definitive = 0 then 'supplier_rfc' end as missing,
       coalesce(listing_ids, [])             as source_ids,
       procedure, buyer, winner, n_losers, n_definitive, n_later, firms, event_on, list_on
from features.listed_rival
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

/*---
id: C1
title: Una sola propuesta en un procedimiento abierto o por invitación
subject: procedure
kind: signal
status: test
severity: low
family: competition
evidence_group: single_bid
audience: public
requires: []
event_date: event_on
equivalents: [OCP R018, Cardinal R018, CRI single bidding]
description: >-
  Solo un participante presentó propuesta, según las propuestas que se publican. Los desechados
  también cuentan como participantes; quienes solo fueron invitados, no. Donde no se publica ninguna
  propuesta de un procedimiento con contrato no se puede calcular.
why: >-
  Una sola propuesta puede deberse a requisitos que casi nadie cumple, a un plazo corto o a que en la
  región solo hay quien propuso.
legal_basis:
  - {law: LAASSP 2025, article: "56-III", note: en invitaciones lo permite; indicador y no infracción}
says: >-
  En {procedure}, {buyer} recibió una sola propuesta.
innocent:
  - Lo que se compra tiene un solo fabricante o distribuidor en la región.
  - Otros participantes se inscribieron y no llegaron a proponer.
  - Las propuestas de otros no se publicaron.
ask_for:
  - Acta de apertura con la lista de quienes propusieron.
  - Investigación de mercado y requisitos técnicos de la convocatoria.
params:
  max_bids: {default: 1, unit: propuestas, min: 1, max: 2}
---*/
select p.procedure_id         as subject_id,
       b.n_bids               as value,
       b.n_bids <= $max_bids  as is_flagged,
       b.bid_ids              as source_ids,
       b.procedure, b.buyer, p.method, b.n_bids, b.event_on
from core.procedure p
join features.procedure_bids b using (procedure_id)
where p.method in ('open', 'selective') and not coalesce(p.is_draft, false) and p.n_contracts > 0
  and not b.is_cancelled
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

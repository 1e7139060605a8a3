/*---
id: T12
title: Adjudicación directa sin la descripción de la excepción
subject: contract
kind: signal
status: test
severity: low
family: transparency
evidence_group: legal_exception
audience: public
requires: [exception_text]
event_date: event_on
equivalents: [IMCO sin fundamento]
description: >-
  Una adjudicación directa o invitación se publicó con la descripción de la excepción en blanco. Los formatos que
  no tienen ese campo no se pueden calcular.
why: >-
  La razón de no licitar debe poder leerse junto al contrato.
says: >-
  {buyer} contrató con {supplier} en {procedure} por {method_name} y no publicó en qué excepción se
  apoya.
innocent:
  - La descripción está en el artículo citado y el campo se dejó en blanco.
  - Es un pedido de un contrato marco ya licitado.
ask_for:
  - Escrito de justificación de la excepción, con su artículo y fracción.
params: {}
---*/
select c.contract_id                  as subject_id,
       trim(c.exception_text) = ''    as is_flagged,
       case c.method when 'direct' then 'adjudicación directa' else 'invitación' end as method_name,
       k.buyer, k.supplier, k.procedure, c.exception_text, c.exception_article, k.amount_mxn, k.event_on
from core.contract c
join features.contract_context k using (contract_id)
where c.is_current and c.method in ('direct', 'selective')

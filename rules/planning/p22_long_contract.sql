/*---
id: P22
title: Contrato de duración poco común
subject: contract
kind: signal
status: test
severity: low
family: planning
evidence_group: duration
audience: public
requires: [start_on, end_on]
event_date: start_on
equivalents: [PODER duración mayor a 1000 días, RedFlags.eu contrato largo]
description: >-
  Entre el inicio y el fin del contrato hay más días que el umbral. Los contratos plurianuales son
  lícitos con autorización; las obras suelen durar más.
why: >-
  Un contrato muy largo cierra el mercado durante años y conviene ver quién lo autorizó.
says: >-
  El contrato de {procedure} entre {buyer} y {supplier} dura {days:día/días}, del {start_on:date} al
  {end_on:date}.
innocent:
  - Es un contrato plurianual con autorización de la dependencia de finanzas.
  - Es una obra o un arrendamiento cuya naturaleza pide varios años.
  - La fecha de fin tiene un error de captura.
ask_for:
  - Autorización de plurianualidad y su registro presupuestal.
params:
  max_days: {default: 1000, unit: días, min: 30, max: 20000}
---*/
select k.contract_id                     as subject_id,
       k.end_on - k.start_on             as value,
       k.end_on - k.start_on > $max_days as is_flagged,
       k.buyer, k.supplier, k.procedure, k.start_on, k.end_on, k.end_on - k.start_on as days,
       k.amount_mxn
from features.contract_context k
where k.is_current

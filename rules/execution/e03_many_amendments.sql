/*---
id: E3
title: Tres o más convenios modificatorios a un contrato
subject: contract
kind: flag
status: test
severity: medium
family: execution
evidence_group: amendment
audience: public
requires: []
event_date: changed_on
equivalents: [ProZorro ari-1-1]
description: >-
  La plataforma de transparencia lista tres o más convenios modificatorios de un mismo contrato.
why: >-
  Modificar una y otra vez permite crecer poco a poco y cambiar lo que se comparó al adjudicar.
legal_basis:
  - {law: LAASSP 2025, article: "74", note: los aumentos cuentan en conjunto; indicador y no infracción}
  - {law: LOPSRM, article: "59", note: cada convenio debe justificarse; indicador y no infracción}
says: >-
  El contrato de {procedure} entre {buyer} y {supplier} tiene {n_amendments:int} convenios
  modificatorios publicados, el último del {changed_on:date}.
innocent:
  - Los convenios prorrogan el plazo por causas ajenas, sin cambiar el importe.
  - Un mismo convenio se publicó varias veces con distinto número.
ask_for:
  - Todos los convenios, en orden, con lo que cambió cada uno.
  - Dictámenes técnicos que los justifican.
params:
  min_amendments: {default: 3, unit: convenios, min: 2}
---*/
select contract_id                       as subject_id,
       cast(n_amendments as double)      as value,
       n_amendments >= $min_amendments   as is_flagged,
       case when is_amended is null then 'is_amended'
            when n_amendments is null then 'n_amendments' end as missing,
       amendment_ids                     as source_ids,
       buyer, supplier, procedure, n_amendments, objects,
       coalesce(last_amended_on, event_on) as changed_on
from features.contract_amendment

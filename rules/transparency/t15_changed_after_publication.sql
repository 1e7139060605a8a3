/*---
id: T15
title: Contrato modificado después de publicado
subject: contract
kind: flag
status: stable
severity: medium
family: transparency
evidence_group: changed_after_publication
audience: public
requires: []
event_date: changed_on
equivalents: [DIGIWHIST notice and award mismatch]
description: >-
  El importe, el proveedor, una fecha o el tipo de procedimiento de un contrato cambió entre dos
  exportaciones sucesivas. Llenar un campo vacío no es un cambio.
why: >-
  Un dato ya publicado que cambia sin aviso conviene revisarse contra el contrato firmado.
legal_basis:
  - {law: LGTAIP 2025, article: "65-XXVI", note: la publicación debe ser veraz y verificable}
says_by: change
says:
  supplier: >-
    El proveedor publicado del contrato de {procedure} cambió; se vio en los datos publicados el
    {changed_on:date}.
  slip: >-
    El importe publicado del contrato de {procedure} pasó de {amount_before:mxn} a
    {amount_after:mxn}, como cuando se corrige un error de captura; se vio en los datos publicados el
    {changed_on:date}.
  amount: >-
    El importe publicado del contrato de {procedure} pasó de {amount_before:mxn} a
    {amount_after:mxn}; se vio en los datos publicados el {changed_on:date}.
  procedure_type: >-
    El tipo de procedimiento publicado del contrato de {procedure} cambió; se vio en la exportación
    del {changed_on:date}.
  date: >-
    Una fecha publicada del contrato de {procedure} cambió; se vio en los datos publicados el
    {changed_on:date}.
innocent:
  - Se corrigió un error de captura y el contrato firmado siempre dijo lo mismo.
  - Hay un convenio modificatorio publicado que explica el cambio.
ask_for:
  - Contrato firmado y convenios modificatorios.
  - Nota o bitácora de la corrección en la plataforma.
params:
  large_change: {default: 0.2, unit: cambio del importe, min: 0, max: 10}
---*/
select c.contract_id as subject_id,
       case when c.amount_changed then c.amount_change_share end as value,
       c.is_changed  as is_flagged,
       -- A correction of the amount and of nothing else is a signal.
       case when c.looks_like_slip and not c.supplier_changed and not c.procedure_type_changed
            then 'signal' else 'flag' end as kind,
       case when c.looks_like_slip and not c.supplier_changed and not c.procedure_type_changed then 'low'
            when c.supplier_changed or c.amount_change_share >= $large_change then 'high'
            when c.amount_changed or c.procedure_type_changed then 'medium'
            else 'low' end as severity,
       case when c.supplier_changed then 'supplier'
            when c.looks_like_slip and not c.procedure_type_changed then 'slip'
            when c.amount_changed then 'amount'
            when c.procedure_type_changed then 'procedure_type'
            else 'date' end as change,
       k.buyer, k.procedure, c.n_exports, c.changed_on, c.amount_before, c.amount_after,
       c.fields, c.changes
from features.contract_changes c
join features.contract_context k using (contract_id)

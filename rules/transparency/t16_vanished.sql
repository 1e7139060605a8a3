/*---
id: T16
title: Contrato que dejó de publicarse
subject: contract
kind: flag
status: stable
severity: medium
family: transparency
evidence_group: vanished
audience: public
requires: []
event_date: vanished_on
equivalents: []
description: >-
  Un contrato estaba en una exportación completa y falta en la siguiente, sin otro que le
  corresponda. Si podría corresponder a varios, no es computable.
why: >-
  Un contrato que se publicó y ya no aparece conviene pedirse: pudo cancelarse o corregirse, y debe
  constar por qué.
legal_basis:
  - {law: LGTAIP 2025, article: "65-XXVI", note: la información debe conservarse publicada}
says_by: twin
says:
  none: >-
    El contrato de {procedure} con {supplier}, por {amount_mxn:mxn}, se publicó hasta el
    {last_seen_on:date} y ya no está en lo que la misma fuente publicó el {vanished_on:date}.
  published: >-
    El contrato de {procedure} con {supplier}, por {amount_mxn:mxn}, se publicó hasta el
    {last_seen_on:date} y ya no está en lo que la misma fuente publicó el {vanished_on:date}; sigue publicado otro igual
    en procedimiento, proveedor e importe.
innocent:
  - El contrato se canceló o se registró dos veces y la plataforma depuró el duplicado.
  - La exportación cubre menos unidades o meses que la anterior.
ask_for:
  - Contrato firmado y, en su caso, acta de cancelación o terminación.
  - Respuesta de la unidad compradora sobre por qué se retiró el registro.
params: {}
---*/
select p.contract_id as subject_id,
       p.is_vanished as is_flagged,
       case when p.is_ambiguous and not p.is_vanished then 'counterpart' end as missing,
       case when p.has_twin then 'signal' else 'flag' end as kind,
       case when p.has_twin then 'published' else 'none' end as twin,
       k.buyer, k.supplier, k.procedure, k.amount_mxn, p.n_exports, p.last_seen_on, p.vanished_on
from features.contract_presence p
join features.contract_context k using (contract_id)

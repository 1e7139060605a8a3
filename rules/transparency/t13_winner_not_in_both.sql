/*---
id: T13
title: Un proveedor con contrato falta en una de las dos publicaciones
subject: procedure
kind: flag
status: test
severity: medium
family: transparency
evidence_group: publishers_differ
audience: public
requires: []
event_date: event_on
equivalents: [IMCO ganadores no reportados]
description: >-
  Un procedimiento está en la plataforma de contratos y en la de transparencia, y una de ellas da
  contrato a un proveedor que la otra no muestra. Si un renglón podría ser uno u otro contrato, no es
  computable.
why: >-
  Quién ganó debe ser lo mismo en las dos publicaciones.
legal_basis:
  - {law: LGTAIP 2025, article: "65-XXVI", note: el nombre de la persona ganadora es información obligatoria}
says: >-
  En {procedure} de {buyer}, las dos publicaciones no muestran los mismos proveedores con contrato:
  solo en la de transparencia, {n_only_sipot:int}; solo en la de contratos, {n_only_compras:int}.
innocent:
  - Una de las publicaciones todavía no se actualiza con todos los contratos.
  - El proveedor firmó con otro nombre, por fusión o cambio de razón social.
ask_for:
  - Acta de fallo y contratos firmados del procedimiento.
params: {}
---*/
select procedure_id                                      as subject_id,
       cast(n_only_sipot + n_only_compras as double)     as value,
       n_only_sipot + n_only_compras > 0                 as is_flagged,
       case when is_ambiguous then 'counterpart' end     as missing,
       contract_ids                                      as source_ids,
       procedure_id                                      as procedure,
       buyer, n_suppliers, n_only_sipot, n_only_compras, event_on
from features.procedure_winner

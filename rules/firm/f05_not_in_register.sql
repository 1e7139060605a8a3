/*---
id: F5
title: Empresa que vende a entes estatales o municipales y no está en el padrón cargado
subject: supplier
kind: signal
status: test
severity: low
family: firm
evidence_group: register
audience: public
requires: [is_listed]
event_date: last_on
equivalents: [OCP R045]
description: >-
  La empresa vendió a un ente estatal o municipal y ningún padrón de proveedores cargado la incluye. Si
  el padrón no incluye a la mayoría de quienes venden, no se calcula. Es solo una señal: hay ventas que no exigen estar en el padrón.
why: El padrón permite saber quién representa y quién integra a cada proveedor.
legal_basis:
  - {law: LGTAIP 2025, article: "65-XXX", note: el padrón de proveedores y contratistas es público}
says: >-
  {supplier} hizo {n_contracts:int} contratos por {amount_mxn:mxn} y no aparece en el padrón de
  proveedores cargado.
innocent:
  - La empresa está en otro padrón que no se cargó, o se inscribió después de su última actualización.
  - La compra, por su monto o su tipo, no exige estar en el padrón.
  - El padrón la registra con otro RFC o con el nombre escrito de otro modo.
ask_for:
  - Constancia de inscripción en el padrón vigente a la fecha del contrato.
  - Reglas del ente sobre qué compras exigen la inscripción.
params:
  min_coverage: {default: 0.8, unit: proporción de las empresas que venden, min: 0, max: 1}
---*/
select supplier_id        as subject_id,
       n_contracts        as value,
       not is_listed      as is_flagged,
       -- A register that lacks many of those who sell is not the one that should list them.
       case when is_listed is not null and coverage < $min_coverage then 'register_coverage' end as missing,
       contract_ids       as source_ids,
       is_listed, supplier, n_contracts, amount_mxn, last_on
from features.registered_supplier
where sold_to_state

/*---
id: D4
title: Un proveedor vende a una sola institución, y sobre todo por adjudicación directa
subject: supplier
kind: signal
status: test
severity: low
family: concentration
evidence_group: captive_supplier
audience: public
requires: []
event_date: last_on
equivalents: [Kachmar X008]
description: >-
  Un proveedor con cinco o más contratos en dos años o más vendió a una sola institución, y al
  menos la mitad de sus contratos se le adjudicaron directamente por monto o sin excepción
  publicada.
why: >-
  Un proveedor que depende de una sola institución, sin competir, conviene conocerlo.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  Los {n_contracts:int} contratos publicados de {supplier} ({amount_mxn:mxn} en {n_years:int}
  años) son todos con {institution}; {n_unexplained:int} se adjudicaron directamente por monto o
  sin excepción publicada.
innocent:
  - Los archivos cargados no incluyen a las otras instituciones a las que vende.
  - Es un negocio local, cerca de las oficinas de la institución.
  - Da mantenimiento a equipos que solo tiene esa institución.
ask_for:
  - Otros contratos del proveedor con instituciones que no están en los archivos.
  - Investigaciones de mercado de esos contratos.
params:
  min_contracts: {default: 5, unit: contratos del proveedor, min: 5}
  min_years: {default: 2, unit: años con contratos, min: 1}
  min_unexplained: {default: 0.5, unit: proporción de los contratos, min: 0, max: 1}
---*/
select supplier_id  as subject_id,
       cast(n_contracts as double) as value,
       n_institutions = 1 and n_years >= $min_years
           and n_unexplained >= $min_unexplained * n_contracts as is_flagged,
       contract_ids as source_ids,
       supplier, institution, n_contracts, n_unexplained, n_buyers, n_years, n_families, amount_mxn, last_on
from features.captive_supplier
where n_contracts >= $min_contracts

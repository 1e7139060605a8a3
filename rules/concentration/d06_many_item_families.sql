/*---
id: D6
title: Un proveedor vende cosas muy distintas a una misma unidad
subject: buyer_supplier
kind: signal
status: test
severity: low
family: concentration
evidence_group: heterogeneous_supply
audience: public
requires: []
event_date: last_on
equivalents: [SASU sas-3-3]
description: >-
  En los últimos doce meses de datos o en un año, una unidad compradora adjudicó al mismo
  proveedor contratos de cuatro o más familias del clasificador, al menos la mitad de ellos
  directamente por monto o sin excepción publicada.
why: >-
  Un proveedor que surte de todo puede ser un intermediario; conviene ver si cuenta con lo que
  vende.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  En {period}, {buyer} contrató con {supplier} bienes o servicios de {n_families:int} familias
  distintas: {amount_mxn:mxn} en {n_contracts:int} contratos, {n_unexplained:int} de ellos
  directos por monto o sin excepción publicada.
innocent:
  - Es una tienda o distribuidor general, como una ferretería o papelería.
  - Los contratos se clasificaron con claves distintas para cosas parecidas.
ask_for:
  - Actividad económica registrada y capacidad del proveedor.
  - Investigaciones de mercado de los contratos directos.
params:
  min_families: {default: 4, unit: familias del clasificador, min: 2}
  min_unexplained: {default: 0.5, unit: proporción de los contratos, min: 0, max: 1}
---*/
-- Of the periods, one that is flagged before others, and the one with most families.
select buyer_id || '|' || seller_id as subject_id,
       cast(n_families as double)   as value,
       n_families >= $min_families
           and n_unexplained >= $min_unexplained * n_contracts as is_flagged,
       contract_ids                 as source_ids,
       buyer, supplier, period, n_families, n_contracts, n_unexplained, amount_mxn, last_on
from features.buyer_direct_share
where n_contracts >= $min_families and n_families > 0
qualify row_number() over (
    partition by buyer_id, seller_id order by is_flagged desc, n_families desc, is_rolling desc, period desc
) = 1

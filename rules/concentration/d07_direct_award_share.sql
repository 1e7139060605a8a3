/*---
id: D7
title: Un proveedor concentra las adjudicaciones directas de una unidad compradora
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: concentration
evidence_group: direct_concentration
audience: public
requires: [share]
event_date: last_on
equivalents: [PODER celp]
description: >-
  En los últimos doce meses de datos o en un año, un proveedor recibió más de una tercera parte del
  valor que una unidad compradora adjudicó directamente por monto o sin excepción publicada, entre
  unidades con suficientes contratos y proveedores. Lo adjudicado por patente, urgencia, procedimiento
  desierto, contrato vigente o contrato marco se cuenta aparte.
why: >-
  Sin competencia de por medio, que un solo proveedor reúna tanto conviene explicarse.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  {supplier} recibió {share:pct} del valor que {buyer} adjudicó directamente por monto o sin excepción
  publicada en {period}: {amount_mxn:mxn} en {n_contracts:int} contratos.
innocent:
  - Es el único proveedor del bien o servicio en la región.
  - Una sola compra urgente o extraordinaria pesa más que todas las otras.
  - Hay un contrato vigente que se amplió en las mismas condiciones.
ask_for:
  - Investigaciones de mercado de esas adjudicaciones.
  - Programa anual de adquisiciones de la unidad compradora.
params:
  max_share: {default: 0.333, unit: proporción, min: 0, max: 1}
  min_buyer_contracts: {default: 10, unit: contratos directos de la unidad, min: 1}
  min_buyer_suppliers: {default: 3, unit: proveedores de la unidad, min: 1}
  min_pair_contracts: {default: 3, unit: contratos con el proveedor, min: 1}
---*/
-- Of the periods in which the unit bought enough to be judged, the one with the largest share.
select buyer_id || '|' || supplier_id as subject_id,
       share                          as value,
       share > $max_share             as is_flagged,
       contract_ids                   as source_ids,
       buyer, supplier, period, n_contracts, amount_mxn, explained_mxn, buyer_contracts,
       buyer_suppliers, buyer_amount_mxn, share, last_on
from features.buyer_direct_share
where buyer_contracts >= $min_buyer_contracts
  and buyer_suppliers >= $min_buyer_suppliers
  and n_contracts >= $min_pair_contracts
qualify row_number() over (
    partition by buyer_id, supplier_id order by share desc nulls last, is_rolling desc, period desc
) = 1

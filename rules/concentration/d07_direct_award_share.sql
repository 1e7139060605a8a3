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
  En los últimos doce meses de datos, un proveedor recibió más de una tercera parte del valor que una
  unidad compradora adjudicó directamente, entre unidades con suficientes contratos y proveedores.
why: >-
  Sin competencia de por medio, que un solo proveedor reúna tanto conviene explicarse.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  {supplier} recibió {share:pct} del valor que {buyer} adjudicó directamente en los últimos doce
  meses de datos: {amount_mxn:mxn} en {n_contracts:int} contratos.
innocent:
  - Es el único proveedor del bien o servicio, o de patente, en la región.
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
select buyer_id || '|' || supplier_id as subject_id,
       share                          as value,
       share > $max_share             as is_flagged,
       contract_ids                   as source_ids,
       buyer, supplier, n_contracts, amount_mxn, buyer_contracts, buyer_suppliers,
       buyer_amount_mxn, share, last_on
from features.buyer_direct_share
where buyer_contracts >= $min_buyer_contracts
  and buyer_suppliers >= $min_buyer_suppliers
  and n_contracts >= $min_pair_contracts

/*---
id: D10
title: La parte de un proveedor en lo que una unidad adjudica directamente crece semestre a semestre
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: concentration
evidence_group: direct_concentration
audience: public
requires: [n_halves]
event_date: last_on
equivalents: []
description: >-
  La parte de un proveedor en lo que una unidad compradora adjudica directamente por monto o sin
  excepción publicada sube a lo largo de seis semestres o más, poco a poco: la pendiente y la
  prueba de tendencia de Mann-Kendall lo muestran aunque ningún semestre llame la atención por sí
  solo.
why: >-
  Una relación que crece por pasos pequeños no se ve al mirar un solo año.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  De {first_year} a {last_year}, la parte de {supplier} en lo que {buyer} adjudicó directamente,
  por monto o sin excepción publicada, subió de {first_share:pct} a {last_share:pct} en
  {n_halves:int} semestres: {amount_mxn:mxn} en {n_contracts:int} contratos.
innocent:
  - El proveedor mejoró precios o servicio y la unidad lo documentó.
  - Otros proveedores de la región dejaron de vender o de registrarse.
  - La unidad compra cada vez más un bien que ese proveedor distribuye.
ask_for:
  - Investigaciones de mercado de cada año, con las cotizaciones de otros proveedores.
  - Fechas en que cambiaron los responsables de las compras de la unidad.
params:
  min_halves: {default: 6, unit: semestres, min: 6}
  min_slope: {default: 0.02, unit: aumento por semestre, min: 0, max: 1}
  min_trend: {default: 1.96, unit: z de Mann-Kendall, min: 0}
  min_rise: {default: 0.15, unit: aumento total, min: 0, max: 1}
  max_step: {default: 0.25, unit: aumento mayor de un semestre a otro, min: 0, max: 1}
---*/
select buyer_id || '|' || seller_id as subject_id,
       last_share - first_share     as value,
       trend_z >= $min_trend and slope >= $min_slope
           and last_share - first_share >= $min_rise and largest_step <= $max_step as is_flagged,
       case when n_halves < $min_halves then 'half_years' end as missing,
       contract_ids                 as source_ids,
       buyer, supplier, first_year, last_year, n_halves, n_contracts, amount_mxn, first_share,
       last_share, slope, trend_z, largest_step, shares, last_on
from features.gradual_capture

/*---
id: E1P
title: Casi todos los contratos de un proveedor con una unidad se modificaron
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: execution
evidence_group: amendment_pattern
audience: public
requires: []
event_date: event_on
equivalents: [OCP R064 por proveedor]
description: >-
  De los contratos de una unidad con un mismo proveedor de los que se publica si se modificaron, se
  modificaron tres o más y al menos tres de cada cuatro, cuando lo usual es mucho menos. Solo se
  mira a quien tiene al menos tres.
why: >-
  Ganar barato y crecer después por convenio repetidas veces deja sin efecto la comparación de
  precios.
legal_basis:
  - {law: LAASSP 2025, article: "74", note: cada convenio debe justificarse; indicador y no infracción}
  - {law: LOPSRM, article: "59", note: cada convenio debe justificarse; indicador y no infracción}
says: >-
  De {n_contracts:int} contratos de {buyer} con {supplier} de los que se publica si cambiaron,
  {n_amended:int} se modificaron por convenio ({amended_share:pct}); entre todos los contratos lo
  usual es {usual_share:pct}.
innocent:
  - Son obras de un mismo programa que se ampliaron por una misma causa.
  - El proveedor presta servicios que se prorrogan mientras se licita el siguiente contrato.
ask_for:
  - Convenios de cada contrato, con su dictamen y fecha.
  - Propuestas de los demás participantes, para comparar con el importe final.
params:
  min_amended: {default: 3, unit: contratos modificados, min: 2}
  min_share: {default: 0.75, unit: proporción de los contratos del par, min: 0, max: 1}
  times_usual: {default: 2.0, unit: veces lo usual, min: 1}
---*/
select buyer_id || '|' || supplier_id  as subject_id,
       amended_share                   as value,
       n_amended >= $min_amended and amended_share >= $min_share
           and amended_share >= $times_usual * usual_share as is_flagged,
       contract_ids                    as source_ids,
       buyer, supplier, n_contracts, n_amended, amended_share, usual_share, event_on
from features.pair_amendment
where n_contracts >= $min_amended

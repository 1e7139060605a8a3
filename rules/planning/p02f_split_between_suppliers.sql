/*---
id: P2F
title: Adjudicaciones directas por monto de lo mismo a varios proveedores en una semana que juntas rebasan el máximo
subject: buyer_family
kind: signal
status: test
severity: medium
family: planning
evidence_group: splitting
audience: public
requires: [ceiling_mxn]
bounded_without: [budget_tier]
event_date: week_on
equivalents: [OCP R011, SASU]
description: >-
  En una misma semana una unidad compradora adjudicó directamente por monto artículos de una sola
  familia del clasificador a dos o más proveedores. Cada contrato cabe en el máximo y varios llegan
  al menos a la mitad; juntos lo rebasan.
why: >-
  Lo mismo, comprado la misma semana a varios proveedores, pudo ser una sola compra con competencia.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: ceiling_state
says:
  verified: >-
    En la semana del {week_on:date}{dated_by}, {buyer} adjudicó directamente por monto {n_contracts:int}
    contratos de la familia {item_family:family} a {n_suppliers:int} proveedores por {amount_mxn:mxn} en total; el máximo para contratar así en {procedure_year} es {ceiling_mxn:mxn} sin IVA.
  to_verify: >-
    En la semana del {week_on:date}{dated_by}, {buyer} adjudicó directamente por monto {n_contracts:int}
    contratos de la familia {item_family:family} a {n_suppliers:int} proveedores por {amount_mxn:mxn} en total; el máximo conocido para contratar así en {procedure_year} es {ceiling_mxn:mxn} sin IVA,
    cifra por verificar en el Anexo 9 del PEF.
innocent:
  - Son necesidades distintas, de áreas distintas, con investigaciones de mercado propias.
  - La familia del clasificador es amplia y los bienes no se parecen.
  - Se repartió entre proveedores locales por política de compra local.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_near: {default: 2, unit: contratos de la mitad del máximo o más, min: 1}
  min_suppliers: {default: 2, unit: proveedores, min: 2}
---*/
select holder_id || '|' || held_id                        as subject_id,
       ceiling_share                                       as value,
       n_parts >= $min_suppliers and n_near >= $min_near
           and amount_mxn > ceiling_mxn                    as is_flagged,
       case when ceiling_mxn is null then ceiling_missing end as missing,
       contract_ids                                        as source_ids,
       case when is_verified then 'verified' else 'to_verify' end as ceiling_state,
       buyer, held_id as item_family, week_on, n_contracts, n_parts as n_suppliers, n_near as n_upper, amount_mxn, largest_mxn,
       ceiling_mxn, procedure_year, law, matter, dated_by, timeline
from features.award_span
where level = 'family' and span = 'week'

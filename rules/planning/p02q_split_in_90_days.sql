/*---
id: P2Q
title: Adjudicaciones directas por monto al mismo proveedor en 90 días que juntas rebasan el máximo
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: planning
evidence_group: splitting
audience: public
requires: [ceiling_mxn]
bounded_without: [budget_tier]
event_date: last_on
equivalents: [OCP R011, IMCO fraccionamiento]
description: >-
  En 90 días de un mismo año, y en más de una semana, una unidad compradora adjudicó directamente
  por monto tres o más contratos al mismo proveedor; varios llegan al menos a la mitad del máximo y
  juntos lo rebasan.
why: >-
  Una necesidad que vuelve cada pocas semanas puede planearse y licitarse junta.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: ceiling_state
says:
  verified: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {buyer} adjudicó directamente por monto
    {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total, {n_upper:int} de ellos de
    la mitad del máximo o más; el máximo para contratar así en {procedure_year} es {ceiling_mxn:mxn} sin IVA.
  to_verify: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {buyer} adjudicó directamente por monto
    {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total, {n_upper:int} de ellos de
    la mitad del máximo o más; el máximo conocido para contratar así en {procedure_year} es {ceiling_mxn:mxn} sin IVA,
    cifra por verificar en el Anexo 9 del PEF.
innocent:
  - Son necesidades distintas, de áreas distintas, con investigaciones de mercado propias.
  - Son órdenes de un contrato marco o abierto que se adjudicó antes.
  - La necesidad surgió poco a poco y no podía preverse al planear el año.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_contracts: {default: 3, unit: contratos en 90 días, min: 2}
  min_near: {default: 2, unit: contratos de la mitad del máximo o más, min: 1}
  min_weeks: {default: 2, unit: semanas distintas, min: 1}
---*/
select holder_id || '|' || held_id                      as subject_id,
       ceiling_share                                       as value,
       n_contracts >= $min_contracts and n_near >= $min_near
           and n_weeks >= $min_weeks and amount_mxn > ceiling_mxn as is_flagged,
       case when is_verified then 'flag' else 'signal' end as kind,
       case when ceiling_mxn is null then ceiling_missing end as missing,
       contract_ids                                        as source_ids,
       case when is_verified then 'verified' else 'to_verify' end as ceiling_state,
       buyer, supplier, first_on, last_on, n_contracts, n_near as n_upper, n_weeks, amount_mxn, largest_mxn,
       ceiling_mxn, procedure_year, law, matter, dated_by, timeline
from features.award_span
where level = 'pair' and span = '90 days'

/*---
id: P2Y
title: Varias adjudicaciones directas cercanas al máximo al mismo proveedor en un año
subject: buyer_supplier
kind: signal
status: test
severity: medium
family: planning
evidence_group: splitting
audience: public
requires: [ceiling_mxn]
bounded_without: [budget_tier]
event_date: last_on
equivalents: [OCP R055, SASU]
description: >-
  En un año una unidad compradora adjudicó directamente por monto al mismo proveedor varios contratos
  de al menos ocho décimas del máximo, en semanas distintas.
why: >-
  Varios contratos que se acercan al máximo sin rebasarlo pueden ser una sola necesidad repartida.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: ceiling_state
says:
  verified: >-
    En {procedure_year}, {buyer} adjudicó directamente por monto {n_contracts:int} contratos a
    {supplier} por {amount_mxn:mxn} en total, {n_closest:int} de ellos de ocho décimas del máximo o más; el máximo para contratar así es {ceiling_mxn:mxn} sin IVA.
  to_verify: >-
    En {procedure_year}, {buyer} adjudicó directamente por monto {n_contracts:int} contratos a
    {supplier} por {amount_mxn:mxn} en total, {n_closest:int} de ellos de ocho décimas del máximo o más; el máximo conocido para contratar así es {ceiling_mxn:mxn} sin IVA,
    cifra por verificar en el Anexo 9 del PEF.
innocent:
  - Son necesidades distintas, de áreas distintas, con investigaciones de mercado propias.
  - Son órdenes de un contrato marco o abierto que se adjudicó antes.
  - El precio de un bien está cerca del máximo y se compra varias veces al año.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_near: {default: 2, unit: contratos de ocho décimas del máximo o más, min: 2}
  min_weeks: {default: 2, unit: semanas distintas, min: 1}
---*/
select holder_id || '|' || held_id                      as subject_id,
       ceiling_share                                       as value,
       n_near >= $min_near and n_weeks >= $min_weeks
           and amount_mxn > ceiling_mxn                    as is_flagged,
       case when ceiling_mxn is null then ceiling_missing end as missing,
       contract_ids                                        as source_ids,
       case when is_verified then 'verified' else 'to_verify' end as ceiling_state,
       buyer, supplier, last_on, n_contracts, n_near as n_closest, n_weeks, amount_mxn, largest_mxn, ceiling_mxn,
       procedure_year, law, matter, timeline
from features.award_span
where level = 'pair' and span = 'year'

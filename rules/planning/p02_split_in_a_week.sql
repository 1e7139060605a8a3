/*---
id: P2
title: Adjudicaciones directas por monto al mismo proveedor en una semana que juntas rebasan el máximo
subject: buyer_supplier
kind: flag
status: test
severity: high
family: planning
evidence_group: splitting
audience: public
requires: [ceiling_mxn]
bounded_without: [budget_tier]
event_date: week_on
equivalents: [OCP R011, IMCO fraccionamiento, SASU]
description: >-
  Una unidad compradora adjudicó directamente por monto dos o más contratos al mismo proveedor en
  una misma semana (de lunes a domingo). Cada uno cabe en el monto máximo; juntos lo rebasan.
why: >-
  Las operaciones no deben fraccionarse para caber en la excepción por monto.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: ceiling_state
says:
  verified: >-
    En la semana del {week_on:date}{dated_by}, {buyer} adjudicó directamente por monto {n_contracts:int}
    contratos a {supplier} por {amount_mxn:mxn} en total; el máximo para contratar así en
    {procedure_year} es {ceiling_mxn:mxn} sin IVA.
  to_verify: >-
    En la semana del {week_on:date}{dated_by}, {buyer} adjudicó directamente por monto {n_contracts:int}
    contratos a {supplier} por {amount_mxn:mxn} en total; el máximo conocido para contratar así en
    {procedure_year} es {ceiling_mxn:mxn} sin IVA, cifra por verificar en el Anexo 9 del PEF.
innocent:
  - Son necesidades distintas, de áreas distintas, con investigaciones de mercado propias.
  - Son órdenes de un contrato marco o abierto que se adjudicó antes.
  - La fecha publicada es la de captura y no la del fallo.
  - Un mismo contrato quedó registrado dos veces, con el mismo proveedor, importe y fechas.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_contracts: {default: 2, unit: contratos en la semana, min: 2}
---*/
select holder_id || '|' || held_id                      as subject_id,
       ceiling_share                                       as value,
       n_contracts >= $min_contracts
           and amount_mxn > ceiling_mxn                    as is_flagged,
       case when is_verified then 'flag' else 'signal' end as kind,
       case when ceiling_mxn is null then ceiling_missing end as missing,
       contract_ids                                        as source_ids,
       case when is_verified then 'verified' else 'to_verify' end as ceiling_state,
       buyer, supplier, week_on, n_contracts, amount_mxn, largest_mxn, ceiling_mxn,
       procedure_year, law, matter, dated_by, timeline
from features.award_span
where level = 'pair' and span = 'week'

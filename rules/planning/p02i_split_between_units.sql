/*---
id: P2I
title: Varias unidades de una institución adjudican por monto al mismo proveedor en una semana y juntas rebasan el máximo
subject: institution_supplier
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
  Dos o más unidades compradoras de una institución adjudicaron directamente por monto al mismo
  proveedor en una misma semana (de lunes a domingo). Ninguna rebasa sola el monto máximo; juntas sí.
why: >-
  Las operaciones no deben fraccionarse para caber en la excepción por monto, tampoco entre unidades
  de una misma institución.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: ceiling_state
says:
  verified: >-
    En la semana del {week_on:date}{dated_by}, {n_units:int} unidades de {institution} adjudicaron directamente
    por monto {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total; el máximo para contratar así en
    {procedure_year} es {ceiling_mxn:mxn} sin IVA.
  to_verify: >-
    En la semana del {week_on:date}{dated_by}, {n_units:int} unidades de {institution} adjudicaron directamente
    por monto {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total; el máximo conocido para contratar así en
    {procedure_year} es {ceiling_mxn:mxn} sin IVA, cifra por verificar en el Anexo 9 del PEF.
innocent:
  - Son unidades con presupuesto y necesidades propias, en lugares distintos, que compran por separado.
  - Son órdenes de un contrato marco o abierto que se adjudicó antes.
  - La fecha publicada es la de captura y no la del fallo.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_units: {default: 2, unit: unidades compradoras en la semana, min: 2}
---*/
select holder_id || '|' || held_id                as subject_id,
       ceiling_share                                       as value,
       n_parts >= $min_units
           and amount_mxn > ceiling_mxn                    as is_flagged,
       case when is_verified then 'flag' else 'signal' end as kind,
       case when ceiling_mxn is null then ceiling_missing end as missing,
       contract_ids                                        as source_ids,
       case when is_verified then 'verified' else 'to_verify' end as ceiling_state,
       institution, supplier, week_on, n_parts as n_units, n_contracts, amount_mxn, largest_mxn, ceiling_mxn,
       procedure_year, law, matter, dated_by, timeline
from features.award_span
where level = 'institution' and span = 'week'

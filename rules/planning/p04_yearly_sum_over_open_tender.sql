/*---
id: P4
title: Adjudicaciones directas por monto de un año al mismo proveedor que suman lo que pide una licitación
subject: buyer_supplier
kind: flag
status: test
severity: high
family: planning
evidence_group: splitting
audience: public
requires: [open_tender_mxn]
bounded_without: [budget_tier]
event_date: last_on
equivalents: [OCP R055, SASU]
description: >-
  En un año una unidad compradora adjudicó directamente por monto al mismo proveedor contratos que
  suman más de lo que puede contratarse por invitación: reunidos habrían pedido licitación pública.
why: >-
  Lo que se compra todo el año al mismo proveedor puede planearse y licitarse.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: ceiling_state
says:
  verified: >-
    En {procedure_year}, {buyer} adjudicó directamente por monto {n_contracts:int} contratos a
    {supplier} por {amount_mxn:mxn} en total; el monto desde el que corresponde licitación pública es {open_tender_mxn:mxn} sin IVA.
  to_verify: >-
    En {procedure_year}, {buyer} adjudicó directamente por monto {n_contracts:int} contratos a
    {supplier} por {amount_mxn:mxn} en total; el monto conocido desde el que corresponde licitación pública es {open_tender_mxn:mxn} sin IVA,
    cifra por verificar en el Anexo 9 del PEF.
innocent:
  - Son necesidades distintas, de áreas distintas, con investigaciones de mercado propias.
  - Son órdenes de un contrato marco o abierto que se adjudicó antes.
  - Son bienes que no pueden agruparse, como refacciones de equipos distintos.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_contracts: {default: 3, unit: contratos en el año, min: 2}
---*/
select holder_id || '|' || held_id                      as subject_id,
       amount_mxn / nullif(open_tender_mxn, 0)             as value,
       n_contracts >= $min_contracts
           and amount_mxn > open_tender_mxn                as is_flagged,
       case when is_verified then 'flag' else 'signal' end as kind,
       case when open_tender_mxn is null then ceiling_missing end as missing,
       contract_ids                                        as source_ids,
       case when is_verified then 'verified' else 'to_verify' end as ceiling_state,
       buyer, supplier, last_on, n_contracts, amount_mxn, largest_mxn, ceiling_mxn, open_tender_mxn,
       procedure_year, law, matter, timeline
from features.award_span
where level = 'pair' and span = 'year'

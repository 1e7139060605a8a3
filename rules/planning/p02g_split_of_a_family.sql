/*---
id: P2G
title: Adjudicaciones directas por monto de lo mismo a varios proveedores que en 90 días o un año rebasan el máximo
subject: buyer_family
kind: signal
status: test
severity: medium
family: planning
evidence_group: splitting
audience: public
requires: [ceiling_mxn]
bounded_without: [budget_tier]
event_date: last_on
equivalents: [OCP R011, SASU]
description: >-
  En 90 días o en un año, y en varias semanas, una unidad compradora adjudicó directamente por monto artículos de una familia del clasificador a dos o más proveedores. Cada contrato cabe en el máximo; varios se le acercan
  (la mitad o más en 90 días, ocho décimas o más en un año) y juntos lo rebasan.
why: >-
  Una necesidad que vuelve cada pocas semanas puede planearse y licitarse junta.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: ceiling_state
says:
  verified: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {buyer} adjudicó directamente por monto {n_contracts:int} contratos de la familia {item_family:family} a {n_suppliers:int} proveedores por {amount_mxn:mxn} en total, {n_upper:int}
    de ellos de {near_name} del máximo o más; el máximo para contratar así en {procedure_year} es {ceiling_mxn:mxn} sin IVA.
  to_verify: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {buyer} adjudicó directamente por monto {n_contracts:int} contratos de la familia {item_family:family} a {n_suppliers:int} proveedores por {amount_mxn:mxn} en total, {n_upper:int}
    de ellos de {near_name} del máximo o más; el máximo conocido para contratar así en {procedure_year} es
    {ceiling_mxn:mxn} sin IVA, cifra por verificar en el Anexo 9 del PEF.
innocent:
  - La familia reúne cosas muy distintas, que se compran por separado.
  - Son necesidades de áreas distintas, con investigaciones de mercado propias.
  - Se compró a varias micro y pequeñas empresas locales por política pública.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_near: {default: 3, unit: contratos de la mitad del máximo o más, min: 2}
  min_weeks: {default: 3, unit: semanas distintas, min: 1}
  min_suppliers: {default: 2, unit: proveedores, min: 2}
---*/
-- Of the 90 days and the year, the span that is flagged, or else the one that reaches furthest.
select holder_id || '|' || held_id as subject_id,
       ceiling_share                         as value,
       n_near >= $min_near and n_weeks >= $min_weeks and n_parts >= $min_suppliers
           and amount_mxn > ceiling_mxn      as is_flagged,
       case when ceiling_mxn is null then ceiling_missing end as missing,
       contract_ids                          as source_ids,
       case when is_verified then 'verified' else 'to_verify' end as ceiling_state,
       case span when 'year' then 'ocho décimas' else 'la mitad' end as near_name,
       buyer, held_id as item_family, n_parts as n_suppliers, first_on, last_on, n_contracts, n_near as n_upper, n_weeks, amount_mxn, largest_mxn, ceiling_mxn,
       procedure_year, law, matter, dated_by, timeline
from features.award_span
where level = 'family' and span <> 'week'
qualify row_number() over (
    partition by holder_id, held_id
    order by coalesce(n_near >= $min_near and n_weeks >= $min_weeks and amount_mxn > ceiling_mxn, false) desc,
             ceiling_share desc nulls last, span
) = 1

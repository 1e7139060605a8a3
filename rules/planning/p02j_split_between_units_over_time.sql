/*---
id: P2J
title: Varias unidades de una institución adjudican por monto al mismo proveedor y en 90 días o un año rebasan el máximo
subject: institution_supplier
kind: flag
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
  En 90 días o en un año, y en varias semanas, dos o más unidades compradoras de una institución adjudicaron directamente por monto al mismo proveedor. Cada contrato cabe en el máximo; varios se le acercan
  (la mitad o más en 90 días, ocho décimas o más en un año) y juntos lo rebasan. Es una señal; puede abrir un caso si además,
  de todo lo que la institución le adjudicó así, llegan a la mitad del máximo más contratos de los que daría el azar entre
  los proveedores que esta regla señala (probabilidad binomial, sabiendo que son tres o más, por los que señala).
why: >-
  Una necesidad que vuelve cada pocas semanas puede planearse y licitarse junta.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: standing
says:
  verified: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {n_units:int} unidades de {institution} adjudicaron directamente por monto {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total, {n_upper:int}
    de ellos de {near_name} del máximo o más; el máximo para contratar así en {procedure_year} es {ceiling_mxn:mxn} sin IVA.
  beyond_chance: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {n_units:int} unidades de {institution} adjudicaron directamente por monto {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total, {n_upper:int}
    de ellos de {near_name} del máximo o más; el máximo para contratar así en {procedure_year} es {ceiling_mxn:mxn} sin IVA.
    De los {n_all:int} contratos que se le conocen así con la institución, {n_all_near:int} llegan a la mitad del máximo o más; entre otros parecidos llega a lo más el {other_share:pct}.
  to_verify: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {n_units:int} unidades de {institution} adjudicaron directamente por monto {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total, {n_upper:int}
    de ellos de {near_name} del máximo o más; el máximo conocido para contratar así en {procedure_year} es
    {ceiling_mxn:mxn} sin IVA, cifra por verificar en el Anexo 9 del PEF.
innocent:
  - Son unidades con presupuesto y necesidades propias, en lugares distintos, que compran por separado.
  - Son órdenes de un contrato marco o abierto que se adjudicó antes.
  - Da servicio a un equipo que tienen todas las unidades.
  - El proveedor solo atiende pedidos de ese tamaño.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_near: {default: 3, unit: contratos de la mitad del máximo o más, min: 2}
  min_weeks: {default: 3, unit: semanas distintas, min: 1}
  min_units: {default: 2, unit: unidades compradoras, min: 2}
  max_chance: {default: 0.05, unit: alertas que el azar daría entre los proveedores señalados, min: 0, max: 1}
---*/
-- Of the 90 days and the year, the span that is flagged, or else the one that reaches furthest.
with span as (
    select holder_id, held_id, span,
           n_near >= $min_near and n_weeks >= $min_weeks and n_parts >= $min_units and amount_mxn > ceiling_mxn as is_flagged
    from features.award_span
    where level = 'institution' and span <> 'week'
    qualify row_number() over (
        partition by holder_id, held_id order by coalesce(is_flagged, false) desc, ceiling_share desc nulls last, span) = 1
),
told as (
    select s.*, p.is_flagged, r.* exclude (institution_id, supplier_id),
           coalesce(is_verified and p.is_flagged and chance_beyond_three * n.n_flagged <= $max_chance, false) as is_beyond
    from span p
    join features.award_span s using (holder_id, held_id, span)
    left join features.near_ceiling_record r on r.institution_id = s.holder_id and r.supplier_id = s.held_id
    cross join (select count(*) filter (is_flagged) as n_flagged from span) n
    where s.level = 'institution'
)
select holder_id || '|' || held_id as subject_id,
       ceiling_share                         as value,
       is_flagged,
       case when is_beyond then 'flag' else 'signal' end as kind,
       case when ceiling_mxn is null then ceiling_missing end as missing,
       contract_ids                          as source_ids,
       case when is_beyond then 'beyond_chance' when is_verified then 'verified' else 'to_verify' end as standing,
       case when is_verified then 'verified' else 'to_verify' end as ceiling_state,
       case span when 'year' then 'ocho décimas' else 'la mitad' end as near_name,
       institution, supplier, n_parts as n_units, first_on, last_on, n_contracts, n_near as n_upper, n_weeks, amount_mxn, largest_mxn, ceiling_mxn,
       procedure_year, law, matter, dated_by, timeline, n_all, n_all_near, other_share, chance_beyond_three
from told

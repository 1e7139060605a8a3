/*---
id: P1I
title: Las adjudicaciones por monto de una institución se amontonan justo bajo el máximo
subject: institution
kind: signal
status: test
severity: medium
family: planning
evidence_group: under_ceiling
audience: public
requires: []
event_date: last_on
equivalents: [OCP R002, OCP R049, SASU]
description: >-
  De las adjudicaciones directas por monto de una institución en un año que llegan a la mitad del máximo o más, las
  que quedan en el último tramo antes de él son más de las que daría repartirlas parejo, y más de lo que daría el
  azar. Donde no se conoce el tramo de presupuesto se usa el máximo más alto del año.
why: >-
  Los precios no conocen el máximo legal: que muchos queden justo abajo sugiere que se ajustaron a él.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: montos máximos de la adjudicación directa}
  - {law: LAASSP 2000, article: "42", note: montos máximos de la adjudicación directa}
  - {law: LOPSRM, article: "43", note: montos máximos de la adjudicación directa}
says: >-
  En {procedure_year}, de {n_upper:int} adjudicaciones por monto de {institution} que llegaron a la mitad del máximo o más,
  {n_near:int} quedaron entre {near:pct} y el máximo ({ceiling_text}); repartidas parejo serían
  {n_expected:int}.
innocent:
  - Los contratos son abiertos y su máximo se fijó en el tope que la ley permite.
  - Un precio oficial o una tarifa única cae cerca del máximo.
  - El importe publicado es el techo presupuestal y no el precio.
ask_for:
  - Investigaciones de mercado de los contratos cercanos al máximo.
  - Cantidades pedidas y precios unitarios, para ver qué determinó el importe.
params:
  near: {default: 0.95, unit: proporción del máximo, min: 0.6, max: 0.99}
  min_upper: {default: 5, unit: adjudicaciones de la mitad del máximo o más, min: 2}
  min_near: {default: 3, unit: adjudicaciones justo bajo el máximo, min: 2}
  min_z: {default: 2.58, unit: z de la proporción, min: 0}
---*/
with heap as (
    select institution_id, procedure_year, any_value(b.institution) as institution, max(given_on) as last_on, count(*) as n_upper,
           count(*) filter (ratio >= $near) as n_near, sum(amount_mxn) filter (ratio >= $near) as amount_mxn,
           count(*) * (1 - $near) / 0.5 as n_expected, max(ceiling_mxn) as ceiling_mxn,
           bool_and(ceiling_is_verified) as is_verified, $near as near,
           list_sort(list(contract_id) filter (ratio >= $near)) as contract_ids
    from features.amount_beside_ceiling a join core.buyer b using (buyer_id, institution_id)
    where ratio >= 0.5 group by institution_id, procedure_year
),
judged as (
    select *, (n_near - 0.5 - n_expected) / sqrt(n_expected * (1 - n_expected / n_upper)) as z from heap
)
select institution_id                                 as subject_id,
       n_near / n_upper                         as value,
       n_near >= $min_near and z >= $min_z      as is_flagged,
       coalesce(contract_ids, [])               as source_ids,
       case when is_verified then 'verificado' else 'por verificar en el Anexo 9 del PEF' end as ceiling_text,
       institution, procedure_year, n_upper, n_near, n_expected, amount_mxn, near, z, last_on
from judged
where n_upper >= $min_upper
qualify row_number() over (partition by institution_id order by z desc, procedure_year desc) = 1

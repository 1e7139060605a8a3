/*---
id: N3
title: Apellidos como de familiar entre quien interviene en contrataciones y quien está detrás de un proveedor
subject: institution_supplier
kind: signal
status: test
severity: low
family: interest
evidence_group: kinship_surnames
audience: analyst
requires: []
event_date: last_on
equivalents: []
description: >-
  Una persona que interviene en las contrataciones de la institución y otra que aparece en el padrón como
  socia o representante de un proveedor tienen apellidos como de familiares, poco comunes en ese padrón.
  Los apellidos no prueban parentesco: es solo una señal, con las coincidencias que se esperan por azar.
why: >-
  La ley impide contratar con familiares de quien interviene, hasta el cuarto grado; los apellidos dicen
  dónde preguntar, no que lo sean.
legal_basis:
  - {law: LAASSP 2025, article: "71-I", note: consanguinidad hasta el cuarto grado}
  - {law: LAASSP 2000, article: "50-I", note: consanguinidad hasta el cuarto grado}
  - {law: LOPSRM, article: "51-I", note: consanguinidad hasta el cuarto grado}
says: >-
  En {institution}, quien ocupa el cargo de {position} y una persona detrás de {supplier} tienen apellidos
  como de familiares. Los apellidos no prueban parentesco: entre quienes venden a la institución
  ({roster_size:int} personas) hay {pairs_text:} y por azar se esperan {expected_text}.
innocent:
  - No hay parentesco; los apellidos son comunes en la región.
  - El parentesco es más lejano de lo que cuenta la ley.
  - Quien interviene se excusó de las contrataciones con esa empresa.
ask_for:
  - Manifiesto de vínculos del proveedor (LGRA 44 y 49-IX).
  - Excusas presentadas ante el comité o el órgano interno de control.
params:
  max_chance: {default: 0.001, unit: probabilidad por azar, min: 0, max: 0.2}
---*/
with strongest as (
    select * from features.firm_kin_candidate
    where within_degree and in_procurement and p_chance <= $max_chance
    qualify row_number() over (
        partition by institution_id, supplier_id order by p_chance, official_id) = 1
)
select p.institution_id || '|' || p.supplier_id                  as subject_id,
       k.p_chance                                                as value,
       k.official_id is not null                                 as is_flagged,
       case when not p.is_registered then 'register_entry' end   as missing,
       'candidate'                                               as certainty,
       k.source_ids,
       k.institution, n.seller as supplier, coalesce(k.position, 'sin nombre publicado') as position,
       k.roster_size, k.n_pairs,
       case when k.n_pairs = 1 then 'una coincidencia así' else k.n_pairs || ' coincidencias así' end as pairs_text, case when k.expected_by_chance < 0.05 then 'menos de 0.1' else format('{:.1f}', k.expected_by_chance) end as expected_text, k.p_chance, p.last_on
from features.institution_supplier_pair p
left join strongest k using (institution_id, supplier_id)
left join features.seller_name n on n.seller_id = p.supplier_id

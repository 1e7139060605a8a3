/*---
id: N4
title: Apellidos poco comunes que se repiten entre quienes intervienen en las contrataciones de una institución
subject: institution
kind: signal
status: test
severity: low
family: interest
evidence_group: kinship_surnames
audience: analyst
requires: []
event_date: null
equivalents: []
description: >-
  Dos o más personas que intervienen en las contrataciones de una institución comparten ambos apellidos,
  poco comunes entre su personal. Los apellidos no prueban parentesco: es solo una señal, con las
  coincidencias que se esperan por azar.
why: Familiares en una misma área de compras reducen el control de unos sobre otros.
legal_basis:
  - {law: LGRA, article: "63 Bis", note: indicador; los apellidos no prueban parentesco}
says: >-
  En {institution}, {n_officials:int} personas que intervienen en contrataciones comparten ambos apellidos
  con otra que también interviene. Los apellidos no prueban parentesco: por azar se esperan
  {expected_text} coincidencias así en todo su personal.
innocent:
  - No hay parentesco; los apellidos son comunes en la región.
  - Las personas ganaron un concurso de plaza, o no trabajan una bajo el mando de la otra.
ask_for:
  - Organigrama y nombramientos del área de compras.
params:
  max_chance: {default: 0.005, unit: probabilidad por azar, min: 0, max: 0.2}
---*/
with buying as (
    select institution_id, count(*) as n from core.official
    where in_procurement and institution_id is not null group by institution_id
),
pair as (
    select k.institution_id, k.official_id, k.expected_by_chance, k.source_ids
    from core.kinship k
    join core.official a on a.official_id = k.official_id and a.in_procurement
    where k.roster = 'staff' and k.pattern = 'same_both' and k.p_chance <= $max_chance
      and exists (select 1 from core.kinship b where b.roster = 'staff' and b.institution_key = k.institution_key
                  and b.person_a = k.person_b and b.person_b = k.person_a)
),
told as (
    select institution_id, count(distinct official_id) as n_officials, max(expected_by_chance) as expected,
           flatten(list(source_ids order by official_id)) as source_ids
    from pair group by institution_id
)
select b.institution_id as subject_id, t.n_officials as value,
       coalesce(t.n_officials >= 2, false) as is_flagged, 'candidate' as certainty, t.source_ids,
       i.institution, t.n_officials, case when t.expected < 0.05 then 'menos de 0.1' else format('{:.1f}', t.expected) end as expected_text
from buying b
join core.institution i using (institution_id)
left join told t using (institution_id)
where b.n >= 2

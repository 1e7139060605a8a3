/*---
id: N12
title: Apellidos como de familiar de quien interviene en contrataciones, en una persona que entra a la nómina de la misma institución
subject: official
kind: signal
status: test
severity: high
family: interest
evidence_group: nepotism
audience: analyst
requires: []
event_date: relative_since_on
equivalents: []
description: >-
  Una persona entró a la nómina de la institución mientras alguien con apellidos como de familiar suyo
  ya ocupaba ahí un cargo con intervención en contrataciones. Los apellidos no prueban parentesco: es
  una señal, con las coincidencias que se esperan por azar en un padrón de ese tamaño.
why: >-
  Es nepotismo valerse del cargo para que se contrate o nombre a familiares hasta el cuarto grado de
  consanguinidad o el segundo de afinidad, o con quienes hay matrimonio o concubinato.
legal_basis:
  - {law: LGRA, article: "63 Bis", note: "nepotismo: consanguinidad hasta el cuarto grado, afinidad hasta el segundo, matrimonio o concubinato"}
says: >-
  En {institution}, una persona que entró el {relative_since_on:date} con el cargo de {relative_position}
  tiene apellidos como de familiar de quien ocupa el cargo de {position} desde el {since_on:date}. Los
  apellidos no prueban parentesco: en un padrón como ese ({roster_size:int} personas) hay
  {pairs_text:} y por azar se esperan {expected_text}.
innocent:
  - No hay parentesco; los apellidos son comunes en la región.
  - Quien interviene en contrataciones no tuvo parte en el nombramiento, o se excusó.
  - La persona ganó un concurso de plaza o ya trabajaba ahí con otro cargo.
ask_for:
  - Nombramiento de la persona y quién lo propuso y firmó.
  - Declaraciones de ambas personas, en el área que puede conocerlas.
  - Acta de excusa o convocatoria de la plaza.
params:
  max_chance: {default: 0.005, unit: probabilidad por azar, min: 0, max: 0.2}
---*/
with strongest as (
    select *, count(*) over (partition by official_id) as n_relatives
    from features.staff_kin_candidate
    where within_degree and p_chance <= $max_chance
    qualify row_number() over (partition by official_id order by p_chance, relative_since_on, person_b) = 1
),
told as (
    select distinct institution_key from core.person_mention where role = 'staff'
)
select o.official_id                                             as subject_id,
       k.n_relatives                                             as value,
       k.official_id is not null                                 as is_flagged,
       case when t.institution_key is null then 'payroll' when o.since_on is null then 'since_on' end as missing,
       'candidate'                                               as certainty,
       k.source_ids,
       o.institution, coalesce(o.position, 'sin nombre publicado') as position, o.since_on,
       k.relative_position, k.relative_since_on, k.n_relatives, k.roster_size, k.n_pairs,
       case when k.n_pairs = 1 then 'una coincidencia así' else k.n_pairs || ' coincidencias así' end as pairs_text,
       case when k.expected_by_chance < 0.05 then 'menos de 0.1' else format('{:.1f}', k.expected_by_chance) end as expected_text, k.p_chance
from core.official o
left join told t using (institution_key)
left join strongest k using (official_id)
where o.in_procurement

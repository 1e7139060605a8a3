/*---
id: N12
title: Posible nepotismo, un familiar de quien interviene en contrataciones entra a la nómina de la misma institución
subject: official
kind: flag
status: test
severity: high
family: interest
evidence_group: nepotism
audience: analyst
requires: []
event_date: relative_since_on
equivalents: []
description: >-
  Una persona entró a la nómina de la institución mientras un familiar suyo, dentro de los grados de la
  ley, ya ocupaba ahí un cargo con intervención en contrataciones. Con el parentesco declarado (sección
  reservada, solo para quien tiene acceso restringido) puede abrir un caso; cuando solo coinciden los
  apellidos es una señal, con las coincidencias que se esperan por azar.
why: >-
  Es nepotismo valerse del cargo para que se contrate o nombre a familiares hasta el cuarto grado de
  consanguinidad o el segundo de afinidad, o con quienes hay matrimonio o concubinato.
legal_basis:
  - {law: LGRA, article: "63 Bis", note: "nepotismo: consanguinidad hasta el cuarto grado, afinidad hasta el segundo, matrimonio o concubinato"}
says_by: standing
says:
  declared: >-
    Por verificar: en {institution}, quien ocupa el cargo de {position} desde el {since_on:date} declara
    un parentesco ({relation_name}) con una persona de igual nombre que entró a la nómina de la
    institución el {relative_since_on:date} con el cargo de {relative_position}.
  declared_certain: >-
    En {institution}, quien ocupa el cargo de {position} desde el {since_on:date} declara un parentesco
    ({relation_name}) con una persona que entró a la nómina de la institución el
    {relative_since_on:date} con el cargo de {relative_position}.
  surnames: >-
    En {institution}, una persona que entró el {relative_since_on:date} con el cargo de
    {relative_position} tiene apellidos como de familiar de quien ocupa el cargo de {position} desde el
    {since_on:date}. Los apellidos no prueban parentesco: en un padrón como ese ({roster_size:int}
    personas) hay {n_pairs:int} coincidencias así y por azar se esperan {expected_text}.
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
with
    law as (
        select max(cast(value as integer)) filter (name = 'nepotism_kinship_blood') as blood,
               max(cast(value as integer)) filter (name = 'nepotism_kinship_affinity') as affinity
        from reference.legal_constants
    ),
    within as (
        select k.relation, k.name_es
        from reference.kinship_relations k cross join law
        where k.line in ('marriage', 'concubinage')
           or (k.line = 'blood' and k.degree <= law.blood) or (k.line = 'affinity' and k.degree <= law.affinity)
    ),
    staff as (
        select institution_key, official_id, position, from_on, curp, rfc, mention_id,
               name_clean(concat_ws(' ', given_name, first_surname, second_surname)) as person_key
        from core.person_mention where official_id is not null and from_on is not null
    ),
    relative as (
        select distinct r.official_id, r.declaration_id, r.person_key, r.curp, r.rfc, r.works_for, w.name_es
        from restricted.declared_relative r join within w on w.relation = r.relation_code
        where r.kind in ('partner', 'dependant') and not coalesce(r.is_ended, false)
    ),
    declared as (
        select o.official_id, s.from_on as relative_since_on, s.position as relative_position, r.name_es as relation_name,
               coalesce(s.curp = r.curp or s.rfc = r.rfc, false) as is_certain, [r.declaration_id, s.mention_id] as source_ids
        from relative r
        join core.official o using (official_id)
        join staff s on s.institution_key = o.institution_key and s.official_id <> o.official_id
            and (s.curp = r.curp or s.rfc = r.rfc or s.person_key = r.person_key)
        where s.from_on > o.since_on and s.from_on <= coalesce(o.left_on, s.from_on)
          and not coalesce(s.curp <> r.curp or s.rfc <> r.rfc, false)
    ),
    found as (
        select official_id, case when is_certain then 1 else 2 end as place, relative_since_on, relative_position,
               relation_name, source_ids, cast(null as bigint) as roster_size, cast(null as bigint) as n_pairs,
               cast(null as double) as expected_by_chance, cast(null as double) as p_chance
        from declared
        union all
        select official_id, 3, relative_since_on, relative_position, null, source_ids, roster_size, n_pairs,
               expected_by_chance, p_chance
        from features.staff_kin_candidate
        where within_degree and p_chance <= $max_chance
    ),
    strongest as (
        select *, count(*) over (partition by official_id, place) as n_relatives from found
        qualify row_number() over (partition by official_id order by place, p_chance, relative_since_on, relative_position) = 1
    ),
    told as (
        select distinct institution_key from core.person_mention where role = 'staff'
    )
select o.official_id                                             as subject_id,
       f.n_relatives                                             as value,
       f.official_id is not null                                 as is_flagged,
       case when t.institution_key is null then 'payroll' when o.since_on is null then 'since_on' end as missing,
       case when f.place <= 2 then 'flag' else 'signal' end      as kind,
       case f.place when 1 then 'certain' when 2 then 'probable' else 'candidate' end as certainty,
       case when f.place <= 2 then 'restricted' else 'analyst' end as audience,
       case f.place when 1 then 'declared_certain' when 2 then 'declared' else 'surnames' end as standing,
       f.source_ids,
       o.institution, coalesce(o.position, 'sin nombre publicado') as position, o.since_on,
       f.relation_name, f.relative_position, f.relative_since_on, f.n_relatives, f.roster_size, f.n_pairs,
       format('{:.1f}', f.expected_by_chance) as expected_text, f.p_chance
from core.official o
left join told t using (institution_key)
left join strongest f using (official_id)
where o.in_procurement

/*---
id: N12D
title: Posible nepotismo, un familiar declarado de quien interviene en contrataciones entra a la nómina de la misma institución
subject: official
kind: flag
status: test
severity: high
family: interest
evidence_group: nepotism
audience: restricted
requires: []
event_date: relative_since_on
equivalents: []
description: >-
  Una persona entró a la nómina de la institución mientras un familiar suyo, dentro de los grados de la
  ley, ya ocupaba ahí un cargo con intervención en contrataciones. El parentesco está en una sección
  reservada de la declaración: solo se lee donde hay base legal y solo lo ve quien tiene acceso
  restringido. Es una señal cuando más de una persona publicada lleva ese nombre completo.
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
innocent:
  - Quien entró es otra persona del mismo nombre, cuando la coincidencia es solo por nombre.
  - Quien interviene en contrataciones no tuvo parte en el nombramiento, o se excusó.
  - La persona ganó un concurso de plaza o ya trabajaba ahí con otro cargo.
ask_for:
  - Nombramiento de la persona y quién lo propuso y firmó.
  - Declaraciones de ambas personas, en el área que puede conocerlas.
  - Acta de excusa o convocatoria de la plaza.
params: {}
---*/
with strongest as (
    select o.official_id, h.from_on, h.position as relative_position, k.name_es || case when k.to_verify then ', grado por verificar' else '' end as relation_name,
           k.to_verify, h.mention_id, h.declaration_id, h.certainty
    from restricted.kinship h
    join features.kinship_reach k on k.relation = h.relation_code and k.name = 'nepotism_kinship'
    join core.official o using (official_id)
    where h.institution_key_b = o.institution_key and h.official_b is not null and not coalesce(h.is_ended, false)
      and h.from_on > o.since_on and h.from_on <= coalesce(o.left_on, h.from_on)
    qualify row_number() over (partition by o.official_id
        order by list_position(['certain', 'probable', 'candidate'], h.certainty), h.from_on, h.mention_id) = 1
), told as (
    select distinct institution_key from core.person_mention where role = 'staff'
), relatives as (select count(*) > 0 as are_read from restricted.declared_relative)
select o.official_id as subject_id, s.official_id is not null as is_flagged,
       case when not x.are_read then 'declared_relatives' when t.institution_key is null then 'payroll'
            when o.since_on is null then 'since_on' end as missing,
       case when s.to_verify or s.certainty = 'candidate' then 'signal' else 'flag' end as kind, s.certainty,
       case when s.certainty = 'certain' then 'declared_certain' else 'declared' end as standing,
       [s.declaration_id, s.mention_id] as source_ids, o.institution,
       coalesce(o.position, 'sin nombre publicado') as position, o.since_on,
       s.relation_name, s.relative_position, s.from_on as relative_since_on
from core.official o
cross join relatives x
left join told t using (institution_key)
left join strongest s using (official_id)
where o.in_procurement

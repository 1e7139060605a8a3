/*---
id: N7
title: Una empresa de quien dejó el cargo vende a su antigua institución antes de un año
subject: institution_supplier
kind: flag
status: test
severity: high
family: interest
evidence_group: former_official
audience: analyst
requires: []
event_date: after_last_on
equivalents: [SIGMA puerta giratoria]
description: >-
  Una empresa de la que una persona es socia, titular o representante vendió a la institución en que
  esa persona trabajó, dentro del año que siguió a la fecha en que dejó el cargo según su declaración
  de conclusión. Es una señal cuando la persona no intervenía en contrataciones o la coincidencia es
  solo de nombre.
why: >-
  La ley sanciona a la empresa que en el primer año se vale de quien fue persona servidora pública y
  tuvo información privilegiada.
legal_basis:
  - {law: LGRA, article: "72", note: contratación indebida de ex personas servidoras públicas durante un año}
  - {law: LGRA, article: "55", note: uso de información privilegiada}
says_by: standing
says:
  certain: >-
    {institution} contrató con {supplier} entre el {after_first_on:date} y el {after_last_on:date}
    ({n_after:int} en total, {after_mxn:mxn}); una persona que dejó ahí el cargo de {position} el
    {left_on:date} {relation_says} esa empresa.
  to_verify: >-
    Por verificar: {institution} contrató con {supplier} entre el {after_first_on:date} y el
    {after_last_on:date} ({n_after:int} en total, {after_mxn:mxn}); una persona que dejó ahí el cargo
    de {position} el {left_on:date} parece ser quien {relation_says} esa empresa.
innocent:
  - La persona no tuvo información de esas contrataciones.
  - La empresa ya vendía a la institución en las mismas condiciones antes de que la persona llegara a ella.
  - Se trata de otra persona del mismo nombre, cuando la coincidencia es solo por nombre.
ask_for:
  - Fecha y declaración de conclusión del cargo.
  - Acta constitutiva y poderes de la empresa, con sus fechas.
  - Expediente de las contrataciones y de quienes intervinieron en ellas.
params: {}
---*/
with strongest as (
    select * from features.interest_sale where n_after > 0
    qualify row_number() over (
        partition by institution_id, supplier_id
        order by (in_procurement and certainty <> 'candidate') desc,  -- What opens a case goes before what is surer.
                 case certainty when 'certain' then 1 when 'probable' then 2 else 3 end, in_procurement desc, n_after desc, official_id) = 1
)
select p.institution_id || '|' || p.supplier_id                  as subject_id,
       s.n_after                                                 as value,
       coalesce(s.n_after > 0, false)                            as is_flagged,
       case when s.in_procurement and s.certainty <> 'candidate' then 'flag' else 'signal' end as kind,
       case when not p.has_declarations then 'declarations' end  as missing,
       s.certainty,
       case s.certainty when 'certain' then 'certain' else 'to_verify' end as standing,
       s.after_contract_ids || s.source_ids                      as source_ids,
       s.institution, s.supplier, coalesce(s.position, 'sin nombre publicado') as position, s.in_procurement,
       s.relation_says, s.relation_name, s.left_on, s.n_after, s.after_mxn, s.after_first_on, s.after_last_on
from features.institution_supplier_pair p
left join strongest s using (institution_id, supplier_id)

/*---
id: F8
title: Dos participantes de un procedimiento con una persona socia en común
subject: procedure
kind: flag
status: test
severity: high
family: firm
evidence_group: bidders_tied
audience: analyst
requires: []
event_date: event_on
equivalents: [OCP R032, OCP R033]
description: >-
  Dos participantes que presentaron propuesta tienen en el padrón una persona socia en común. La ley
  vigente lo impide en una misma partida con cualquier participación que conste en escrituras; la
  anterior exigía que esa persona pesara en las decisiones, así que antes solo es alerta con la mitad o
  más de ambas empresas. Los datos no dicen en qué partida participó cada una. Cuando unas coinciden por el
  RFC de la persona y otras por el nombre, se dicen ambas; va primero la que basta para alerta y, si bastan
  las dos, la del RFC.
why: Empresas de una misma persona que concursan entre sí aparentan una competencia que no hay.
legal_basis:
  - {law: LAASSP 2025, article: "71-VIII", note: participantes en la misma partida con una persona socia en común}
  - {law: LAASSP 2000, article: "50-VII", note: exigía socio con capacidad de decisión}
  - {law: LOPSRM, article: "51", note: impedimentos para presentar propuestas}
says_by: standing
says:
  certain: >-
    En {procedure}, {one} y {other}, ambos con propuesta, tienen una persona socia en común según el
    padrón{part} ({n_bidders:int} participantes){also}; falta ver si fue en la misma partida.
  to_verify: >-
    Por verificar: en {procedure}, {one} y {other}, ambos con propuesta, tienen en el padrón una persona
    socia del mismo nombre{part} ({n_bidders:int} participantes){also}; falta ver si fue en la misma partida.
innocent:
  - Participaron en partidas distintas.
  - La persona entró como socia después del procedimiento, o ya había salido.
  - Son homónimas u homónimos, cuando la coincidencia es solo por nombre.
ask_for:
  - Actas constitutivas y asambleas vigentes a la fecha del procedimiento.
  - Propuestas por partida de ambas empresas.
params:
  decisive_percent: {default: 50, unit: por ciento, min: 0, max: 100}
---*/
-- What comes first: a pair that is enough for a flag, then one whose person is told by RFC.
with judged as (
    select *, coalesce(regime = 'LAASSP_2025', false) as any_part,
           keyed is not null and (any_part or coalesce(keyed.percent >= $decisive_percent, false)) as keyed_is_enough,
           named is not null and (any_part or coalesce(named.percent >= $decisive_percent, false)) as named_is_enough,
           keyed is null or named_is_enough and not keyed_is_enough as by_name,
           case when by_name then named else keyed end as first, case when by_name then keyed else named end as second
    from features.bidder_tie
)
select procedure_id                                             as subject_id,
       first is not null                                        as is_flagged,
       case when n_registered < 2 then 'register_entry' end     as missing,
       case when keyed_is_enough or named_is_enough then 'flag' else 'signal' end as kind,
       case when by_name then 'probable' else 'certain' end     as certainty,
       case when by_name then 'to_verify' else 'certain' end    as standing,
       coalesce(', con ' || nullif(floor(first.percent), 0)::int || ' % o más de cada una', '') as part,
       coalesce('; también ' || second.one || ' y ' || second.other
           || coalesce(', con ' || nullif(floor(second.percent), 0)::int || ' % o más de cada una', '')
           || if(by_name, ', por el RFC de la persona', ', por verificar, por el nombre de la persona'), '') as also,
       coalesce(procedure, procedure_id) as procedure, buyer, regime, method, first.one, first.other,
       n_bidders, n_registered, first.percent as least_percent, first.has_winner, event_on
from judged

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
  más de ambas empresas. Los datos no dicen en qué partida participó cada una.
why: Empresas de una misma persona que concursan entre sí aparentan una competencia que no hay.
legal_basis:
  - {law: LAASSP 2025, article: "71-VIII", note: participantes en la misma partida con una persona socia en común}
  - {law: LAASSP 2000, article: "50-VII", note: exigía socio con capacidad de decisión}
  - {law: LOPSRM, article: "51", note: impedimentos para presentar propuestas}
says_by: standing
says:
  certain: >-
    En {procedure}, {one} y {other}, ambos con propuesta, tienen una persona socia en común según el
    padrón ({n_bidders:int} participantes); falta ver si fue en la misma partida.
  to_verify: >-
    Por verificar: en {procedure}, {one} y {other}, ambos con propuesta, tienen en el padrón una persona
    socia del mismo nombre ({n_bidders:int} participantes); falta ver si fue en la misma partida.
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
select procedure_id                                             as subject_id,
       same_partner                                             as is_flagged,
       case when n_registered < 2 then 'register_entry' end     as missing,
       case when regime = 'LAASSP_2025' or least_percent >= $decisive_percent then 'flag' else 'signal' end as kind,
       case when partner_is_keyed then 'certain' else 'probable' end as certainty,
       case when partner_is_keyed then 'certain' else 'to_verify' end as standing,
       coalesce(procedure, procedure_id) as procedure, buyer, regime, method, partner_one as one, partner_other as other,
       n_bidders, n_registered, least_percent, partner_has_winner as has_winner, event_on
from features.bidder_tie

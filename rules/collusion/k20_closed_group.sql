/*---
id: K20
title: Empresas que casi siempre compiten juntas
subject: supplier
kind: signal
status: test
severity: low
family: collusion
evidence_group: bidding_group
audience: analyst
requires: []
event_date: last_tender_on
equivalents: [IMCO coparticipación, Wachs-Kertész cohesión y exclusividad]
description: >-
  Dos o más empresas coinciden en cinco licitaciones o más de una misma familia, en al menos la mitad de aquellas en que alguna se presenta,
  y mucho más de lo que coincidirían al azar. Sin la familia publicada no se puede calcular. Por sí solo no dice nada de los precios.
why: Quien acuerda posturas necesita presentarse junto; también coinciden quienes venden lo mismo en la misma zona.
says: >-
  {supplier} y {others_count} ({others:all}) coincidieron en {n_tenders:int} {tenders_named}: al menos {together_share:pct} de
  aquellas en que se presentó alguna de cada dos. Si cada una eligiera por su cuenta entre las de la familia, la
  probabilidad de ver un par así sería {joint_odds}.
innocent:
  - Son las únicas que venden ese bien o servicio en la zona.
  - La unidad las invita siempre a las mismas.
ask_for:
  - Lista de invitaciones de la unidad y criterio con que se eligió a quién invitar.
  - Propuestas de las empresas en esas licitaciones, para comparar formato y precios.
params:
  min_share: {default: 0.5, unit: proporción de sus licitaciones, min: 0, max: 1}
  max_chance: {default: 0.05, unit: 'probabilidad de verlo en algún par, por azar', min: 0, max: 0.5}
---*/
select supplier_id                                                as subject_id,
       together_share                                             as value,
       coalesce(together_share >= $min_share and joint_chance <= $max_chance, false) as is_flagged,
       -- Without families, who sells one thing only is held against tenders of everything.
       case when item_family = '' then 'item_family' end          as missing,
       bid_ids                                                    as source_ids,
       supplier, others, others_count, tenders_named, item_family, n_tenders, together_share, joint_odds,
       top, n_top, first_tender_on, last_tender_on
from features.bidding_member
qualify row_number() over (partition by supplier_id order by is_flagged desc, together_share desc nulls last, group_id) = 1

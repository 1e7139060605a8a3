/*---
id: K14
title: Empresas que compiten siempre juntas ganan por turnos
subject: supplier
kind: flag
status: test
severity: high
family: collusion
evidence_group: bidding_group
audience: analyst
requires: []
event_date: last_tender_on
equivalents: [OCP R057, OCDE rotación de ofertas]
description: >-
  Un grupo de empresas se presenta junto a las licitaciones de una misma familia de bienes o servicios, y gana casi siempre
  la que llevaba más tiempo sin ganar: tan regular, solo o junto con la distancia entre las propuestas, que por azar
  rara vez se vería en alguno de los grupos revisados. Si sus integrantes también compiten a menudo por separado, el azar
  tendría que ser mucho menos probable; si no, es una señal.
  La alerta está en la empresa del grupo que más ganó; en las otras es una señal.
why: Cuando se compite de verdad, haber ganado la vez anterior no impide ganar la siguiente.
legal_basis:
  - {law: LFCE, article: "53", note: prácticas monopólicas absolutas; indicador y no infracción}
  - {law: LGRA, article: "70", note: colusión entre particulares; indicador y no infracción}
says_by: turn_shape
says:
  alone: >-
    {supplier} y {others_count} ({others:all}) participaron juntas en {n_tenders:int} {tenders_named}. Formadas por el tiempo que
    llevan sin ganar, ganó en promedio la del lugar {stand}, cuando el azar daría el {chance_stand}; triunfos seguidos de una misma: {n_repeats:int}.
    Un orden así se vería al azar en {turn_odds} grupos; conviene revisar si compitieron.
  with_far: >-
    {supplier} y {others_count} ({others:all}) participaron juntas en {n_tenders:int} {tenders_named}. Formadas por el tiempo que
    llevan sin ganar, ganó en promedio la del lugar {stand}, cuando el azar daría el {chance_stand}; triunfos seguidos de una misma: {n_repeats:int}.
    Además, las propuestas que perdieron quedaron lejos de la más baja y cerca entre sí, más que en {far_share:pct} de otras licitaciones.
    Ambas cosas se verían al azar en {turn_both_odds} grupos; conviene revisar si compitieron.
innocent:
  - Las empresas tienen poca capacidad, y quien acaba de ganar no puede ofrecer buen precio mientras entrega.
  - La unidad reparte a propósito las compras entre los pocos proveedores de la localidad.
ask_for:
  - Propuestas completas de todas las participantes, con precios unitarios y fecha de elaboración.
  - Actas de apertura y registro de quién compró bases, hizo preguntas y entregó cada propuesta.
  - Contratos de trabajo, subcontratos o ventas entre las empresas del grupo.
params:
  max_false: {default: 0.05, unit: proporción de alertas debidas al azar, min: 0, max: 0.5}
  max_false_apart: {default: 0.001, unit: 'proporción debida al azar, si además compiten por separado', min: 0, max: 0.5}
  max_chance: {default: 0.05, unit: probabilidad de un orden así, min: 0, max: 0.5}
---*/
select supplier_id                                                as subject_id,
       mean_stand                                                 as value,
       coalesce(turn_chance <= $max_chance and turn_false <= $max_false, false) as is_flagged,
       case when n_undated > 0 then 'award_on' end                as missing,
       case when leads and (is_close or turn_false <= $max_false_apart) then 'flag' else 'signal' end as kind,
       bid_ids                                                    as source_ids,
       replace(format('{:.1f}', mean_stand), '.0', '') as stand, replace(format('{:.1f}', expected_stand), '.0', '') as chance_stand,
       turn_shape, turn_both_odds, supplier, others, others_count, tenders_named, item_family, n_tenders, n_lined, n_repeats, n_winners, mean_stand, expected_stand, turn_odds,
       n_compared, far_share, far_odds, turn_false as false_share, n_turn_groups as n_groups,
       together_share, top, n_top, sequence, first_tender_on, last_tender_on
from features.bidding_member
qualify row_number() over (partition by supplier_id order by is_flagged desc, leads desc, turn_false nulls last, group_id) = 1

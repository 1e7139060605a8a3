/*---
id: K22
title: Empresas que compiten juntas y cada una gana siempre con los mismos compradores
subject: supplier
kind: flag
status: test
severity: high
family: collusion
evidence_group: bidding_group
audience: analyst
requires: []
event_date: last_tender_on
equivalents: [OCDE reparto de clientes o zonas]
description: >-
  Un grupo de empresas se presenta junto a las licitaciones de varias instituciones, y en cada institución gana casi siempre
  la misma: el reparto, solo o junto con la distancia entre las propuestas, rara vez saldría al azar en alguno de
  los grupos revisados. Si sus integrantes también compiten a menudo por separado es una señal.
  La alerta está en la empresa del grupo que más ganó; en las otras es una señal.
why: Quien se presenta en todas partes y solo gana en lo suyo puede estar respetando un reparto.
legal_basis:
  - {law: LFCE, article: "53", note: prácticas monopólicas absolutas; indicador y no infracción}
  - {law: LGRA, article: "70", note: colusión entre particulares; indicador y no infracción}
says_by: kept_shape
says:
  alone: >-
    {supplier} y {others_count} ({others:all}) participaron juntas en {n_tenders:int} {tenders_named}. En {n_kept:int} de {n_shared:int} ganó
    la que más gana con esa institución; al azar se esperarían {kept_by_chance}. {kept_by:all}. Un reparto así se vería al azar en {kept_odds}
    grupos; conviene revisar si compitieron.
  with_far: >-
    {supplier} y {others_count} ({others:all}) participaron juntas en {n_tenders:int} {tenders_named}. En {n_kept:int} de {n_shared:int} ganó
    la que más gana con esa institución; al azar se esperarían {kept_by_chance}. {kept_by:all}. Además, las propuestas que perdieron quedaron
    lejos de la más baja y cerca entre sí, más que en {far_share:pct} de otras licitaciones. Ambas cosas se verían al azar en {kept_both_odds}
    grupos; conviene revisar si compitieron.
innocent:
  - Cada empresa gana cerca de su domicilio, donde le cuesta menos entregar.
  - Cada institución pide una marca o especialidad que solo una de ellas atiende bien.
ask_for:
  - Propuestas completas de todas las participantes, con precios unitarios y costos de traslado.
  - Actas de apertura y registro de quién compró bases, hizo preguntas y entregó cada propuesta.
  - Domicilio desde el que entrega cada empresa.
params:
  max_false: {default: 0.05, unit: proporción de alertas debidas al azar, min: 0, max: 0.5}
  max_chance: {default: 0.05, unit: probabilidad de un reparto así, min: 0, max: 0.5}
---*/
select supplier_id                                                as subject_id,
       n_kept / n_shared                                          as value,
       coalesce(kept_chance <= $max_chance and kept_false <= $max_false, false) as is_flagged,
       case when n_unplaced > 0 and n_customers < 2 then 'buyer_id' end as missing,
       case when is_close and leads then 'flag' else 'signal' end as kind,
       bid_ids                                                    as source_ids,
       format('{:.1f}', expected_kept) as kept_by_chance,
       kept_shape, kept_both_odds, supplier, others, others_count, tenders_named, item_family, n_tenders, n_shared, n_kept, n_customers, n_owners, expected_kept, kept_odds, kept_by,
       n_compared, far_share, far_odds, kept_false as false_share, n_kept_groups as n_groups,
       together_share, top, n_top, sequence, first_tender_on, last_tender_on
from features.bidding_member
qualify row_number() over (partition by supplier_id order by is_flagged desc, leads desc, kept_false nulls last, group_id) = 1

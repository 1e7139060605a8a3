/*---
id: C4P
title: Cuando gana un proveedor, la unidad desecha una y otra vez la propuesta más baja
subject: buyer_supplier
kind: flag
status: test
severity: high
family: competition
evidence_group: disqualified_rivals
audience: public
requires: []
event_date: last_on
equivalents: [OCP R036 por proveedor]
description: >-
  En los procedimientos que una unidad adjudicó a un proveedor con más de una propuesta, se desechó
  la más baja, de otro, más veces de lo que daría el azar si con él pasara tanto como con los demás
  (todos, los de la unidad o los de su giro, lo que sea más): la probabilidad binomial, multiplicada
  por los pares de unidad y proveedor que se miran, no llega al máximo. Solo cuentan procedimientos
  con el estado y el importe publicados de todas las propuestas.
why: >-
  Una vez puede tener buena razón; que casi siempre caiga la más baja y gane el mismo encarece las
  compras y conviene verlo en los fallos.
legal_basis:
  - {law: LAASSP 2025, article: "49", note: "fallo, con las razones para desechar; indicador y no infracción"}
  - {law: LAASSP 2000, article: "37", note: "fallo, con las razones para desechar; indicador y no infracción"}
says: >-
  De {n_won:int} procedimientos con varias propuestas que {buyer} adjudicó a {supplier}, en
  {n_hits:int} se desechó la propuesta más baja; con otros proveedores pasa a lo más en
  {other_share:pct}.
innocent:
  - Las propuestas bajas incumplieron requisitos necesarios, y los fallos lo dicen una por una.
  - Se evaluó por puntos y porcentajes, y el proveedor ofrece mejor calidad.
ask_for:
  - Fallos y dictámenes de esos procedimientos, con la razón por la que se desechó la más baja.
  - Criterios de evaluación de las convocatorias y quién los definió.
  - Inconformidades que presentaron las empresas desechadas.
params:
  max_chance: {default: 0.05, unit: alertas que el azar daría entre todos los pares, min: 0, max: 1}
  min_hits: {default: 3, unit: procedimientos con la más baja desechada, min: 2}
  min_others: {default: 20, unit: procedimientos de otros proveedores, min: 1}
---*/
select buyer_id || '|' || supplier_id                               as subject_id,
       n_hits / n_won                                               as value,
       n_hits >= $min_hits and chance * n_pairs <= $max_chance      as is_flagged,
       case when missing is not null then missing
            when n_others < $min_others then 'peers' end            as missing,
       bid_ids                                                      as source_ids,
       buyer, supplier, n_won, n_hits, other_share, n_others, n_others_of_unit,
       n_others_of_market, chance, n_pairs, procedures, first_on, last_on
from features.pair_bids
where pattern = 'lowest_out'

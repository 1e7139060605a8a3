/*---
id: C1P
title: Un proveedor gana sin otra propuesta una y otra vez en una misma unidad
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: competition
evidence_group: single_bid
audience: public
requires: []
event_date: last_on
equivalents: [OCP R018 por proveedor]
description: >-
  En los procedimientos abiertos o por invitación que una unidad adjudicó a un proveedor, nadie más
  propuso en tres de cada cuatro o más, y eso es más de lo que daría el azar si con él pasara tanto
  como con los demás (todos, los de la unidad o los de su giro, lo que sea más): la probabilidad
  binomial, multiplicada por los pares de unidad y proveedor que se miran, no llega al máximo.
why: >-
  Que una vez nadie más proponga es común; que pase casi siempre que gana el mismo puede deberse a
  requisitos que solo él cumple.
legal_basis:
  - {law: LAASSP 2025, article: "56-III", note: en invitaciones permite seguir con una propuesta; indicador y no infracción}
says: >-
  De {n_won:int} procedimientos que {buyer} adjudicó a {supplier}, en {n_hits:int} no hubo otra
  propuesta; con otros proveedores pasa a lo más en {other_share:pct}.
innocent:
  - El proveedor es el único fabricante o distribuidor de lo que se compra.
  - La unidad está lejos, y pocas empresas llegan a proponer.
ask_for:
  - Investigaciones de mercado y requisitos técnicos de esos procedimientos.
  - Preguntas de las juntas de aclaraciones y sus respuestas.
params:
  max_chance: {default: 0.05, unit: alertas que el azar daría entre todos los pares, min: 0, max: 1}
  min_hits: {default: 3, unit: procedimientos con una sola propuesta, min: 2}
  min_share: {default: 0.75, unit: proporción de los procedimientos del par, min: 0, max: 1}
  min_others: {default: 20, unit: procedimientos de otros proveedores, min: 1}
---*/
select buyer_id || '|' || supplier_id                               as subject_id,
       n_hits / n_won                                               as value,
       n_hits >= $min_hits and value >= $min_share
           and chance * n_pairs <= $max_chance                      as is_flagged,
       case when missing is not null then missing
            when n_others < $min_others then 'peers' end            as missing,
       bid_ids                                                      as source_ids,
       buyer, supplier, n_won, n_hits, other_share, n_others, n_others_of_unit,
       n_others_of_market, chance, n_pairs, procedures, first_on, last_on
from features.pair_bids
where pattern = 'alone'

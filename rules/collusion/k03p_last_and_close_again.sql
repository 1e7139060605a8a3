/*---
id: K3P
title: Un proveedor gana una y otra vez por muy poco y con la última propuesta en llegar
subject: buyer_supplier
kind: flag
status: test
severity: high
family: collusion
evidence_group: close_second
audience: analyst
requires: []
event_date: last_on
equivalents: [OCP R024 y R034 por proveedor]
description: >-
  En los procedimientos que una unidad adjudicó a un proveedor, su propuesta fue la última en llegar
  y quedó a uno por ciento o menos de la segunda, más veces de lo que daría el azar si con él pasara
  tanto como con los demás (todos, los de la unidad o los de su giro, lo que sea más): la
  probabilidad binomial, multiplicada por los pares de unidad y proveedor que se miran, no llega al
  máximo. Solo cuentan procedimientos con el estado, el importe y la hora publicados de todas las
  propuestas.
why: >-
  Proponer al final y ganar por un pelo una vez es suerte; hacerlo casi siempre en la misma unidad puede
  decir que se conocía el precio de los demás.
says: >-
  De {n_won:int} procedimientos con varias propuestas que {buyer} adjudicó a {supplier}, en
  {n_hits:int} su propuesta fue la última en llegar y quedó a uno por ciento o menos de la segunda;
  con otros proveedores pasa a lo más en {other_share:pct}.
innocent:
  - El proveedor siempre entrega al final del plazo, y los precios de lo que vende varían poco.
  - La hora publicada es la de captura y no la de entrega.
  - Fueron ofertas subsecuentes de descuentos, en las que todos ven el precio más bajo y lo mejoran.
ask_for:
  - Bitácora del sistema con la hora de envío y de apertura de cada propuesta.
  - Quién tuvo acceso a las propuestas y al presupuesto antes de la apertura.
  - Propuestas económicas completas, con precios unitarios.
params:
  max_chance: {default: 0.05, unit: alertas que el azar daría entre todos los pares, min: 0, max: 1}
  min_hits: {default: 3, unit: procedimientos ganados así, min: 2}
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
where pattern = 'last_and_close'

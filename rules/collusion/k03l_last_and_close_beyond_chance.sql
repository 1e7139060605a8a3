/*---
id: K3L
title: Un proveedor gana con la última propuesta en llegar y tan cerca de la segunda que el azar no lo explica
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: collusion
evidence_group: close_second
audience: analyst
requires: []
event_date: last_on
equivalents: [OCP R024, OCP R034, Ivanov y Nesterov 2020 (arXiv 1903.00261)]
description: >-
  De los procedimientos con varias propuestas que una unidad adjudicó a un proveedor, en tres o más la suya fue la más baja
  y la última en llegar. Cada uno se compara con los que tuvieron tantas propuestas válidas (todos, los de su giro y los de la unidad,
  lo que sea más): en qué parte pasó lo mismo con tan poca distancia a la segunda, o menos. Juntas, esas partes son tan
  pequeñas que por azar rara vez se verían (Fisher), y de los pares tan poco probables los debidos al azar (Benjamini
  y Hochberg) no pasan del máximo. No hay un umbral de distancia: importa que se repita.
why: >-
  A quien sabe lo que otros propusieron le conviene esperar al final y quedar apenas abajo; una vez es suerte.
says: >-
  De {n_won:int} procedimientos con varias propuestas que {buyer} adjudicó a {supplier}, en {n_hits:int} la suya fue la última en
  llegar y la más baja, por lo común {middle_gap:pct} abajo de la segunda. Con otros proveedores y tantas propuestas, con tan poca
  distancia pasa en el {other_share:pct} de los procedimientos.
innocent:
  - El proveedor siempre entrega al final del plazo, y los precios de lo que vende varían poco.
  - La hora publicada es la de captura y no la de entrega.
  - Fueron ofertas subsecuentes de descuentos, en las que todos ven el precio más bajo y lo mejoran.
  - Los precios de lo que vende son públicos, y quien conoce a su competencia los calcula bien.
ask_for:
  - Bitácora del sistema con la hora de envío y de apertura de cada propuesta.
  - Quién tuvo acceso a las propuestas y al presupuesto antes de la apertura.
  - Propuestas económicas completas, con precios unitarios.
params:
  max_false: {default: 0.05, unit: proporción de alertas debidas al azar, min: 0, max: 0.5}
  min_hits: {default: 3, unit: procedimientos ganados así, min: 2}
  min_others: {default: 20, unit: procedimientos de otros proveedores con tantas propuestas, min: 1}
---*/
select buyer_id || '|' || supplier_id                               as subject_id,
       n_hits / n_won                                               as value,
       n_hits >= $min_hits and false_share <= $max_false            as is_flagged,
       case when missing is not null then missing
            when n_others < $min_others then 'peers' end            as missing,
       coalesce(bid_ids, [])                                        as source_ids,
       buyer, supplier, n_won, n_hits, middle_gap, widest_gap, other_share, n_others, chance, false_share, n_pairs,
       procedures, first_on, last_on
from features.pair_last_close

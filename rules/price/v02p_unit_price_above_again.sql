/*---
id: V2P
title: Una unidad paga a un proveedor, una y otra vez, precios unitarios de los más altos
subject: buyer_supplier
kind: flag
status: test
severity: high
family: price
evidence_group: unusual_amount
audience: public
requires: []
event_date: last_on
equivalents: [OCP R017 por proveedor]
description: >-
  De los contratos de una unidad con un proveedor que publican precio unitario, varios costaron más que
  diecinueve de cada veinte compras de lo mismo en el año (misma clave, presentación, unidad de medida y moneda, en
  veintiún contratos o más de precios parecidos) y al menos una cuarta parte más que su mediana. Es alerta si
  son más de los que daría el azar si con ellos pasara tanto como con los demás (todos, los otros
  proveedores de la unidad o las otras unidades a las que vende, lo que sea más): la probabilidad
  binomial, multiplicada por los pares que se miran, no llega al máximo.
why: >-
  Una compra cara puede tener su razón; que lo sean casi todas las que se hacen a un mismo proveedor
  conviene verlo en las investigaciones de mercado.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado en precio; indicador y no infracción}
says: >-
  De {n_bought:int} contratos de {buyer} con {supplier} cuyos precios unitarios se pueden comparar,
  {n_hits:int} están entre los más caros de su año: cuestan {times_text} veces la mediana de compras
  de lo mismo ({excess_text} de más en total); a los demás les pasa a lo más en {other_share:pct}.
innocent:
  - Lo comprado es de otra calidad, marca o presentación que lo demás de la misma clave.
  - El precio incluye flete, instalación o entrega en lugares apartados.
  - Se compra poco cada vez, sin descuento por volumen.
ask_for:
  - Contratos o pedidos con la descripción, la unidad y el precio unitario de cada partida.
  - Investigaciones de mercado con los precios que sirvieron de referencia.
params:
  max_chance: {default: 0.05, unit: alertas que el azar daría entre todos los pares, min: 0, max: 1}
  min_hits: {default: 3, unit: contratos de los más caros, min: 2}
  min_others: {default: 20, unit: contratos de otros con que comparar, min: 1}
---*/
select buyer_id || '|' || supplier_id                               as subject_id,
       n_hits / n_bought                                            as value,
       n_hits >= $min_hits and chance * n_pairs <= $max_chance      as is_flagged,
       case when missing is not null then missing
            when n_others < $min_others then 'peers' end            as missing,
       contract_ids                                                 as source_ids,
       format('{:,.1f}', times)                                     as times_text,
       format('{:,.2f} {}', excess, currency)                       as excess_text,
       buyer, supplier, n_priced as n_with_unit_price, n_bought, n_hits, item, times as times_median, excess as excess_amount, currency,
       other_share, n_others, fewest_others, chance, n_pairs, first_on, last_on
from features.pair_unit_price

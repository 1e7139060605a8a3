/*---
id: V7
title: Los primeros dígitos de los importes de una unidad se apartan de la ley de Benford
subject: buyer
kind: signal
status: test
severity: low
family: price
evidence_group: first_digits
audience: public
requires: []
event_date: last_on
equivalents: [OCP R029, ProACT]
description: >-
  En cantidades que abarcan varios órdenes de magnitud, el primer dígito es 1 en tres de cada diez casos y 9 en
  uno de cada veinte (ley de Benford). Señala a las unidades con cien contratos o más cuyos importes se apartan de ella
  según la ji cuadrada y la desviación media. Solo tiene sentido para el conjunto, nunca para un contrato.
why: >-
  Un conjunto que se aparta mucho puede tener importes fijados de antemano o ajustados a un límite.
says: >-
  De {n_contracts:int} importes de {buyer}, {top_n:int} empiezan con {top_digit:int} ({top_share:pct}); la ley de Benford
  daría {top_expected:pct} (ji cuadrada {chi_text}, sin señal hasta {max_chi_text}).
innocent:
  - La unidad paga tarifas o cuotas fijas, que repiten el mismo dígito.
  - Los montos máximos de ley dejan muchos importes de un mismo tamaño.
  - Compra un solo bien a precio regulado.
ask_for:
  - Contratos cuyo importe empieza con ese dígito, con sus cotizaciones.
params:
  max_chi: {default: 20.09, unit: ji cuadrada con 8 grados de libertad (1 %), min: 1}
  max_deviation: {default: 0.015, unit: desviación media de las proporciones, min: 0, max: 1}
  min_orders: {default: 3, unit: órdenes de magnitud, min: 1}
---*/
select buyer_id   as subject_id,
       chi_square as value,
       chi_square > $max_chi and mean_deviation > $max_deviation as is_flagged,
       case when orders < $min_orders then 'orders' end          as missing,
       contract_ids as source_ids,
       format('{:.1f}', chi_square) as chi_text, format('{:.1f}', cast($max_chi as double)) as max_chi_text,
       top_n / n_contracts as top_share,
       buyer, n_contracts, top_digit, top_n, top_expected, chi_square, mean_deviation, orders, last_on
from features.first_digit

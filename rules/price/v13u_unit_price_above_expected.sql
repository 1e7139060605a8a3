/*---
id: V13U
title: Precio unitario muy por arriba de lo que costaron compras parecidas
subject: contract
kind: signal
status: experimental
severity: low
family: price
evidence_group: unusual_amount
audience: analyst
requires: []
event_date: event_on
equivalents: [OCP R017]
description: >-
  Una partida del contrato costó por unidad más que el extremo alto de lo que un modelo espera por las
  compras parecidas: mismo tipo de texto, misma presentación (caja con 100, fardo de 20, frasco de 500 ml),
  misma clave, misma unidad de medida y misma moneda, de ser posible del mismo año, en veinte contratos o
  más cuyos precios no varían demasiado. Si el texto habla de cajas o paquetes sin decir cuánto traen, y no
  son la unidad de medida, no se compara. Solo se calcula
  donde se publican cantidades y precios unitarios. Por sí solo nunca abre un caso.
why: >-
  Pagar por unidad bastante más que los demás por lo mismo es lo que un sobreprecio sería, y también lo
  que sería otra calidad, otro tamaño o un error al capturar la unidad.
says: >-
  En el contrato de {procedure}, {buyer} pagó a {supplier} {price_text} por {unit_text} ({item}): precio
  unitario {times_text} veces la mediana de {n_alike:int} compras de texto y clave parecidos, por {unit_text}; lo usual
  va de {low_text} a {high_text}.
innocent:
  - Lo comprado es de otra calidad, marca o presentación que lo demás de la misma clave.
  - La unidad se capturó mal (una caja por una pieza), o el importe total en vez del precio unitario.
  - El precio incluye flete, instalación o entrega en lugares apartados.
ask_for:
  - Contrato o pedido con la descripción, la unidad y el precio unitario de cada partida.
  - Investigación de mercado con los precios que sirvieron de referencia.
params:
  min_times: {default: 1.1, unit: veces el extremo alto, min: 1, max: 100}
  min_ratio: {default: 1.25, unit: veces la mediana, min: 1, max: 100}
---*/
-- Of a contract's items, the one that is farthest above what is expected of it.
with dearest as (
    select * from anomaly.unit_price
    qualify row_number() over (
        partition by contract_id
        order by unit_price / nullif(expected_high, 0)::double desc nulls last, contract_item_id) = 1
)
select k.contract_id                                             as subject_id,
       d.unit_price / nullif(d.expected_high, 0)::double         as value,
       coalesce(value > $min_times and d.times >= $min_ratio, false) as is_flagged,
       case when d.expected_high is null then 'unit_price_peers' end as missing,
       k.buyer, k.supplier, k.procedure, k.event_on,
       left(i.description, 80)                                   as item,
       lower(d.unit)                                             as unit_text,
       format('{:,.2f} {}', d.unit_price::double, d.currency)    as price_text,
       format('{:,.1f}', d.times)                                as times_text,
       format('{:,.2f}', d.expected_low::double)                 as low_text,
       format('{:,.2f} {}', d.expected_high::double, d.currency) as high_text,
       d.unit_price, d.currency, d.quantity, d.median_price, d.n_alike, d.peers as peer_group
from (select distinct contract_id from core.contract_item
      where unit_price > 0 and quantity > 0 and trim(unit) <> '') priced
join core.contract c using (contract_id)
join features.contract_context k using (contract_id)
left join dearest d using (contract_id)
left join core.contract_item i using (contract_item_id)
where c.is_current

/*---
id: K3
title: El segundo lugar quedó muy cerca del ganador
subject: procedure
kind: signal
status: test
severity: low
family: collusion
evidence_group: close_second
audience: analyst
requires: []
event_date: event_on
equivalents: [OCP R024, Imhof DIFFP]
description: >-
  La segunda propuesta válida más baja rebasa a la que ganó en menos de uno por ciento. Sin el estado y el
  importe de cada propuesta no se puede calcular; tampoco cuando ganaron varios.
why: >-
  Ganar por muy poco puede ser competencia reñida; también pasa cuando se conoce el precio de los demás.
says_by: arrival
says:
  last: >-
    En {procedure} de {buyer}, la segunda propuesta válida ({second_mxn:mxn}) rebasa a la que ganó
    ({winner_mxn:mxn}) en {gap_share:pct}; la que ganó fue la última en llegar.
  any: >-
    En {procedure} de {buyer}, la segunda propuesta válida ({second_mxn:mxn}) rebasa a la que ganó
    ({winner_mxn:mxn}) en {gap_share:pct}.
innocent:
  - El precio sale de una lista, de una tarifa oficial o de un presupuesto base que se publicó.
  - La competencia es reñida y todos compran el insumo al mismo precio.
  - Fueron ofertas subsecuentes de descuentos, en las que todos ven el precio más bajo y lo mejoran.
ask_for:
  - Acta de apertura con la hora en que llegó cada propuesta.
  - Propuestas económicas completas, con precios unitarios.
params:
  max_gap: {default: 0.01, unit: proporción, min: 0, max: 1}
---*/
select procedure_id                                     as subject_id,
       gap_share                                        as value,
       coalesce(gap_share < $max_gap, false)            as is_flagged,
       case when n_unstated > 0 then 'bid_status'
            when n_winners > 1 then 'bid_lot'
            when n_priced < n_bids then 'amount_mxn' end as missing,
       bid_ids                                          as source_ids,
       case when winner_was_last then 'last' else 'any' end as arrival,
       procedure, buyer, method, n_bids, n_valid, winner_mxn, second_mxn, gap_share, event_on
from features.procedure_bids
where n_winners > 0 and n_bids > 1 and (n_valid > 1 or n_unstated > 0)
  and not is_cancelled
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

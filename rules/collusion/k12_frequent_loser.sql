/*---
id: K12
title: Una empresa se presenta una y otra vez y casi nunca gana
subject: supplier
kind: signal
status: test
severity: low
family: collusion
evidence_group: frequent_loser
audience: analyst
requires: []
event_date: last_tender_on
equivalents: [OCP R025, Imhof frequent loser]
description: >-
  De diez procedimientos o más en que presentó propuesta, una empresa ganó menos de uno de cada veinte, y tan pocos que el azar
  no lo daría ni a una de todas las que se revisaron. El azar se mide donde hubo otras participantes y un solo ganador; pero
  quien gana con otras, o donde nadie más propuso, también gana, y eso cuenta para decir que casi nunca.
why: Presentar propuestas cuesta; quien lo hace muchas veces sin ganar puede estar acompañando a otra empresa.
says: >-
  {supplier} presentó propuesta en {n_all_bids:int} procedimientos y ganó {n_all_wins:int}. En los {n_bids:int} con otras participantes y
  un solo ganador ganó {n_wins:int}; si todas tuvieran la misma suerte habría ganado {wins_by_chance}. Quien más veces le ganó fue {lost_to}: {n_lost_to:int}.
innocent:
  - Sus precios son altos, o empieza en un mercado donde otras empresas tienen ventaja.
  - Se presenta para cumplir el número de propuestas que pide una invitación, a petición de la unidad.
ask_for:
  - Propuestas de la empresa y de quien más veces le ganó, con precios unitarios.
  - Contratos, subcontratos o ventas entre ambas.
params:
  min_bids: {default: 10, unit: procedimientos con propuesta, min: 2}
  max_share: {default: 0.05, unit: proporción ganada, min: 0, max: 1}
  max_chance: {default: 0.05, unit: 'probabilidad de verlo en alguna, por azar', min: 0, max: 0.5}
---*/
select supplier_id                              as subject_id,
       n_wins / n_bids                          as value,
       n_wins < $max_share * n_bids and n_all_wins < $max_share * n_all_bids and few_wins_chance * n_firms <= $max_chance as is_flagged,
       bid_ids                                  as source_ids,
       format('{:.1f}', expected_wins)          as wins_by_chance,
       supplier, n_all_bids, n_all_wins, n_bids, n_wins, expected_wins, lost_to, n_lost_to, n_customers, n_firms as n_bidders_seen, last_tender_on
from features.bidder_record
where n_bids >= $min_bids

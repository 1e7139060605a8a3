/*---
id: K9
title: Dos participantes propusieron el mismo importe
subject: procedure
kind: signal
status: test
severity: medium
family: collusion
evidence_group: close_offers
audience: analyst
requires: []
event_date: event_on
equivalents: [OCP R028]
description: >-
  Dos o más participantes propusieron el mismo importe, igual al centavo y no redondo, donde eso es raro: no en las familias
  en que los precios salen de una lista. Sin importes publicados no se puede calcular.
why: Quien calcula su precio sin conocer el de otra empresa rara vez coincide al centavo.
says: >-
  En {procedure} de {buyer}, {firms} propusieron el mismo importe: {equal_mxn:mxn}. Ocurre en {peers_share:pct} de {n_peers:int} procedimientos.
innocent:
  - El precio sale de una tarifa oficial, de una lista del fabricante o de un presupuesto publicado.
  - Una empresa presentó la propuesta en nombre de las dos, en participación conjunta.
ask_for:
  - Propuestas económicas completas, con precios unitarios.
  - Acta de apertura y lista de quienes presentaron las propuestas.
params:
  max_share: {default: 0.05, unit: proporción de procedimientos con importes iguales, min: 0, max: 1}
  min_peers: {default: 20, unit: procedimientos, min: 2}
---*/
select procedure_id                                     as subject_id,
       n_equal                                          as value,
       n_equal > 0 and not is_round and peers_share <= $max_share as is_flagged,
       case when n_priced < 2 then 'amount_mxn' when n_equal > 0 and n_peers < $min_peers then 'peers' end as missing,
       bid_ids                                          as source_ids,
       procedure, buyer, n_bids, n_priced, n_equal as n_same_bids, equal_mxn, firms, peers_share, n_peers, event_on
from features.equal_bids
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

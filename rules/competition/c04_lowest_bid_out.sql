/*---
id: C4
title: Se desechó la propuesta más baja
subject: procedure
kind: signal
status: test
severity: low
family: competition
evidence_group: disqualified_rivals
audience: public
requires: []
event_date: event_on
equivalents: [OCP R036, Cardinal R036]
description: >-
  La propuesta de menor precio se desechó y se adjudicó a una más alta. Si empata con una válida no se
  señala; tampoco si es menos de 60 % de la válida más baja, que puede ser un precio unitario, el de una
  parte o uno que no podía sostenerse. Sin el estado y el importe de cada propuesta no se puede calcular; tampoco cuando ganaron
  varios, porque no se publica a qué partida va cada propuesta.
why: >-
  La diferencia entre la propuesta desechada y la que ganó es lo que costó desecharla; la razón debe
  constar en el fallo.
legal_basis:
  - {law: LAASSP 2025, article: "49", note: "fallo, con las razones para desechar; indicador y no infracción"}
  - {law: LAASSP 2000, article: "37", note: "fallo, con las razones para desechar; indicador y no infracción"}
says: >-
  En {procedure}, {buyer} desechó la propuesta más baja, de {lowest_mxn:mxn}, y la que ganó es de
  {winner_mxn:mxn}: {excess_share:pct} más.
innocent:
  - La propuesta más baja no cumplía lo técnico o era tan baja que no podía sostenerse.
  - Se evaluó por puntos y porcentajes, no solo por precio.
ask_for:
  - Fallo y dictamen, con la razón por la que se desechó la propuesta más baja.
  - Criterio de evaluación de la convocatoria.
params:
  min_share: {default: 0.6, unit: proporción de la propuesta válida más baja, min: 0, max: 1}
---*/
select procedure_id                                                        as subject_id,
       cast(winner_mxn as double) / lowest_mxn - 1                         as value,
       n_out > 0 and coalesce(lowest_out_mxn < lowest_valid_mxn
           and lowest_out_mxn >= $min_share * lowest_valid_mxn, false)     as is_flagged,
       case when n_unstated > 0 then 'bid_status'
            when n_out > 0 and n_winners > 1 then 'bid_lot'
            when n_out > 0 and n_priced < n_bids then 'amount_mxn' end     as missing,
       bid_ids                                                             as source_ids,
       procedure, buyer, method, n_bids, n_valid, n_out, lowest_mxn, winner_mxn, value as excess_share, event_on
from features.procedure_bids
where n_winners > 0 and n_bids > 1 and not is_cancelled
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

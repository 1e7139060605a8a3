/*---
id: C3
title: Se desecharon todas las propuestas menos la que ganó
subject: procedure
kind: signal
status: test
severity: low
family: competition
evidence_group: disqualified_rivals
audience: public
requires: []
event_date: event_on
equivalents: [OCP R035, Cardinal R035]
description: >-
  Hubo otras propuestas y todas se desecharon: la única válida es la de quien recibió el contrato. Sin el
  estado publicado de cada propuesta, o mientras una adjudicación esté pendiente, no se puede calcular.
why: >-
  Desechar a quien no cumple es una obligación; desecharlos a todos menos a uno deja la compra sin
  precios que comparar.
legal_basis:
  - {law: LAASSP 2025, article: "49", note: "fallo, con las razones para desechar; indicador y no infracción"}
  - {law: LAASSP 2000, article: "37", note: "fallo, con las razones para desechar; indicador y no infracción"}
says: >-
  En {procedure}, {buyer} recibió {n_bids:int} propuestas y desechó {n_out:int}: quedó como única válida la
  que ganó.
innocent:
  - A las demás les faltó un documento obligatorio o no cumplieron lo técnico, y el fallo dice en qué.
  - Los requisitos técnicos eran los necesarios y pocas empresas los cumplen.
ask_for:
  - Fallo y dictamen, con la razón por la que se desechó cada propuesta.
  - Propuestas desechadas, para ver si el incumplimiento consta en ellas.
params:
  min_out: {default: 1, unit: propuestas desechadas, min: 1}
---*/
select procedure_id                                                        as subject_id,
       n_out                                                               as value,
       n_valid = 1 and n_awarded = 1 and winner_is_valid and n_out >= $min_out as is_flagged,
       case when n_unstated > 0 then 'bid_status'
            when not is_final then 'final_award' end                       as missing,
       bid_ids                                                             as source_ids,
       procedure, buyer, method, n_bids, n_valid, n_out, event_on
from features.procedure_bids
where n_winners > 0 and n_bids > 1 and not is_cancelled
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

/*---
id: C5
title: Una unidad desecha muchas más propuestas que las demás
subject: buyer
kind: signal
status: test
severity: low
family: competition
evidence_group: disqualified_rivals
audience: public
requires: []
event_date: last_on
equivalents: [OCP R038, Cardinal R038]
description: >-
  De las propuestas que recibió una unidad, la parte que desechó rebasa el tercer cuartil de las
  unidades con veinte propuestas o más, más una vez y media el rango entre cuartiles. Solo cuentan
  procedimientos con el estado publicado de todas las propuestas.
why: >-
  Desechar mucho más que los demás puede decir que las convocatorias piden lo que pocos cumplen, o que se
  evalúa con otro rigor.
says: >-
  De {n_bids:int} propuestas que recibió, {buyer} desechó {n_out:int} ({out_share:pct}); entre {n_peers:int} unidades lo usual es
  {usual_share:pct}.
innocent:
  - Lo que compra pide requisitos técnicos o sanitarios que muchas propuestas no cumplen.
  - Publica los desechamientos que otras unidades no registran.
ask_for:
  - Fallos y dictámenes, con la razón de cada desechamiento.
  - Modelos de convocatoria de la unidad.
params:
  min_bids: {default: 20, unit: propuestas, min: 2}
---*/
select buyer_id                                                          as subject_id,
       out_share                                                         as value,
       n_bids >= $min_bids and out_share > fence                         as is_flagged,
       case when n_bids is null then 'bid_status'
            when n_bids >= $min_bids and fence is null then 'peers' end  as missing,
       out_ids                                                           as source_ids,
       buyer, n_procedures, n_bids, n_out, out_share, usual_share, fence, n_peers, last_on
from features.buyer_disqualified
where coalesce(n_bids, $min_bids) >= $min_bids

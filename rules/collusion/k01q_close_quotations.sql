/*---
id: K1Q
title: Cotizaciones de una adjudicación directa muy cerca unas de otras
subject: contract
kind: signal
status: test
severity: low
family: collusion
evidence_group: close_offers
audience: analyst
requires: []
event_date: event_on
equivalents: [Imhof CV]
description: >-
  El coeficiente de variación de tres o más cotizaciones es bajo por sí mismo y está entre los más bajos
  de las adjudicaciones con el mismo número de cotizaciones. Los importes son con impuestos, como se
  publican.
why: >-
  Cotizaciones casi iguales pueden venir de una misma mano que las preparó para cumplir el requisito;
  también de precios de lista.
says: >-
  Para {procedure}, {buyer} consideró {n_priced:int} cotizaciones de {lowest_mxn:mxn} a {highest_mxn:mxn}: varían
  {variation_share:pct}, menos que {closer_share:pct} de las {n_peers:int} adjudicaciones con otras tantas.
innocent:
  - El precio sale de una lista o de una tarifa oficial.
  - Todos revenden el mismo producto con un margen corto.
ask_for:
  - Cotizaciones originales, con fecha, firma y medio por el que llegaron.
  - Investigación de mercado de la adjudicación.
params:
  max_cv: {default: 0.05, unit: coeficiente de variación, min: 0, max: 1}
  max_share: {default: 0.05, unit: proporción, min: 0, max: 0.5}
  min_peers: {default: 20, unit: adjudicaciones, min: 2}
---*/
select s.subject_id,
       s.cv                                             as value,
       s.cv <= $max_cv and s.cv_share <= $max_share     as is_flagged,
       case when s.n_priced < 3 then 'amount_with_vat'
            when s.n_peers < $min_peers then 'peers' end as missing,
       s.offer_ids                                      as source_ids,
       k.procedure, k.buyer, k.supplier, k.event_on, s.n_priced, s.lowest as lowest_mxn, s.highest as highest_mxn,
       s.cv as variation_share,
       1 - s.cv_share as closer_share, s.n_peers, s.diffp as gap_share,
       s.rdnor, s.skew
from features.offer_screens s
join features.contract_context k on k.contract_id = s.subject_id
where s.subject_type = 'contract'

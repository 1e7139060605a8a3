/*---
id: K1
title: Propuestas muy cerca unas de otras
subject: procedure
kind: signal
status: test
severity: low
family: collusion
evidence_group: close_offers
audience: analyst
requires: []
event_date: award_on
equivalents: [Imhof CV, Huber-Imhof CV]
description: >-
  El coeficiente de variación de tres o más propuestas es bajo por sí mismo y está entre los más bajos
  de los procedimientos con el mismo número de propuestas. Sin importes publicados no se puede calcular.
why: >-
  Quien compite sin conocer las otras propuestas rara vez coincide tanto en el precio; propuestas muy
  parecidas se ven donde los precios se acuerdan, y también donde los fija una lista o un presupuesto.
says: >-
  En {procedure} de {buyer}, {n_priced:int} propuestas van de {lowest_mxn:mxn} a {highest_mxn:mxn}: varían
  {variation_share:pct}, menos que {closer_share:pct} de los {n_peers:int} procedimientos con otras tantas propuestas.
innocent:
  - El precio sale de una lista, de una tarifa oficial o de un presupuesto base que se publicó.
  - Todos compran el mismo insumo al mismo precio y el margen es corto.
ask_for:
  - Propuestas económicas completas, con precios unitarios.
  - Acta de apertura y lista de quienes presentaron las propuestas.
params:
  max_cv: {default: 0.05, unit: coeficiente de variación, min: 0, max: 1}
  max_share: {default: 0.05, unit: proporción, min: 0, max: 0.5}
  min_peers: {default: 20, unit: procedimientos, min: 2}
---*/
select s.subject_id,
       s.cv                                             as value,
       s.cv <= $max_cv and s.cv_share <= $max_share     as is_flagged,
       case when s.n_priced < 3 then 'amount_mxn'
            when s.n_peers < $min_peers then 'peers' end as missing,
       s.offer_ids                                      as source_ids,
       p.procedure_number as procedure, coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
       p.award_on, s.n_priced, s.lowest as lowest_mxn, s.highest as highest_mxn,
       s.cv as variation_share, 1 - s.cv_share as closer_share, s.n_peers,
       s.diffp as gap_share,
       s.rdnor, s.skew
from features.offer_screens s
join core.procedure p on p.procedure_id = s.subject_id
left join core.buyer b using (buyer_id)
where s.subject_type = 'procedure'
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

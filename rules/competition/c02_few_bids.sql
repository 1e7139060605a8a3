/*---
id: C2
title: Menos de la mitad de las propuestas que son usuales para lo mismo
subject: procedure
kind: signal
status: test
severity: low
family: competition
evidence_group: single_bid
audience: public
requires: []
event_date: event_on
equivalents: [OCP R019]
description: >-
  Hubo más de una propuesta, y menos de la mitad de la mediana de los procedimientos del mismo tipo y de la
  misma familia de bienes o servicios. Una sola propuesta la señala la regla C1.
why: >-
  Donde otros reciben muchas propuestas, recibir pocas puede venir de requisitos o plazos que las alejan.
says: >-
  En {procedure}, {buyer} recibió {n_bids:int} propuestas; en {n_peers:int} procedimientos del mismo tipo y para lo
  mismo lo usual son {usual_bids:int}.
innocent:
  - La unidad está lejos o compra poco, y llegan menos empresas.
  - Dentro de la familia, lo que se pidió tiene pocos fabricantes.
ask_for:
  - Acta de apertura y preguntas de la junta de aclaraciones.
  - Investigación de mercado con las empresas que podían participar.
params:
  max_share: {default: 0.5, unit: veces la mediana, min: 0, max: 1}
  min_peers: {default: 20, unit: procedimientos, min: 2}
---*/
with placed as (
    select *, median(n_bids) over alike as usual_bids, count(*) over alike as n_peers
    from features.procedure_bids
    where method in ('open', 'selective') and not is_cancelled
    window alike as (partition by method, item_family)
)
select procedure_id                               as subject_id,
       n_bids / usual_bids                        as value,
       n_bids < $max_share * usual_bids           as is_flagged,
       case when item_family is null then 'item_family'
            when n_peers < $min_peers then 'peers' end as missing,
       bid_ids                                    as source_ids,
       procedure, buyer, method, item_family, n_bids, usual_bids, n_peers, event_on
from placed
where n_bids > 1
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

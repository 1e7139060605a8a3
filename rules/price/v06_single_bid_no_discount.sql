/*---
id: V6
title: Una sola propuesta, casi igual al presupuesto
subject: procedure
kind: signal
status: test
severity: low
family: price
evidence_group: single_bid
audience: public
requires: []
event_date: event_on
equivalents: [Kachmar X009, OCP R031 con una sola propuesta]
description: >-
  Solo un participante propuso y su precio está a menos de dos por ciento bajo el presupuesto publicado, o
  arriba de él, donde lo usual con varias propuestas es bajar más. Sin el presupuesto o sin el importe de la propuesta no se puede calcular.
why: >-
  Sin nadie enfrente no hay por qué bajar el precio; así se ve cuánto pudo costar que no hubiera
  competencia.
says: >-
  En {procedure}, {buyer} recibió una sola propuesta, de {bid_mxn:mxn}; el presupuesto publicado era de
  {estimated_mxn:mxn}. Con varias propuestas, lo usual es {usual_discount:pct} menos que el presupuesto.
innocent:
  - El presupuesto salió de una cotización del mismo proveedor o de una tarifa oficial.
  - Lo que se publica como presupuesto es el importe adjudicado.
ask_for:
  - Investigación de mercado con la que se fijó el presupuesto.
  - Acta de apertura con la lista de quienes propusieron.
params:
  min_discount: {default: 0.02, unit: proporción bajo el presupuesto, min: 0, max: 1}
  min_peers: {default: 20, unit: procedimientos con varias propuestas, min: 1}
---*/
with usual as (
    select method, median(1 - lowest_valid_mxn / estimated_mxn::double) as usual_discount, count(*) as n_peers
    from features.procedure_bids
    where n_bids > 1 and lowest_valid_mxn > 0 and estimated_mxn > 0 and not is_cancelled
    group by method
)
select procedure_id                                          as subject_id,
       1 - lowest_mxn / nullif(estimated_mxn, 0)::double     as value,
       n_bids = 1 and value < $min_discount and usual_discount >= $min_discount as is_flagged,
       case when n_bids > 1 then null
            when coalesce(estimated_mxn, 0) <= 0 then 'estimated_mxn'
            when lowest_mxn is null then 'amount_mxn'
            when coalesce(n_peers, 0) < $min_peers then 'peers' end as missing,
       bid_ids                                               as source_ids,
       procedure, buyer, b.method, n_bids, lowest_mxn as bid_mxn, estimated_mxn, value as discount_share,
       usual_discount, n_peers, event_on
from features.procedure_bids b
left join usual u on u.method = b.method
where b.method in ('open', 'selective') and not is_cancelled
union all by name
select procedure_id as subject_id, 'n_bids' as missing from features.procedure_without_bids

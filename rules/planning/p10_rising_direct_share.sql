/*---
id: P10
title: La parte que una unidad adjudica directamente creció de un año a otro
subject: buyer
kind: signal
status: test
severity: low
family: planning
evidence_group: direct_use
audience: public
requires: [rise_share]
event_date: last_on
equivalents: [IMCO]
description: >-
  De un año al siguiente, la parte del valor que una unidad compradora adjudicó directamente subió
  más de diez puntos que la de las otras unidades, y también la parte de sus contratos, más de lo
  que daría el azar. Solo se comparan años completos.
why: >-
  Dejar de licitar es un cambio que conviene explicarse.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  La parte que {buyer} adjudicó directamente pasó de {before_share:pct} a {direct_share:pct} de lo
  contratado entre {before_year} y {bought_in} ({n_direct:int} de {n_contracts:int} contratos).
innocent:
  - Un contrato plurianual licitado cubrió antes lo que ahora se compra suelto.
  - Hubo una emergencia declarada en el segundo año.
  - En el primer año faltan contratos directos por publicar.
ask_for:
  - Programa anual de adquisiciones de la unidad compradora.
  - Dictámenes de excepción a la licitación del segundo año.
params:
  min_rise: {default: 0.1, unit: proporción de aumento, min: 0, max: 1}
  min_z: {default: 1.96, unit: z de la diferencia de proporciones, min: 0}
---*/
-- Of the unit's years, one that is flagged before others, and the one with the largest rise.
select holder_id as subject_id,
       change   as value,
       change - coalesce(peers_change, 0) > $min_rise and coalesce(count_z, 0) >= $min_z as is_flagged,
       (select list_sort(flatten(list(s.contract_ids))) from features.direct_award_period s
        where s.buyer_id = b.holder_id and s.period = cast(b.bought_in as varchar)) as source_ids,
       holder as buyer, cast(bought_in as varchar) as bought_in, cast(bought_in - 1 as varchar) as before_year,
       before_share, before_contracts, direct_share, direct_count_share, n_contracts, n_direct,
       direct_mxn, amount_mxn, change as rise_share, count_z, peers_change, last_on
from features.direct_share_change b
where level = 'buyer'
qualify row_number() over (partition by holder_id order by is_flagged desc nulls last, change desc nulls last, bought_in desc) = 1

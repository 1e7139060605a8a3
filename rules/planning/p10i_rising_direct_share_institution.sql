/*---
id: P10I
title: La parte que una institución adjudica directamente creció de un año a otro, sumando sus unidades
subject: institution
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
  De un año al siguiente, la parte del valor que una institución con varias unidades adjudicó directamente subió más de diez
  puntos que la de las otras instituciones, y también la parte de sus contratos, más de lo que daría el azar, sin que
  ninguna de sus unidades lo muestre por sí sola ese año. Solo se comparan años completos.
why: >-
  Dejar de licitar poco a poco en muchas unidades es un cambio que ninguna de ellas deja ver.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  Sumando sus {all_units:int} unidades, la parte que {institution} adjudicó directamente pasó de {before_share:pct} a
  {direct_share:pct} de lo contratado entre {before_year} y {bought_in} ({n_direct:int} de {n_contracts:int} contratos), sin
  que una sola unidad lo explique.
innocent:
  - Un contrato plurianual licitado cubrió antes lo que ahora se compra suelto.
  - Hubo una emergencia declarada en el segundo año.
  - En el primer año faltan contratos directos por publicar.
ask_for:
  - Programa anual de adquisiciones de la institución.
  - Actas del comité de adquisiciones sobre las excepciones a la licitación del segundo año.
params:
  min_rise: {default: 0.1, unit: proporción de aumento, min: 0, max: 1}
  min_z: {default: 1.96, unit: z de la diferencia de proporciones, min: 0}
---*/
-- Of the institution's years, one that is flagged before others, and the one with the largest rise. What one unit shows alone, P10 tells.
with rise as (
    select *, change - coalesce(peers_change, 0) > $min_rise and coalesce(count_z, 0) >= $min_z as has_risen
    from features.direct_share_change
)
select holder_id as subject_id,
       change    as value,
       has_risen and not exists (
           select 1 from rise u
           where u.level = 'buyer' and u.institution_id = r.holder_id and u.bought_in = r.bought_in and u.has_risen
       ) as is_flagged,
       (select list_sort(flatten(list(s.contract_ids)))
        from features.direct_award_period s join core.buyer b using (buyer_id)
        where b.institution_id = r.holder_id and s.period = cast(r.bought_in as varchar)) as source_ids,
       holder as institution, all_units, cast(bought_in as varchar) as bought_in,
       cast(bought_in - 1 as varchar) as before_year, before_share, before_contracts, direct_share,
       direct_count_share, n_contracts, n_direct, direct_mxn, amount_mxn, change as rise_share, count_z, peers_change, last_on
from rise r
where level = 'institution' and all_units >= 2
qualify row_number() over (partition by holder_id order by is_flagged desc nulls last, change desc nulls last, bought_in desc) = 1

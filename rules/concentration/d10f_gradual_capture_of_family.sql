/*---
id: D10F
title: La parte de un proveedor en lo que una unidad adjudica directamente de una familia de bienes o servicios crece poco a poco
subject: buyer_supplier
kind: signal
status: test
severity: low
family: concentration
evidence_group: direct_concentration
audience: public
requires: []
event_date: last_on
equivalents: []
description: >-
  Dentro de una familia del clasificador, la parte de un proveedor en lo que una unidad compradora adjudica directamente por
  monto o sin excepción publicada sube poco a poco a lo largo de un año o más, aunque en el total de la unidad no se
  note. Las pruebas son las mismas que para la unidad entera, con un umbral más alto porque son muchas las familias.
why: >-
  Una relación que crece por pasos pequeños no se ve al mirar un solo año.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says_by: test
says:
  order: >-
    De {n_awards:int} contratos de la familia {item_family:family} que {buyer} adjudicó directamente, por monto o sin excepción
    publicada, {supplier} recibió {n_first:int} de los primeros {first_awards:int} y {n_last:int} de los últimos
    {last_awards:int}: del {first_on:date} al {last_on:date}, su parte del importe subió de {first_share:pct} a
    {last_share:pct} ({amount_mxn:mxn} en {n_contracts:int} contratos).
  value: >-
    De {first_year} a {last_year}, la parte de {supplier} en lo que {buyer} adjudicó directamente de la familia
    {item_family:family}, por monto o sin excepción publicada, subió de {first_share:pct} a {last_share:pct} en
    {n_halves:int} semestres: {amount_mxn:mxn} en {n_contracts:int} contratos.
innocent:
  - El proveedor mejoró precios o servicio y la unidad lo documentó.
  - Otros proveedores de la región dejaron de vender o de registrarse.
  - La familia reúne cosas distintas, y la unidad pasó a comprar más de las que él vende.
ask_for:
  - Investigaciones de mercado de cada año, con las cotizaciones de otros proveedores.
  - Fechas en que cambiaron los responsables de las compras.
params:
  min_awards: {default: 12, unit: adjudicaciones para ver su orden, min: 6}
  min_trend: {default: 2.58, unit: z de la tendencia, min: 0}
  min_rise: {default: 0.15, unit: proporción de aumento en total, min: 0, max: 1}
  min_halves: {default: 6, unit: semestres para ver su serie, min: 6}
  min_slope: {default: 0.02, unit: proporción de aumento por semestre, min: 0, max: 1}
  max_step: {default: 0.25, unit: proporción de aumento de un semestre a otro, min: 0, max: 1}
---*/
-- Of the pair's families, the one that climbs most surely. What the whole unit shows, D10 tells.
with judged as (
    select *,
           coalesce(n_awards >= $min_awards and order_z >= $min_trend
               and count_rise >= $min_rise and share_rise >= $min_rise, false) as by_order,
           coalesce(n_halves >= $min_halves and value_z >= $min_trend and slope >= $min_slope
               and half_rise >= $min_rise and largest_step <= $max_step, false) as by_value
    from features.gradual_capture
)
select holder_id || '|' || seller_id as subject_id,
       case when by_order then share_rise else half_rise end as value,
       (by_order or by_value)
           and not exists (
               select 1 from judged u
               where u.level = 'buyer' and u.holder_id = j.holder_id and u.seller_id = j.seller_id
                   and (u.by_order or u.by_value)) as is_flagged,
       case when n_awards < $min_awards and coalesce(n_halves, 0) < $min_halves then 'half_years' end as missing,
       contract_ids                  as source_ids,
       case when by_order then 'order' else 'value' end as test,
       holder as buyer, supplier, item_family, n_contracts, amount_mxn, n_awards, n_first, first_awards, n_middle, n_last, last_awards,
       trend_z, since_z, coalesce(n_halves, 0) as n_halves, slope, value_z, largest_step, shares, first_on, last_on, first_year, last_year,
       case when by_order then first_share else half_first end as first_share,
       case when by_order then last_share else half_last end as last_share
from judged j
where level = 'family'
qualify row_number() over (
    partition by holder_id, seller_id
    order by (by_order or by_value) desc,
             n_awards < $min_awards and coalesce(n_halves, 0) < $min_halves, greatest(trend_z, value_z) desc nulls last,
             item_family
) = 1

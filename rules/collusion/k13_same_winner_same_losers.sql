/*---
id: K13
title: Las mismas empresas pierden siempre contra la misma
subject: supplier
kind: flag
status: test
severity: high
family: collusion
evidence_group: bidding_group
audience: analyst
requires: []
event_date: last_tender_on
equivalents: [OCP R053, OCP R023, Imhof RD, OCDE ofertas de cobertura]
description: >-
  En las licitaciones en que se presenta un grupo de empresas que compiten juntas gana casi siempre la misma, más de lo que daría el azar,
  y las propuestas que pierden parecen de compañía: quedan lejos de la ganadora y cerca entre sí, licitación tras licitación,
  más que en otras con el mismo número de propuestas, o una es siempre el mismo múltiplo de la ganadora. Sin importes no se puede calcular.
  La alerta está en la empresa que gana; en las otras, y donde también compiten a menudo por separado, es una señal.
why: Propuestas que se presentan para perder dan apariencia de competencia a una compra que no la tuvo.
legal_basis:
  - {law: LFCE, article: "53", note: prácticas monopólicas absolutas; indicador y no infracción}
  - {law: LGRA, article: "70", note: colusión entre particulares; indicador y no infracción}
says_by: shape
says:
  far: >-
    {top} ganó {n_top:int} de las {n_tenders:int} licitaciones de un grupo que compite junto ({losers:all}); al azar se esperarían {top_by_chance}. Las propuestas
    que perdieron quedaron lejos de la más baja y cerca entre sí: en promedio de {n_compared:int} licitaciones, más que en {far_share:pct} de
    otras con tantas propuestas, cuando el azar daría 50 %. Conviene revisar si compitieron.
  ratio: >-
    {top} ganó {n_top:int} de las {n_tenders:int} licitaciones de un grupo que compite junto ({losers:all}); al azar se esperarían {top_by_chance}. En {n_same_ratio:int} de
    {n_ratios:int}, la propuesta de {ratio_firm} fue el mismo múltiplo ({ratio_text}) de la ganadora. Conviene revisar si compitieron.
innocent:
  - La ganadora tiene costos mucho menores, como quien fabrica lo que las otras revenden.
  - Son las únicas empresas de la localidad, y una es mucho más grande.
  - Los precios salen de una lista, y cada empresa aplica siempre el mismo margen.
ask_for:
  - Propuestas completas de todas las participantes, con precios unitarios y fecha de elaboración.
  - Contratos, subcontratos o ventas entre la ganadora y las que perdieron.
  - Investigación de mercado con la que se estimó el precio.
params:
  min_share: {default: 0.8, unit: proporción de las licitaciones del grupo, min: 0.5, max: 1}
  max_false: {default: 0.05, unit: proporción de alertas debidas al azar, min: 0, max: 0.5}
  max_chance: {default: 0.05, unit: probabilidad de las distancias, min: 0, max: 0.5}
  min_tenders: {default: 5, unit: licitaciones con importes, min: 2}
---*/
select supplier_id                                                as subject_id,
       n_top / n_tenders                                          as value,
       coalesce(top_repeats and (is_far or is_ratio), false)      as is_flagged,
       case when top_repeats and not is_ratio and n_compared < $min_tenders then
           case when n_ratios < $min_tenders then 'amount_mxn' else 'peers' end end as missing,
       case when is_close and leads then 'flag' else 'signal' end as kind,
       bid_ids                                                    as source_ids,
       case when is_ratio then 'ratio' else 'far' end             as shape,
       format('{:.1f}', expected_top) as top_by_chance,
       format('{:.3f}', ratio) as ratio_text,
       supplier, losers, item_family, n_tenders, top, n_top, expected_top, top_odds, n_compared, far_share, far_odds,
       n_ratios, n_same_ratio, ratio_firm, ratio, top_false as false_share, n_top_groups as n_groups,
       together_share, sequence, first_tender_on, last_tender_on
from (select *, n_top >= $min_share * n_tenders and top_chance <= $max_chance and top_false <= $max_false as top_repeats,
             coalesce(n_compared >= $min_tenders and far_chance <= $max_chance, false) as is_far,
             n_same_ratio >= $min_tenders and n_same_ratio >= $min_share * n_ratios    as is_ratio
      from features.bidding_member)
qualify row_number() over (partition by supplier_id order by is_flagged desc, leads desc, top_false nulls last, group_id) = 1

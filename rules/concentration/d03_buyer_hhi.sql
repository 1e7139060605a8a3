/*---
id: D3
title: Las compras de una unidad se reparten entre pocos proveedores
subject: buyer
kind: signal
status: test
severity: low
family: concentration
evidence_group: buyer_concentration
audience: public
requires: [hhi_value]
event_date: last_on
equivalents: [OCP R051, IMCO índice Herfindahl-Hirschman]
description: >-
  El índice de concentración por valor (Herfindahl-Hirschman, de 0 a 1) de una unidad compradora
  pasa de 0.25 y del de nueve de cada diez unidades parecidas, sin que se deba a un solo contrato.
why: >-
  Con pocos proveedores hay menos competencia para la siguiente compra.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  En {period}, {buyer} repartió {amount_mxn:mxn} entre {n_suppliers:int} proveedores en
  {n_contracts:int} contratos; el primero reunió {top_share:pct}. Entre sus pares ({peers}), el
  primero suele reunir {peers_top_share:pct}.
innocent:
  - Pocas empresas venden lo que compra la unidad.
  - Una licitación grande se adjudicó con competencia en varias partidas a un proveedor.
ask_for:
  - Programa anual de adquisiciones de la unidad compradora.
  - Investigaciones de mercado de las compras mayores.
params:
  max_hhi: {default: 0.25, unit: índice de 0 a 1, min: 0, max: 1}
  min_contracts: {default: 20, unit: contratos de la unidad, min: 1}
  max_one_contract: {default: 0.33, unit: proporción de un solo contrato en el total, min: 0, max: 1}
---*/
-- Of the periods in which the unit bought enough to be judged, one that is flagged before others, and the most
-- concentrated.
select holder_id as subject_id,
       hhi_value as value,
       hhi_value > $max_hhi and hhi_value > peers_hhi_p90
           and cast(largest_mxn as double) <= $max_one_contract * cast(amount_mxn as double) as is_flagged,
       case when peers is null then 'peers' end as missing,
       (select list_sort(flatten(list(s.contract_ids))) from features.direct_award_period s
        where s.buyer_id = b.holder_id and s.period = b.period) as source_ids,
       holder as buyer, period, n_contracts, n_suppliers, amount_mxn, largest_mxn, top_share, hhi_value, hhi_count,
       peers, n_judged, peers_hhi, peers_hhi_p90, peers_top_share, last_on
from features.concentration b
where level = 'buyer' and n_contracts >= $min_contracts
qualify row_number() over (
    partition by holder_id
    order by peers is null, is_flagged desc nulls last, hhi_value desc nulls last, is_rolling desc, period desc
) = 1

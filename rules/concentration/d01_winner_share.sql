/*---
id: D1
title: Un proveedor concentra lo que compra una unidad
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: concentration
evidence_group: buyer_concentration
audience: public
requires: [share]
event_date: last_on
equivalents: [OCP R040, PODER]
description: >-
  En los últimos doce meses de datos o en un año, un proveedor recibió más de dos quintas partes
  de lo que contrató una unidad compradora por cualquier procedimiento, en varios contratos, y más
  que el primer proveedor de nueve de cada diez unidades parecidas. Es solo una señal cuando no pasa de esa
  parte sin las compras consolidadas y de contrato marco, en las que un ente elige una vez para varios.
why: >-
  Cuando casi todo va a un proveedor, conviene ver si otros pudieron competir.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says_by: says_key
says:
  plain: >-
    En {period}, {supplier} recibió {share:pct} de lo que contrató {buyer}: {amount_mxn:mxn} en
    {n_contracts:int} contratos. Entre sus pares ({peers}), el primer proveedor suele reunir
    {peers_share:pct}.
  explained: >-
    En {period}, {supplier} recibió {share:pct} de lo que contrató {buyer}: {amount_mxn:mxn} en
    {n_contracts:int} contratos; de ello, {excepted_mxn:mxn} se adjudicó directamente con una excepción publicada.
    Entre sus pares ({peers}), el primer proveedor suele reunir {peers_share:pct}.
  joint: >-
    En {period}, {supplier} recibió {share:pct} de lo que contrató {buyer}: {amount_mxn:mxn} en
    {n_contracts:int} contratos; de ello, {joint_mxn:mxn} en compras consolidadas o de contrato marco, que se
    contratan una vez para varios entes. Entre sus pares ({peers}), el primer proveedor suele reunir {peers_share:pct}.
  joint_and_explained: >-
    En {period}, {supplier} recibió {share:pct} de lo que contrató {buyer}: {amount_mxn:mxn} en
    {n_contracts:int} contratos; de ello, {joint_mxn:mxn} en compras consolidadas o de contrato marco, que se
    contratan una vez para varios entes, y además {excepted_mxn:mxn} se adjudicó directamente con una
    excepción publicada. Entre sus pares ({peers}), el primer proveedor suele reunir {peers_share:pct}.
innocent:
  - Ganó una licitación grande o plurianual con competencia.
  - Es el único proveedor del bien o servicio en la región.
  - La unidad compra sobre todo un bien, que surte un contrato marco o una compra consolidada que el registro no marca como tal.
ask_for:
  - Expedientes de los contratos de mayor monto.
  - Programa anual de adquisiciones de la unidad compradora.
params:
  max_share: {default: 0.4, unit: proporción, min: 0, max: 1}
  min_contracts: {default: 5, unit: contratos con el proveedor, min: 2}
  min_buyer_contracts: {default: 10, unit: contratos de la unidad, min: 1}
  max_one_contract: {default: 0.5, unit: proporción de un solo contrato en lo del proveedor, min: 0, max: 1}
---*/
-- Of the periods in which the unit bought enough to be judged, one that is flagged before others, and the one
-- with the largest share: a large contract in one year hides no other year.
select buyer_id || '|' || seller_id as subject_id,
       share                        as value,
       share > $max_share and share > peers_top_p90
           and cast(largest_mxn as double) <= $max_one_contract * cast(amount_mxn as double) as is_flagged,
       case when joint_mxn > 0 and coalesce(own_share, 0) <= $max_share then 'signal' else 'flag' end as kind,
       case when peers is null then 'peers' end as missing,
       contract_ids                 as source_ids,
       case when joint_mxn > 0 and excepted_mxn > 0 then 'joint_and_explained' when joint_mxn > 0 then 'joint'
            when excepted_mxn > 0 then 'explained' else 'plain' end as says_key,
       buyer, supplier, period, n_contracts, amount_mxn, excepted_mxn, joint_mxn, own_share, largest_mxn, buyer_contracts, buyer_suppliers,
       buyer_amount_mxn, share, peers, n_judged, peers_top_share as peers_share, peers_top_p90, last_on
from features.buyer_direct_share
where buyer_contracts >= $min_buyer_contracts and n_contracts >= $min_contracts
qualify row_number() over (
    partition by buyer_id, seller_id
    order by peers is null, is_flagged desc nulls last, kind, share desc nulls last, is_rolling desc, period desc
) = 1

/*---
id: D7
title: Un proveedor concentra las adjudicaciones directas de una unidad compradora
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: concentration
evidence_group: direct_concentration
audience: public
requires: [share]
event_date: last_on
equivalents: [PODER celp]
description: >-
  En los últimos doce meses de datos o en un año, un proveedor recibió más de una tercera parte del
  valor que una unidad compradora adjudicó directamente por monto o sin excepción publicada, entre
  unidades con suficientes contratos y proveedores, y bastante más que el primer proveedor de
  unidades parecidas. Sin unidades parecidas que basten, es solo una señal; también cuando con
  tan pocas adjudicaciones el azar puede dar esa parte, en número (binomial) y en importe (desviaciones
  estándar), si a cada una le tocara el primer proveedor con la probabilidad que es usual entre los pares. Lo adjudicado por patente, urgencia, procedimiento
  desierto, contrato vigente o contrato marco se cuenta aparte.
why: >-
  Sin competencia de por medio, que un solo proveedor reúna tanto conviene explicarse.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says_by: peers_state
says:
  known: >-
    En {period}, {buyer} adjudicó de forma directa, por monto o sin excepción publicada,
    {n_contracts:int} contratos por {amount_mxn:mxn}{dates} a un solo proveedor{supplier_named}: {share:pct} de lo
    que adjudicó así. Entre sus pares ({peers}), el primer proveedor suele reunir {peers_share:pct}.
  few: >-
    En {period}, {buyer} adjudicó de forma directa, por monto o sin excepción publicada,
    {n_contracts:int} contratos por {amount_mxn:mxn}{dates} a un solo proveedor{supplier_named}: {share:pct} de lo
    que adjudicó así. Entre sus pares ({peers}), el primer proveedor suele reunir {peers_share:pct}; con
    {buyer_contracts:int} adjudicaciones, el azar puede dar una parte así.
  unknown: >-
    En {period}, {buyer} adjudicó de forma directa, por monto o sin excepción publicada,
    {n_contracts:int} contratos por {amount_mxn:mxn}{dates} a un solo proveedor{supplier_named}: {share:pct} de lo
    que adjudicó así. No hay bastantes unidades parecidas con las que comparar.
innocent:
  - Es el único proveedor del bien o servicio en la región.
  - Una sola compra urgente o extraordinaria pesa más que todas las otras.
  - Hay un contrato vigente que se amplió en las mismas condiciones.
ask_for:
  - Investigaciones de mercado de esas adjudicaciones.
  - Programa anual de adquisiciones de la unidad compradora.
params:
  max_share: {default: 0.333, unit: proporción, min: 0, max: 1}
  times_peers: {default: 1.25, unit: veces lo usual entre los pares, min: 1}
  min_buyer_contracts: {default: 10, unit: contratos directos de la unidad, min: 1}
  min_buyer_suppliers: {default: 3, unit: proveedores de la unidad, min: 1}
  max_chance: {default: 0.05, unit: probabilidad de tantos contratos por azar, min: 0, max: 1}
  min_z: {default: 1.645, unit: desviaciones estándar de la parte del importe, min: 0}
  min_pair_contracts: {default: 3, unit: contratos con el proveedor, min: 2}
---*/
-- Of the periods in which the unit bought enough to be judged, one that is flagged before others, first one that
-- chance would not give, and the one with the largest share.
select buyer_id || '|' || seller_id as subject_id,
       direct_share                 as value,
       direct_share > $max_share
           and direct_share > $times_peers * coalesce(peers_top_direct_share, 0) as is_flagged,
       case when count_chance <= $max_chance or amount_z >= $min_z then 'flag' else 'signal' end as kind,
       unexplained_ids              as source_ids,
       case when peers_top_direct_share is null then 'unknown'
            when count_chance <= $max_chance or amount_z >= $min_z then 'known' else 'few' end as peers_state,
       case supplier when 'un proveedor' then '' else ', ' || supplier end       as supplier_named,
       case when unexplained_first_on < unexplained_last_on
            then strftime(unexplained_first_on, ', con fechas del %d/%m/%Y') || strftime(unexplained_last_on, ' al %d/%m/%Y,')
            else '' end as dates,
       buyer, supplier, period, n_unexplained as n_contracts, unexplained_mxn as amount_mxn,
       direct_share as share, explained_mxn, buyer_unexplained as buyer_contracts,
       buyer_unexplained_suppliers as buyer_suppliers, buyer_unexplained_mxn as buyer_amount_mxn,
       direct_peers as peers, peers_top_direct_share as peers_share,
       count_chance, amount_z, unexplained_last_on as last_on
from features.buyer_direct_share
where buyer_unexplained >= $min_buyer_contracts
  and buyer_unexplained_suppliers >= $min_buyer_suppliers
  and n_unexplained >= $min_pair_contracts
qualify row_number() over (
    partition by buyer_id, seller_id
    order by is_flagged desc nulls last, kind, direct_share desc nulls last, is_rolling desc, period desc
) = 1

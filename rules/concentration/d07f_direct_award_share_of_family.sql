/*---
id: D7F
title: Un proveedor concentra lo que una unidad adjudica directamente de una familia de bienes o servicios
subject: buyer_family
kind: signal
status: test
severity: medium
family: concentration
evidence_group: direct_concentration
audience: public
requires: []
event_date: last_on
equivalents: [PODER celp, OCP R050]
description: >-
  En los últimos doce meses de datos o en un año, un proveedor recibió en varios contratos casi todo el valor que una
  unidad compradora adjudicó directamente, por monto o sin excepción publicada, de una familia del clasificador que otros
  proveedores también venden, y bastante más que el primer proveedor de unidades que compran lo mismo.
why: >-
  Donde hay varios vendedores, comprar siempre al mismo sin competencia conviene explicarse.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  En {period}, de la familia {item_family:family}, {buyer} adjudicó de forma directa, por monto o sin excepción publicada,
  {family_mxn:mxn}: {share:pct} a {supplier} en {n_contracts:int} de {family_contracts:int} contratos. La familia la venden
  {market_suppliers:int} proveedores; en {peers}, el primero suele reunir {peers_share:pct}.
innocent:
  - En la localidad solo hay un proveedor de esos bienes.
  - La familia reúne cosas muy distintas, y la unidad compra una sola.
  - Da mantenimiento a equipos de su marca.
ask_for:
  - Investigaciones de mercado de esas adjudicaciones.
  - Cotizaciones de otros proveedores de la familia.
params:
  max_share: {default: 0.8, unit: proporción, min: 0, max: 1}
  times_peers: {default: 1.25, unit: veces lo usual entre los pares, min: 1}
  min_pair_contracts: {default: 4, unit: contratos con el proveedor, min: 1}
  min_market_suppliers: {default: 5, unit: proveedores que venden la familia, min: 2}
---*/
-- Of the unit's periods, one that is flagged before others, and the one with the largest share.
select holder_id || '|' || item_family as subject_id,
       share                           as value,
       share > $max_share and share > $times_peers * peers_share
           and n_contracts >= $min_pair_contracts and market_suppliers >= $min_market_suppliers as is_flagged,
       case when peers is null then 'peers' end as missing,
       contract_ids                    as source_ids,
       holder as buyer, supplier, period, item_family, n_contracts, cast(amount_mxn as decimal(18, 2)) as amount_mxn,
       family_contracts, family_suppliers, cast(family_mxn as decimal(18, 2)) as family_mxn, share, direct_hhi, before_share,
       market_suppliers, peers, n_judged, peers_share, last_on
from features.family_direct_share
where level = 'buyer'
qualify row_number() over (
    partition by holder_id, item_family order by peers is null, is_flagged desc nulls last, share desc, period desc
) = 1

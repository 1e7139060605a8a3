/*---
id: D7I
title: Un proveedor concentra las adjudicaciones directas de una institución, entre varias de sus unidades
subject: institution_supplier
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
  En los últimos doce meses de datos o en un año, un proveedor recibió de dos o más unidades de una
  institución más de una tercera parte del valor que la institución adjudicó directamente por monto o sin
  excepción publicada, y bastante más que el primer proveedor de instituciones parecidas. Sin instituciones
  parecidas que basten, es solo una señal.
why: >-
  Lo que cada unidad compra por separado puede ser, visto junto, un solo proveedor sin competencia.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says_by: peers_state
says:
  known: >-
    En {period}, {n_units:int} unidades de {institution} adjudicaron de forma directa, por monto o sin excepción
    publicada, {n_contracts:int} contratos por {amount_mxn:mxn}{dates} a un solo proveedor{supplier_named}: {share:pct} de lo que la
    institución adjudicó así. Entre sus pares ({peers}), el primer proveedor suele reunir {peers_share:pct}.
  unknown: >-
    En {period}, {n_units:int} unidades de {institution} adjudicaron de forma directa, por monto o sin excepción
    publicada, {n_contracts:int} contratos por {amount_mxn:mxn}{dates} a un solo proveedor{supplier_named}: {share:pct} de lo que la
    institución adjudicó así. No hay bastantes instituciones parecidas con las que comparar.
innocent:
  - Es el único proveedor del bien o servicio en la región.
  - Da un servicio que todas las unidades necesitan, a precio publicado.
ask_for:
  - Investigaciones de mercado de esas adjudicaciones.
  - Programa anual de adquisiciones de la institución, y si la compra pudo consolidarse.
params:
  max_share: {default: 0.333, unit: proporción, min: 0, max: 1}
  times_peers: {default: 1.25, unit: veces lo usual entre los pares, min: 1}
  min_contracts: {default: 20, unit: contratos directos de la institución, min: 1}
  min_suppliers: {default: 5, unit: proveedores de la institución, min: 1}
  min_pair_contracts: {default: 3, unit: contratos con el proveedor, min: 1}
---*/
-- Of the periods in which the institution bought enough to be judged, one that is flagged before others, and the
-- one with the largest share.
select institution_id || '|' || seller_id as subject_id,
       share                              as value,
       share > $max_share and share > $times_peers * coalesce(peers_top_direct_share, 0) as is_flagged,
       case when peers_top_direct_share is null then 'signal' else 'flag' end            as kind,
       unexplained_ids                    as source_ids,
       case when peers_top_direct_share is null then 'unknown' else 'known' end          as peers_state,
       case supplier when 'un proveedor' then '' else ', ' || supplier end               as supplier_named,
       case when first_on < last_on
            then strftime(first_on, ', con fechas del %d/%m/%Y') || strftime(last_on, ' al %d/%m/%Y,')
            else '' end as dates,
       institution, supplier, period, n_units, n_unexplained as n_contracts, unexplained_mxn as amount_mxn, share,
       all_unexplained, all_unexplained_mxn, all_suppliers, direct_hhi, direct_peers as peers,
       peers_top_direct_share as peers_share, last_on
from features.institution_direct_share
where all_unexplained >= $min_contracts and all_suppliers >= $min_suppliers
  and n_unexplained >= $min_pair_contracts
qualify row_number() over (
    partition by institution_id, seller_id
    order by is_flagged desc nulls last, kind, share desc nulls last, is_rolling desc, period desc
) = 1

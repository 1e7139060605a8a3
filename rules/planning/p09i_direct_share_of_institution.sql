/*---
id: P9I
title: Una institución adjudica directamente mucho más que sus pares
subject: institution
kind: flag
status: test
severity: medium
family: planning
evidence_group: direct_use
audience: public
requires: [direct_share]
event_date: last_on
equivalents: [OCP R013, IMCO, PODER rla]
description: >-
  En su período más reciente con veinte contratos o más, una institución con varias unidades adjudicó directamente más de
  tres décimas del valor de sus contratos, y más que nueve de cada diez instituciones parecidas. Es solo una
  señal cuando lo adjudicado por monto o sin excepción publicada no pasa de esa proporción, o no llega
  a la mitad de lo directo.
why: >-
  La licitación pública es la regla y la adjudicación directa la excepción, también sumando las unidades.
legal_basis:
  - {law: CPEUM, article: "134", note: "la licitación pública es la regla; indicador y no infracción"}
  - {law: LAASSP 2025, article: "55", note: "tope de 30 % del presupuesto para lo adjudicado por monto; aquí se compara con lo contratado, que es una aproximación"}
says: >-
  En {period}, {institution} adjudicó directamente {direct_share:pct} de lo que contrató, {direct_mxn:mxn} en
  {n_direct:int} contratos: {unexplained_share:pct} por monto o sin excepción publicada y {explained_share:pct} con una
  excepción publicada. Entre sus pares ({peers}), lo usual es {peers_share:pct} de adjudicación directa.
innocent:
  - Compra sobre todo bienes con patente o mantenimiento del fabricante.
  - Hubo una emergencia declarada en el período.
  - Compra a micro y pequeñas empresas locales por política pública.
ask_for:
  - Programa anual de adquisiciones de la institución y su presupuesto autorizado.
  - Informes trimestrales del comité sobre las excepciones a la licitación.
params:
  max_share: {default: 0.3, unit: proporción, min: 0, max: 1}
  min_contracts: {default: 20, unit: contratos de la institución, min: 1}
---*/
select holder_id    as subject_id,
       direct_share as value,
       direct_share > $max_share and direct_share > peers_direct_p90         as is_flagged,
       case when unexplained_share > $max_share and 2 * unexplained_share > direct_share
            then 'flag' else 'signal' end as kind,
       case when peers is null then 'peers' end                              as missing,
       (select list_sort(flatten(list(p.contract_ids)))
        from features.direct_award_period p join core.buyer b using (buyer_id)
        where b.institution_id = c.holder_id and p.period = c.period)        as source_ids,
       holder as institution, period, all_units, n_contracts as all_contracts, amount_mxn as all_mxn, n_direct, direct_mxn,
       direct_share, direct_count_share, direct_percentile, unexplained_share,
       direct_share - unexplained_share as explained_share, direct_hhi, peers, n_judged,
       peers_direct_share as peers_share, peers_direct_p90, last_on
from features.concentration c
where level = 'institution' and n_contracts >= $min_contracts and all_units >= 2
qualify row_number() over (
    partition by holder_id order by peers is null, is_rolling desc, period desc
) = 1

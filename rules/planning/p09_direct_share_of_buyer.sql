/*---
id: P9
title: Una unidad adjudica directamente mucho más que sus pares
subject: buyer
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
  En su período más reciente con diez contratos o más, una unidad compradora adjudicó directamente
  más de tres décimas del valor de sus contratos, y más que nueve de cada diez unidades parecidas.
  Es solo una señal cuando lo adjudicado por monto o sin excepción publicada no pasa de esa
  proporción, o no llega a la mitad de lo directo: lo demás lo explican la patente, la urgencia, el procedimiento desierto u otra
  excepción.
why: >-
  La licitación pública es la regla y la adjudicación directa la excepción.
legal_basis:
  - {law: CPEUM, article: "134", note: "la licitación pública es la regla; indicador y no infracción"}
says: >-
  En {period}, {buyer} adjudicó directamente {direct_share:pct} de lo que contrató,
  {direct_mxn:mxn} en {n_direct:int} contratos: {unexplained_share:pct} por monto o sin excepción
  publicada y {explained_share:pct} con una excepción publicada. Entre sus pares ({peers}), lo
  usual es {peers_share:pct} de adjudicación directa.
innocent:
  - Compra sobre todo bienes con patente o mantenimiento del fabricante.
  - Hubo una emergencia declarada en el período.
  - Sus licitaciones las hace otra área y se publican con otra clave.
  - Compra a micro y pequeñas empresas locales por política pública.
ask_for:
  - Programa anual de adquisiciones de la unidad compradora.
  - Dictámenes de excepción a la licitación y actas del comité.
params:
  max_share: {default: 0.3, unit: proporción, min: 0, max: 1}
  min_contracts: {default: 10, unit: contratos de la unidad, min: 1}
---*/
select holder_id    as subject_id,
       direct_share as value,
       direct_share > $max_share and direct_share > peers_direct_p90         as is_flagged,
       case when unexplained_share > $max_share and 2 * unexplained_share > direct_share
            then 'flag' else 'signal' end as kind,
       case when peers is null then 'peers' end                              as missing,
       (select list_sort(flatten(list(s.contract_ids))) from features.direct_award_period s
        where s.buyer_id = b.holder_id and s.period = b.period) as source_ids,
       holder as buyer, period, n_contracts, amount_mxn, n_direct, direct_mxn, direct_share, direct_count_share,
       direct_percentile, n_unexplained, unexplained_mxn, unexplained_share,
       direct_share - unexplained_share as explained_share, peers, n_judged,
       peers_direct_share as peers_share, peers_direct_p90, last_on
from features.concentration b
where level = 'buyer' and n_contracts >= $min_contracts
qualify row_number() over (
    partition by holder_id order by peers is null, is_rolling desc, period desc
) = 1

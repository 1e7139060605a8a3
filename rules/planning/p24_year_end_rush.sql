/*---
id: P24
title: Una unidad contrata en diciembre mucho más que sus pares
subject: buyer
kind: signal
status: test
severity: low
family: planning
evidence_group: year_end
audience: public
requires: []
event_date: year_end_on
equivalents: [RUBLI compras de fin de año, Kachmar]
description: >-
  Parte de lo contratado en un año que una unidad compradora contrató en diciembre, por la fecha del fallo o, donde
  no se publica, de la firma o de la publicación. Señala a las que pasan del
  umbral y de nueve de cada diez años de unidades parecidas, en varios contratos. Lo que empieza el año siguiente
  no cuenta.
why: >-
  Gastar lo que sobra antes de que acabe el año lleva a comprar de prisa.
says: >-
  En diciembre de {year_text}, {buyer} contrató {december_mxn:mxn} en {n_december:int} contratos ({n_direct:int} por
  adjudicación directa): {share:pct} de lo del año. Entre sus pares ({peers}), lo usual es
  {peers_share:pct}.
innocent:
  - Recibió una ampliación de presupuesto a fin de año.
  - La fecha publicada es la de captura, que se pone al día en diciembre.
  - Un contrato grande se decidió ese mes después de una licitación larga.
ask_for:
  - Adecuaciones presupuestarias del último trimestre.
  - Requisiciones de esas compras, con su fecha, y entradas de almacén.
params:
  max_share: {default: 0.25, unit: proporción del año, min: 0, max: 1}
  min_december: {default: 3, unit: contratos en diciembre, min: 1}
  max_one_contract: {default: 0.5, unit: proporción de un solo contrato en lo de diciembre, min: 0, max: 1}
---*/
-- Of the unit's complete years, one that is flagged before others, and the one with the largest share.
select buyer_id as subject_id,
       share    as value,
       share > $max_share and share > peers_p90 and n_december >= $min_december
           and cast(largest_mxn as double) <= $max_one_contract * cast(december_mxn as double) as is_flagged,
       case when not covers_year then 'complete_year' when peers is null then 'peers' end as missing,
       coalesce(contract_ids, []) as source_ids,
       buyer, cast(year as varchar) as year_text, n_contracts, amount_mxn, n_december, december_mxn, n_direct,
       largest_mxn, share, peers, n_judged, peers_share, peers_p90, year_end_on
from features.buyer_year_end
qualify row_number() over (
    partition by buyer_id order by covers_year desc, peers is null, is_flagged desc nulls last, share desc, year desc
) = 1

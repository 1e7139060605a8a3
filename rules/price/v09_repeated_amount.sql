/*---
id: V9
title: Un mismo importe se repite en los contratos de una unidad compradora
subject: buyer
kind: signal
status: test
severity: low
family: price
evidence_group: repeated_amount
audience: public
requires: []
event_date: year_end_on
equivalents: [PODER importe repetido]
description: >-
  En un año, al menos una décima parte de los contratos de una unidad compradora tiene exactamente el
  mismo importe, entre unidades con suficientes contratos.
why: >-
  Importes idénticos una y otra vez pueden ser una misma necesidad repartida en varios contratos.
says: >-
  En {year}, {n_equal:int} de los {n_contracts:int} contratos de {buyer} fueron por
  {amount_mxn:mxn} exactos ({share:pct}).
innocent:
  - Son honorarios, becas o servicios con tarifa única.
  - Son partidas iguales de una compra consolidada.
ask_for:
  - Contratos del mismo importe, con su objeto y el área que los pidió.
params:
  min_share: {default: 0.1, unit: proporción, min: 0, max: 1}
  min_contracts: {default: 11, unit: contratos del año, min: 2}
  min_equal: {default: 3, unit: contratos del mismo importe, min: 2}
---*/
select buyer_id                                        as subject_id,
       share                                           as value,
       share >= $min_share and n_equal >= $min_equal   as is_flagged,
       contract_ids                                    as source_ids,
       buyer, year, year_end_on, amount_mxn, n_equal, n_contracts, share
from features.buyer_repeated_amount
where n_contracts >= $min_contracts
qualify row_number() over (partition by buyer_id order by is_flagged desc, share desc, year desc, amount_mxn) = 1

/*---
id: V8
title: Importe redondo
subject: contract
kind: signal
status: test
severity: low
family: price
evidence_group: round_amount
audience: public
requires: [amount_mxn]
event_date: event_on
equivalents: [PODER importe redondo]
description: >-
  El importe del contrato, sin IVA o con él, es un múltiplo exacto del umbral.
why: >-
  Los precios que salen de cotizaciones y cantidades rara vez son redondos; puede ser un presupuesto que
  se agotó y no un precio.
says_by: roundness
says:
  without_vat: >-
    El contrato de {procedure} entre {buyer} y {supplier} es por {amount_mxn:mxn} exactos.
  with_vat: >-
    El contrato de {procedure} entre {buyer} y {supplier} es por {amount_mxn:mxn}, que con IVA son
    {with_vat_mxn:mxn} exactos.
innocent:
  - Es un contrato abierto por un presupuesto máximo.
  - Es una tarifa, un patrocinio o una cuota fijada de antemano.
ask_for:
  - Cotizaciones y cantidades de las que sale el importe.
params:
  multiple: {default: 100000, unit: MXN, min: 1000}
  vat: {default: 0.16, unit: proporción de IVA, min: 0, max: 0.3}
---*/
with judged as (
    select contract_id, amount_mxn, buyer, supplier, procedure, event_on,
           round(amount_mxn * (1 + $vat), 2) as with_vat_mxn,
           amount_mxn > 0 and amount_mxn % $multiple = 0 as is_round
    from features.contract_context
)
select contract_id                                             as subject_id,
       amount_mxn                                              as value,
       is_round or (amount_mxn > 0 and with_vat_mxn % $multiple = 0) as is_flagged,
       case when is_round then 'without_vat' else 'with_vat' end as roundness,
       buyer, supplier, procedure, amount_mxn, with_vat_mxn, event_on
from judged

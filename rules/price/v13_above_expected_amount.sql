/*---
id: V13
title: Importe muy por arriba de lo esperado por lo que se compró
subject: contract
kind: signal
status: experimental
severity: low
family: price
evidence_group: unusual_amount
audience: analyst
requires: [amount_mxn]
event_date: event_on
equivalents: []
description: >-
  El importe pasa, por el factor indicado, del extremo alto de lo que un modelo espera por el texto del
  contrato, su familia del clasificador, año, orden de gobierno, forma de contratar y duración. Se compara el importe
  entero, y el intervalo es ancho; donde se publican precios unitarios de compras iguales se comparan
  esos (regla V13U) y esta no se aplica. Un contrato cuyo texto no dice qué se compró no se compara. No
  dice que el precio sea alto, y por sí solo nunca abre un caso.
why: >-
  Un importe fuera de la escala de lo que suele costar algo así puede ser un error de captura, o una
  compra cuya cantidad y precio conviene mirar junto con otras alertas.
says: >-
  El contrato de {procedure} entre {buyer} y {supplier} es por {amount_mxn:mxn}, {times_text} veces el
  extremo alto de lo esperado ({expected_low_mxn:mxn} a {expected_high_mxn:mxn}) por contratos como este.
  Sin precios unitarios que comparar, se compara el importe entero; por su texto se parece a
  {n_family:int} ({family_words}).
innocent:
  - Se compró mucho más que en los contratos parecidos, o para varios años o unidades.
  - El texto describe mal lo que se compró, y lo comprado es otra cosa.
  - Falta el punto decimal en el importe publicado.
ask_for:
  - Contrato con cantidades y precios unitarios.
  - Investigación de mercado.
params:
  min_times: {default: 3, unit: veces, min: 1, max: 100}
---*/
select k.contract_id                                        as subject_id,
       k.amount_mxn / e.expected_high_mxn                   as value,
       coalesce(k.amount_mxn / e.expected_high_mxn > $min_times, false) as is_flagged,
       -- A text that does not say what was bought resembles nothing.
       case when k.amount_mxn is null then null
            when w.has_text and w.n_content_words = 0 then 'title'
            when e.contract_id is null then 'expected_amount' end as missing,
       format('{:.1f}', k.amount_mxn / e.expected_high_mxn) as times_text,
       k.buyer, k.supplier, k.procedure, k.amount_mxn, k.event_on,
       e.expected_low_mxn, e.expected_mxn, e.expected_high_mxn, e.family_words, e.n_family
from features.contract_context k
left join anomaly.price_expectation e using (contract_id)
left join features.contract_title_words w using (contract_id)
where k.is_current and coalesce(k.amount_mxn, 1) > 0
  and k.contract_id not in (select contract_id from anomaly.unit_price where expected_high > 0)

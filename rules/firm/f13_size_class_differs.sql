/*---
id: F13
title: La unidad registró a la empresa como más pequeña de lo que ella declara
subject: contract
kind: signal
status: test
severity: low
family: firm
evidence_group: size_class
audience: public
requires: [firm_size, unit_size]
event_date: event_on
equivalents: [IMCO, PODER]
description: >-
  La unidad compradora registró a la empresa dos clases o más por debajo de lo que la empresa declaró (micro, pequeña, mediana,
  no MIPYME). Una clase de diferencia es común, y la diferencia contraria no da preferencia a nadie: no se señalan.
  Solo algunos formatos publican las dos.
why: >-
  El tamaño da preferencias; si se registra mal, otra empresa pudo perderlas.
says: >-
  En el contrato de {procedure}, {buyer} registró a {supplier} como empresa {unit_size} y la propia empresa se
  declaró {firm_size}.
innocent:
  - La empresa creció y uno de los dos registros no se actualizó.
  - La unidad capturó el tamaño por el monto del contrato.
ask_for:
  - Manifestación de estratificación de la empresa en el expediente.
params:
  min_steps: {default: 2, unit: clases de diferencia, min: 1, max: 3}
---*/
select k.contract_id            as subject_id,
       z.steps                  as value,
       z.steps >= $min_steps    as is_flagged,
       k.buyer, k.supplier, k.procedure, z.unit_size, z.firm_size, z.steps, k.amount_mxn, k.event_on
from features.contract_context k
left join features.contract_size_class z using (contract_id)
where k.is_current

/*---
id: F10
title: Un proveedor empezó con contratos pequeños y pasó a otros mucho mayores
subject: supplier
kind: signal
status: test
severity: low
family: firm
evidence_group: supplier_growth
audience: public
requires: []
event_date: largest_on
equivalents: [OCP R052]
description: >-
  La mediana del último tercio de los contratos de un proveedor es varias veces la del primer tercio, y el mayor de
  los posteriores varias veces el mayor de los primeros. Se calcula con cinco contratos o más en noventa días
  o más.
why: >-
  Un historial hecho de contratos pequeños puede servir para acreditar experiencia en uno grande.
says: >-
  Los primeros contratos de {supplier} fueron de {first_mxn:mxn} (mediana) y los últimos de {later_mxn:mxn}; el
  mayor, {largest_mxn:mxn}, con {largest_buyer} el {largest_on:date}. Son {n_contracts:int} contratos
  desde el {first_on:date}.
innocent:
  - La empresa creció, o amplió su giro, y lo acredita.
  - Ganó por precio una licitación grande.
  - Los archivos cargados no incluyen sus contratos anteriores.
ask_for:
  - Documentos con que acreditó capacidad para el contrato mayor.
  - Otros contratos del proveedor que no están en los archivos.
params:
  min_growth: {default: 5, unit: veces la mediana de los primeros, min: 1}
  min_largest: {default: 5, unit: veces el mayor de los primeros, min: 1}
---*/
select supplier_id as subject_id,
       growth      as value,
       growth >= $min_growth and largest_times >= $min_largest as is_flagged,
       contract_ids as source_ids,
       supplier, n_contracts, first_on, last_on, first_mxn, later_mxn, growth, largest_mxn, largest_times,
       largest_buyer, largest_on
from features.supplier_growth

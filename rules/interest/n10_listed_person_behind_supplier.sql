/*---
id: N10
title: Detrás de un proveedor puede estar una persona de una lista aportada (candidaturas, donativos)
subject: supplier
kind: signal
status: test
severity: low
family: interest
evidence_group: listed_person
audience: analyst
requires: []
event_date: last_on
equivalents: [ARACHNE PEP]
description: >-
  Quien es socia, titular o representante de un proveedor aparece, o parece aparecer, en una lista de
  personas que aportó quien usa el sistema (candidaturas, donativos a campañas, cargos). Es siempre una
  señal: estar en la lista no es una falta, y por el solo nombre puede ser otra persona.
why: >-
  Un interés político de quien vende puede afectar la imparcialidad de quien contrata; conviene saber
  quién decidió y cómo.
legal_basis:
  - {law: LGRA, article: "3-VI", note: definición de conflicto de interés; estar en la lista no es una falta}
says_by: certainty
says:
  certain: >-
    {supplier} hizo {n_contracts:contrato/contratos} por {amount_mxn:mxn} entre el {first_on:date} y el
    {last_on:date}; una persona detrás de ese proveedor aparece con la misma clave en una lista aportada
    ({list_kind}).
  probable: >-
    Por verificar: {supplier} hizo {n_contracts:contrato/contratos} por {amount_mxn:mxn} entre el {first_on:date}
    y el {last_on:date}; una persona detrás de ese proveedor parece ser una de una lista aportada
    ({list_kind}).
  candidate: >-
    Por verificar, puede ser homónima: {supplier} hizo {n_contracts:contrato/contratos} por {amount_mxn:mxn}
    entre el {first_on:date} y el {last_on:date}; una persona detrás de ese proveedor tiene el nombre de una
    de una lista aportada ({list_kind}); por azar se esperan {expected_text} personas con ese nombre.
innocent:
  - Es otra persona del mismo nombre, cuando la coincidencia es solo por nombre.
  - La persona no tuvo trato con quien decidió la contratación.
  - El proveedor ganó en procedimientos abiertos o ya vendía antes del periodo de la lista.
ask_for:
  - Acta constitutiva y poderes del proveedor, con sus fechas.
  - Manifiesto de vínculos del proveedor (LGRA 44 y 49-IX).
params:
  min_contracts: {default: 1, unit: contratos, min: 1}
---*/
select supplier_id                                               as subject_id,
       n_contracts                                               as value,
       coalesce(n_contracts >= $min_contracts, false)            as is_flagged,
       missing, certainty,
       contract_ids || link_ids                                  as source_ids,
       supplier, list_kind, n_contracts, amount_mxn, first_on, last_on, from_on as listed_from_on, to_on as listed_to_on,
       case when expected_by_chance is null then 'algunas' when expected_by_chance < 0.05 then 'menos de 0.1'
            else format('{:.1f}', expected_by_chance) end as expected_text
from features.listed_person_supplier

/*---
id: T10
title: Proveedor publicado sin un RFC válido
subject: supplier
kind: signal
status: test
severity: low
family: transparency
evidence_group: supplier_rfc
audience: public
requires: []
event_date: last_on
equivalents: [PODER RFC inválido]
description: >-
  El RFC publicado de un proveedor está en blanco, no tiene la forma de un RFC o no pasa el dígito
  verificador. Un RFC genérico de persona extranjera y uno suprimido por protección de datos son válidos
  para esta regla; donde el formato no trae RFC, o trae un identificador de otro país, no se puede calcular.
why: >-
  Sin RFC no se puede saber si el proveedor está inhabilitado o en las listas del SAT.
says_by: rfc_status
says:
  blank: "{supplier} aparece sin RFC en {n_contracts:contrato/contratos}; el último, del {last_on:date}."
  malformed: >-
    {supplier} aparece en {n_contracts:contrato/contratos} con un RFC que no tiene la forma de un RFC.
  check_digit: >-
    {supplier} aparece en {n_contracts:contrato/contratos} con un RFC cuyo dígito verificador no corresponde.
innocent:
  - Es un error de captura de la plataforma.
  - Es un proveedor extranjero sin RFC mexicano.
ask_for:
  - Constancia de situación fiscal del proveedor, que debe estar en el expediente.
params: {}
---*/
select supplier_id                                          as subject_id,
       rfc_status in ('blank', 'malformed', 'check_digit')  as is_flagged,
       case when rfc_status is null or rfc_status = 'absent' then 'rfc' end as missing,
       contract_ids                                         as source_ids,
       supplier, rfc_status, n_contracts, last_on
from features.published_rfc

/*---
id: E1
title: Contrato con convenio modificatorio
subject: contract
kind: signal
status: test
severity: low
family: execution
evidence_group: amendment
audience: public
requires: [is_amended]
event_date: changed_on
equivalents: [OCP R064]
description: >-
  El contrato tiene al menos un convenio modificatorio publicado, en la plataforma de contratos o en
  la de transparencia. Por sí solo no es irregular: suma a otras señales.
why: >-
  Modificar un contrato ya adjudicado cambia lo que se comparó al adjudicarlo.
legal_basis:
  - {law: LAASSP 2025, article: "74", note: permite modificar; indicador y no infracción}
  - {law: LOPSRM, article: "59", note: permite modificar; indicador y no infracción}
says: >-
  El contrato de {procedure} entre {buyer} y {supplier} fue modificado por convenio.
innocent:
  - Es una obra en la que aparecieron conceptos que el proyecto no podía prever.
  - El convenio solo corrige datos o amplía el plazo por causas ajenas a las partes.
ask_for:
  - Convenios modificatorios y el dictamen que los justifica.
params: {}
---*/
select contract_id                     as subject_id,
       cast(n_amendments as double)    as value,
       is_amended                      as is_flagged,
       amendment_ids                   as source_ids,
       buyer, supplier, procedure, is_amended, n_amendments, objects,
       coalesce(last_amended_on, event_on) as changed_on
from features.contract_amendment

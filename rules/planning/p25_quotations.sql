/*---
id: P25
title: Adjudicación por monto sin las cotizaciones que pide su ley
subject: contract
kind: signal
status: test
severity: low
family: planning
evidence_group: market_study
audience: public
requires: []
event_date: event_on
equivalents: [IMCO adjudicación sin cotizaciones]
description: >-
  Un contrato adjudicado directamente por monto, desde 300 UMA, se publica con menos cotizaciones
  consideradas que las que pide la ley que lo rige. Hasta el 16 de abril de 2025 debía haber tres en
  mano; desde el 17 se piden tres y basta recibir una: cuántas se pidieron no se publica. Es una
  señal: lo que falta puede faltar solo en lo publicado.
why: >-
  Sin cotizaciones que comparar no consta que el precio fuera el del mercado.
legal_basis:
  - {law: LAASSP 2025, article: "58", note: "solicitar tres y contar con al menos una, desde 300 UMA diarias"}
  - {law: LAASSP 2000, article: "42", note: "al menos tres con las mismas condiciones, desde 300 días de salario mínimo; la UMA lo sustituyó en 2016"}
  - {law: LGTAIP 2025, article: "65-XXVI b) 4", note: "las cotizaciones consideradas, con nombres y montos, son información obligatoria"}
says_by: regime
says:
  LAASSP_2000: >-
    {buyer} adjudicó directamente {amount_mxn:mxn} a {supplier} en {procedure} y publica
    {n_quotations:int} cotizaciones; la ley de entonces pedía tres.
  LAASSP_2025: >-
    {buyer} adjudicó directamente {amount_mxn:mxn} a {supplier} en {procedure} y no publica ninguna
    cotización; la ley pide solicitar tres y contar con al menos una.
innocent:
  - Las cotizaciones existen en el expediente y no se capturaron en la plataforma.
  - La compra se hizo al amparo de un contrato marco, donde el precio ya estaba pactado.
ask_for:
  - Solicitudes de cotización y las respuestas recibidas, con fecha.
  - Investigación de mercado.
params: {}
---*/
select contract_id                             as subject_id,
       cast(n_quotations as double)            as value,
       n_quotations < quotations_wanted        as is_flagged,
       missing,
       quotation_ids                           as source_ids,
       coalesce(regime, 'LAASSP_2025')         as regime,
       buyer, supplier, procedure, amount_mxn, n_quotations, quotations_wanted, from_amount_mxn, event_on
from features.contract_quotation

/*---
id: T7
title: El importe no es el mismo en dos publicaciones
subject: contract
kind: flag
status: test
severity: medium
family: transparency
evidence_group: publishers_differ
audience: public
requires: [difference_share]
event_date: event_on
equivalents: [IMCO diferencia de montos entre fuentes]
description: >-
  El importe de un contrato en ComprasMX o CompraNet y en la Plataforma Nacional de Transparencia
  difiere en más del umbral. Una diferencia de menos de una décima es solo una señal: casi siempre es de captura o
  de redondeo. Se comparan importes sin IVA; si la plataforma solo da el total con
  impuestos, lo que se explica con IVA de 0 a 16 % no es diferencia, y tampoco lo es una columna
  «sin impuestos» con el total.
why: >-
  Dos cifras oficiales de un mismo contrato no pueden ser ciertas a la vez.
legal_basis:
  - {law: LGTAIP 2025, article: "65-XXVI", note: el monto del contrato es información obligatoria}
says_by: basis
says:
  without_vat: >-
    El contrato de {procedure} entre {buyer} y {supplier} se publica por {compras_mxn:mxn} en la
    plataforma de contratos y por {sipot_mxn:mxn} sin impuestos en la de transparencia.
  with_vat: >-
    El contrato de {procedure} entre {buyer} y {supplier} se publica por {compras_mxn:mxn} sin IVA en
    la plataforma de contratos y por {sipot_with_vat_mxn:mxn} con impuestos en la de transparencia,
    diferencia que el IVA no explica.
innocent:
  - Una cifra es la original y la otra incluye ya un convenio modificatorio.
  - Una es el mínimo y la otra el máximo de un contrato abierto.
  - Hay impuestos distintos del IVA, como en combustibles o bebidas.
ask_for:
  - Contrato firmado con importe desglosado.
  - Corrección de la publicación que no coincida.
params:
  max_share: {default: 0.01, unit: proporción del importe, min: 0, max: 1}
  case_share: {default: 0.1, unit: proporción del importe desde la que abre un caso, min: 0, max: 1}
---*/
select contract_id                   as subject_id,
       difference_share              as value,
       difference_share > $max_share as is_flagged,
       case when difference_share >= $case_share then 'flag' else 'signal' end  as kind,
       case when difference_share >= $case_share then 'medium' else 'low' end   as severity,
       basis, buyer, supplier, procedure, compras_mxn, sipot_mxn, sipot_with_vat_mxn,
       difference_share, event_on
from features.amount_by_publisher

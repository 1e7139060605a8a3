/*---
id: P2U
title: Casi todo lo que varias unidades de una institución adjudican por monto a un proveedor llega a la mitad del máximo
subject: institution_supplier
kind: flag
status: test
severity: medium
family: planning
evidence_group: splitting
audience: public
requires: []
event_date: last_on
equivalents: [OCP R011, OCP R055, SASU]
description: >-
  Dos o más unidades compradoras de una institución adjudicaron directamente por monto cuatro o más contratos de la
  mitad del máximo o más al mismo proveedor, en los 90 días en que más le adjudicaron o en todos los datos. Cada uno cabe
  en el máximo y dos cualesquiera de un año juntos lo rebasan. Lo demás de las mismas familias, de la institución y del
  proveedor en otras llega a la mitad mucho menos: de los casos tan poco probables, los debidos al azar
  (Benjamini y Hochberg) no pasan del máximo. Solo se miran los que con tantos contratos podrían distinguirse del azar.
why: >-
  Las operaciones no deben fraccionarse para caber en la excepción por monto, tampoco entre unidades de una institución;
  que el tamaño se repita cerca del máximo sugiere que la necesidad era mayor.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: ceiling_state
says:
  verified: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {n_units:int} unidades de {institution} adjudicaron directamente por monto
    {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total. {n_upper:int} llegan a la mitad del máximo para contratar así, o más (ese máximo
    fue de hasta {ceiling_mxn:mxn} sin IVA); entre otros contratos parecidos llega a lo más el {other_share:pct}.
  to_verify: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {n_units:int} unidades de {institution} adjudicaron directamente por monto
    {n_contracts:int} contratos a {supplier} por {amount_mxn:mxn} en total. {n_upper:int} llegan a la mitad del máximo conocido para contratar así, o más (ese máximo
    fue de hasta {ceiling_mxn:mxn} sin IVA, cifra por verificar en el Anexo 9 del PEF); entre otros contratos parecidos llega a lo más el {other_share:pct}.
innocent:
  - Son unidades con presupuesto y necesidades propias, en lugares distintos, que compran por separado.
  - El bien o servicio tiene un precio que cae en ese tramo, y todas las unidades lo necesitan.
  - Son órdenes de un contrato marco o abierto que se adjudicó antes.
  - El proveedor solo atiende pedidos de ese tamaño.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
  - Programa anual de adquisiciones de la institución, para ver si la necesidad era una.
params:
  min_near: {default: 4, unit: contratos de la mitad del máximo o más, min: 2}
  max_false: {default: 0.05, unit: proporción de alertas debidas al azar, min: 0, max: 0.2}
---*/
-- Of the 90 days and all the data, the span that is less to be expected.
select institution_id || '|' || seller_id                            as subject_id,
       n_near / n_contracts                                          as value,
       n_near >= $min_near and false_share <= $max_false             as is_flagged,
       case when is_verified then 'flag' else 'signal' end           as kind,
       missing,
       coalesce(contract_ids, [])                                    as source_ids,
       case when is_verified then 'verified' else 'to_verify' end    as ceiling_state,
       institution, array_to_string(suppliers, ', ') as supplier, n_units, n_contracts, n_near as n_upper, n_weeks, amount_mxn, ceiling_mxn,
       times_ceiling, other_share, family_share, institution_share, elsewhere_share, chance, false_share,
       n_judged as n_pairs, first_on, last_on, dated_by, timeline
from features.near_ceiling_seller
where level = 'units'
qualify row_number() over (
    partition by institution_id, seller_id order by is_flagged desc nulls last, false_share nulls last, span
) = 1

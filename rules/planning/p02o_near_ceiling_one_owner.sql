/*---
id: P2O
title: Proveedores ligados entre sí reciben de una institución adjudicaciones por monto de la mitad del máximo o más
subject: institution_supplier
kind: flag
status: test
severity: medium
family: planning
evidence_group: splitting
audience: analyst
requires: []
event_date: last_on
equivalents: [OCP R011, OCP R032, SASU]
description: >-
  Una institución adjudicó directamente por monto cuatro o más contratos de la mitad del máximo o más a dos o más
  proveedores que según el padrón tienen una persona socia en común (de a lo más cuatro empresas; por RFC, o por nombre completo si ningún RFC lo
  contradice, y entonces queda por verificar), la misma persona dueña
  de la mitad o más, o el mismo domicilio y los mismos datos de contacto, en los 90 días en que más les adjudicó o en todos los
  datos. Cada contrato cabe en el máximo y dos cualesquiera de un año juntos lo rebasan. Lo demás de las mismas familias,
  de la institución y de esos proveedores en otras llega a la mitad mucho menos: de los casos tan poco probables, los debidos
  al azar (Benjamini y Hochberg) no pasan del máximo. El caso lleva el nombre de uno de los proveedores.
why: >-
  Una compra repartida entre empresas de una misma persona cabe en la excepción por monto sin que ningún proveedor destaque.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LAASSP 2025, article: "71-VIII", note: "participantes con una persona socia en común; indicador y no infracción"}
  - {law: LAASSP 2000, article: "42", note: las operaciones no se fraccionan para caber en la excepción}
  - {law: LOPSRM, article: "43", note: los contratos no se fraccionan para caber en la excepción}
says_by: standing
says:
  verified: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {institution} adjudicó directamente por monto {n_contracts:int} contratos por
    {amount_mxn:mxn} en total a {n_suppliers:int} proveedores que según el padrón tienen {tied_by} ({suppliers:all}).
    {n_upper:int} llegan a la mitad del máximo para contratar así, o más (ese máximo
    fue de hasta {ceiling_mxn:mxn} sin IVA); entre otros contratos parecidos llega a lo más el {other_share:pct}.
  to_verify: >-
    Del {first_on:date} al {last_on:date}{dated_by}, {institution} adjudicó directamente por monto {n_contracts:int} contratos por
    {amount_mxn:mxn} en total a {n_suppliers:int} proveedores que según el padrón tienen {tied_by} ({suppliers:all}).
    {n_upper:int} llegan a la mitad del máximo conocido para contratar así, o más (ese máximo
    fue de hasta {ceiling_mxn:mxn} sin IVA, cifra por verificar en el Anexo 9 del PEF); entre otros contratos parecidos llega a lo más el {other_share:pct}.
  tie_to_verify: >-
    Por verificar: del {first_on:date} al {last_on:date}{dated_by}, {institution} adjudicó directamente por monto {n_contracts:int} contratos
    por {amount_mxn:mxn} en total a {n_suppliers:int} proveedores que en el padrón tienen una persona socia del mismo nombre
    ({suppliers:all}). {n_upper:int} llegan a la mitad del máximo para contratar así, o más (ese máximo
    fue de hasta {ceiling_mxn:mxn} sin IVA); entre otros contratos parecidos llega a lo más el {other_share:pct}.
innocent:
  - Son homónimas u homónimos, cuando la coincidencia es solo por nombre.
  - La persona socia tiene una parte pequeña, o entró o salió en otra fecha, y no interviene en las ventas.
  - El domicilio y los contactos son de un despacho o de un edificio de oficinas que atiende a varias empresas.
  - Las empresas venden cosas distintas y cada compra tuvo su propia investigación de mercado.
  - Es una familia de comerciantes en una localidad con pocos proveedores.
ask_for:
  - Requisiciones, investigaciones de mercado y cotizaciones de cada compra, y quién las presentó.
  - Actas constitutivas y asambleas vigentes a la fecha de cada contrato.
  - Programa anual de adquisiciones, para ver si la necesidad era una.
params:
  min_near: {default: 4, unit: contratos de la mitad del máximo o más, min: 2}
  max_false: {default: 0.05, unit: proporción de alertas debidas al azar, min: 0, max: 0.2}
---*/
-- Of the 90 days and all the data, the span that is less to be expected.
select institution_id || '|' || seller_id                            as subject_id,
       n_near / n_contracts                                          as value,
       coalesce(n_near >= $min_near and false_share <= $max_false, false) as is_flagged,
       case when is_verified then 'flag' else 'signal' end           as kind,
       missing,
       coalesce(certainty, 'certain')                                as certainty,
       coalesce(contract_ids, [])                                    as source_ids,
       case when not is_verified then 'to_verify' when certainty = 'certain' then 'verified' else 'tie_to_verify' end as standing,
       case basis when 'partner' then 'una persona socia en común' when 'owner' then 'la misma persona dueña de la mitad o más'
                  else 'el mismo domicilio y los mismos datos de contacto' end as tied_by,
       institution, array_to_string(suppliers, ', ') as suppliers, n_suppliers, n_units, n_contracts, n_near as n_upper, n_weeks, amount_mxn,
       ceiling_mxn, times_ceiling, other_share, family_share, institution_share, elsewhere_share, chance, false_share,
       n_judged as n_groups, first_on, last_on, dated_by, timeline
from features.near_ceiling_seller
where level = 'owner'
qualify row_number() over (
    partition by institution_id, seller_id order by is_flagged desc nulls last, false_share nulls last, span
) = 1

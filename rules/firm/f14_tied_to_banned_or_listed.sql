/*---
id: F14
title: Proveedor con representante, socios, domicilio o teléfono de un inhabilitado o de un listado en el 69-B
subject: supplier
kind: flag
status: test
severity: medium
family: firm
evidence_group: tied_to_listed
audience: analyst
requires: []
event_date: last_on
equivalents: [Luna-Pla y Nicolás-Carlock, ARACHNE]
description: >-
  Según el padrón, el proveedor comparte representante, socia o socio, domicilio, teléfono o correo (de
  a lo más cuatro empresas) con un proveedor inhabilitado o listado en el 69-B, o con uno que los
  comparte con él. A un paso puede abrir un caso; a dos es una señal.
why: >-
  Una empresa impedida o sin operación propia puede seguir vendiendo por medio de otra de las mismas
  personas.
legal_basis:
  - {law: LAASSP 2025, article: "71-V", note: alcanza a las empresas con una persona socia inhabilitada}
  - {law: LGRA, article: "67", note: participación ilícita aun por interpósita persona}
  - {law: CFF, article: "32-D-VII y 69-B", note: no contratar con listados definitivos}
says_by: standing
says:
  near: >-
    {supplier}, que vendió {amount_mxn:mxn} en total, comparte {shared:} con
    {via}, {ground_name:} (desde el {from_on:date}).
  near_to_verify: >-
    Por verificar: {supplier}, que vendió {amount_mxn:mxn} en total, comparte
    {shared:} con {via}, {ground_name:} (desde el {from_on:date}).
  farther: >-
    {supplier} comparte datos del padrón con una empresa que a su vez los comparte con {via},
    {ground_name:} (desde el {from_on:date}).
innocent:
  - El domicilio o el teléfono es de un despacho contable que atiende a ambas.
  - La persona que representa a ambas presta ese servicio a muchas empresas.
  - La coincidencia de la persona es solo por nombre y se trata de homónimas u homónimos.
  - El proveedor existía y vendía antes, y la otra empresa es ajena a su operación.
ask_for:
  - Actas constitutivas y poderes de ambas empresas.
  - Manifiesto de no estar en los supuestos de impedimento (art. 71 de la LAASSP).
  - Constancia de que el proveedor cuenta con personal y medios propios.
params:
  max_steps: {default: 2, unit: pasos, min: 1, max: 4}
---*/
select supplier_id                                              as subject_id,
       distance                                                 as value,
       coalesce(distance between 1 and $max_steps, false)       as is_flagged,
       missing,
       case when distance = 1 then 'flag' else 'signal' end     as kind,
       case when distance = 1 and is_certain then 'certain' when distance = 1 then 'probable' else 'candidate' end as certainty,
       case when distance = 1 and is_certain then 'near' when distance = 1 then 'near_to_verify' else 'farther' end as standing,
       contract_ids || ground_ids                               as source_ids,
       array_to_string(list_transform(close_kinds, lambda k:
           case k when 'address' then 'domicilio' when 'phone' then 'teléfono' when 'email' then 'correo'
                  when 'representative' then 'representante' else 'socia o socio' end), ' y ') as shared,
       case ground when 'sanction' then 'proveedor inhabilitado' else 'proveedor listado en el artículo 69-B del CFF' end as ground_name,
       supplier, via, distance, from_on, n_contracts, amount_mxn, last_on
from features.tied_supplier

/*---
id: F6
title: Varios proveedores con el mismo domicilio, teléfono o correo
subject: supplier
kind: flag
status: test
severity: medium
family: firm
evidence_group: shared_contact
audience: analyst
requires: [is_listed, n_firms]
event_date: last_on
equivalents: [OCP R042]
description: >-
  El padrón da a la empresa un domicilio, teléfono o correo que comparten de tres a doce proveedores.
  Con dos o más de esos datos en común puede abrir un caso; con uno es una señal. Un domicilio de más
  de doce empresas (un edificio, un despacho contable) no cuenta, y la notaría tampoco.
why: Empresas que se presentan como distintas pueden ser una sola.
legal_basis:
  - {law: LGRA, article: "70", note: colusión entre particulares; un indicador y no una infracción}
says_by: standing
says:
  several: >-
    El padrón registra para {supplier} {shared:} que también tienen otros proveedores (son
    {n_firms:int} con el mismo dato); vendió {amount_mxn:mxn} en total.
  one: >-
    El padrón registra para {supplier} {shared:} que también tienen otros proveedores (son
    {n_firms:int} con el mismo dato).
innocent:
  - Un despacho contable o un edificio de oficinas presta el domicilio o el teléfono a varias empresas.
  - Son empresas de un mismo grupo que no concursan entre sí.
  - El dato se capturó mal o es el de quien hizo el trámite.
ask_for:
  - Comprobante de domicilio y acta constitutiva de cada empresa.
  - Contratos en que concursaron o cotizaron juntas.
params:
  min_firms: {default: 3, unit: proveedores, min: 2}
---*/
select supplier_id                                              as subject_id,
       n_firms                                                  as value,
       n_firms >= $min_firms                                    as is_flagged,
       case when len(contact_kinds) >= 2 then 'flag' else 'signal' end as kind,
       'probable'                                               as certainty,
       case when len(contact_kinds) >= 2 then 'several' else 'one' end as standing,
       case when not is_listed then 'register_entry' end        as missing,
       contract_ids                                             as source_ids,
       array_to_string(list_transform(contact_kinds, lambda k:
           case k when 'address' then 'un domicilio' when 'phone' then 'un teléfono' else 'un correo' end), ' y ') as shared,
       is_listed, supplier, n_firms, n_contracts, amount_mxn, last_on
from features.registered_supplier

/*---
id: F20
title: Empresas recién creadas y ligadas entre sí venden a una misma institución
subject: institution_supplier
kind: flag
status: test
severity: medium
family: firm
evidence_group: new_tied_companies
audience: analyst
requires: []
event_date: last_on
equivalents: [IMCO empresa nueva, OCP R042, Luna-Pla y Nicolás-Carlock]
description: >-
  Dos o más empresas de nombre distinto, que según el padrón tienen el mismo domicilio y los mismos datos de contacto, o una
  persona socia o dueña en común, vendieron a una institución, y cada una obtuvo su primer contrato en los datos antes
  de un año de la fecha que lleva su RFC (una estimación de cuándo se constituyó). Por separado, ser nueva o compartir
  un domicilio es común. El caso lleva el nombre de una de las empresas.
why: >-
  Empresas que se crean casi juntas, con los mismos datos, y venden pronto a una misma institución pueden no tener operación propia.
legal_basis:
  - {law: CFF, article: "69-B", note: "operaciones sin activos, personal o capacidad material; indicador y no infracción"}
  - {law: LGRA, article: "67", note: "participación ilícita aun por interpósita persona; indicador y no infracción"}
says_by: standing
says:
  certain: >-
    Del {first_on:date} al {last_on:date}, {institution} contrató {n_contracts:int} veces, por {amount_mxn:mxn}, a {n_suppliers:int}
    empresas que según el padrón tienen {tied_by} ({suppliers:all}). Sus RFC son del {first_founded_on:date} al {last_founded_on:date},
    y cada una obtuvo su primer contrato en los datos a lo más {most_age_days:día/días} después.
  to_verify: >-
    Por verificar: del {first_on:date} al {last_on:date}, {institution} contrató {n_contracts:int} veces, por {amount_mxn:mxn}, a
    {n_suppliers:int} empresas que en el padrón tienen una persona socia del mismo nombre ({suppliers:all}). Sus RFC son del
    {first_founded_on:date} al {last_founded_on:date}, y cada una obtuvo su primer contrato en los datos a lo más {most_age_days:día/días} después.
innocent:
  - Es una familia que abrió dos negocios de giros distintos y cumple con lo que vende.
  - El domicilio y los contactos son de un despacho contable o de un edificio de oficinas.
  - Una empresa cambió de forma o de nombre y la otra la sustituyó.
  - Son homónimas u homónimos, cuando la coincidencia es solo por nombre.
ask_for:
  - Actas constitutivas y poderes de las empresas.
  - Constancia de que cuentan con personal, activos y domicilio propios (opinión de cumplimiento, altas en el IMSS).
  - Investigaciones de mercado y cotizaciones de esas compras, y quién las presentó.
  - Entregables y comprobantes de recepción.
params:
  max_days: {default: 365, unit: días entre la fecha del RFC y el primer contrato, min: 30, max: 3650}
  min_contracts: {default: 3, unit: contratos con la institución, min: 2}
---*/
select institution_id || '|' || seller_id                                  as subject_id,
       second_age_days                                                     as value,
       coalesce(second_age_days < $max_days and n_contracts >= $min_contracts, false) as is_flagged,
       case when n_companies > 1 and second_age_days is null then if(rfc_is_later, 'rfc_before_sale', 'rfc') end as missing,
       certainty,
       contract_ids                                                        as source_ids,
       case certainty when 'certain' then 'certain' else 'to_verify' end   as standing,
       case basis when 'address' then 'el mismo domicilio y los mismos datos de contacto'
                  when 'owner' then 'la misma persona dueña de la mitad o más' else 'una persona socia en común' end as tied_by,
       institution, array_to_string(suppliers, ', ') as suppliers, n_suppliers, n_companies, n_contracts, n_direct, amount_mxn,
       first_founded_on, last_founded_on, most_age_days, first_on, last_on
from features.new_tied_company

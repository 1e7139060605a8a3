/*---
id: F3
title: Empresa de reciente creación, según la fecha de su RFC
subject: supplier
kind: signal
status: test
severity: medium
family: firm
evidence_group: new_company
audience: public
requires: []
event_date: first_on
equivalents: [IMCO empresa nueva, CRI company age]
description: >-
  Entre la fecha que lleva el RFC de una persona moral y su primer contrato en los datos pasan menos
  meses que el umbral. La fecha del RFC es la de constitución, por lo común; es una estimación. No se
  calcula para personas físicas, cuyo RFC lleva la fecha de nacimiento, ni cuando la fecha del RFC es
  posterior al primer contrato: puede ser una empresa de hace cien años o un RFC que cambió.
why: >-
  Una empresa que apenas se creó no tiene experiencia que mostrar y conviene ver cómo se acreditó.
says: >-
  {supplier} obtuvo su primer contrato en los datos el {first_on:date}, {age_days:día/días} después de
  la fecha de su RFC ({founded_on:date}, estimación de cuándo se constituyó).
innocent:
  - Es una empresa nueva con personal y equipo de experiencia comprobable.
  - Cambió de razón social o de régimen y el RFC es nuevo.
ask_for:
  - Acta constitutiva y documentos con los que acreditó experiencia y capacidad.
params:
  max_days: {default: 365, unit: días, min: 30, max: 3650}
---*/
select supplier_id             as subject_id,
       age_days                as value,
       age_days < $max_days    as is_flagged,
       case when rfc_is_later then 'rfc_before_sale' when founded_on is null then 'rfc'
            when first_on is null then 'event_on' end as missing,
       contract_ids            as source_ids,
       supplier, founded_on, first_on, age_days, amount_mxn
from features.company_age

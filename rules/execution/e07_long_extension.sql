/*---
id: E7
title: Prórroga larga frente al plazo original
subject: contract
kind: flag
status: test
severity: medium
family: execution
evidence_group: extension
audience: public
requires: []
event_date: changed_on
equivalents: [E7 IMCO, ampliación de plazo]
description: >-
  Los convenios alargaron el contrato en más de lo que su ley permite (LOPSRM hasta el 16 de abril de
  2025: 25 % del plazo) o, donde la ley no pone tope al plazo, en más de la mitad del original.
why: >-
  Un plazo mucho mayor que el licitado cambia lo que se comparó al adjudicar y aplaza la entrega.
legal_basis:
  - {law: LOPSRM, article: "59 y 59 Bis", note: "sin porcentaje desde el 17-04-2025; más de 50 % del plazo abre revisión de costos indirectos"}
  - {law: LAASSP 2025, article: "74", note: sin tope de plazo; indicador y no infracción}
says: >-
  El contrato de {procedure} entre {buyer} y {supplier} terminaba el {end_on:date} y por convenio
  termina el {end_on_after:date}: {extension_days:día/días} más, {extension_share:pct} de su plazo de
  {original_days:día/días}.
innocent:
  - Hubo suspensión por lluvia, permisos o falta de pago, ajena al proveedor.
  - Es un servicio que se prorroga mientras concluye la nueva licitación.
ask_for:
  - Convenios de plazo, actas de suspensión y programa de obra actualizado.
  - Penas convencionales aplicadas, en su caso.
params:
  max_share: {default: 0.5, unit: proporción del plazo original, min: 0}
---*/
with measured as (
    select *, date_diff('day', start_on, end_on) + 1 as original_days,
           date_diff('day', end_on, end_on_after) as extension_days,
           case when covers_term and limit_kind = 'cap' then increase_limit / 100 else $max_share end as limit_share
    from features.contract_amendment
),
shared as (
    select *, extension_days / nullif(original_days, 0) as extension_share
    from measured
)
select contract_id                                as subject_id,
       cast(extension_share as double)            as value,
       extension_share > limit_share              as is_flagged,
       case when covers_term and limit_kind = 'cap' and not limit_is_verified then 'signal' else 'flag' end as kind,
       case when is_amended is null then 'is_amended'
            when start_on is null then 'start_on'
            when end_on is null then 'end_on'
            when original_days < 1 then 'dates_in_order'
            when end_on_after is null then 'end_on_after' end as missing,
       amendment_ids                              as source_ids,
       buyer, supplier, procedure, start_on, end_on, end_on_after, original_days, extension_days,
       extension_share, limit_share, coalesce(last_amended_on, event_on) as changed_on
from shared

/*---
id: T5
title: El contrato empezó antes de que se publicara su procedimiento
subject: contract
kind: flag
status: test
severity: medium
family: transparency
evidence_group: publication_order
audience: public
requires: [published_on, start_on]
event_date: start_on
equivalents: [IMCO publicación posterior al inicio]
description: >-
  La fecha de publicación del procedimiento es posterior al inicio del contrato. En licitaciones e
  invitaciones, con más días de diferencia que el umbral abre un caso; con menos, o si el fallo y la firma sí son
  posteriores a la publicación y solo el inicio queda fuera de orden, es una señal. En adjudicaciones
  directas es siempre una señal leve: se publican una vez adjudicadas, y lo que dice es que se publicó tarde.
why: >-
  Si el servicio o la entrega empezó antes de publicarse, la decisión pudo tomarse antes del procedimiento.
says_by: says_key
says:
  late: >-
    {buyer} publicó {procedure} el {published_on:date}, {late_days:día/días} después de que empezó el
    contrato con {supplier} ({start_on:date}).
  start_alone: >-
    {buyer} publicó {procedure} el {published_on:date}, {late_days:día/días} después de la fecha de inicio del contrato
    con {supplier} ({start_on:date}); el fallo o la firma es posterior, del {acted_on:date}: puede que la fecha de inicio no sea la real.
innocent:
  - El contrato se autorizó por urgencia y se regularizó su registro después.
  - Es la continuación de un servicio del año anterior que empieza el 1 de enero.
  - La plataforma registró la fecha de captura y no la de publicación.
ask_for:
  - Solicitud, autorización y justificación de inicio anticipado.
  - Acuses de entrega o bitácora con la fecha en que empezó el servicio.
params:
  max_days: {default: 0, unit: días, min: 0, max: 365}
  case_days: {default: 30, unit: días desde los que abre un caso, min: 0, max: 365}
---*/
with judged as (
    -- What was decided after the publication can hardly have begun long before it.
    select *, published_on - start_on as late_days, least(award_on, signed_on) as acted_on,
           coalesce(published_on - start_on > $case_days and method <> 'direct' and least(award_on, signed_on) >= published_on, false)
               as start_alone_is_early
    from features.contract_context
)
select k.contract_id                                                as subject_id,
       k.late_days                                                  as value,
       k.late_days > $max_days                                      as is_flagged,
       case when k.late_days > $case_days and coalesce(k.method, '') <> 'direct' and not k.start_alone_is_early
            then 'flag' else 'signal' end                           as kind,
       case when k.method = 'direct' or k.start_alone_is_early then 'low' else 'medium' end as severity,
       case when k.start_alone_is_early then 'start_alone' else 'late' end as says_key,
       k.buyer, k.supplier, k.procedure, k.published_on, k.start_on,
       k.acted_on, k.late_days, k.amount_mxn
from judged k
where k.is_current

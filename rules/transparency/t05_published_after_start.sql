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
  invitaciones, con más días de diferencia que el umbral abre un caso; con menos es una señal. En adjudicaciones
  directas es siempre una señal leve: se publican una vez adjudicadas, y lo que dice es que se publicó tarde.
why: >-
  Si el servicio o la entrega empezó antes de publicarse, la decisión pudo tomarse antes del procedimiento.
says: >-
  {buyer} publicó {procedure} el {published_on:date}, {late_days:día/días} después de que empezó el
  contrato con {supplier} ({start_on:date}).
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
select k.contract_id                                                as subject_id,
       k.published_on - k.start_on                                  as value,
       k.published_on - k.start_on > $max_days                      as is_flagged,
       case when k.published_on - k.start_on > $case_days and coalesce(k.method, '') <> 'direct'
            then 'flag' else 'signal' end                           as kind,
       case when k.method = 'direct' then 'low' else 'medium' end   as severity,
       k.buyer, k.supplier, k.procedure, k.published_on, k.start_on,
       k.published_on - k.start_on                                  as late_days,
       k.amount_mxn
from features.contract_context k
where k.is_current

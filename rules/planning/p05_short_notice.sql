/*---
id: P5
title: Plazo corto entre la publicación y la apertura
subject: procedure
kind: flag
status: stable
severity: high
family: planning
evidence_group: notice_period
audience: public
requires: [published_on, opened_on, regime, character]
event_date: published_on
equivalents: [OCP R003, Cardinal R003, CRI submission period]
description: >-
  Entre la publicación y la apertura de proposiciones hay menos días naturales que el mínimo de la
  ley vigente al publicar, según el carácter del procedimiento. Bajo el plazo reducido es una alerta;
  entre el reducido y el ordinario, una señal, porque la ley lo permite con justificación escrita. También
  es una señal si el procedimiento se canceló: nadie quedó fuera de un contrato.
why: >-
  Un plazo corto deja fuera a quien no conocía de antemano la contratación.
legal_basis:
  - {law: LAASSP 2025, article: "42 y 56-IV", note: "15 días nacional, 20 internacional, 10 reducido; 5 en invitación"}
  - {law: LAASSP 2000, article: "32 y 43-IV", note: "15 días nacional, 20 internacional, 10 reducido; 5 en invitación"}
  - {law: LOPSRM, article: "33", note: "10 días nacional desde el 17-04-2025"}
says_by: notice_state
says:
  below: >-
    {buyer} publicó {procedure} el {published_on:date} y {opening_verb} el {opened_on:date}:
    {notice_days:día/días}, menos que los {floor_days:int} que la ley permite como mínimo.
  practice: >-
    {buyer} publicó {procedure} el {published_on:date} y {opening_verb} el {opened_on:date}:
    {notice_days:día/días}, menos que los {floor_days:int} que la ley permite como mínimo. Así publicó {unit_short:int}
    de las {unit_procedures:int} convocatorias de ese tipo de la unidad: la respuesta puede ser una sola.
  by_a_day: >-
    {buyer} publicó {procedure} el {published_on:date} y {opening_verb} el {opened_on:date}:
    {notice_days:día/días}, uno menos que los {floor_days:int} que la ley permite como mínimo. Por verificar:
    depende de si cuenta el día de la publicación.
  reduced: >-
    {buyer} publicó {procedure} el {published_on:date} y {opening_verb} el {opened_on:date}:
    {notice_days:día/días} de los {min_days:int} ordinarios. Es un plazo reducido: pida la
    justificación escrita.
  cancelled: >-
    {buyer} publicó {procedure} el {published_on:date} con apertura de proposiciones para el {opened_on:date}:
    {notice_days:día/días}; el mínimo es de {floor_days:int}. El procedimiento se canceló.
  to_verify: >-
    {buyer} publicó {procedure} el {published_on:date} y {opening_verb} el {opened_on:date}:
    {notice_days:día/días}; el mínimo sería de {min_days:int}, dato por verificar.
innocent:
  - El plazo se redujo con justificación escrita del área solicitante, como la ley permite.
  - La convocatoria se publicó antes en el Diario Oficial y la plataforma registró otra fecha.
  - En una invitación, el plazo corre desde la última invitación entregada y no desde la publicación.
ask_for:
  - Justificación escrita de la reducción del plazo y quién la autorizó.
  - Convocatoria publicada en el Diario Oficial y acta de presentación y apertura.
params:
  grace_days: {default: 0, unit: días de tolerancia por la forma de contar, min: 0, max: 5}
---*/
select procedure_id                         as subject_id,
       notice_days                          as value,
       notice_days + $grace_days < min_days as is_flagged,
       case when is_cancelled then 'low'
            when notice_days + $grace_days + 1 < floor_days then 'high'
            when notice_days + $grace_days < floor_days then 'medium' else 'low' end as severity,
       case when notice_days + $grace_days + 1 = floor_days then 'probable' else 'certain' end as certainty,
       case when notice_days + $grace_days < floor_days and deadline_is_verified and not is_cancelled
            then 'flag' else 'signal' end   as kind,
       case when regime is not null and character is not null and published_on is not null
             and min_days is null then 'deadline' end as missing,
       case when not deadline_is_verified then 'to_verify'
            when is_cancelled and notice_days + $grace_days < floor_days then 'cancelled'
            when notice_days + $grace_days + 1 = floor_days then 'by_a_day'
            when notice_days + $grace_days < floor_days and unit_short >= 3 then 'practice'
            when notice_days + $grace_days < floor_days then 'below'
            else 'reduced' end              as notice_state,
       -- What the export tells of a later day is what was planned.
       case when opening_is_scheduled or is_cancelled then 'fijó la apertura de proposiciones para'
            else 'abrió proposiciones' end  as opening_verb,
       unit_procedures, unit_short, is_cancelled,
       buyer, procedure, regime, method, character, published_on, opened_on,
       notice_days, min_days, reduced_days, floor_days, article
from features.procedure_notice

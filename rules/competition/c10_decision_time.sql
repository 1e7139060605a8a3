/*---
id: C10
title: El fallo llegó el mismo día de la apertura, o mucho después de lo usual
subject: procedure
kind: signal
status: test
severity: low
family: competition
evidence_group: decision_time
audience: public
requires: [opened_on, award_on]
event_date: award_on
equivalents: [OCP R061, OCP R062, CRI decision period]
description: >-
  Días hábiles entre la apertura de proposiciones y el fallo. Señala el fallo del mismo día (o del día inhábil que sigue), cuando entre
  los procedimientos de la misma ley, tipo y materia lo usual son dos días o más, y el que rebasa el tercer
  cuartil de ellos más una vez y media el rango entre cuartiles. Lo programado no cuenta.
why: >-
  Evaluar en horas puede decir que ya se sabía quién; tardar mucho, que se buscó cómo decidir.
says_by: speed
says:
  same_day: >-
    {buyer} abrió las proposiciones de {procedure} y falló el mismo día, {award_on:date}; entre
    procedimientos parecidos ({n_peers:int} de la misma ley, tipo y materia) lo usual son {median_days:int} días hábiles.
  short: >-
    {buyer} abrió las proposiciones de {procedure} el {opened_on:date} y falló el {award_on:date}, con {working_days:día hábil/días
    hábiles} de por medio; entre procedimientos parecidos ({n_peers:int} de la misma ley, tipo y materia) lo usual son
    {median_days:int} días hábiles.
  long: >-
    {buyer} falló {procedure} {working_days:día hábil/días hábiles} después de abrir las proposiciones
    ({opened_on:date}); entre procedimientos parecidos ({n_peers:int} de la misma ley, tipo y materia) lo usual son
    {median_days:int}.
innocent:
  - Hubo pocas propuestas y se evaluaron por precio, sin muestras.
  - La evaluación técnica pidió pruebas o la autoridad difirió el fallo con aviso.
  - La fecha de apertura o de fallo se capturó mal.
ask_for:
  - Dictamen de evaluación de las proposiciones, con su fecha.
  - Acta de fallo y avisos de diferimiento.
params:
  max_short_days: {default: 0, unit: días hábiles, min: 0, max: 30}
  min_usual_days: {default: 2, unit: días hábiles usuales entre los pares, min: 0}
---*/
select procedure_id as subject_id,
       working_days as value,
       (working_days between 0 and $max_short_days and median_days >= $min_usual_days)
           or working_days > fence_days as is_flagged,
       case when opened_on is not null and award_on is not null and fence_days is null then 'peers' end as missing,
       case when working_days > fence_days then 'long' when award_on = opened_on then 'same_day' else 'short' end as speed,
       procedure, buyer, law, method, matter, opened_on, award_on, working_days, median_days, fence_days, n_peers
from features.decision_time

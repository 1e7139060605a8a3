/*---
id: N13
title: Una persona intervino en varias etapas de un procedimiento que ganó una empresa con la que tiene un vínculo
subject: procedure
kind: flag
status: test
severity: high
family: interest
evidence_group: official_stages
audience: analyst
requires: []
event_date: event_on
equivalents: []
description: >-
  Según el sistema S2 de la Plataforma, una misma persona intervino en dos o más etapas del procedimiento
  (dictamen, justificación, convocatoria, evaluación, adjudicación, contrato), y lo ganó una empresa de la
  que es socia, titular o representante según el padrón o su declaración. Es una señal cuando la
  coincidencia admite homónimas u homónimos.
why: Quien tiene interés en una empresa no puede intervenir en ninguna etapa de lo que esa empresa gana.
legal_basis:
  - {law: LGRA, article: "58", note: actuación bajo conflicto de interés cuando no hay excusa}
  - {law: LAASSP 2025, article: "71-I", note: impedimento de quien interviene en cualquier etapa}
  - {law: LAASSP 2000, article: "50-I", note: impedimento de quien interviene en cualquier etapa}
  - {law: LOPSRM, article: "51-I", note: impedimento de quien interviene en cualquier etapa}
says_by: standing
says:
  certain: >-
    En {procedure}, que ganó {supplier}, quien ocupa el cargo de {position} en {institution} intervino en
    {distinct_stages:int} etapas y {relation_says} esa empresa.
  to_verify: >-
    Por verificar: en {procedure}, que ganó {supplier}, quien ocupa el cargo de {position} en {institution}
    intervino en {distinct_stages:int} etapas y parece ser quien {relation_says} esa empresa.
innocent:
  - El registro en la Plataforma reúne funciones de varias personas en una.
  - Se trata de otra persona del mismo nombre, cuando la coincidencia es solo por nombre.
  - La persona se excusó y quedó registrada por omisión.
ask_for:
  - Actas y firmas de cada etapa del procedimiento.
  - Excusas presentadas y acuerdos del comité.
params:
  min_stages: {default: 2, unit: etapas, min: 1}
---*/
select procedure_id                                             as subject_id,
       n_stages                                                 as value,
       relation is not null and n_stages >= $min_stages         as is_flagged,
       case when certainty = 'candidate' then 'signal' else 'flag' end as kind,
       certainty,
       case certainty when 'certain' then 'certain' else 'to_verify' end as standing,
       contract_ids || coalesce(source_ids, [])                 as source_ids,
       coalesce(procedure, procedure_id) as procedure, supplier, institution,
       coalesce(position, 'sin nombre publicado') as position, n_stages as distinct_stages, relation_says,
       relation_name, event_on
from features.official_stage

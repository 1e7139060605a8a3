/*---
id: N6
title: Una persona inhabilitada ocupa un cargo público
subject: official
kind: flag
status: test
severity: high
family: interest
evidence_group: barred_official
audience: analyst
requires: []
event_date: since_on
equivalents: [IntegriDAT S1xS3]
description: >-
  La fecha en que una persona tomó el cargo cae dentro de una inhabilitación firme del sistema S3 de la
  Plataforma Digital Nacional. Es una señal cuando ya ocupaba el cargo y aún aparece en él sesenta días
  después de que empezó la inhabilitación, o cuando la coincidencia admite homónimas u homónimos.
why: Quien está inhabilitado no puede ocupar un empleo, cargo o comisión públicos.
legal_basis:
  - {law: LGRA, article: "75 y 78", note: inhabilitación para desempeñar empleos cargos o comisiones}
  - {law: LGRA, article: "59", note: contratación de quien está inhabilitado}
says_by: says_key
says:
  certain: >-
    {institution}: quien ocupa el cargo de {position} desde el {since_on:date} tiene una inhabilitación
    inscrita en la Plataforma, del {ban_start_on:date} al {ban_end_on:date} ({authority}).
  to_verify: >-
    Por verificar: {institution}: quien ocupa el cargo de {position} desde el {since_on:date} parece ser
    la persona con una inhabilitación inscrita en la Plataforma, del {ban_start_on:date} al
    {ban_end_on:date} ({authority}).
innocent:
  - La inhabilitación fue suspendida o revocada por un tribunal.
  - Se trata de otra persona del mismo nombre, cuando la coincidencia es solo por nombre.
  - La fecha de inicio del cargo está mal capturada.
ask_for:
  - Constancia de no inhabilitación que se pidió al contratar a la persona.
  - Resolución firme y constancia de su inscripción en la Plataforma.
params: {}
---*/
select official_id                                                as subject_id,
       standing in ('started', 'stayed')                          as is_flagged,
       case when standing = 'started' and certainty <> 'candidate' then 'flag' else 'signal' end as kind,
       missing,
       certainty,
       case certainty when 'certain' then 'certain' else 'to_verify' end as says_key,
       case when person_sanction_id is not null then [person_sanction_id] || mention_ids else [] end as source_ids,
       standing, institution, position, in_procurement, since_on, left_on, ban_start_on, ban_end_on,
       registered_on, authority, dossier
from features.barred_official

/*---
id: F1P
title: Particular inhabilitado según la Plataforma Digital Nacional (S3) a la fecha del contrato
subject: contract
kind: flag
status: test
severity: high
family: firm
evidence_group: sanctioned
audience: analyst
requires: [ban_position]
event_date: inside_on
equivalents: [OCP R046, IntegriDAT]
description: >-
  El RFC del proveedor (o, si el registro no lo trae, su nombre y forma jurídica) es el de un
  particular con inhabilitación firme en el sistema S3 de la Plataforma Digital Nacional, y la
  adjudicación o la firma caen dentro de ella. La falta de quien autoriza exige que la inhabilitación
  ya estuviera inscrita en la Plataforma; la alerta dice si lo estaba.
why: >-
  Autorizar la contratación de quien está inhabilitado es falta grave si la inhabilitación estaba
  inscrita en la Plataforma al autorizar.
legal_basis:
  - {law: LGRA, article: "59", note: contratación indebida; exige que la inhabilitación estuviera inscrita en la PDN al autorizar}
  - {law: LGRA, article: "81", note: inhabilitación de personas físicas y morales}
  - {law: LAASSP 2025, article: "71 y 90", note: impedimento para contratar}
  - {law: LAASSP 2000, article: "50 y 60", note: impedimento para contratar}
  - {law: LOPSRM, article: "51 y 78", note: impedimento para contratar}
says_by: standing
says:
  registered: >-
    El proveedor de {procedure} ({supplier}) está inhabilitado del {ban_start_on:date} al
    {ban_end_on:date} ({authority}); {buyer} contrató el {inside_on:date}, dentro de ese periodo, y la
    inhabilitación estaba inscrita en la Plataforma desde el {registered_on:date}.
  not_registered: >-
    El proveedor de {procedure} ({supplier}) está inhabilitado del {ban_start_on:date} al
    {ban_end_on:date} ({authority}); {buyer} contrató el {inside_on:date}, dentro de ese periodo,
    cuando la inhabilitación aún no estaba inscrita en la Plataforma (se inscribió el
    {registered_on:date}).
  to_verify: >-
    Por verificar: el proveedor de {procedure} ({supplier}) coincide por nombre con un inhabilitado del
    {ban_start_on:date} al {ban_end_on:date} ({authority}); {buyer} contrató el {inside_on:date}.
innocent:
  - La inhabilitación aún no estaba inscrita en la Plataforma cuando se autorizó el contrato.
  - La inhabilitación estaba suspendida por un juez, o se revocó.
  - Otra empresa con el mismo nombre y forma jurídica, cuando el registro no trae RFC.
ask_for:
  - Consulta que la unidad compradora hizo de la Plataforma antes de adjudicar.
  - Manifestación del proveedor de no estar impedido para contratar.
  - Resolución y constancia de inscripción de la autoridad sancionadora.
params: {}
---*/
select contract_id                                                as subject_id,
       position in ('award_inside', 'signed_inside')              as is_flagged,
       case when is_registered then 'high' else 'medium' end      as severity,
       case match_basis when 'rfc' then 'certain' else 'probable' end as certainty,
       position_missing                                           as missing,
       case when match_basis = 'name' then 'to_verify' when is_registered then 'registered'
            else 'not_registered' end                             as standing,
       case position when 'award_inside' then award_on else signed_on end as inside_on,
       case when person_sanction_id is not null then [person_sanction_id] else [] end as source_ids,
       position as ban_position, buyer, supplier, procedure, award_on, signed_on, ban_start_on, ban_end_on,
       registered_on, is_registered, authority, dossier, match_basis
from features.contract_party_ban

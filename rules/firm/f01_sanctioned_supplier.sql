/*---
id: F1
title: Proveedor inhabilitado a la fecha del contrato
subject: contract
kind: flag
status: stable
severity: high
family: firm
evidence_group: sanctioned
audience: public
requires: [ban_position]
event_date: inside_on
equivalents: [OCP R046, IMCO sancionados, IntegriDAT]
description: >-
  El nombre y la forma jurídica del proveedor coinciden con los de un proveedor inhabilitado, y la
  adjudicación o la firma del contrato caen dentro de la inhabilitación, límites incluidos. La lista
  no publica RFC, así que toda coincidencia es por verificar.
why: >-
  Las dependencias deben abstenerse de recibir proposiciones o adjudicar a quien está inhabilitado.
legal_basis:
  - {law: LAASSP 2025, article: "71 y 90", note: la inhabilitación sigue hasta que se paga la multa}
  - {law: LAASSP 2000, article: "50 y 60", note: la inhabilitación sigue hasta que se paga la multa}
  - {law: LOPSRM, article: "51 y 78", note: impedimento para contratar}
says_by: told
says:
  award_inside: >-
    El proveedor de {procedure} ({supplier}) coincide por nombre con un inhabilitado del
    {ban_start_on:date} al {ban_end_on:date} ({authority}{end_text}); {buyer} le adjudicó el {award_on:date},
    dentro de ese periodo. Identidad por verificar: la lista no trae RFC.
  signed_inside: >-
    El proveedor de {procedure} ({supplier}) coincide por nombre con un inhabilitado del
    {ban_start_on:date} al {ban_end_on:date} ({authority}{end_text}); el contrato con {buyer} se firmó el
    {signed_on:date}, dentro de ese periodo. Identidad por verificar: la lista no trae RFC.
  awarded_before: >-
    El proveedor de {procedure} ({supplier}) coincide por nombre con un inhabilitado del
    {ban_start_on:date} al {ban_end_on:date} ({authority}{end_text}); {buyer} le adjudicó antes, el {award_on:date}, y firmó
    el contrato el {signed_on:date}, dentro de ese periodo. Identidad por verificar: la lista no trae RFC.
innocent:
  - Otra empresa con el mismo nombre y forma jurídica.
  - La inhabilitación estaba suspendida por un juez, o se revocó.
  - La adjudicación es anterior a la inhabilitación y la firma solo la formaliza.
ask_for:
  - RFC del sancionado en el expediente de la autoridad y suspensión, si la hay.
  - Manifestación del proveedor de no estar impedido para contratar.
  - Consulta que la unidad compradora hizo del directorio de sancionados antes del fallo.
params: {}
---*/
select contract_id                                   as subject_id,
       position in ('award_inside', 'signed_inside') as is_flagged,
       case position when 'award_inside' then 'high' else 'medium' end as severity,
       case when is_same_company and in_latest_list then 'probable' else 'candidate' end as certainty,
       case when is_same_company and in_latest_list then 'flag' else 'signal' end as kind,
       position_missing                              as missing,
       case position when 'award_inside' then award_on else signed_on end as inside_on,
       case when sanction_id is not null then [sanction_id] else [] end as source_ids,
       case when position = 'signed_inside' and award_on < ban_start_on then 'awarded_before' else position end as told,
       case when ban_end_basis = 'length' then '; el fin se contó con el plazo, porque la lista no publica uno que sirva'
            else '' end                              as end_text,
       position as ban_position, buyer, supplier, procedure, award_on, signed_on,
       ban_start_on, ban_end_on, authority, dossier, in_latest_list, list_on
from features.contract_sanction

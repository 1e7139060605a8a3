/*---
id: F7
title: Dos participantes de un procedimiento con el mismo representante o los mismos datos de contacto
subject: procedure
kind: flag
status: test
severity: high
family: firm
evidence_group: bidders_tied
audience: analyst
requires: []
event_date: event_on
equivalents: [OCP R044]
description: >-
  Dos participantes que presentaron propuesta tienen en el padrón el mismo representante, o comparten
  domicilio, teléfono o correo. La ley vigente permite que una persona represente a un solo participante;
  en procedimientos de la ley anterior, y cuando solo se comparte un dato de contacto, es una señal.
why: Quien representa a dos participantes conoce ambas propuestas y no hay competencia entre ellas.
legal_basis:
  - {law: LAASSP 2025, article: "35", note: una persona representa a un solo participante}
  - {law: LOPSRM, article: "27", note: una persona representa a un solo participante}
  - {law: LGRA, article: "70", note: colusión entre particulares}
says_by: standing
says:
  representative: >-
    En {procedure}, {one} y {other}, ambos con propuesta, tienen el mismo representante según el padrón
    ({n_bidders:int} participantes).
  representative_to_verify: >-
    Por verificar: en {procedure}, {one} y {other}, ambos con propuesta, tienen en el padrón un
    representante del mismo nombre ({n_bidders:int} participantes).
  contact: >-
    En {procedure}, {one} y {other}, ambos con propuesta, comparten {shared:} según el padrón
    ({n_bidders:int} participantes).
innocent:
  - Son homónimas u homónimos, cuando la coincidencia es solo por nombre.
  - El poder se otorgó después del procedimiento; el padrón muestra los datos de hoy.
  - Participaron en partidas distintas.
  - Un despacho contable presta su domicilio o teléfono a ambas empresas.
ask_for:
  - Actas de presentación y apertura, con quien firmó por cada participante.
  - Poderes notariales con que se acreditó cada representante.
params: {}
---*/
select procedure_id                                             as subject_id,
       same_representative or len(contact_kinds) > 0            as is_flagged,
       case when n_registered < 2 then 'register_entry'
            when contact_kinds is null and not same_representative then 'networks' end as missing,
       case when same_representative and regime in ('LAASSP_2025', 'LOPSRM') then 'flag'
            when not same_representative and len(contact_kinds) >= 2 then 'flag' else 'signal' end as kind,
       case when same_representative and (representative_is_keyed or len(contact_kinds) > 0) then 'certain' else 'probable' end as certainty,
       case when same_representative then 'high' else 'medium' end as severity,
       case when same_representative and (representative_is_keyed or len(contact_kinds) > 0) then 'representative'
            when same_representative then 'representative_to_verify' else 'contact' end as standing,
       array_to_string(list_concat(case when same_representative then ['representante'] else [] end,
           list_transform(contact_kinds, lambda k:
               case k when 'address' then 'domicilio' when 'phone' then 'teléfono' else 'correo' end)), ' y ') as shared,
       coalesce(procedure, procedure_id) as procedure, buyer, regime, method, one, other, n_bidders, n_registered,
       has_winner, event_on
from features.bidder_tie

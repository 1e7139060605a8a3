/*---
id: F17
title: Proveedor presunto en la lista del 69-B a la fecha del contrato
subject: contract
kind: signal
status: stable
severity: medium
family: firm
evidence_group: tax_list
audience: public
requires: [event_on]
event_date: event_on
equivalents: [IMCO EFOS presuntos]
description: >-
  En la fecha del contrato, el RFC del proveedor figuraba como presunto, y todavía no como
  definitivo, en la lista del artículo 69-B del Código Fiscal.
why: >-
  La presunción puede desvirtuarse; mientras tanto conviene revisar que lo contratado se entregó.
legal_basis:
  - {law: CFF, article: "69-B primer y segundo párrafos", note: la presunción admite prueba en contrario}
says_by: standing
says:
  contracted: >-
    {buyer} contrató el {event_on:date} ({event_name}) a {supplier} en {procedure}; su RFC figuraba como presunto en la
    lista del artículo {list} desde el {presumed_on:date}. Es una presunción, por verificar.
  published: >-
    {buyer} contrató a {supplier} en {procedure}, publicado el {event_on:date}, sin fecha de fallo ni de firma; ese día
    su RFC figuraba como presunto en la lista del artículo {list}, desde el {presumed_on:date}. Es una presunción, por verificar.
innocent:
  - El proveedor puede desvirtuar la presunción; hasta entonces contratarlo no está prohibido.
  - La presunción pudo quedar sin efecto porque la autoridad no resolvió a tiempo.
ask_for:
  - Opinión de cumplimiento de obligaciones fiscales que se presentó para contratar.
  - Evidencia de entrega de los bienes o servicios.
params: {}
---*/
select contract_id        as subject_id,
       was_presumed       as is_flagged,
       case when status_missing is not null then status_missing
            when presumed_undated then 'listed_on' end as missing,
       case when was_presumed then [listing_id] else [] end as source_ids,
       case event_basis when 'publication' then 'published' else 'contracted' end as standing,
       case event_basis when 'award' then 'adjudicación' else 'firma' end as event_name,
       buyer, supplier, procedure, event_on, event_basis, list, presumed_on, definitive_on, list_on
from features.contract_tax_list

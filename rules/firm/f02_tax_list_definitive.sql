/*---
id: F2
title: Proveedor definitivo en la lista del 69-B a la fecha del contrato
subject: contract
kind: flag
status: stable
severity: high
family: firm
evidence_group: tax_list
audience: public
requires: [event_on]
event_date: event_on
equivalents: [IMCO EFOS, RUBLI EFOS]
description: >-
  En la fecha del contrato, el RFC del proveedor ya figuraba como definitivo en la lista del artículo
  69-B del Código Fiscal, o en la del 69-B Bis. Donde no se publica la fecha del fallo ni la de la firma se usa
  la de publicación, y el hecho es por verificar; si el listado es posterior a ella, no se puede saber.
why: >-
  Quien ejerce recursos públicos federales no puede contratar con quien está en esas listas, porque
  la autoridad determinó que sus comprobantes amparan operaciones inexistentes.
legal_basis:
  - {law: CFF, article: "32-D fracción VII", note: prohibición de contratar}
  - {law: CFF, article: "69-B cuarto párrafo y 69-B Bis", note: listado definitivo}
says_by: standing
says:
  contracted: >-
    {buyer} contrató el {event_on:date} ({event_name}) a {supplier} en {procedure}; su RFC figuraba como
    definitivo en la lista del artículo {list} desde el {definitive_on:date}.
  published: >-
    Por verificar: {buyer} contrató a {supplier} en {procedure}, publicado el {event_on:date}, sin fecha de fallo
    ni de firma; su RFC figuraba como definitivo en la lista del artículo {list} desde el {definitive_on:date}.
innocent:
  - El proveedor obtuvo después una sentencia favorable que la lista aún no recoge.
  - La fecha publicada del contrato está equivocada y es anterior al listado.
ask_for:
  - Opinión de cumplimiento de obligaciones fiscales que se presentó para contratar.
  - Evidencia de entrega de los bienes o servicios.
params: {}
---*/
select contract_id        as subject_id,
       was_definitive     as is_flagged,
       case when status_missing is not null then status_missing
            when definitive_undated then 'listed_on'
            when event_basis = 'publication' and became_definitive then 'award_on' end as missing,
       case event_basis when 'publication' then 'probable' else 'certain' end as certainty,
       case event_basis when 'publication' then 'published' else 'contracted' end as standing,
       case when was_definitive then [listing_id] else [] end as source_ids,
       case event_basis when 'award' then 'adjudicación' else 'firma' end as event_name,
       buyer, supplier, procedure, event_on, event_basis, list, definitive_on, list_on
from features.contract_tax_list

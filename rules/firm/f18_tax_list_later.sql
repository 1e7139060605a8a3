/*---
id: F18
title: Proveedor que pasó a definitivo en el 69-B después del contrato
subject: contract
kind: signal
status: stable
severity: low
family: firm
evidence_group: tax_list
audience: public
requires: [contracted_on]
event_date: definitive_on
equivalents: [IMCO EFOS retrospectivo]
description: >-
  El proveedor quedó como definitivo en la lista del artículo 69-B después de la fecha del contrato.
  Al contratar no había impedimento por esta causa.
why: >-
  Lo contratado antes de la lista fue posible; conviene revisar la entrega, no la adjudicación.
legal_basis:
  - {law: CFF, article: "69-B quinto párrafo", note: efectos de los comprobantes ya expedidos}
says: >-
  {buyer} contrató el {contracted_on:date} a {supplier} en {procedure}; su RFC pasó a definitivo en la lista
  del artículo {list} después, el {definitive_on:date}. Al contratar no había impedimento por esta
  causa.
innocent:
  - Cuando se contrató, el proveedor no estaba en la lista definitiva y nadie podía saberlo.
  - Los comprobantes cuestionados son de otros clientes.
ask_for:
  - Evidencia de entrega de los bienes o servicios y comprobantes de pago.
params: {}
---*/
select contract_id        as subject_id,
       became_definitive  as is_flagged,
       case when status_missing is not null then status_missing
            when definitive_undated then 'listed_on'
            when event_basis = 'publication' and became_definitive then 'award_on' end as missing,
       case when became_definitive then [listing_id] else [] end as source_ids,
       buyer, supplier, procedure, event_on as contracted_on, event_basis, list, presumed_on, definitive_on, list_on
from features.contract_tax_list

/*---
id: P28
title: Contrato entre entes públicos
subject: contract
kind: signal
status: test
severity: low
family: planning
evidence_group: public_supplier
audience: public
requires: []
event_date: event_on
equivalents: [IMCO contratos entre entes públicos]
description: >-
  El proveedor de una adjudicación directa tiene el nombre de un ente público: está en el catálogo de
  entes o compra él mismo en los datos cargados.
why: >-
  Los contratos entre entes públicos no pasan por las reglas de la ley de adquisiciones; conviene ver si
  el ente prestó el servicio o lo subcontrató.
legal_basis:
  - {law: LAASSP, article: "1", note: permitido si el ente tiene capacidad de cumplir por sí mismo}
says_by: says_key
says:
  priced: >-
    {buyer} contrató de forma directa con {supplier}, que tiene el nombre de un ente público, por
    {amount_mxn:mxn} ({procedure}).
  unpriced: >-
    {buyer} contrató de forma directa con {supplier}, que tiene el nombre de un ente público ({procedure}).
innocent:
  - El ente público tiene la capacidad y presta el servicio con su propio personal.
  - Es una empresa particular con un nombre parecido.
ask_for:
  - Convenio o contrato y la acreditación de que el ente tiene capacidad para cumplirlo.
  - Subcontratos del ente para el mismo servicio.
params: {}
---*/
select contract_id                                      as subject_id,
       is_public_body                                   as is_flagged,
       case when not has_name then 'supplier' end       as missing,
       case when amount_mxn is null then 'unpriced' else 'priced' end as says_key,
       buyer, supplier, procedure, amount_mxn, event_on
from features.public_supplier

/*---
id: P23
title: Contrato firmado en domingo o en día de descanso obligatorio
subject: contract
kind: signal
status: test
severity: low
family: planning
evidence_group: signature_day
audience: public
requires: [signed_on]
event_date: signed_on
equivalents: [PODER firma en día inhábil]
description: >-
  La fecha de firma del contrato cae en domingo o, en contratos mexicanos (con ley mexicana o en pesos), en un día de
  descanso obligatorio de la Ley Federal del Trabajo.
why: >-
  Una oficina pública no suele firmar en día inhábil: la fecha puede no ser la real.
legal_basis:
  - {law: LFT, article: "74", note: días de descanso obligatorio}
says: >-
  El contrato de {procedure} entre {buyer} y {supplier} está fechado el {signed_on:date}, {day_name}.
innocent:
  - Es un contrato anual fechado el 1 de enero porque ese día empieza el servicio.
  - Hubo una urgencia que se atendió en día inhábil.
  - Es un error de captura de la fecha.
ask_for:
  - Contrato firmado, con la fecha y, si fue electrónica, el sello de tiempo de la firma.
params: {}
---*/
select k.contract_id                                           as subject_id,
       h.day is not null or dayofweek(k.signed_on) = 0         as is_flagged,
       k.buyer, k.supplier, k.procedure, k.signed_on,
       coalesce('día de descanso obligatorio (' || h.name || ')', 'domingo') as day_name,
       k.amount_mxn
from features.contract_context k
join core.contract c using (contract_id)
-- Other countries rest on other days.
left join features.day_of_rest h on h.day = k.signed_on and (c.law is not null or c.currency = 'MXN')
where k.is_current

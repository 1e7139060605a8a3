/*---
id: T9
title: El título no dice qué se compró
subject: contract
kind: flag
status: stable
severity: low
family: transparency
evidence_group: title
audience: public
requires: [has_text]
event_date: event_on
equivalents: [PODER título incomprensible]
description: >-
  El título y la descripción de un contrato solo tienen claves, números, abreviaturas y palabras
  genéricas de contratación, y tampoco lo dice el título de su expediente. Por sí solo abre un caso únicamente en contratos de cierto importe.
why: >-
  Si el texto publicado no dice qué se compró, nadie puede compararlo ni vigilar que se entregue.
legal_basis:
  - {law: LGTAIP 2025, article: "65-XXVI", note: la información de contrataciones debe ser comprensible}
says: "{buyer} publicó el contrato de {procedure} como «{text}», que no dice qué se compró."
innocent:
  - El objeto se entiende en la convocatoria o en los anexos, aunque no en el título.
  - El título es una sigla que en el sector es de uso común.
ask_for:
  - Contrato y anexo técnico, con la descripción de los bienes, servicios u obra.
params:
  max_words: {default: 0, unit: palabras con contenido, min: 0, max: 5}
  min_amount_mxn: {default: 500000, unit: MXN desde los que abre un caso por sí solo, min: 0}
---*/
select w.contract_id                    as subject_id,
       w.n_content_words                as value,
       w.n_content_words <= $max_words  as is_flagged,
       case when not w.has_text then 'title' end as missing,
       -- A careless title on a small purchase is a matter of order, not a case.
       case when k.amount_mxn >= $min_amount_mxn then 'flag' else 'signal' end as kind,
       k.buyer, k.procedure, w.has_text, w.text, k.amount_mxn, k.event_on
from features.contract_title_words w
join features.contract_context k using (contract_id)

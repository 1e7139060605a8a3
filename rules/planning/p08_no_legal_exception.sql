/*---
id: P8
title: Adjudicación directa sin una excepción de la ley en el registro
subject: contract
kind: flag
status: stable
severity: medium
family: planning
evidence_group: legal_exception
audience: public
requires: [exception_article, regime]
event_date: event_on
equivalents: [OCP R010, IMCO sin fundamento]
description: >-
  Una adjudicación directa no cita artículo de excepción, o cita uno que en la ley de su régimen no
  es excepción a la licitación.
why: >-
  La licitación es la regla; una adjudicación directa necesita fundarse en una excepción de la ley.
legal_basis:
  - {law: LAASSP 2025, article: "53 a 55", note: excepciones a la licitación pública}
  - {law: LAASSP 2000, article: "40 a 42", note: excepciones a la licitación pública}
  - {law: LOPSRM, article: "41 a 43", note: excepciones a la licitación pública}
says_by: reason
says:
  blank: >-
    {buyer} adjudicó directamente a {supplier} en {procedure} y el registro no dice en qué artículo
    se funda la excepción.
  not_exception: >-
    {buyer} adjudicó directamente a {supplier} en {procedure} y cita «{exception_article}», que en
    {regime_name} no figura entre las excepciones a la licitación.
innocent:
  - El artículo se capturó con otra redacción o quedó en blanco, y la justificación sí lo cita.
  - El procedimiento empezó antes de la ley vigente y sigue la anterior (transitorio quinto).
  - Es una orden de compra derivada de un contrato marco o de una tienda digital.
ask_for:
  - Escrito de justificación de la excepción, con su artículo y fracción.
  - Dictamen del comité o del titular del área que la autorizó.
params: {}
---*/
select e.contract_id             as subject_id,
       not e.is_exception        as is_flagged,
       case when e.regime is not null and e.exception_article is not null
             and not e.regime_is_known then 'exception_articles' end as missing,
       case when e.is_blank then 'blank' else 'not_exception' end as reason,
       case e.regime when 'LAASSP_2025' then 'la LAASSP de 2025'
                     when 'LAASSP_2000' then 'la LAASSP de 2000'
                     else 'la LOPSRM' end as regime_name,
       k.buyer, k.supplier, k.procedure, e.procedure_type, e.exception_article, e.regime,
       k.amount_mxn, k.event_on
from features.contract_exception e
join features.contract_context k using (contract_id)

/*---
id: E2
title: El contrato creció más de lo que su ley permite
subject: contract
kind: flag
status: test
severity: high
family: execution
evidence_group: increase
audience: public
requires: []
event_date: changed_on
equivalents: [OCP R069, CRI contract value increase]
description: >-
  El importe del contrato después de sus convenios supera al original en más de lo que permite la
  ley que lo rige: 20 % en la LAASSP (por partida; en el total basta para saber que alguna lo
  rebasa), 25 % en la LOPSRM hasta el 16 de abril de 2025. Desde entonces la LOPSRM no fija tope y
  el 50 % solo abre una revisión.
why: >-
  Lo que crece más allá del tope debía contratarse aparte.
legal_basis:
  - {law: LAASSP 2025, article: "74", note: "en conjunto, hasta 20 % por partida, al mismo precio"}
  - {law: LAASSP 2000, article: "52", note: "en conjunto, hasta 20 % por partida, al mismo precio"}
  - {law: LOPSRM, article: "59 y 59 Bis", note: "sin porcentaje desde el 17-04-2025; más de 50 % abre revisión de costos indirectos"}
says_by: limit_state
says:
  cap: >-
    El contrato de {procedure} entre {buyer} y {supplier} pasó de {amount_before_mxn:mxn} a
    {amount_after_mxn:mxn} por convenio: {growth_share:pct} más, sobre el {limit_share:pct} que permite
    el artículo {limit_article}.
  to_verify: >-
    El contrato de {procedure} entre {buyer} y {supplier} pasó de {amount_before_mxn:mxn} a
    {amount_after_mxn:mxn} por convenio: {growth_share:pct} más, sobre el {limit_share:pct} que el artículo
    {limit_article} permitía entonces, cifra por verificar.
  review: >-
    El contrato de {procedure} entre {buyer} y {supplier} pasó de {amount_before_mxn:mxn} a
    {amount_after_mxn:mxn} por convenio: {growth_share:pct} más; sobre {limit_share:pct} el artículo
    {limit_article} abre una revisión de costos, sin fijar tope.
innocent:
  - El importe publicado después es el máximo de un contrato abierto y no un aumento.
  - Uno de los dos importes incluye IVA o se capturó mal.
  - El aumento viene de un ajuste de costos que la ley reconoce aparte.
ask_for:
  - Convenios modificatorios con importes por partida, sin IVA.
  - Dictamen técnico y suficiencia presupuestal de cada convenio.
params:
  margin: {default: 0.0, unit: proporción que se tolera sobre el límite, min: 0, max: 1}
---*/
with measured as (
    select *, (amount_after_mxn - amount_before_mxn) / nullif(amount_before_mxn, 0) as growth_share,
           increase_limit / 100 as limit_share
    from features.contract_amendment
)
select contract_id                                 as subject_id,
       growth_share                                as value,
       growth_share > limit_share + $margin + 1e-9 as is_flagged,
       case when limit_kind = 'cap' and limit_is_verified then 'flag' else 'signal' end as kind,
       case when is_amended is null then 'is_amended'
            when growth_share is null then 'amount_after_mxn'
            when limit_share is null then 'law' end as missing,
       case when limit_kind = 'review' then 'review'
            when limit_is_verified then 'cap' else 'to_verify' end as limit_state,
       amendment_ids                               as source_ids,
       buyer, supplier, procedure, amount_before_mxn, amount_after_mxn, growth_share, limit_share,
       limit_article, coalesce(last_amended_on, event_on) as changed_on
from measured

/*---
id: E6
title: Adjudicación por monto que con sus convenios rebasa el máximo
subject: contract
kind: flag
status: test
severity: high
family: execution
evidence_group: award_ceiling
audience: public
requires: []
event_date: changed_on
equivalents: [OCP R054]
description: >-
  Un contrato adjudicado directamente o por invitación en razón de su monto cabía en el máximo del
  año y, con sus convenios modificatorios, lo rebasa.
why: >-
  Si la compra iba a costar más que el máximo, correspondía otro procedimiento.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: excepción por monto dentro de los máximos del PEF}
  - {law: LAASSP 2000, article: "42", note: excepción por monto dentro de los máximos del PEF}
  - {law: LOPSRM, article: "43", note: excepción por monto dentro de los máximos del PEF}
says: >-
  {buyer} contrató por monto {amount_before_mxn:mxn} con {supplier} en {procedure}; por convenio el
  importe llegó a {amount_after_mxn:mxn}, sobre el máximo de {ceiling_mxn:mxn} sin IVA.
innocent:
  - El aumento respondió a una necesidad que no podía preverse al contratar.
  - El importe posterior incluye IVA o es el máximo de un contrato abierto.
ask_for:
  - Convenios con importes sin IVA y su justificación.
  - Estimación del costo e investigación de mercado de la compra original.
params:
  tolerance: {default: 0.0, unit: proporción del máximo que se tolera, min: 0, max: 1}
---*/
with beside as (
    select a.*, c.ceiling_missing, c.ceiling_is_verified,
           -- What the amount grew to is held against the tier, else against the ends of the ladder.
           case when c.tier_mxn is not null then c.tier_mxn
                when a.amount_after_mxn > c.highest_mxn then c.highest_mxn
                when a.amount_after_mxn <= c.lowest_mxn then c.lowest_mxn end as ceiling_mxn
    from features.contract_amendment a
    join features.amount_ceiling c on c.subject_type = 'contract' and c.subject_id = a.contract_id
)
select contract_id                             as subject_id,
       amount_after_mxn / nullif(ceiling_mxn, 0) as value,
       amount_before_mxn <= ceiling_mxn * (1 + $tolerance)
           and amount_after_mxn > ceiling_mxn * (1 + $tolerance) as is_flagged,
       case when ceiling_is_verified then 'flag' else 'signal' end as kind,
       case when is_amended is null then 'is_amended'
            when amount_before_mxn is null then 'amount_mxn'
            when amount_after_mxn is null then 'amount_after_mxn'
            when ceiling_mxn is null then ceiling_missing end as missing,
       amendment_ids                           as source_ids,
       buyer, supplier, procedure, amount_before_mxn, amount_after_mxn, ceiling_mxn,
       coalesce(last_amended_on, event_on)     as changed_on
from beside

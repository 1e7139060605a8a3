/*---
id: P3
title: Contrato por monto sobre el máximo permitido
subject: contract
kind: flag
status: stable
severity: high
family: planning
evidence_group: award_ceiling
audience: public
requires: [amount_mxn, ceiling_mxn]
bounded_without: [budget_tier]
event_date: event_on
equivalents: [IMCO adjudicación directa sobre el umbral]
description: >-
  Un contrato adjudicado directamente o por invitación en razón de su monto rebasa el monto máximo
  del año para su ley y materia. Con el presupuesto de la institución se usa su tramo; sin él, solo
  se señala lo que rebasa el máximo de todos los tramos.
why: >-
  Sobre el monto máximo, la excepción por monto no procede y correspondía licitar o fundar otra
  excepción.
legal_basis:
  - {law: LAASSP 2025, article: "55", note: excepción por monto dentro de los máximos del PEF}
  - {law: LAASSP 2000, article: "42", note: excepción por monto dentro de los máximos del PEF}
  - {law: LOPSRM, article: "43", note: excepción por monto dentro de los máximos del PEF}
says_by: ceiling_state
says:
  verified: >-
    {buyer} contrató por {method_name} {amount_mxn:mxn} con {supplier} en {procedure}; el máximo para
    contratar así por monto en {procedure_year} es {ceiling_mxn:mxn} sin IVA ({ceiling_name}).
  to_verify: >-
    {buyer} contrató por {method_name} {amount_mxn:mxn} con {supplier} en {procedure}; el máximo
    conocido para contratar así por monto en {procedure_year} es {ceiling_mxn:mxn} sin IVA
    ({ceiling_name}), cifra por verificar en el Anexo 9 del PEF.
innocent:
  - El importe publicado incluye IVA o es el máximo de un contrato abierto.
  - El procedimiento se fundó en otra excepción y el tipo se capturó mal.
  - Un contrato exactamente en el máximo es lícito y no se señala.
ask_for:
  - Justificación de la excepción y dictamen de procedencia.
  - Presupuesto anual autorizado de adquisiciones u obra, que fija el tramo del Anexo 9.
  - Contrato con importe desglosado, sin IVA.
params:
  tolerance: {default: 0.0, unit: proporción del máximo que se tolera, min: 0, max: 1}
---*/
select subject_id,
       amount_mxn / nullif(ceiling_mxn, 0)           as value,
       amount_mxn > ceiling_mxn * (1 + $tolerance)   as is_flagged,
       case when ceiling_is_verified then 'flag' else 'signal' end as kind,
       case when amount_mxn is null then 'amount_mxn'
            when ceiling_mxn is null then ceiling_missing end      as missing,
       case when ceiling_is_verified then 'verified' else 'to_verify' end as ceiling_state,
       case ceiling_basis when 'tier' then 'tramo de presupuesto de la institución'
                          when 'highest' then 'el más alto que se conoce'
                          when 'lowest' then 'el más bajo del año' end as ceiling_name,
       case method when 'direct' then 'adjudicación directa'
                   else 'invitación a cuando menos tres personas' end as method_name,
       buyer, institution, coalesce(n.seller, 'un proveedor') as supplier, procedure, procedure_year, law, matter,
       amount_mxn, ceiling_mxn, event_on
from features.amount_ceiling a
left join features.seller_name n on n.seller_id = a.supplier_id
where subject_type = 'contract'

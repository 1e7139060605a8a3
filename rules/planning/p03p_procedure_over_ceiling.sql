/*---
id: P3P
title: Contratos de un procedimiento por monto que juntos rebasan el máximo
subject: procedure
kind: flag
status: stable
severity: high
family: planning
evidence_group: award_ceiling
audience: public
requires: [amount_mxn, ceiling_mxn]
bounded_without: [budget_tier]
event_date: event_on
equivalents: []
description: >-
  Los contratos de un mismo procedimiento, adjudicados directamente o por invitación en razón de su
  monto, suman más que el monto máximo del año para su ley y materia.
why: >-
  El máximo se refiere a la operación; repartirla en varios contratos del mismo procedimiento no la
  hace menor.
legal_basis:
  - {law: LAASSP 2025, article: "55 primer párrafo", note: las operaciones no se fraccionarán}
  - {law: LAASSP 2000, article: "42 primer párrafo", note: las operaciones no se fraccionarán}
  - {law: LOPSRM, article: "43 primer párrafo", note: los contratos no se fraccionarán}
says_by: ceiling_state
says:
  verified: >-
    Los contratos de {procedure} ({n_contracts:int}, por {method_name}) suman {amount_mxn:mxn}; el
    máximo para contratar así por monto en {procedure_year} es {ceiling_mxn:mxn} sin IVA
    ({ceiling_name}).
  to_verify: >-
    Los contratos de {procedure} ({n_contracts:int}, por {method_name}) suman {amount_mxn:mxn}; el
    máximo conocido para contratar así por monto en {procedure_year} es {ceiling_mxn:mxn} sin IVA
    ({ceiling_name}), cifra por verificar en el Anexo 9 del PEF.
innocent:
  - Los contratos son de partidas distintas que se compraron juntas y el máximo se juzga por operación.
  - Algún importe incluye IVA o es el máximo de un contrato abierto.
  - Un mismo contrato quedó registrado dos veces, con el mismo proveedor, importe y fechas.
ask_for:
  - Requisición y justificación de la excepción del procedimiento.
  - Investigación de mercado con las partidas y sus importes.
  - Presupuesto anual autorizado de adquisiciones u obra, que fija el tramo del Anexo 9.
params:
  tolerance: {default: 0.0, unit: proporción del máximo que se tolera, min: 0, max: 1}
---*/
select subject_id,
       amount_mxn / nullif(ceiling_mxn, 0)           as value,
       amount_mxn > ceiling_mxn * (1 + $tolerance)   as is_flagged,
       -- With one contract the fact is P3's: its case is that contract's.
       case when ceiling_is_verified and n_contracts > 1 then 'flag' else 'signal' end as kind,
       -- A contract without amount can only raise the sum: above the ceiling it stays above.
       case when amount_mxn is null
              or n_without_amount > 0 and not coalesce(amount_mxn > ceiling_mxn, false)
            then 'amount_mxn'
            when ceiling_mxn is null then ceiling_missing end      as missing,
       case when ceiling_is_verified then 'verified' else 'to_verify' end as ceiling_state,
       case ceiling_basis when 'tier' then 'tramo de presupuesto de la institución'
                          when 'highest' then 'el más alto que se conoce'
                          when 'lowest' then 'el más bajo del año' end as ceiling_name,
       case method when 'direct' then 'adjudicación directa'
                   else 'invitación a cuando menos tres personas' end as method_name,
       buyer, institution, procedure, procedure_year, law, matter,
       n_contracts, n_without_amount, amount_mxn, ceiling_mxn, event_on
from features.amount_ceiling
where subject_type = 'procedure'

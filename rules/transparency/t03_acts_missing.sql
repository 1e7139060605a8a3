/*---
id: T3
title: Al expediente publicado de un procedimiento adjudicado le faltan actos
subject: procedure
kind: signal
status: test
severity: low
family: transparency
evidence_group: dossier_completeness
audience: public
requires: []
event_date: decided_on
equivalents: [OCP R005, IMCO documentos por tipo de procedimiento]
description: >-
  Un procedimiento adjudicado no muestra la fecha de un acto que su tipo pide (licitación: convocatoria,
  junta de aclaraciones, apertura y fallo; invitación: invitación, apertura y fallo), o no tiene
  ningún contrato publicado pasado el plazo. Los archivos no publican los documentos sino sus fechas; de los
  procedimientos sin expediente publicado no se puede calcular.
why: >-
  Sin las actas y el contrato nadie puede comprobar cómo se decidió.
says: >-
  El expediente publicado de {procedure} ({buyer}), ya adjudicado, no muestra {missing_acts}.
innocent:
  - El acto se hizo y su fecha no se capturó en la plataforma.
  - El contrato todavía está en firma, o se publica por separado como pedido.
ask_for:
  - Actas de la junta de aclaraciones, de apertura y de fallo.
  - Contrato firmado, o constancia de por qué no se firmó.
params:
  grace_days: {default: 30, unit: días desde el fallo para publicar el contrato, min: 0, max: 730}
---*/
with judged as (
    select *, n_contracts = 0 and contracts_until - decided_on > $grace_days as lacks_contract,
           missing_acts || case when n_contracts = 0 and contracts_until - decided_on > $grace_days
                                then ['el contrato'] else [] end as acts
    from features.procedure_acts
)
select procedure_id               as subject_id,
       cast(len(acts) as double)  as value,
       len(acts) > 0              as is_flagged,
       case when not has_dossier then 'has_dossier'
            when len(acts) = 0 and n_contracts = 0 and lacks_contract is null then 'contracts' end as missing,
       procedure, buyer, method, status, published_on, clarification_on, opened_on, award_on, decided_on,
       n_contracts, contracts_until,
       array_to_string(acts, ', ') as missing_acts
from judged

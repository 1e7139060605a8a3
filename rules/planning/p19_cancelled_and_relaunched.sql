/*---
id: P19
title: Un procedimiento cancelado se volvió a lanzar
subject: procedure
kind: flag
status: test
severity: medium
family: planning
evidence_group: relaunch
audience: public
requires: []
event_date: next_on
equivalents: [CRI annulled and relaunched]
description: >-
  Una licitación o invitación se canceló y la misma unidad publicó después otro procedimiento con el mismo título.
  Abre un caso solo si el nuevo es menos abierto (de licitación a invitación o adjudicación directa); si no, es
  una señal. Volver a licitar lo que quedó desierto es lo que la ley prevé y no se señala.
why: >-
  Cancelar y volver a empezar con menos competencia puede dejar fuera a quien iba a ganar.
legal_basis:
  - {law: LAASSP 2025, article: "35", note: la licitación pública es la regla; cancelar es lícito con causa}
says: >-
  {buyer} canceló {procedure} ({method_name}), publicado el {published_on:date}, y {days:día/días} después publicó lo mismo
  por {next_method_name} ({next_procedure}).
innocent:
  - Cambió la necesidad o el presupuesto y así se razonó al cancelar.
  - La primera convocatoria tenía un error que obligó a repetirla.
  - Son compras periódicas que llevan siempre el mismo título.
ask_for:
  - Acta o escrito de cancelación con su causa.
  - Las dos convocatorias, para comparar requisitos y plazos.
params:
  max_days: {default: 365, unit: días entre las publicaciones, min: 1, max: 1500}
---*/
select procedure_id                                                     as subject_id,
       days                                                             as value,
       ending = 'cancelled' and coalesce(days <= $max_days, false)      as is_flagged,
       case when next_method = 'direct' or (next_method = 'selective' and method = 'open')
            then 'flag' else 'signal' end                               as kind,
       case when not title_tells then 'title' end                       as missing,
       [procedure_id, next_id]                                          as source_ids,
       case method when 'open' then 'licitación pública' else 'invitación a cuando menos tres personas' end as method_name,
       case next_method when 'open' then 'licitación pública' when 'direct' then 'adjudicación directa'
                        else 'invitación a cuando menos tres personas' end as next_method_name,
       procedure, buyer, title, method, ending, published_on, next_procedure, next_method, next_on, days
from features.procedure_relaunch

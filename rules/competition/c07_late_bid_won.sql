/*---
id: C7
title: Ganó una propuesta que llegó después del plazo
subject: procedure
kind: flag
status: test
severity: high
family: competition
evidence_group: late_bid
audience: public
requires: []
event_date: event_on
equivalents: [OCP R030, Cardinal R030]
description: >-
  La propuesta que ganó tiene fecha posterior al cierre publicado para recibir propuestas. Se comparan las horas
  cuando ambas, o ninguna, dicen su zona horaria; si no, los días. Solo es alerta donde otra propuesta del
  mismo procedimiento tiene fecha a tiempo y la hora de la que ganó no parece escrita a mano (medianoche, o sin
  segundos cuando otras los tienen): si no, es probable que se publique la fecha de captura, y es señal. Queda por verificar
  cuando la diferencia cabe en una zona horaria. De quien presentó varias cuenta la primera. Sin fecha de la propuesta o del
  cierre, o con una fecha posterior al fallo, que no puede ser la de llegada, no se puede calcular.
why: >-
  Lo que llega después del plazo no debe recibirse: quien propone tarde pudo conocer las demás propuestas.
says_by: standing
says:
  certain: >-
    En {procedure}, {buyer} recibía propuestas hasta el {closed_text}; la que ganó es del {bid_text}, y
    {in_time_text}.
  to_verify: >-
    Por verificar: en {procedure}, {buyer} recibía propuestas hasta el {closed_text}; la que ganó es del
    {bid_text}, que puede ser la fecha de captura o de otra zona horaria; {in_time_text}.
innocent:
  - La fecha publicada es la de captura o la de la última aclaración, y no la de entrega.
  - El plazo se amplió por una modificación de la convocatoria que el dato no recoge.
ask_for:
  - Acuse electrónico de la propuesta, con fecha y hora.
  - Acta de apertura y modificaciones a la convocatoria.
---*/
select procedure_id                                                  as subject_id,
       seconds_after / 3600                                          as value,
       lateness = 'late'                                             as is_flagged,
       case when lateness not in ('late', 'in_time') then lateness end as missing,
       case when n_in_time > 0 and not is_typed then 'flag' else 'signal' end as kind,
       case when is_sure and not is_typed then 'certain' else 'probable' end  as certainty,
       case when is_sure and not is_typed then 'certain' else 'to_verify' end as standing,
       [bid_id]                                                      as source_ids,
       case when closed_at is null then strftime(closed_on, '%d/%m/%Y') else strftime(closed_at, '%d/%m/%Y %H:%M') end as closed_text,
       case when bid_at is null then strftime(bid_on, '%d/%m/%Y') else strftime(bid_at, '%d/%m/%Y %H:%M') end as bid_text,
       case n_in_time when 0 then 'ninguna otra tiene fecha a tiempo' when 1 then 'otra llegó a tiempo'
            else 'otras ' || n_in_time || ' llegaron a tiempo' end as in_time_text,
       procedure, buyer, method, n_in_time, closed_on, bid_on, event_on
from features.winner_lateness

/*---
id: T8
title: Una unidad publica menos información de sus contratos que sus pares
subject: buyer
kind: signal
status: test
severity: low
family: transparency
evidence_group: published_information
audience: public
requires: []
event_date: last_on
equivalents: [PODER opacidad, ProACT]
description: >-
  Información publicada por una unidad compradora: el promedio entre la parte de los campos clave
  con dato (título, importe, RFC, partida, fechas de publicación, firma, inicio y fin, artículo de
  excepción y enlace, los que su formato tiene) y la parte de los contratos publicados completos y a
  tiempo. Señala a las que quedan por debajo de nueve de cada diez unidades parecidas.
why: >-
  Lo que no se publica, o se publica tarde, no se puede vigilar.
says: >-
  {buyer} publica {share_fields:pct} de los campos clave de sus {n_contracts:int} contratos, y
  {share_full:pct} de ellos completos y a tiempo ({n_late:int} se publicaron después de empezar); lo que
  más falta: {most_missing_name}. Información publicada: {published:pct}; entre sus pares ({peers}) lo
  usual es {peers_published:pct}.
innocent:
  - El formato en que publica la unidad cambió y dejó campos sin equivalente.
  - Compra sobre todo servicios que empiezan el 1 de enero y se regularizan después.
  - Los contratos se firman por separado y la fecha se captura más tarde.
ask_for:
  - Contratos y anexos que faltan en la plataforma.
  - Responsable y calendario de captura de la unidad compradora.
params:
  max_published: {default: 0.9, unit: proporción de la información publicada, min: 0, max: 1}
  min_contracts: {default: 10, unit: contratos de la unidad, min: 1}
---*/
select buyer_id  as subject_id,
       published as value,
       published < peers_p10 and published < $max_published as is_flagged,
       case when peers is null then 'peers' end             as missing,
       coalesce(contract_ids, [])                           as source_ids,
       case most_missing when 'title' then 'el título' when 'amount' then 'el importe' when 'rfc' then 'el RFC'
                         when 'item_codes' then 'la partida' when 'published_on' then 'la fecha de publicación'
                         when 'signed_on' then 'la fecha de firma' when 'start_on' then 'la fecha de inicio'
                         when 'end_on' then 'la fecha de fin' when 'url' then 'el enlace'
                         when 'exception_article' then 'el artículo de excepción' else 'nada' end as most_missing_name,
       buyer, n_contracts, n_late, share_fields, share_full, published, peers, n_judged, peers_published,
       peers_p10, last_on
from features.buyer_publication
where n_contracts >= $min_contracts

/*---
id: F11
title: Un proveedor sin historia recibe un contrato de los más grandes de su tipo
subject: contract
kind: signal
status: test
severity: medium
family: firm
evidence_group: newcomer
audience: public
requires: [history, amount_mxn, item_family]
event_date: event_on
equivalents: [Kachmar X007]
description: >-
  Es el primero o el segundo contrato de un proveedor en los datos, y está entre los mayores de su familia del
  clasificador, tipo de procedimiento y materia en unidades parecidas. Donde los archivos no traen contratos de la
  institución de uno a tres años antes, no se puede saber si es el primero.
why: >-
  Quien recibe mucho sin haber vendido antes debió acreditar su experiencia en otra parte.
says: >-
  El contrato de {procedure} por {amount_mxn:mxn} ({method_name}) es el {place_name} de {supplier} en los datos;
  {rank:pct} de los {n_peers:int} contratos de la familia {item_family:family} por el mismo tipo de procedimiento en
  {peers} son de ese importe o menos.
innocent:
  - La empresa vende a particulares o a instituciones que no están en los archivos.
  - Es una empresa conocida que cambió de nombre o de RFC.
  - Ganó una licitación por precio.
ask_for:
  - Documentos con que acreditó experiencia y capacidad.
  - Investigación de mercado y cotizaciones.
params:
  min_place: {default: 0.95, unit: proporción de los pares que rebasa, min: 0, max: 1}
---*/
select n.contract_id                  as subject_id,
       p.place                        as value,
       coalesce(p.place > $min_place, false) as is_flagged,
       case when n.history is not null and k.amount_mxn is not null and p.item_family is not null
                and p.n_peers is null then 'peers' end as missing,
       case when n.method = 'direct' then 'medium' else 'low' end as severity,
       case n.place when 1 then 'primero' else 'segundo' end as place_name,
       case n.method when 'direct' then 'adjudicación directa' when 'open' then 'licitación pública'
                     when 'selective' then 'invitación' else 'procedimiento sin dato' end as method_name,
       k.procedure, k.buyer, k.supplier, k.amount_mxn, n.event_on, n.history, p.item_family, n.method,
       p.place as rank, p.n_peers, p.median_mxn, p.peers
from features.newcomer_contract n
join features.contract_context k using (contract_id)
left join features.amount_among_peers p using (contract_id)

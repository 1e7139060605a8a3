/*---
id: V12
title: Contrato muy distinto de los parecidos
subject: contract
kind: signal
status: test
severity: low
family: price
evidence_group: unlike_peers
audience: analyst
requires: []
event_date: event_on
equivalents: []
description: >-
  Entre todos los contratos, este es de los que más se apartan de los parecidos (misma familia del
  clasificador, orden de gobierno, forma de contratar y año; menos específicos donde hay pocos) en importe, plazos,
  duración, peso en lo que compra la unidad e historia con el proveedor. Lo calcula un modelo sin
  etiquetas: no dice que algo esté mal, y por sí solo nunca abre un caso.
why: >-
  Lo que se aparta de lo usual en varias medidas a la vez merece una segunda lectura junto con otras
  alertas.
says: >-
  El contrato de {procedure} entre {buyer} y {supplier} se aparta de {n_peers:int} parecidos
  ({peer_group}): {reasons_text:all}.
innocent:
  - Es una compra única, de otra escala o de otro alcance que las parecidas.
  - La familia del clasificador reúne bienes que no se parecen.
  - Un dato capturado mal en este contrato o en varios de los parecidos.
ask_for:
  - Investigación de mercado con los precios que sirvieron de referencia.
  - Justificación de los plazos del procedimiento.
params:
  percentile: {default: 0.99, unit: proporción, min: 0.5, max: 1}
---*/
select k.contract_id                                        as subject_id,
       s.percentile                                         as value,
       coalesce(s.percentile > $percentile and len(s.reasons) > 0, false) as is_flagged,
       case when k.amount_mxn is null then 'amount_mxn'
            when s.percentile is null then 'anomaly_score' end as missing,
       k.buyer, k.supplier, k.procedure, k.amount_mxn, k.event_on,
       s.n_peers, s.peer_group, s.reasons, array_to_string(s.reasons, '; ') as reasons_text
from features.contract_context k
left join anomaly.contract_score s using (contract_id)

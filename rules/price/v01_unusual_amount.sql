/*---
id: V1
title: Importe fuera de lo usual en su familia de bienes o servicios
subject: contract
kind: signal
status: test
severity: low
family: price
evidence_group: unusual_amount
audience: public
requires: [amount_mxn, item_family]
event_date: event_on
equivalents: [OCP R016]
description: >-
  El importe de un contrato queda muy por arriba de los de su familia del clasificador, tipo de
  procedimiento y materia, en unidades parecidas: su logaritmo se aparta de la mediana más desviaciones
  (medidas con la desviación absoluta mediana) que el umbral.
why: >-
  Un importe fuera de escala puede ser un error de captura o una compra que conviene mirar.
says: >-
  El contrato de {procedure} entre {buyer} y {supplier} es por {amount_mxn:mxn}, {times_text} veces la mediana
  ({median_mxn:mxn}) de {n_peers:int} contratos de la familia {item_family:family} por el mismo tipo de procedimiento en
  {peers}.
innocent:
  - Es una compra consolidada para muchas unidades o varios años.
  - La familia reúne cosas muy distintas, y esta es de las caras.
  - Falta el punto decimal en el importe publicado.
ask_for:
  - Contrato con cantidades y precios unitarios.
  - Investigación de mercado.
params:
  min_z: {default: 3, unit: desviaciones robustas, min: 1, max: 20}
---*/
select k.contract_id            as subject_id,
       p.robust_z               as value,
       coalesce(p.robust_z > $min_z, false) as is_flagged,
       case when k.amount_mxn is not null and k.item_family is not null
                and p.n_peers is null then 'peers' end as missing,
       format('{:.1f}', k.amount_mxn / nullif(p.median_mxn, 0)) as times_text,
       k.buyer, k.supplier, k.procedure, k.amount_mxn, k.item_family, k.method, k.matter, p.median_mxn,
       p.robust_z, p.n_peers, p.peers, k.event_on
from features.contract_context k
left join features.amount_among_peers p using (contract_id)
where k.is_current and coalesce(k.amount_mxn, 1) > 0

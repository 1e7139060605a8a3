/*---
id: D5
title: Índice de preferencia de una unidad por un proveedor muy por arriba de lo usual
subject: buyer_supplier
kind: signal
status: test
severity: low
family: concentration
evidence_group: buyer_concentration
audience: public
requires: [fence]
event_date: last_on
equivalents: [IMCO índice de preferencia]
description: >-
  El índice de preferencia (de 0 a 1) pondera la parte del valor y de los contratos que un
  proveedor recibe de una unidad en licitaciones (0.15), invitaciones (0.35) y adjudicaciones
  directas (0.5). Señala los que rebasan el tercer cuartil más una vez y media el rango entre
  cuartiles de todos los pares con varios contratos.
why: >-
  Resume en una cifra si una unidad acude una y otra vez al mismo proveedor con poca competencia.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  En los últimos doce meses de datos, el índice de preferencia de {buyer} por {supplier} es
  {preference:pct} (lo usual es {usual:pct}): {n_contracts:int} contratos por {amount_mxn:mxn},
  {n_direct:int} de ellos por adjudicación directa.
innocent:
  - La patente o la marca hacen de él el único proveedor posible.
  - Ganó por precio las invitaciones en que participó.
ask_for:
  - Expedientes de los contratos del proveedor con la unidad.
  - Investigaciones de mercado y cotizaciones de las adjudicaciones directas.
params:
  min_contracts: {default: 3, unit: contratos con el proveedor, min: 1}
---*/
select buyer_id || '|' || seller_id as subject_id,
       preference                   as value,
       preference > fence           as is_flagged,
       contract_ids                 as source_ids,
       buyer, supplier, preference, peers_preference as usual, fence, n_pairs, n_contracts, n_direct,
       n_unexplained, buyer_contracts, amount_mxn, open_index, selective_index, direct_index, last_on
from features.preference_index
where n_contracts >= $min_contracts

/*---
id: D9
title: Varias adjudicaciones directas al mismo proveedor que empiezan el mismo día
subject: buyer_supplier
kind: flag
status: test
severity: medium
family: concentration
evidence_group: splitting
audience: public
requires: []
event_date: start_on
equivalents: [PODER, Kachmar X010]
description: >-
  Una unidad compradora adjudicó directamente al mismo proveedor, por monto o sin excepción
  publicada y en procedimientos separados, tres o más contratos que empiezan el mismo día. El
  primero de enero es común y no cuenta; las órdenes de contratos marco tampoco. Abre un caso cuando juntos
  rebasan el máximo más alto de una adjudicación por monto de ese año, o cuando ese máximo no se conoce; si caben
  en él, es una señal.
why: >-
  Contratos separados que empiezan juntos pueden ser una sola compra.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  {n_contracts:int} contratos de {buyer} con {supplier}, adjudicados directamente en
  {n_procedures:int} procedimientos separados, empiezan el mismo día, {start_on:date}; suman
  {amount_mxn:mxn}.
innocent:
  - Son servicios para sedes o áreas distintas que se renovaron juntos.
  - La fecha publicada es la de captura y no la de inicio.
  - Empieza entonces un ciclo, como el escolar, en que todo se contrata.
ask_for:
  - Requisiciones de cada compra, con su fecha y área solicitante.
  - Investigación de mercado y justificación de cada adjudicación.
params:
  min_procedures: {default: 3, unit: procedimientos, min: 2}
---*/
-- Of the days of a pair, one that opens a case before others, and the one with most procedures.
select buyer_id || '|' || supplier_id  as subject_id,
       cast(n_procedures as double)    as value,
       n_procedures >= $min_procedures as is_flagged,
       case when amount_mxn <= ceiling_mxn then 'signal' else 'flag' end as kind,
       contract_ids                    as source_ids,
       buyer, supplier, start_on, n_contracts, n_procedures, amount_mxn, ceiling_mxn
from features.same_start_day
qualify row_number() over (
    partition by buyer_id, supplier_id order by is_flagged desc, kind, n_procedures desc, start_on desc
) = 1

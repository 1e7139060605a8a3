/*---
id: F12
title: Una empresa con varios RFC
subject: supplier
kind: flag
status: stable
severity: medium
family: firm
evidence_group: supplier_identity
audience: public
requires: [n_rfcs]
event_date: last_on
equivalents: [PODER un nombre varios RFC]
description: >-
  El mismo nombre de empresa, con la misma forma jurídica, aparece con más de un RFC válido.
why: >-
  Puede ser un error de captura o dos empresas con el mismo nombre; si es una sola, su historial y
  sus sanciones quedan repartidos.
legal_basis:
  - {law: CFF, article: "27", note: cada contribuyente tiene una clave; indicador y no infracción}
says: "{supplier} aparece con {n_rfcs:int} RFC válidos distintos bajo el mismo nombre y forma jurídica."
innocent:
  - Dos empresas distintas con la misma denominación, registradas en fechas distintas.
  - Un RFC capturado con una letra o un dígito cambiado que pasa la verificación por azar.
ask_for:
  - Constancia de situación fiscal de cada RFC.
  - Acta constitutiva que acredite la denominación.
params:
  max_rfcs: {default: 1, unit: RFC por nombre, min: 1, max: 10}
---*/
select supplier_id         as subject_id,
       n_rfcs              as value,
       n_rfcs > $max_rfcs  as is_flagged,
       case when n_rfcs is null then 'rfc' end as missing,
       contract_ids        as source_ids,
       supplier, n_rfcs, rfcs, last_on
from features.supplier_rfcs

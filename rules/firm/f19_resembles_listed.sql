/*---
id: F19
title: Proveedor cuyos contratos se parecen a los de proveedores que llegaron a una lista
subject: supplier
kind: signal
status: experimental
severity: low
family: firm
evidence_group: supplier_model
audience: analyst
requires: []
event_date: null
equivalents: [Medina-Hernández, Kertész y Fazekas 2026]
description: >-
  Un modelo ordena a los proveedores según cuánto se parece su historia de contratos a la que tenían,
  un año antes, quienes después quedaron como definitivos en el 69-B o inhabilitados. Solo se usa si,
  probado sobre el último año, ese orden acierta más que el azar. No dice nada de la conducta de nadie
  y por sí solo nunca abre un caso.
why: >-
  Sirve para leer primero, entre casos que otras reglas abrieron, los que comparten esa historia.
says: >-
  La historia de contratos de {supplier} está entre las que más se parecen ({percentile:pct} de los
  proveedores se parece menos) a las que tenían, un año antes, proveedores que llegaron a una lista.
innocent:
  - El parecido es de tamaño, giro y compradores, que comparten muchas empresas que cumplen.
  - Es una empresa joven que creció con rapidez y de manera lícita.
ask_for:
  - Constancia de situación fiscal y opinión de cumplimiento vigentes (CFF 32-D).
params:
  top_share: {default: 0.01, unit: proporción, min: 0.001, max: 0.05}
---*/
select n.seller_id                                           as subject_id,
       r.percentile                                          as value,
       coalesce(r.percentile > 1 - $top_share, false)        as is_flagged,
       case when r.percentile is null then 'supplier_model' end as missing,
       n.seller as supplier, r.percentile
from features.seller_name n
left join anomaly.supplier_risk r on r.supplier_id = n.seller_id

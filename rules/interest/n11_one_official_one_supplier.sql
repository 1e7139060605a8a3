/*---
id: N11
title: Un mismo proveedor gana gran parte de los procedimientos en que interviene una persona servidora pública
subject: official
kind: signal
status: test
severity: low
family: interest
evidence_group: official_supplier
audience: analyst
requires: []
event_date: last_on
equivalents: []
description: >-
  De los procedimientos en que la persona intervino según el sistema S2 de la Plataforma, la parte que
  ganó un solo proveedor es mucho mayor que la usual entre las demás personas (tercer cuartil más una vez
  y media el rango entre cuartiles).
why: Que quien interviene coincida tanto con un proveedor es motivo para ver qué decide en cada uno.
says: >-
  {supplier} ganó {n_won:int} de los {n_procedures:int} procedimientos en que intervino quien ocupa el cargo
  de {position} en {institution} ({share:pct}); entre las demás personas lo más alto usual es
  {usual_most:pct}.
innocent:
  - La persona atiende una sola categoría de compra que tiene pocos proveedores.
  - Son órdenes de un contrato marco o consolidado que decidió otra área.
ask_for:
  - Funciones de la persona en cada procedimiento y actas de fallo.
params:
  min_share: {default: 0.5, unit: proporción de los procedimientos, min: 0, max: 1}
  min_officials: {default: 10, unit: personas comparables, min: 4}
---*/
select official_id                                              as subject_id,
       share                                                    as value,
       share > fence and share >= $min_share                    as is_flagged,
       case when n_officials < $min_officials then 'peers' end  as missing,
       contract_ids                                             as source_ids,
       supplier, institution, coalesce(position, 'sin nombre publicado') as position, n_won, n_procedures, share,
       fence as usual_most, last_on
from features.official_supplier_share

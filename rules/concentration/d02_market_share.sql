/*---
id: D2
title: Un proveedor reúne gran parte de lo que un orden de gobierno compra de una familia de bienes o servicios
subject: supplier
kind: signal
status: test
severity: low
family: concentration
evidence_group: market_concentration
audience: public
requires: [share]
event_date: last_on
equivalents: [OCP R050]
description: >-
  En los últimos doce meses de datos, un proveedor reunió más de tres décimas del valor que un
  orden de gobierno contrató en una familia del clasificador, en varios contratos y entre varias
  unidades compradoras. No cuentan las compras consolidadas ni las de contrato marco, en las que un ente
  elige una vez para muchos y el proveedor vende a todos por diseño.
why: >-
  Un mercado con pocos vendedores admite acuerdos; conviene conocerlo antes de comprar.
legal_basis:
  - {law: CPEUM, article: "134", note: mejores condiciones para el Estado; indicador y no infracción}
says: >-
  En los últimos doce meses de datos, {supplier} reunió {share:pct} de lo contratado en la familia
  {item_family:family}, {government_order_name}: {amount_mxn:mxn} en {n_contracts:int} de
  {market_contracts:int} contratos, de {n_buyers:int} unidades compradoras; vendieron
  {market_suppliers:int} proveedores, sin contar compras consolidadas ni de contrato marco.
innocent:
  - Es el proveedor de un contrato marco o de una compra consolidada que el registro no marca como tal.
  - Pocas empresas fabrican o distribuyen esos bienes en el país.
ask_for:
  - Investigación de mercado de la familia de bienes o servicios.
  - Contrato marco o consolidación en que se apoyan los pedidos.
params:
  max_share: {default: 0.3, unit: proporción, min: 0, max: 1}
  min_count_share: {default: 0.1, unit: proporción de los contratos, min: 0, max: 1}
  min_market_contracts: {default: 20, unit: contratos de la familia, min: 1}
  min_market_buyers: {default: 5, unit: unidades que compran la familia, min: 1}
---*/
-- Of the supplier's markets that are large enough, the one with the largest share.
select seller_id    as subject_id,
       share        as value,
       share > $max_share and count_share >= $min_count_share as is_flagged,
       contract_ids as source_ids,
       case government_order when 'federal' then 'compras federales' when 'state' then 'compras estatales'
                             else 'compras municipales' end as government_order_name,
       supplier, government_order, item_family, n_contracts, n_buyers, amount_mxn, largest_mxn, share,
       count_share, market_contracts, market_buyers, market_suppliers, market_mxn, last_on
from features.market_concentration
where market_contracts >= $min_market_contracts and market_buyers >= $min_market_buyers
qualify row_number() over (
    partition by seller_id
    order by (share > $max_share and count_share >= $min_count_share) desc nulls last, share desc nulls last,
             government_order, item_family
) = 1

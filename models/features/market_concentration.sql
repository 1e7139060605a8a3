-- Share of each supplier in what an order of government bought of one family of items, in the last
-- twelve months of data: one row per supplier, order and family, with the number of contracts, units
-- and suppliers of that market. Orders under a framework agreement and consolidated purchases are left
-- out: there one body chooses once for many, and who was chosen sells to all of them by design. Shares
-- from 0 to 1; amounts in MXN without VAT.
with contract as (
    select c.supplier_id as seller_id, c.item_family, b.government_order, c.buyer_id, c.contract_id,
           c.amount_mxn, c.event_on
    from core.contract c
    join core.buyer b using (buyer_id), meta.run r
    where c.is_current and c.amount_mxn is not null and c.supplier_id is not null
      and c.item_family is not null and b.government_order is not null
      and not coalesce(c.framework, false) and not coalesce(c.consolidated, false)
      and c.event_on <= r.as_of and c.event_on > r.as_of - interval 12 month
),
seller as (
    select seller_id, government_order, item_family, count(*) as n_contracts,
           count(distinct buyer_id) as n_buyers, sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
           max(event_on) as last_on, list_sort(list(contract_id)) as contract_ids
    from contract group by all
),
market as (
    select government_order, item_family, count(*) as market_contracts,
           count(distinct buyer_id) as market_buyers, count(distinct seller_id) as market_suppliers,
           sum(amount_mxn) as market_mxn
    from contract group by all
)
select s.*, m.market_contracts, m.market_buyers, m.market_suppliers, m.market_mxn, n.seller as supplier,
       cast(s.amount_mxn as double) / nullif(cast(m.market_mxn as double), 0) as share,
       s.n_contracts / m.market_contracts as count_share
from seller s
join market m using (government_order, item_family)
join features.seller_name n using (seller_id)

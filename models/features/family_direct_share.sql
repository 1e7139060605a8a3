-- What each unit awarded directly without an explained exception for one family of items, and the
-- share of its first supplier: one row per unit, family and period (last twelve months of data,
-- calendar years) with five such awards or more. market_suppliers: how many suppliers sold the
-- family to units of the same order of government in the period, by any procedure. Peers: other units
-- with five such awards of the family, ten or more of the same order, else of all, else none.
-- Shares from 0 to 1; amounts in MXN without VAT.
with contract as (
    select c.contract_id, c.buyer_id, c.supplier_id as seller_id, c.item_family, c.amount_mxn, c.event_on,
           coalesce(b.government_order, '') as government_order,
           c.method = 'direct' and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
               and not coalesce(c.framework, false) as is_unexplained,
           unnest(case when c.event_on > r.as_of - interval 12 month
                       then [cast(year(c.event_on) as varchar), 'los últimos doce meses de datos']
                       else [cast(year(c.event_on) as varchar)] end) as period
    from core.contract c
    left join core.buyer b using (buyer_id), meta.run r
    where c.is_current and c.amount_mxn > 0 and c.buyer_id is not null and c.supplier_id is not null
        and c.item_family is not null and c.method is not null and c.event_on <= r.as_of
),
market as (
    select government_order, item_family, period, count(distinct seller_id) as market_suppliers
    from contract group by all
),
pair as (
    select buyer_id, government_order, item_family, period, seller_id, count(*) as n_contracts,
           sum(amount_mxn) as amount_mxn, max(event_on) as last_on,
           list_sort(list(contract_id)) as contract_ids
    from contract where is_unexplained
    group by all
),
unit as (
    select buyer_id, government_order, item_family, period, sum(n_contracts) as family_contracts,
           count(*) as family_suppliers, sum(amount_mxn) as family_mxn,
           first(seller_id order by amount_mxn desc, seller_id) as seller_id,
           first(n_contracts order by amount_mxn desc, seller_id) as n_contracts,
           max(amount_mxn) as amount_mxn,
           first(last_on order by amount_mxn desc, seller_id) as last_on,
           first(contract_ids order by amount_mxn desc, seller_id) as contract_ids,
           cast(max(amount_mxn) as double) / cast(sum(amount_mxn) as double) as share
    from pair group by all
    having sum(n_contracts) >= 5
),
peer as (
    select government_order, item_family, period, grouping(government_order) = 1 as is_all,
           count(*) as n_judged, median(share) as peers_share
    from unit group by grouping sets ((government_order, item_family, period), (item_family, period))
)
select u.*, m.market_suppliers, p.n_judged, p.peers_share,
       case when p.n_judged is null then null
            when p.is_all or u.government_order = '' then 'todas las unidades que compran la familia'
            when u.government_order = 'federal' then 'unidades federales que compran la familia'
            when u.government_order = 'state' then 'unidades estatales que compran la familia'
            else 'unidades municipales que compran la familia' end as peers,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer, n.seller as supplier
from unit u
join market m using (government_order, item_family, period)
join features.seller_name n using (seller_id)
left join core.buyer b using (buyer_id)
left join peer p
    on p.item_family = u.item_family and p.period = u.period and p.n_judged >= 10
    and (p.is_all or p.government_order = u.government_order)
qualify row_number() over (
    partition by u.buyer_id, u.item_family, u.period order by p.is_all nulls last
) = 1

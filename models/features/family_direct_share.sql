-- What each unit, and each institution of several units, awarded directly without an explained exception
-- for one family of items: one row per level (buyer, institution), holder_id, family and period (last
-- twelve months of data, calendar years) with five such awards or more; its concentration (direct_hhi, by
-- value), the share of its first supplier (features.unit_seller), and that supplier's share in the year before
-- (before_share, null for the last twelve months). market_suppliers: how many suppliers sold the family
-- to units of the same order of government in the period, by any procedure. Peers: others of the level
-- with five such awards of the family, ten or more of the same order, else of all, else none.
-- Shares from 0 to 1; amounts in MXN without VAT.
with contract as (
    select c.contract_id, c.buyer_id, b.institution_id, coalesce(g.seller_id, c.supplier_id) as seller_id, c.item_family,
           cast(100 * c.amount_mxn as double) as cents, c.event_on,
           coalesce(b.government_order, '') as government_order,
           c.method = 'direct' and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
               and not coalesce(c.framework, false) as is_unexplained,
           c.event_on > r.as_of - interval 12 month as is_recent
    from core.contract c
    left join core.buyer b using (buyer_id)
    left join features.unit_seller g using (buyer_id, supplier_id), meta.run r
    where c.is_current and c.amount_mxn > 0 and c.buyer_id is not null and c.supplier_id is not null
        and c.item_family is not null and c.method is not null and c.event_on <= r.as_of
),
-- Place 0 is the last twelve months.
placed as (
    select *, year(event_on) as place from contract
    union all
    select *, 0 from contract where is_recent
),
market as (
    select government_order, item_family, place, count(distinct seller_id) as market_suppliers
    from placed group by all
),
held as (
    select 'buyer' as level, buyer_id as holder_id, * from placed where is_unexplained
    union all
    -- Units of one institution may state different orders: the institution's own is the one to compare by.
    select 'institution', institution_id, p.* replace (coalesce(i.government_order, '') as government_order)
    from placed p
    join core.institution i using (institution_id)
    where is_unexplained and i.n_units >= 2
),
pair as (
    select level, holder_id, government_order, item_family, place, seller_id, count(*) as n_contracts,
           sum(cents) as cents, max(event_on) as last_on
    from held
    group by all
),
holder as (
    select level, holder_id, government_order, item_family, place,
           cast(sum(n_contracts) as bigint) as family_contracts, count(*) as family_suppliers,
           sum(cents) / 100 as family_mxn,
           round(sum(pow(cents, 2)) / pow(sum(cents), 2), 12) as direct_hhi,
           first({'seller_id': seller_id, 'n_contracts': n_contracts, 'amount_mxn': cents / 100, 'last_on': last_on}
                 order by cents desc, seller_id) as top
    from pair group by level, holder_id, government_order, item_family, place
    having sum(n_contracts) >= 5
),
unit as (
    select * exclude (top), top.seller_id as seller_id, top.n_contracts as n_contracts,
           top.amount_mxn as amount_mxn, top.last_on as last_on, top.amount_mxn / family_mxn as share
    from holder
),
cited as (
    select h.level, h.holder_id, h.item_family, h.place, list_sort(list(h.contract_id)) as contract_ids
    from held h
    semi join unit u
        on u.level = h.level and u.holder_id = h.holder_id and u.item_family = h.item_family and u.place = h.place
        and u.seller_id = h.seller_id
    group by all
),
-- What the first supplier of a period had in the year before.
before as (
    select level, holder_id, item_family, place + 1 as place, seller_id, cents / 100 as amount_mxn
    from pair semi join (
        select level, holder_id, item_family, place - 1 as place, seller_id from unit
    ) using (level, holder_id, item_family, place, seller_id)
),
peer as (
    select level, government_order, item_family, place, grouping(government_order) = 1 as is_all,
           count(*) as n_judged, median(share) as peers_share
    from unit group by grouping sets ((level, government_order, item_family, place), (level, item_family, place))
),
named as (
    select level, case level when 'buyer' then 'unidades' else 'instituciones' end as body
    from (values ('buyer'), ('institution')) as level (level)
)
select u.* exclude (place),
       case u.place when 0 then 'los últimos doce meses de datos' else cast(u.place as varchar) end as period,
       u.place = 0 as is_rolling, c.contract_ids, m.market_suppliers, coalesce(p.n_judged, a.n_judged) as n_judged,
       coalesce(p.peers_share, a.peers_share) as peers_share,
       e.amount_mxn / o.family_mxn as before_share,
       case when p.n_judged is null and a.n_judged is null then null
            when p.n_judged is null or u.government_order = '' then 'todas las ' || n.body || ' que compran la familia'
            when u.government_order = 'federal' then n.body || ' federales que compran la familia'
            when u.government_order = 'state' then n.body || ' estatales que compran la familia'
            else n.body || ' municipales que compran la familia' end as peers,
       case u.level when 'buyer' then coalesce(b.unit, b.institution, 'La unidad compradora')
                    else i.institution end as holder,
       coalesce(b.institution_id, i.institution_id) as institution_id, s.seller as supplier
from unit u
join named n using (level)
join cited c using (level, holder_id, item_family, place)
join market m using (government_order, item_family, place)
join features.seller_label s using (seller_id)
left join core.buyer b on b.buyer_id = u.holder_id
left join core.institution i on i.institution_id = u.holder_id
left join unit o
    on o.level = u.level and o.holder_id = u.holder_id and o.item_family = u.item_family and o.place = u.place - 1
left join before e
    on e.level = u.level and e.holder_id = u.holder_id and e.item_family = u.item_family
    and e.place = u.place and e.seller_id = u.seller_id
left join peer p
    on p.level = u.level and p.item_family = u.item_family and p.place = u.place
    and p.government_order = u.government_order and not p.is_all and p.n_judged >= 10
left join peer a
    on a.level = u.level and a.item_family = u.item_family and a.place = u.place and a.is_all and a.n_judged >= 10

-- How far each contract's amount lies from those of its peers: contracts of the same item family,
-- method and matter, of units of the same order of government and of a like size
-- (features.holder_peer_group); of the whole order of government where there are fewer than twenty.
-- robust_z: difference of the logarithms from their median, over 1.4826 times the median absolute
-- deviation, null without spread; place: share of the peers that are not larger. n_peers is null
-- below twenty, and place too. Amounts in MXN without VAT.
with unit as (
    select b.buyer_id, coalesce(b.government_order, '') as government_order, g.peer_group
    from core.buyer b
    left join features.holder_peer_group g on g.level = 'buyer' and g.holder_id = b.buyer_id
),
priced as (
    select c.contract_id, c.amount_mxn, c.item_family, c.method, c.matter,
           coalesce(u.government_order, '') as government_order, u.peer_group
    from core.contract c
    left join unit u using (buyer_id)
    where c.is_current and c.amount_mxn > 0
),
-- The kinds of contracts are few: numbered, so that contracts are grouped by a number instead of texts.
-- wide is without the units' size.
kind as (
    select row_number() over () as kind, dense_rank() over (order by item_family, method, matter, government_order) as wide, *
    from (select distinct item_family, method, matter, government_order, peer_group from priced where item_family is not null)
),
contract as (
    select p.contract_id, p.amount_mxn, ln(cast(p.amount_mxn as double)) as log_amount, p.item_family, k.kind, k.wide
    from priced p
    left join kind k
        on k.item_family = p.item_family and k.method is not distinct from p.method
        and k.matter is not distinct from p.matter and k.government_order = p.government_order
        and k.peer_group is not distinct from p.peer_group
),
near as (
    select c.kind, any_value(k.peer_group) as peer_group, count(*) as n_peers,
           median(log_amount) as middle, mad(log_amount) as spread
    from contract c join kind k using (kind)
    where k.peer_group <> 'todas las unidades compradoras'
    group by c.kind having count(*) >= 20
),
broad as (
    select c.wide, any_value(k.government_order) as government_order, count(*) as n_peers,
           median(log_amount) as middle, mad(log_amount) as spread
    from contract c join kind k using (kind)
    group by c.wide having count(*) >= 20
),
-- What each kind is held against.
compared as (
    select k.kind, coalesce(n.n_peers, b.n_peers) as n_peers, coalesce(n.middle, b.middle) as middle,
           case when n.kind is not null then n.spread else b.spread end as spread,
           case when n.kind is not null then k.kind else -k.wide end as rivals,
           case when n.kind is not null then n.peer_group
                when k.government_order = 'federal' then 'unidades federales'
                when k.government_order = 'state' then 'unidades estatales'
                when k.government_order = 'municipal' then 'unidades municipales'
                else 'unidades sin orden de gobierno publicado' end as peers
    from kind k
    left join near n using (kind)
    left join broad b using (wide)
)
select c.contract_id, c.item_family, p.n_peers,
       case when p.n_peers is not null then cume_dist() over (partition by p.rivals order by c.amount_mxn) end as place,
       exp(p.middle) as median_mxn, (c.log_amount - p.middle) / nullif(1.4826 * p.spread, 0) as robust_z, p.peers
from contract c
left join compared p using (kind)

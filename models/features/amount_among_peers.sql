-- How far each contract's amount lies from those of its peers: contracts of the same item family,
-- method and matter, of units of the same order of government and of a like size
-- (features.holder_peer_group); of the whole order of government where there are fewer than twenty.
-- robust_z: difference of the logarithms from their median, over 1.4826 times the median absolute
-- deviation, null without spread; place: share of the peers that are not larger. n_peers is null
-- below twenty. Amounts in MXN without VAT.
with contract as (
    select c.contract_id, c.supplier_id, c.amount_mxn, ln(cast(c.amount_mxn as double)) as log_amount,
           c.item_family, c.method, c.matter, coalesce(b.government_order, '') as government_order,
           g.peer_group
    from core.contract c
    left join core.buyer b using (buyer_id)
    left join features.holder_peer_group g on g.level = 'buyer' and g.holder_id = c.buyer_id
    where c.is_current and c.amount_mxn > 0
),
near as (
    select item_family, method, matter, government_order, peer_group, count(*) as n_peers,
           median(log_amount) as middle, mad(log_amount) as spread
    from contract where item_family is not null and peer_group <> 'todas las unidades compradoras'
    group by all having count(*) >= 20
),
wide as (
    select item_family, method, matter, government_order, count(*) as n_peers, median(log_amount) as middle,
           mad(log_amount) as spread
    from contract where item_family is not null
    group by all having count(*) >= 20
),
placed as (
    select c.*, n.n_peers is not null as is_near, coalesce(n.n_peers, w.n_peers) as n_peers,
           coalesce(n.middle, w.middle) as middle,
           case when n.n_peers is not null then n.spread else w.spread end as spread,
           cume_dist() over (
               partition by c.item_family, c.method, c.matter, c.government_order,
                   case when n.n_peers is not null then c.peer_group end
               order by c.amount_mxn
           ) as place
    from contract c
    left join near n
        on n.item_family = c.item_family and n.method is not distinct from c.method
        and n.matter is not distinct from c.matter and n.government_order = c.government_order
        and n.peer_group = c.peer_group
    left join wide w
        on w.item_family = c.item_family and w.method is not distinct from c.method
        and w.matter is not distinct from c.matter and w.government_order = c.government_order
)
select contract_id, supplier_id, amount_mxn, item_family, method, matter, n_peers, place,
       case when n_peers is not null then exp(middle) end as median_mxn,
       (log_amount - middle) / nullif(1.4826 * spread, 0) as robust_z,
       case when is_near then peer_group
            when government_order = 'federal' then 'unidades federales'
            when government_order = 'state' then 'unidades estatales'
            when government_order = 'municipal' then 'unidades municipales'
            else 'unidades sin orden de gobierno publicado' end as peers
from placed

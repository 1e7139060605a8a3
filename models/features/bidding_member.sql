-- What repeats among a firm and those it keeps bidding with: one row per firm with five bids or more in
-- tenders of one item family, and per bidding group it is in (networks.bidding_pattern); a firm without
-- a group has one row without a pattern. leads: the firm that won most of the group's tenders, on which
-- its case stands. is_close: every two members meet in at least half of the tenders in which either
-- bids. others: the other members' names; others_count, tenders_named: words of sentences (the family is known). n_undated: tenders without any date.
with other as (
    select g.supplier_id, g.group_id, string_agg(n.seller, '; ' order by n.seller) as others
    from networks.bidding_group g
    join networks.bidding_group o on o.group_id = g.group_id and o.supplier_id <> g.supplier_id
    left join features.seller_name n on n.seller_id = o.supplier_id
    group by g.supplier_id, g.group_id
)
select r.supplier_id, r.supplier, r.n_bids, p.* exclude (top),
       p.top_id is not distinct from r.supplier_id as leads, p.together_share >= 0.5 as is_close, o.others, p.top,
       case when p.n_members = 2 then 'otra' else 'otras ' || (p.n_members - 1) end as others_count,
       case when p.item_family <> '' then 'licitaciones de una misma familia' else 'licitaciones' end as tenders_named
from features.bidder_record r
left join networks.bidding_group g on g.supplier_id = r.supplier_id
left join networks.bidding_pattern p on p.group_id = g.group_id
left join other o on o.group_id = g.group_id and o.supplier_id = r.supplier_id

-- What repeats among a firm and those it keeps bidding with: one row per firm with five bids or more in
-- tenders of one item family, and per bidding group it is in (networks.bidding_pattern); a firm without
-- a group has one row without a pattern. leads: the firm that won most of the group's tenders, on which
-- its case stands. is_close: every two members meet in at least half of the tenders in which either
-- bids. others: the other members' names. n_undated: tenders without any date.
select r.supplier_id, r.supplier, r.n_bids, p.* exclude (top),
       p.top_id is not distinct from r.supplier_id as leads, p.together_share >= 0.5 as is_close,
       array_to_string(list_filter(string_split(p.members, '; '), lambda m: m <> r.supplier), '; ') as others,
       p.top
from features.bidder_record r
left join networks.bidding_group g on g.supplier_id = r.supplier_id
left join networks.bidding_pattern p on p.group_id = g.group_id

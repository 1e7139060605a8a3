-- Proposals of one amount in one procedure: one row per procedure with two proposals or more. n_priced
-- of n_bids have an amount; n_equal of them share one with another bidder, to the cent (equal_mxn, the
-- lowest such amount); firms: who they are, bid_ids their bids. is_round: the amount is whole thousands,
-- on which two may well agree. peers_share: how often two are equal among the n_peers procedures of the
-- item family with two amounts (of all families where the family has fewer than twenty).
with
    bid as (
        select procedure_id, supplier_id, bid_id, amount_mxn, published_on
        from core.bid where procedure_id is not null and supplier_id is not null and has_proposed
    ),
    -- Offers of a procedure that are worth comparing, by amount.
    same as (
        select procedure_id, amount_mxn, count(*) as n, list(supplier_id) as supplier_ids, list_sort(list(bid_id)) as bid_ids
        from bid where amount_mxn > 0 group by procedure_id, amount_mxn having count(*) >= 2
    ),
    lowest as (
        select procedure_id, min(amount_mxn) as equal_mxn, sum(n) as n_equal,
               arg_min(supplier_ids, amount_mxn) as supplier_ids, arg_min(bid_ids, amount_mxn) as bid_ids
        from same group by procedure_id
    ),
    named as (
        select procedure_id, string_agg(s.seller, ' y ' order by s.seller) as firms
        from (select procedure_id, unnest(supplier_ids) as seller_id from lowest) l
        join features.seller_name s using (seller_id) group by procedure_id
    ),
    counted as (
        select procedure_id, count(*) as n_bids, count(*) filter (amount_mxn > 0) as n_priced, max(published_on) as published_on
        from bid group by procedure_id having count(*) >= 2
    ),
    judged as (
        select c.*, l.equal_mxn, coalesce(l.n_equal, 0) as n_equal, l.bid_ids, coalesce(f.item_family, '') as item_family
        from counted c left join lowest l using (procedure_id) left join features.procedure_bids f using (procedure_id)
    ),
    market as (
        select item_family, count(*) as n, count(*) filter (n_equal > 0) as n_with
        from judged where n_priced >= 2 group by item_family
    ),
    whole as (select sum(n) as n, sum(n_with) as n_with from market)
select j.procedure_id, j.n_bids, j.n_priced, j.n_equal, j.equal_mxn, j.equal_mxn % 1000 = 0 as is_round, j.bid_ids, n.firms,
       case when m.n >= 20 then m.n_with / m.n else w.n_with / nullif(w.n, 0) end as peers_share,
       case when m.n >= 20 then m.n else w.n end as n_peers,
       coalesce(p.award_on, p.published_on, j.published_on) as event_on,
       coalesce(p.procedure_number, j.procedure_id) as procedure, coalesce(b.unit, b.institution, 'La unidad compradora') as buyer
from judged j
cross join whole w
left join market m on m.item_family = j.item_family
left join named n on n.procedure_id = j.procedure_id
left join core.procedure p on p.procedure_id = j.procedure_id
left join core.buyer b on b.buyer_id = p.buyer_id

-- How many of the proposals that a unit received it disqualified, one row per unit with published bids:
-- of procedures whose proposals all have a published status. fence: the third quartile plus one and a
-- half times the range between quartiles of the shares of the units that received twenty or more (n_peers of
-- them); null below ten units, and where the quartiles are equal. usual_share: their median.
with
    unit as (
        select buyer_id, any_value(buyer) as buyer, count(*) as n_procedures,
               count(*) filter (n_out > 0) as n_with_out, sum(n_bids)::bigint as n_bids, sum(n_out)::bigint as n_out,
               max(event_on) as last_on, list_sort(flatten(list(out_ids) filter (n_out > 0))) as out_ids
        from features.procedure_bids
        where n_unstated = 0 and buyer_id is not null and not is_cancelled
        group by buyer_id
    ),
    unstated as (
        select buyer_id, any_value(buyer) as buyer, max(event_on) as last_on from features.procedure_bids
        where n_unstated > 0 and buyer_id is not null group by buyer_id
    ),
    share as (select *, n_out / n_bids as out_share from unit),
    peers as (
        select count(*) as n_peers, median(out_share) as usual_share,
               quantile_cont(out_share, 0.75) as q3, quantile_cont(out_share, 0.25) as q1
        from share where n_bids >= 20
    )
select coalesce(s.buyer_id, x.buyer_id) as buyer_id, coalesce(s.buyer, x.buyer) as buyer,
       coalesce(s.last_on, x.last_on) as last_on, s.* exclude (buyer_id, buyer, last_on),
       p.n_peers, p.usual_share,
       case when p.n_peers >= 10 and q3 > q1 then q3 + 1.5 * (q3 - q1) end as fence
from share s
full join unstated x on x.buyer_id = s.buyer_id
cross join peers p

-- How firms that bid often fare: one row per supplier with five bids or more in tenders of one item
-- family (features.rival_bid), over all its families. n_bids, n_wins; expected_wins if every bidder of a
-- tender were as likely to win; few_wins_chance: the probability of so few wins or fewer (binomial with
-- the mean probability, which is never below the exact one where the wins are fewer than expected; else
-- 1); n_firms: the rows. item_family: where it bids most; group_id: its bidding group there, null
-- without one. bid_ids: its bids; lost_to won
-- most of what it lost (n_lost_to).
with
    family as (
        select supplier_id, item_family, count(*) as n from features.rival_bid group by all having count(*) >= 5
    ),
    main as (
        select supplier_id, arg_max(item_family, (n, item_family)) as item_family from family group by supplier_id
    ),
    bid as (select r.* from features.rival_bid r semi join main using (supplier_id)),
    fared as (
        select supplier_id, count(*) as n_bids, count(*) filter (is_winner) as n_wins, sum(1 / n_bidders) as expected_wins,
               count(distinct customer_id) as n_customers, max(event_on) as last_tender_on, list_sort(list(bid_id)) as bid_ids
        from bid group by supplier_id
    ),
    beaten as (
        select supplier_id, winner_id, count(*) as n_lost_to from bid where not is_winner group by supplier_id, winner_id
        qualify row_number() over (partition by supplier_id order by n_lost_to desc, winner_id) = 1
    )
select f.*, m.item_family, g.group_id, b.n_lost_to, w.seller as lost_to, n.seller as supplier,
       count(*) over () as n_firms,
       case when n_wins <= expected_wins - 1 then least(1, list_sum(list_transform(range(0, n_wins + 1), lambda i: exp(
           lgamma(n_bids + 1) - lgamma(i + 1) - lgamma(n_bids - i + 1)
           + i * ln(expected_wins / n_bids) + (n_bids - i) * ln(1 - expected_wins / n_bids))))) else 1 end as few_wins_chance
from fared f
join main m using (supplier_id)
left join networks.bidding_group g on g.supplier_id = f.supplier_id and g.item_family = m.item_family
left join beaten b on b.supplier_id = f.supplier_id
left join features.seller_name w on w.seller_id = b.winner_id
left join features.seller_name n on n.seller_id = f.supplier_id

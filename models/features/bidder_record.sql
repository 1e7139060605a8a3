-- How firms that bid often fare: one row per supplier with five bids or more in tenders of one item
-- family (features.rival_bid), over all its families. n_bids, n_wins; expected_wins if every bidder of a
-- tender were as likely to win; few_wins_chance: the probability of so few wins or fewer (binomial with
-- the mean probability, which is never below the exact one where the wins are fewer than expected; else
-- 1); n_firms: the rows; n_all_bids, n_all_wins: of every procedure it bid in, also alone or with several winners. Of those that chance would make one in twenty or fewer: n_customers, who won most
-- of what they lost (lost_to, n_lost_to), bid_ids: their bids.
with
    family as (
        select supplier_id from features.rival_bid group by supplier_id, item_family having count(*) >= 5
    ),
    fared as (
        select supplier_id, count(*) as n_bids, count(*) filter (is_winner) as n_wins, round(sum(1 / n_bidders), 12) as expected_wins,
               max(event_on) as last_tender_on
        from features.rival_bid semi join family using (supplier_id) group by supplier_id
    ),
    overall as (
        select supplier_id, count(*) as n_all_bids, count(*) filter (is_winner or is_among_winners) as n_all_wins
        from core.bid semi join family using (supplier_id) where has_proposed or is_winner group by supplier_id
    ),
    tested as (
        select fared.*, n_all_bids, n_all_wins, count(*) over () as n_firms,
               case when n_wins <= expected_wins - 1 then binomial(0, n_wins, n_bids, expected_wins / n_bids) else 1 end as few_wins_chance
        from fared join overall using (supplier_id)
    ),
    seldom as (
        select r.supplier_id, r.winner_id, r.is_winner, r.customer_id, r.bid_id
        from features.rival_bid r
        semi join (select supplier_id from tested where few_wins_chance <= 0.05) s using (supplier_id)
    ),
    cited as (
        select supplier_id, count(distinct customer_id) as n_customers, list_sort(list(bid_id)) as bid_ids
        from seldom group by supplier_id
    ),
    beaten as (
        select supplier_id, winner_id, count(*) as n_lost_to from seldom where not is_winner group by supplier_id, winner_id
        qualify row_number() over (partition by supplier_id order by n_lost_to desc, winner_id) = 1
    )
select t.*, c.n_customers, c.bid_ids, b.n_lost_to, w.seller as lost_to, n.seller as supplier
from tested t
left join cited c using (supplier_id)
left join beaten b using (supplier_id)
left join features.seller_name w on w.seller_id = b.winner_id
left join features.seller_name n on n.seller_id = t.supplier_id

-- What happens again and again in the procedures that a unit awarded to one supplier, beside the same
-- in other procedures: one row per unit, supplier and pattern, of suppliers that won three or more of the
-- unit's procedures, each as its one winner.
--
-- pattern: 'alone' (no one else made a proposal), 'rivals_out' (all the others were disqualified),
-- 'lowest_out' (the lowest was disqualified, at no less than 60 % of the lowest valid one: what is lower may
-- be a unit price or of a part), 'last_and_close' (the winner's was the lowest valid one, the next within a
-- hundredth of it, and the last to come in). Those of two and more are of procedures with two proposals or
-- more, last_and_close with two valid ones. missing: what is not published in most of the pair's
-- procedures that cannot be told (bid_status, amount_mxn, bid_hour), where fewer than three can.
--
-- n_won, n_hits: procedures of the pair, and those with the pattern. share_all: how often the procedures of
-- everybody else have it, with one hit and one miss added. share_unit: the same among the unit's with other
-- suppliers; share_market: among everybody's with other suppliers or of other units, of the item families
-- in which the pair has procedures; since both are few, twenty with share_all are added to each. other_share:
-- the greatest of the three. chance: of as many hits or more in n_won procedures if each had the pattern with
-- other_share (binomial tail). n_pairs: pairs judged by the pattern.
with
    judged as (
        select procedure_id, item_family, buyer_id, winner_id, event_on, bid_ids, n_bids,
               n_unstated = 0 as is_stated, n_priced = n_bids as is_priced, winner_was_last, n_valid, n_out,
               gap_share, lowest_out_mxn, lowest_valid_mxn
        from features.won_procedure
    ),
    told as (
        select 'alone' as pattern, procedure_id, item_family, buyer_id, winner_id, event_on, bid_ids, n_bids = 1 as is_hit,
               null as missing
        from judged
        union all
        select 'rivals_out', procedure_id, item_family, buyer_id, winner_id, event_on, bid_ids,
               case when is_stated then n_out = n_bids - 1 end, 'bid_status'
        from judged where n_bids > 1
        union all
        select 'lowest_out', procedure_id, item_family, buyer_id, winner_id, event_on, bid_ids,
               case when is_stated and is_priced then coalesce(lowest_out_mxn < lowest_valid_mxn
                   and lowest_out_mxn >= 0.6 * lowest_valid_mxn, false) end,
               case when is_stated then 'amount_mxn' else 'bid_status' end
        from judged where n_bids > 1
        union all
        select 'last_and_close', procedure_id, item_family, buyer_id, winner_id, event_on, bid_ids,
               case when is_stated and is_priced then winner_was_last and coalesce(gap_share <= 0.01, false) end,
               case when not is_stated then 'bid_status' when is_priced then 'bid_hour' else 'amount_mxn' end
        from judged where n_bids > 1 and (n_valid > 1 or not is_stated)
    ),
    everybody as (
        select pattern, count(is_hit) as n_all, count(*) filter (is_hit) as hits_all from told group by pattern
    ),
    unit as (
        select pattern, buyer_id, count(is_hit) as n_unit, count(*) filter (is_hit) as hits_unit from told group by all
    ),
    pair as (
        select pattern, buyer_id, winner_id as supplier_id, count(is_hit) as n_won, count(*) filter (is_hit) as n_hits,
               case when count(is_hit) < 3 then mode(missing order by missing) filter (is_hit is null) end as missing,
               max(event_on) filter (is_hit) as last_on, min(event_on) filter (is_hit) as first_on,
               list_sort(list(procedure_id) filter (is_hit)) as procedures,
               list_sort(flatten(list(bid_ids) filter (is_hit))) as bid_ids
        from told group by all having count(*) >= 3
    ),
    market as (
        select pattern, item_family, count(is_hit) as n_family, count(*) filter (is_hit) as hits_family
        from told where item_family is not null group by all
    ),
    pair_market as (
        select pattern, buyer_id, supplier_id, sum(n_family - n_own)::bigint as n_market,
               sum(hits_family - hits_own)::bigint as hits_market
        from (select pattern, buyer_id, winner_id as supplier_id, item_family, count(is_hit) as n_own,
                     count(*) filter (is_hit) as hits_own
              from told semi join pair p
                  on p.pattern = told.pattern and p.buyer_id = told.buyer_id and p.supplier_id = told.winner_id
              group by all)
        join market using (pattern, item_family)
        group by all
    ),
    beside as (
        select p.*, n_all - n_won as n_others, n_unit - n_won as n_others_of_unit, coalesce(n_market, 0) as n_others_of_market,
               (hits_all - n_hits + 1) / (n_all - n_won + 2) as share_all,
               (hits_unit - n_hits + 20 * share_all) / (n_unit - n_won + 20) as share_unit,
               (coalesce(hits_market, 0) + 20 * share_all) / (coalesce(n_market, 0) + 20) as share_market,
               greatest(share_all, share_unit, share_market) as other_share,
               count(*) filter (n_won >= 3) over (partition by pattern) as n_pairs
        from pair p join everybody using (pattern) join unit u using (pattern, buyer_id)
        left join pair_market m using (pattern, buyer_id, supplier_id)
    )
select b.*,
       binomial(n_hits, n_won, n_won, other_share) as chance,
       coalesce(c.unit, c.institution, 'La unidad compradora') as buyer, n.seller as supplier
from beside b
left join core.buyer c using (buyer_id)
left join features.seller_name n on n.seller_id = b.supplier_id

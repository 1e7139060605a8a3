-- Whether a unit's procedures are won by a supplier's proposal that comes in last and barely below the next, more than
-- chance would give: one row per unit and supplier that won three or more of the unit's procedures
-- with two valid proposals or more, as their one winner, with hours, states and amounts published.
--
-- Each procedure is placed among the others with as many valid proposals (five and more are one class):
-- in what part of them was the winner's proposal the lowest valid one, the last to come in, and as close to
-- the next as here, or closer; of the others of its item family and of its unit the same, each with
-- twenty like all the others added, since they may be few. The greatest of the three is the procedure's
-- place; 1 where the winner was not last or not the lowest. chance: of places as small together (Fisher's method, of
-- the sum of their logarithms; careful, since a place of 1 is more frequent than chance would have it).
-- n_hits: those that were last and lowest; other_share: their places on average (geometric);
-- middle_gap, widest_gap: (next - winner) / winner in them. n_pairs: pairs judged; false_share: of chances as
-- small, the share that would be by chance alone (Benjamini and Hochberg 1995). missing: what is not
-- published in most of the pair's procedures (bid_hour, bid_status, amount_mxn), where fewer than three can be judged.
with
    told as (
        select procedure_id, item_family, buyer_id, winner_id, event_on, bid_ids, least(n_valid, 5) as class,
               n_unstated = 0 and n_priced = n_bids and winner_was_last is not null as is_told,
               coalesce(winner_was_last, false) and gap_share is not null as is_last, gap_share,
               case when n_unstated > 0 then 'bid_status' when n_priced < n_bids then 'amount_mxn' else 'bid_hour' end as missing
        from features.won_procedure
        where n_bids > 1 and (n_valid > 1 or n_unstated > 0)
    ),
    -- Those that were not last come after all gaps.
    ranked as (
        select *, case when is_last then gap_share else 1e9 end as gap,
               count(*) over (partition by class) as n_class,
               count(*) over (partition by class, buyer_id) as n_unit,
               count(*) over (partition by class, item_family) as n_family,
               count(*) over (partition by class order by gap) as closer_all,
               count(*) over (partition by class, buyer_id order by gap) as closer_unit,
               count(*) over (partition by class, item_family order by gap) as closer_family
        from told where is_told
    ),
    own as (
        select *, count(*) over (partition by class, buyer_id, winner_id) as n_own,
               count(*) over (partition by class, buyer_id, winner_id order by gap) as closer_own,
               count(*) over (partition by class, item_family, buyer_id, winner_id) as n_own_family,
               count(*) over (partition by class, item_family, buyer_id, winner_id order by gap) as closer_own_family
        from ranked
    ),
    placed as (
        select *, (closer_all - closer_own + 1) / (n_class - n_own + 1) as place_all,
               case when is_last then greatest(
                   place_all,
                   (closer_unit - closer_own + 20 * place_all) / (n_unit - n_own + 20),
                   case when item_family is null then 0
                        else (closer_family - closer_own_family + 20 * place_all) / (n_family - n_own_family + 20) end
               ) else 1 end as place
        from own
    ),
    pair as (
        select t.buyer_id, t.winner_id as supplier_id, count(*) filter (is_told) as n_won,
               case when count(*) filter (is_told) < 3 then mode(missing order by missing) filter (not is_told) end as missing,
               max(t.event_on) filter (is_told and is_last) as last_on, min(t.event_on) filter (is_told and is_last) as first_on,
               list_sort(list(t.procedure_id) filter (is_told and is_last)) as procedures,
               list_sort(flatten(list(t.bid_ids) filter (is_told and is_last))) as bid_ids
        from told t group by all having count(*) >= 3
    ),
    judged as (
        select buyer_id, winner_id as supplier_id, count(*) filter (is_last) as n_hits, -sum(ln(place)) as evidence,
               exp(avg(ln(place)) filter (is_last)) as other_share, median(gap_share) filter (is_last) as middle_gap,
               max(gap_share) filter (is_last) as widest_gap, min(n_class - n_own) as n_others
        from placed group by all
    ),
    weighed as (
        select p.*, j.* exclude (buyer_id, supplier_id, evidence),
               case when p.missing is null then least(1, list_sum(list_transform(
                   range(0, p.n_won), lambda k: exp(k * ln(greatest(evidence, 1e-9)) - lgamma(k + 1) - evidence)))) end as chance
        from pair p left join judged j using (buyer_id, supplier_id)
    ),
    raised as (
        select *, count(chance) over () as n_pairs,
               chance * count(chance) over () / nullif(count(chance) over (order by chance), 0) as raised
        from weighed
    )
select r.* exclude (raised), least(1, min(raised) over (order by chance desc)) as false_share,
       coalesce(c.unit, c.institution, 'La unidad compradora') as buyer, n.seller as supplier
from raised r
left join core.buyer c using (buyer_id)
left join features.seller_name n on n.seller_id = r.supplier_id

-- Preference index of a supplier at a unit (after IMCO), in the last twelve months of data: its
-- share of value and of contracts in each kind of procedure, weighted: open tenders 0.15,
-- invitations 0.35, direct awards 0.5. The success rate needs bidders, which contracts do not
-- publish: value weighs 2/3 and contracts 1/3 in all three. One row per pair of units with ten
-- contracts or more and three suppliers or more. The index goes from 0 to 1.
with unit as (
    select buyer_id, sum(n_open) as n_open, sum(open_mxn) as open_mxn, sum(n_selective) as n_selective,
           sum(selective_mxn) as selective_mxn, sum(n_direct) as n_direct, sum(direct_mxn) as direct_mxn,
           sum(n_contracts) as buyer_contracts
    from features.direct_award_period
    where is_rolling
    group by buyer_id
    having sum(n_contracts) >= 10 and count(*) >= 3
),
pair as (
    select p.buyer_id, p.seller_id, p.n_contracts, p.amount_mxn, p.last_on, p.contract_ids,
           p.n_direct, p.n_unexplained, u.buyer_contracts,
           2 / 3 * coalesce(cast(p.open_mxn as double) / nullif(cast(u.open_mxn as double), 0), 0)
               + 1 / 3 * coalesce(p.n_open / nullif(u.n_open, 0), 0) as open_index,
           2 / 3 * coalesce(cast(p.selective_mxn as double) / nullif(cast(u.selective_mxn as double), 0), 0)
               + 1 / 3 * coalesce(p.n_selective / nullif(u.n_selective, 0), 0) as selective_index,
           2 / 3 * coalesce(cast(p.direct_mxn as double) / nullif(cast(u.direct_mxn as double), 0), 0)
               + 1 / 3 * coalesce(p.n_direct / nullif(u.n_direct, 0), 0) as direct_index
    from features.direct_award_period p
    join unit u using (buyer_id)
    where p.is_rolling
),
indexed as (
    select *, 0.15 * open_index + 0.35 * selective_index + 0.5 * direct_index as preference
    from pair
),
fence as (
    select quantile_cont(preference, 0.75) as q3, quantile_cont(preference, 0.25) as q1,
           median(preference) as usual, count(*) as n_pairs
    from indexed where n_contracts >= 3
)
select i.*, f.usual as peers_preference, f.n_pairs,
       case when f.n_pairs >= 20 and f.q3 > f.q1 then f.q3 + 1.5 * (f.q3 - f.q1) end as fence,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer, n.seller as supplier
from indexed i
cross join fence f
left join core.buyer b using (buyer_id)
join features.seller_label n using (seller_id)

-- Each unit and each institution in each period (last twelve months, calendar
-- years): direct share, concentration (HHI by value and by count) and where it stands among its peers
-- in the same period. One row per level (buyer, institution), holder_id and period. Peers are those
-- of features.holder_peer_group with ten contracts or more in the period, or all of the level when
-- fewer than ten of these are judged; peers names the group used, and is null below ten. For the
-- largest share of unexplained direct awards (peers_top_direct_share, direct_peers) those with ten
-- such awards are the ones that count. direct_percentile: the share of its peers that award a smaller
-- part directly. size_hhi: of the sizes of the unexplained
-- direct awards, 1 over their number where all are of one size. Shares and HHI from 0 to 1; amounts in MXN without VAT.
with sold as (
    select b.institution_id, p.seller_id, p.period, p.is_rolling, p.n_contracts, p.amount_mxn, p.n_direct, p.direct_mxn,
           p.n_unexplained, p.unexplained_mxn, p.unexplained_squares, p.joint_mxn, p.largest_mxn, p.last_on,
           hash(b.institution_id, p.seller_id, p.period) as pair_hash
    from features.direct_award_period p
    join core.buyer b using (buyer_id)
    where b.institution_id is not null
),
-- Most suppliers of an institution sell to one of its units in a period, which needs no sums.
repeated as (select pair_hash from sold group by pair_hash having count(*) > 1),
pair as (
    select 'buyer' as level, buyer_id as holder_id, seller_id, period, is_rolling, n_contracts, amount_mxn,
           n_direct, direct_mxn, n_unexplained, unexplained_mxn, unexplained_squares, joint_mxn, largest_mxn, last_on
    from features.direct_award_period
    union all
    select 'institution', institution_id, seller_id, period, is_rolling, n_contracts, amount_mxn,
           n_direct, direct_mxn, n_unexplained, unexplained_mxn, unexplained_squares, joint_mxn, largest_mxn, last_on
    from sold anti join repeated using (pair_hash)
    union all
    select 'institution', institution_id, seller_id, period, is_rolling, sum(n_contracts),
           sum(amount_mxn), sum(n_direct), sum(direct_mxn), sum(n_unexplained), sum(unexplained_mxn),
           sum(unexplained_squares), sum(joint_mxn), max(largest_mxn), max(last_on)
    from sold semi join repeated using (pair_hash)
    group by institution_id, seller_id, period, is_rolling
),
-- Rounded where doubles are added, whose last digit tells the order in which they were.
holder as (
    select level, holder_id, period, is_rolling,
           sum(n_contracts) as n_contracts, sum(amount_mxn) as amount_mxn, count(*) as n_suppliers,
           sum(n_direct) as n_direct, sum(direct_mxn) as direct_mxn,
           sum(n_unexplained) as n_unexplained, sum(unexplained_mxn) as unexplained_mxn,
           count(*) filter (n_unexplained > 0) as unexplained_suppliers, sum(joint_mxn) as joint_mxn,
           round(sum(unexplained_squares) / nullif(pow(sum(cast(unexplained_mxn as double)), 2), 0), 12) as size_hhi,
           max(largest_mxn) as largest_mxn, max(last_on) as last_on,
           sum(pow(n_contracts, 2)) / nullif(pow(sum(n_contracts), 2), 0) as hhi_count,
           round(sum(pow(cast(amount_mxn as double), 2))
               / nullif(pow(sum(cast(amount_mxn as double)), 2), 0), 12) as hhi_value,
           round(sum(pow(cast(unexplained_mxn as double), 2))
               / nullif(pow(sum(cast(unexplained_mxn as double)), 2), 0), 12) as direct_hhi,
           cast(max(amount_mxn) as double) / nullif(cast(sum(amount_mxn) as double), 0) as top_share,
           cast(max(unexplained_mxn) as double)
               / nullif(cast(sum(unexplained_mxn) as double), 0) as top_direct_share
    from pair
    group by all
),
shared as (
    select h.*, g.peer_group, g.everybody,
           cast(direct_mxn as double) / nullif(cast(amount_mxn as double), 0) as direct_share,
           n_direct / n_contracts as direct_count_share,
           cast(unexplained_mxn as double) / nullif(cast(amount_mxn as double), 0) as unexplained_share,
           n_contracts >= 10 as is_judged
    from holder h
    left join features.holder_peer_group g using (level, holder_id)
),
peer as (
    select level, period, is_rolling, peer_group, grouping(peer_group) = 1 as is_all, count(*) as n_judged,
           median(direct_share) as peers_direct_share,
           quantile_cont(direct_share, 0.9) as peers_direct_p90,
           median(hhi_value) as peers_hhi, quantile_cont(hhi_value, 0.9) as peers_hhi_p90,
           median(top_share) as peers_top_share, quantile_cont(top_share, 0.9) as peers_top_p90,
           median(top_direct_share) filter (n_unexplained >= 10) as peers_top_direct_share,
           count(*) filter (n_unexplained >= 10) as n_judged_direct
    from shared where is_judged
    group by grouping sets ((level, period, is_rolling, peer_group), (level, period, is_rolling))
),
placed as (
    select s.* exclude (everybody),
           p.* exclude (level, period, is_rolling, peer_group, is_all, peers_top_direct_share, n_judged_direct),
           case when p.n_judged < 10 then null
                when p.is_all then s.everybody else s.peer_group end as peers,
           percent_rank() over (
               partition by s.level, s.period, s.is_rolling, s.peer_group, s.is_judged, p.is_all
               order by s.direct_share
           ) as direct_percentile,
           case when p.n_judged_direct >= 10 then p.peers_top_direct_share
                when o.n_judged_direct >= 10 then o.peers_top_direct_share end as peers_top_direct_share,
           case when p.n_judged_direct >= 10 and not p.is_all then s.peer_group
                when o.n_judged_direct >= 10 then s.everybody end as direct_peers
    from shared s
    left join peer o
        on o.level = s.level and o.period = s.period and o.is_rolling = s.is_rolling and o.is_all
    left join peer p
        on p.level = s.level and p.period = s.period and p.is_rolling = s.is_rolling
        and (p.is_all or p.peer_group = s.peer_group and p.n_judged >= 10)
    qualify row_number() over (
        partition by s.level, s.holder_id, s.period, s.is_rolling order by p.is_all
    ) = 1
)
select p.*, case level when 'buyer' then coalesce(b.unit, b.institution, 'La unidad compradora')
                       else i.institution end as holder,
       coalesce(b.institution_id, i.institution_id) as institution_id, i.n_units as all_units
from placed p
left join core.buyer b on b.buyer_id = case p.level when 'buyer' then p.holder_id end
left join core.institution i on i.institution_id = case p.level when 'institution' then p.holder_id end

-- Direct awards of each institution, all its units together: one row per institution, supplier and
-- period (last twelve months of data, calendar years), with the institution's totals beside it and
-- where it stands among its peers in the period. Peers: institutions of the same order of
-- government and a like size (contracts in the period), ten or more of those with ten contracts;
-- else all of the order; else all; else none. direct_peers and peers_top_direct_share count
-- institutions with ten unexplained direct awards. unexplained_ids: of pairs with awards of two units
-- or more. Shares from 0 to 1; amounts in MXN without VAT.
with pair as (
    select b.institution_id, p.seller_id, p.period, p.is_rolling, sum(p.n_contracts) as n_contracts,
           sum(p.amount_mxn) as amount_mxn, sum(p.n_direct) as n_direct, sum(p.direct_mxn) as direct_mxn,
           sum(p.n_unexplained) as n_unexplained, sum(p.unexplained_mxn) as unexplained_mxn,
           count(*) filter (p.n_unexplained > 0) as n_units, max(p.unexplained_last_on) as unexplained_last_on,
           min(p.unexplained_first_on) as unexplained_first_on,
           max(p.last_on) as last_on
    from features.direct_award_period p
    join core.buyer b using (buyer_id)
    where b.institution_id is not null
    group by all
),
-- Only of pairs that a rule can flag: the contracts of all of them would fill the memory.
cited as (
    select b.institution_id, p.seller_id, p.period, p.is_rolling,
           list_sort(flatten(list(p.unexplained_ids))) as unexplained_ids
    from features.direct_award_period p
    join core.buyer b using (buyer_id)
    where b.institution_id is not null and p.n_unexplained > 0
    group by all having sum(p.n_unexplained) >= 2 and count(*) >= 2
),
institution as (
    select institution_id, period, is_rolling, any_value(i.institution) as institution,
           coalesce(any_value(i.government_order), '') as government_order, any_value(i.n_units) as all_units,
           sum(n_contracts) as all_contracts, sum(amount_mxn) as all_mxn, sum(n_direct) as all_direct,
           sum(direct_mxn) as all_direct_mxn, sum(n_unexplained) as all_unexplained,
           sum(unexplained_mxn) as all_unexplained_mxn, max(last_on) as all_last_on,
           count(*) filter (n_unexplained > 0) as all_suppliers,
           cast(sum(direct_mxn) as double) / nullif(cast(sum(amount_mxn) as double), 0) as direct_share,
           cast(sum(unexplained_mxn) as double) / nullif(cast(sum(amount_mxn) as double), 0) as unexplained_share,
           cast(max(unexplained_mxn) as double)
               / nullif(cast(sum(unexplained_mxn) as double), 0) as top_direct_share,
           sum(pow(cast(unexplained_mxn as double), 2))
               / nullif(pow(sum(cast(unexplained_mxn as double)), 2), 0) as direct_hhi
    from pair
    join core.institution i using (institution_id)
    group by institution_id, period, is_rolling
),
sized as (
    select *, case government_order when 'federal' then 'instituciones federales'
                                    when 'state' then 'instituciones estatales'
                                    when 'municipal' then 'municipios'
                                    else 'instituciones sin orden de gobierno publicado' end as kind_of_body,
           case when all_contracts < 50 then 'con menos de 50 contratos en el período'
                when all_contracts < 500 then 'con 50 a 499 contratos en el período'
                else 'con 500 contratos o más en el período' end as size_of_body
    from institution
),
peer as (
    select period, is_rolling, kind_of_body, size_of_body,
           grouping(kind_of_body) + grouping(size_of_body) as width, count(*) as n_judged,
           median(direct_share) as peers_direct_share, quantile_cont(direct_share, 0.9) as peers_direct_p90,
           median(top_direct_share) filter (all_unexplained >= 10) as peers_top_direct_share,
           count(*) filter (all_unexplained >= 10) as n_judged_direct
    from sized where all_contracts >= 10
    group by grouping sets ((period, is_rolling, kind_of_body, size_of_body), (period, is_rolling, kind_of_body),
                            (period, is_rolling))
),
beside as (
    select s.institution_id, s.period, s.is_rolling, p.width, p.n_judged, p.n_judged_direct, p.peers_direct_share,
           p.peers_direct_p90, p.peers_top_direct_share,
           case p.width when 0 then s.kind_of_body || ' ' || s.size_of_body when 1 then s.kind_of_body
                        else 'todas las instituciones' end as peers
    from sized s
    join peer p
        on p.period = s.period and p.is_rolling = s.is_rolling
        and (p.width = 2 or p.kind_of_body = s.kind_of_body)
        and (p.width > 0 or p.size_of_body = s.size_of_body)
),
placed as (
    select institution_id, period, is_rolling,
           first(peers order by width) filter (n_judged >= 10) as peers,
           first(n_judged order by width) filter (n_judged >= 10) as n_judged,
           first(peers_direct_share order by width) filter (n_judged >= 10) as peers_direct_share,
           first(peers_direct_p90 order by width) filter (n_judged >= 10) as peers_direct_p90,
           first(peers order by width) filter (n_judged_direct >= 10) as direct_peers,
           first(peers_top_direct_share order by width) filter (n_judged_direct >= 10) as peers_top_direct_share
    from beside group by all
)
select p.*, s.* exclude (institution_id, period, is_rolling, government_order, kind_of_body, size_of_body),
       b.* exclude (institution_id, period, is_rolling), n.seller as supplier,
       coalesce(c.unexplained_ids, []) as unexplained_ids,
       cast(p.unexplained_mxn as double)
           / nullif(cast(s.all_unexplained_mxn as double), 0) as share
from pair p
join sized s using (institution_id, period, is_rolling)
join placed b using (institution_id, period, is_rolling)
join features.seller_name n using (seller_id)
left join cited c using (institution_id, seller_id, period, is_rolling)

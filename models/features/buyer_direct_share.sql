-- Share of each supplier in what a unit bought and in what it awarded directly without an explained
-- exception, beside the largest such shares of its peers, in the last twelve months of data and in
-- each calendar year: one row per buyer, supplier and period. own_share: of what the unit bought outside of
-- framework agreements and consolidated purchases. count_chance and amount_z tell
-- whether so few awards could fall so by chance. Amounts in MXN without VAT.
with shared as (
    select p.buyer_id, p.seller_id, p.period, p.is_rolling, u.holder as buyer, n.seller as supplier,
           p.n_contracts, p.amount_mxn, p.contract_ids, p.last_on, p.n_families,
           cast(p.amount_mxn as double) / nullif(cast(u.amount_mxn as double), 0) as share,
           p.n_unexplained, p.unexplained_mxn, p.unexplained_ids, p.unexplained_last_on, p.unexplained_first_on,
           p.direct_mxn - p.unexplained_mxn as explained_mxn, p.joint_mxn, p.excepted_mxn,
           cast(p.amount_mxn - p.joint_mxn as double) / nullif(cast(u.amount_mxn - u.joint_mxn as double), 0) as own_share,
           cast(p.unexplained_mxn as double) / nullif(cast(u.unexplained_mxn as double), 0) as direct_share,
           p.largest_mxn,
           u.n_contracts as buyer_contracts, u.n_suppliers as buyer_suppliers, u.amount_mxn as buyer_amount_mxn,
           u.n_unexplained as buyer_unexplained, u.unexplained_suppliers as buyer_unexplained_suppliers,
           u.unexplained_mxn as buyer_unexplained_mxn,
           u.peers, u.n_judged, u.peers_top_share, u.peers_top_p90,
           u.direct_peers, u.peers_top_direct_share, u.size_hhi
    from features.direct_award_period p
    join features.concentration u
        on u.level = 'buyer' and u.holder_id = p.buyer_id and u.period = p.period and u.is_rolling = p.is_rolling
    join features.seller_label n using (seller_id)
    where p.n_contracts >= 2
)
select * exclude (size_hhi),
       -- If each award went to the supplier with its peers' usual first share: the chance of as many as it got
       -- or more (binomial tail), and how many standard deviations its share of the value is above. Of shares
       -- beyond that one, which are few.
       case when direct_share > peers_top_direct_share and peers_top_direct_share > 0 then
           binomial(n_unexplained, buyer_unexplained, buyer_unexplained, peers_top_direct_share) end as count_chance,
       case when direct_share > peers_top_direct_share and peers_top_direct_share > 0 then
           (direct_share - peers_top_direct_share)
               / sqrt(peers_top_direct_share * (1 - peers_top_direct_share) * size_hhi) end as amount_z
from shared

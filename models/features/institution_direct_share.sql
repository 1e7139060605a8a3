-- Suppliers to which two units or more of an institution awarded directly without an explained
-- exception: one row per institution, supplier and period (last twelve months of data, calendar
-- years), with the institution's totals and its peers' figures (features.concentration) beside it.
-- Shares from 0 to 1; amounts in MXN without VAT.
with sold as not materialized (
    select b.institution_id, p.*, hash(b.institution_id, p.seller_id, p.period) as pair_hash
    from features.direct_award_period p
    join core.buyer b using (buyer_id)
    where b.institution_id is not null and p.n_unexplained > 0
),
-- Few suppliers sell so to two units; only theirs is summed. Two pairs of one hash are told apart below.
repeated as (select pair_hash from sold group by pair_hash having count(*) >= 2),
pair as (
    select p.institution_id, p.seller_id, p.period, p.is_rolling, sum(p.n_contracts) as n_contracts,
           sum(p.amount_mxn) as amount_mxn, sum(p.n_direct) as n_direct, sum(p.direct_mxn) as direct_mxn,
           sum(p.n_unexplained) as n_unexplained, sum(p.unexplained_mxn) as unexplained_mxn,
           count(*) as n_units, max(p.unexplained_last_on) as last_on, min(p.unexplained_first_on) as first_on,
           list_sort(flatten(list(coalesce(p.unexplained_ids, p.contract_ids)))) as unexplained_ids
    from sold p semi join repeated using (pair_hash)
    group by all having count(*) >= 2
)
select p.*, n.seller as supplier, c.holder as institution, c.all_units, c.n_unexplained as all_unexplained,
       c.unexplained_mxn as all_unexplained_mxn, c.unexplained_suppliers as all_suppliers, c.direct_hhi,
       c.direct_peers, c.peers_top_direct_share,
       cast(p.unexplained_mxn as double) / nullif(cast(c.unexplained_mxn as double), 0) as share
from pair p
join features.concentration c
    on c.level = 'institution' and c.holder_id = p.institution_id and c.period = p.period
    and c.is_rolling = p.is_rolling
join features.seller_name n using (seller_id)

-- Change of the direct share of a unit or an institution from one calendar year to the next, beside its
-- peers' change in the same year: one row per level (buyer, institution), holder_id and pair of
-- consecutive years with ten contracts or more in both. count_z tests whether the share of contracts
-- rose more than chance would. A year that the data cover only in part is not compared. Shares from
-- 0 to 1.
with yearly as (
    select level, holder_id, holder, institution_id, all_units, peer_group, cast(period as integer) as bought_in,
           n_contracts, n_direct, direct_share, direct_count_share, direct_mxn, amount_mxn, last_on
    from features.concentration
    where not is_rolling and n_contracts >= 10
),
change as (
    select y.*, b.direct_share as before_share, b.n_contracts as before_contracts,
           y.direct_share - b.direct_share as change,
           (y.direct_count_share - b.direct_count_share)
               / nullif(sqrt(((y.n_direct + b.n_direct) / (y.n_contracts + b.n_contracts))
                   * (1 - (y.n_direct + b.n_direct) / (y.n_contracts + b.n_contracts))
                   * (1 / y.n_contracts + 1 / b.n_contracts)), 0) as count_z
    from yearly y
    join yearly b on b.level = y.level and b.holder_id = y.holder_id and b.bought_in = y.bought_in - 1
    join meta.run r on y.bought_in < year(r.as_of) or strftime(r.as_of, '%m-%d') = '12-31'
),
peer as (
    select level, bought_in, median(change) as peers_change, count(*) as n_judged
    from change group by all
)
select c.*, case when p.n_judged >= 10 then p.peers_change end as peers_change, p.n_judged
from change c
join peer p using (level, bought_in)

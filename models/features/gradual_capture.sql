-- Suppliers whose share of what a unit awards directly without an explained exception is followed
-- over half-years: one row per pair that was awarded something in four of them or more. A half-year
-- counts when the unit made three such awards or more in it. n_halves: half-years followed;
-- slope: change of the share per half-year (least squares); trend_z: Mann-Kendall's z, which asks
-- whether the share climbs, whatever the steps; largest_step: the largest rise from one half-year
-- to the next; first_share, last_share: of the first and the last two half-years together.
-- Shares from 0 to 1; amounts in MXN without VAT.
with award as (
    select c.buyer_id, c.supplier_id as seller_id, c.contract_id, c.amount_mxn, c.event_on,
           2 * year(c.event_on) + (month(c.event_on) > 6)::int as half
    from core.contract c, meta.run r
    where c.is_current and c.method = 'direct' and c.amount_mxn is not null and c.buyer_id is not null
      and c.supplier_id is not null and c.event_on <= r.as_of and not coalesce(c.framework, false)
      and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
),
unit_half as (
    select buyer_id, half, sum(amount_mxn) as unit_mxn,
           row_number() over (partition by buyer_id order by half) as place,
           count(*) over (partition by buyer_id) as n_halves
    from award group by buyer_id, half
    having count(*) >= 3 and sum(amount_mxn) > 0
),
pair_half as (
    select buyer_id, seller_id, half, sum(amount_mxn) as amount_mxn
    from award group by all
),
pair as (
    select buyer_id, seller_id, count(*) as n_contracts, sum(amount_mxn) as amount_mxn,
           max(event_on) as last_on, list_sort(list(contract_id)) as contract_ids
    from award group by all
    having count(distinct half) >= 4
),
series as (
    select p.buyer_id, p.seller_id, u.half, u.place, u.n_halves,
           cast(u.unit_mxn as double) as unit_mxn,
           coalesce(cast(h.amount_mxn as double), 0) as pair_mxn,
           coalesce(cast(h.amount_mxn as double), 0) / cast(u.unit_mxn as double) as share
    from pair p
    join unit_half u using (buyer_id)
    left join pair_half h on h.buyer_id = p.buyer_id and h.seller_id = p.seller_id and h.half = u.half
),
step as (
    select *, share - lag(share) over (partition by buyer_id, seller_id order by place) as step
    from series
),
measured as (
    select buyer_id, seller_id, max(n_halves) as n_halves, regr_slope(share, place) as slope,
           max(step) as largest_step,
           sum(pair_mxn) filter (place <= 2) / sum(unit_mxn) filter (place <= 2) as first_share,
           sum(pair_mxn) filter (place > n_halves - 2)
               / sum(unit_mxn) filter (place > n_halves - 2) as last_share,
           min(half) as first_half, max(half) as last_half,
           list({'period': cast(half // 2 as varchar) || '-' || cast(half % 2 + 1 as varchar),
                 'share': share} order by place) as shares
    from step group by all
),
climb as (
    select a.buyer_id, a.seller_id, sum(sign(b.share - a.share)) as mk
    from series a
    join series b on b.buyer_id = a.buyer_id and b.seller_id = a.seller_id and b.place > a.place
    group by all
)
select p.*, m.* exclude (buyer_id, seller_id, first_half, last_half),
       m.first_half // 2 as first_year, m.last_half // 2 as last_year,
       (c.mk - sign(c.mk)) / sqrt(m.n_halves * (m.n_halves - 1) * (2 * m.n_halves + 5) / 18) as trend_z,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer, n.seller as supplier
from pair p
left join measured m using (buyer_id, seller_id)
left join climb c using (buyer_id, seller_id)
left join core.buyer b using (buyer_id)
left join features.seller_name n using (seller_id)

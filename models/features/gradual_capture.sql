-- Suppliers whose part in what is awarded directly without an explained exception may climb little by
-- little: by level, for a unit (buyer), an institution (of several units that bought from them), and a
-- unit's family of items (family, with item_family). One row per level, holder_id, item_family and
-- seller_id (features.unit_seller) that was awarded five times or more, in three half-years or more.
--
-- Two tests, for a part may climb by more awards or by larger ones. By order, which asks little of the
-- data: the holder's awards are put in order of date, and trend_z is the rank-sum (Wilcoxon) z of the
-- seller's places among them; since_z is the same from the seller's first award on, which tells a climb
-- from a single entry; the thirds are of the holder's awards by number. By value: the share of each
-- half-year in which the holder made three awards or more, where there are six of them; value_z is Mann-Kendall's, which asks whether
-- it climbs, whatever the steps; slope is its change per half-year (least squares) and largest_step its
-- largest rise. first_share, last_share: of the first and last third of the awards, by value; half_first,
-- half_last: of the first two and the last two half-years. order_z is trend_z where there is a climb over a
-- year or more and not a single entry; count_rise, share_rise and half_rise are from first to last. The series and contract_ids are of sellers
-- that are on the whole later than earlier among the awards. Shares from 0 to 1; amounts in MXN without VAT.
with award as (
    select c.buyer_id, b.institution_id, coalesce(g.seller_id, c.supplier_id) as seller_id, c.item_family, c.contract_id,
           cast(c.amount_mxn as double) as amount_mxn, c.event_on,
           2 * year(c.event_on) + (month(c.event_on) > 6)::int as half
    from core.contract c
    left join core.buyer b using (buyer_id)
    left join features.unit_seller g using (buyer_id, supplier_id), meta.run r
    where c.is_current and c.method = 'direct' and c.amount_mxn is not null and c.buyer_id is not null
      and c.supplier_id is not null and c.event_on <= r.as_of and not coalesce(c.framework, false)
      and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
),
-- The half-years of a group as bits: of thirty years no two share one.
bits as (select *, 1::bigint << (half % 62) as half_bit from award),
followed as (
    select 'buyer' as level, buyer_id as holder_id, '' as item_family, seller_id
    from bits group by all having count(*) >= 5 and bit_count(bit_or(half_bit)) >= 3
    union all
    select 'institution', institution_id, '', seller_id
    from bits where institution_id is not null
    group by all having count(*) >= 5 and bit_count(bit_or(half_bit)) >= 3 and min(buyer_id) <> max(buyer_id)
    union all
    select 'family', buyer_id, item_family, seller_id
    from bits where item_family is not null
    group by all having count(*) >= 5 and bit_count(bit_or(half_bit)) >= 3
),
holder as materialized (
    select *, row_number() over () as h from (select distinct level, holder_id, item_family from followed)
),
watched as (
    select h, seller_id from followed join holder using (level, holder_id, item_family)
),
-- Every award of the holders that have somebody to follow.
placed as (
    select h.h, a.seller_id, a.contract_id, a.amount_mxn, a.event_on, a.half
    from award a join holder h on h.level = 'buyer' and h.holder_id = a.buyer_id
    union all
    select h.h, a.seller_id, a.contract_id, a.amount_mxn, a.event_on, a.half
    from award a join holder h on h.level = 'institution' and h.holder_id = a.institution_id
    union all
    select h.h, a.seller_id, a.contract_id, a.amount_mxn, a.event_on, a.half
    from award a join holder h
        on h.level = 'family' and h.holder_id = a.buyer_id and h.item_family = a.item_family
),
-- Awards of one day share the middle of their places.
day as (
    select h, event_on, count(*) as n,
           sum(count(*)) over earlier - (count(*) - 1) / 2 as place, sum(count(*)) over whole as n_awards
    from placed group by h, event_on
    window earlier as (partition by h order by event_on),
           whole as (partition by h)
),
ordered as (
    select p.*, d.place, d.n_awards, least(floor(3 * (d.place - 0.5) / d.n_awards), 2) as third
    from placed p join day d using (h, event_on)
),
holder_third as (
    select h, count(*) filter (third = 0) as first_awards, count(*) filter (third = 2) as last_awards,
           sum(amount_mxn) filter (third = 0) as first_mxn, sum(amount_mxn) filter (third = 2) as last_mxn
    from ordered group by all
),
pair as (
    select h, seller_id, count(*) as n_contracts, sum(amount_mxn) as amount_mxn,
           cast(any_value(n_awards) as bigint) as n_awards, min(event_on) as first_on, max(event_on) as last_on,
           avg(place) as mean_place, min(place) as first_place,
           count(*) filter (third = 0) as n_first, count(*) filter (third = 1) as n_middle,
           count(*) filter (third = 2) as n_last,
           coalesce(sum(amount_mxn) filter (third = 0), 0) as first_pair_mxn,
           coalesce(sum(amount_mxn) filter (third = 2), 0) as last_pair_mxn
    from ordered semi join watched using (h, seller_id)
    group by all
),
-- Who is no more often among the later awards than among the earlier ones climbs in nothing.
rising as (select h, seller_id from pair where mean_place >= (n_awards + 1) / 2),
cited as (
    select h, seller_id, list_sort(list(contract_id)) as contract_ids
    from placed semi join rising using (h, seller_id)
    group by all
),
holder_half as (
    select h, half, sum(amount_mxn) as half_mxn,
           row_number() over (partition by h order by half) as place,
           count(*) over (partition by h) as n_halves
    from placed group by h, half
    having count(*) >= 3 and sum(amount_mxn) > 0
    -- Fewer than six say nothing of a trend.
    qualify n_halves >= 6
),
pair_half as (
    select h, seller_id, half, sum(amount_mxn) as amount_mxn
    from placed semi join rising using (h, seller_id)
    group by all
),
series as (
    select h, f.seller_id, u.half, u.place, u.n_halves, u.half_mxn,
           coalesce(h.amount_mxn, 0) as pair_mxn, coalesce(h.amount_mxn, 0) / u.half_mxn as share
    from rising f
    join holder_half u using (h)
    left join pair_half h using (h, seller_id, half)
),
step as (
    select *, share - lag(share) over (partition by h, seller_id order by place) as step
    from series
),
measured as (
    select h, seller_id, max(n_halves) as n_halves, regr_slope(share, place) as slope,
           max(step) as largest_step,
           sum(pair_mxn) filter (place <= 2) / sum(half_mxn) filter (place <= 2) as half_first,
           sum(pair_mxn) filter (place > n_halves - 2) / sum(half_mxn) filter (place > n_halves - 2) as half_last,
           list({'period': cast(half // 2 as varchar) || '-' || cast(half % 2 + 1 as varchar), 'share': share}
                order by place) as shares,
           list(share order by place) as heights
    from step group by all
),
climb as (
    select * exclude (heights),
           list_sum(list_transform(heights, lambda a, i: list_sum(list_transform(
               heights[i + 1:], lambda b: sign(b - a))))) as mk
    from measured
),
tested as (
    select o.level, o.holder_id, o.item_family, p.* exclude (h, mean_place, first_place, first_pair_mxn, last_pair_mxn),
           cast(year(first_on) as varchar) as first_year, cast(year(last_on) as varchar) as last_year,
           t.first_awards, t.last_awards,
           first_pair_mxn / nullif(t.first_mxn, 0) as first_share, last_pair_mxn / nullif(t.last_mxn, 0) as last_share,
           (mean_place - (n_awards + 1) / 2)
               / nullif(sqrt((n_awards - n_contracts) * (n_awards + 1) / (12 * n_contracts)), 0) as trend_z,
           (mean_place - (first_place + n_awards) / 2)
               / nullif(sqrt(greatest(n_awards - first_place + 1 - n_contracts, 0) * (n_awards - first_place + 2)
                        / (12 * n_contracts)), 0) as since_z,
           coalesce(l.contract_ids, []) as contract_ids,
           c.n_halves, c.slope, c.largest_step, c.half_first, c.half_last, c.shares,
           (c.mk - sign(c.mk)) / sqrt(c.n_halves * (c.n_halves - 1) * (2 * c.n_halves + 5) / 18) as value_z,
           coalesce(b.institution_id, i.institution_id) as institution_id,
           case when level = 'institution' then i.institution
                else coalesce(b.unit, b.institution, 'La unidad compradora') end as holder,
           n.seller as supplier
    from pair p
    join holder o using (h)
    join holder_third t using (h)
    left join climb c using (h, seller_id)
    left join cited l using (h, seller_id)
    left join core.buyer b on b.buyer_id = o.holder_id
    left join core.institution i on i.institution_id = o.holder_id
    left join features.seller_label n using (seller_id)
)
select *,
       -- A climb in the order: over a year or more, and not a single entry.
       case when since_z >= 0 and last_on >= first_on + interval 12 month then trend_z end as order_z,
       n_last / last_awards - n_first / first_awards as count_rise, last_share - first_share as share_rise,
       half_last - half_first as half_rise
from tested

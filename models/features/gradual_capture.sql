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
-- Numbers stand for texts (hashes for ids, rows for contracts) and cents for pesos, whose sums are the same
-- in every order.
with award as materialized (
    select hash(c.buyer_id) as buyer, hash(b.institution_id) as institution, hash(c.item_family) as family,
           b.institution_id is not null as has_institution, c.item_family is not null as has_family,
           hash(coalesce(g.seller_id, c.supplier_id)) as seller, c.rowid as n,
           cast(100 * c.amount_mxn as double) as cents, c.event_on,
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
    select 'buyer' as level, buyer as holder, null as family, seller
    from bits group by all having count(*) >= 5 and bit_count(bit_or(half_bit)) >= 3
    union all
    select 'institution', institution, null, seller
    from bits where has_institution
    group by all having count(*) >= 5 and bit_count(bit_or(half_bit)) >= 3 and min(buyer) <> max(buyer)
    union all
    select 'family', buyer, family, seller
    from bits where has_family
    group by all having count(*) >= 5 and bit_count(bit_or(half_bit)) >= 3
),
holder as materialized (
    select *, row_number() over () as h from (select distinct level, holder, family from followed)
),
watched as (
    select o.h, f.seller from followed f
    join holder o on o.level = f.level and o.holder = f.holder and o.family is not distinct from f.family
),
-- Every award of the holders that have somebody to follow.
placed as (
    select h.h, a.seller, a.n, a.cents, a.event_on, a.half
    from award a join holder h on h.level = 'buyer' and h.holder = a.buyer
    union all
    select h.h, a.seller, a.n, a.cents, a.event_on, a.half
    from award a join holder h on h.level = 'institution' and h.holder = a.institution
    union all
    select h.h, a.seller, a.n, a.cents, a.event_on, a.half
    from award a join holder h on h.level = 'family' and h.holder = a.buyer and h.family = a.family
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
           sum(cents) filter (third = 0) as first_cents, sum(cents) filter (third = 2) as last_cents
    from ordered group by all
),
pair as (
    select h, seller, count(*) as n_contracts, sum(cents) as cents, min(n) as example,
           cast(any_value(n_awards) as bigint) as n_awards, min(event_on) as first_on, max(event_on) as last_on,
           avg(place) as mean_place, min(place) as first_place,
           count(*) filter (third = 0) as n_first, count(*) filter (third = 1) as n_middle,
           count(*) filter (third = 2) as n_last,
           coalesce(sum(cents) filter (third = 0), 0) as first_pair_cents,
           coalesce(sum(cents) filter (third = 2), 0) as last_pair_cents
    from ordered semi join watched using (h, seller)
    group by all
),
-- Who is no more often among the later awards than among the earlier ones climbs in nothing.
rising as (select h, seller from pair where mean_place >= (n_awards + 1) / 2),
cited as (
    select h, seller, list_sort(list(contract_id)) as contract_ids
    from placed semi join rising using (h, seller)
    join core.contract c on c.rowid = placed.n
    group by all
),
holder_half as (
    select h, half, sum(cents) as half_cents,
           row_number() over (partition by h order by half) as place,
           count(*) over (partition by h) as n_halves
    from placed group by h, half
    having count(*) >= 3 and sum(cents) > 0
    -- Fewer than six say nothing of a trend.
    qualify n_halves >= 6
),
pair_half as (
    select h, seller, half, sum(cents) as cents
    from placed semi join rising using (h, seller)
    group by all
),
series as (
    select h, f.seller, u.half, u.place, u.n_halves, u.half_cents,
           coalesce(h.cents, 0) as pair_cents, coalesce(h.cents, 0) / u.half_cents as share
    from rising f
    join holder_half u using (h)
    left join pair_half h using (h, seller, half)
),
step as (
    select *, share - lag(share) over (partition by h, seller order by place) as step
    from series
),
measured as (
    select h, seller, max(n_halves) as n_halves, round(regr_slope(share, place), 12) as slope,
           max(step) as largest_step,
           sum(pair_cents) filter (place <= 2) / sum(half_cents) filter (place <= 2) as half_first,
           sum(pair_cents) filter (place > n_halves - 2) / sum(half_cents) filter (place > n_halves - 2) as half_last,
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
    select o.level, case level when 'institution' then b.institution_id else e.buyer_id end as holder_id,
           case level when 'family' then e.item_family else '' end as item_family,
           coalesce(g.seller_id, e.supplier_id) as seller_id, p.cents / 100 as amount_mxn,
           p.* exclude (h, seller, cents, example, mean_place, first_place, first_pair_cents, last_pair_cents),
           cast(year(first_on) as varchar) as first_year, cast(year(last_on) as varchar) as last_year,
           t.first_awards, t.last_awards,
           first_pair_cents / nullif(t.first_cents, 0) as first_share, last_pair_cents / nullif(t.last_cents, 0) as last_share,
           (mean_place - (n_awards + 1) / 2)
               / nullif(sqrt((n_awards - n_contracts) * (n_awards + 1) / (12 * n_contracts)), 0) as trend_z,
           (mean_place - (first_place + n_awards) / 2)
               / nullif(sqrt(greatest(n_awards - first_place + 1 - n_contracts, 0) * (n_awards - first_place + 2)
                        / (12 * n_contracts)), 0) as since_z,
           coalesce(l.contract_ids, []) as contract_ids,
           c.n_halves, c.slope, c.largest_step, c.half_first, c.half_last, c.shares,
           (c.mk - sign(c.mk)) / sqrt(c.n_halves * (c.n_halves - 1) * (2 * c.n_halves + 5) / 18) as value_z,
           b.institution_id,
           case when level = 'institution' then i.institution
                else coalesce(b.unit, b.institution, 'La unidad compradora') end as holder,
           n.seller as supplier
    from pair p
    join holder o using (h)
    join holder_third t using (h)
    left join climb c using (h, seller)
    left join cited l using (h, seller)
    -- One of the awards tells the names.
    join core.contract e on e.rowid = p.example
    left join core.buyer b using (buyer_id)
    left join core.institution i using (institution_id)
    left join features.unit_seller g on g.buyer_id = e.buyer_id and g.supplier_id = e.supplier_id
    left join features.seller_label n on n.seller_id = coalesce(g.seller_id, e.supplier_id)
)
select *,
       -- A climb in the order: over a year or more, and not a single entry.
       case when since_z >= 0 and last_on >= first_on + interval 12 month then trend_z end as order_z,
       n_last / last_awards - n_first / first_awards as count_rise, last_share - first_share as share_rise,
       half_last - half_first as half_rise
from tested

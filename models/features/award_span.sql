-- What was awarded directly by amount within one ISO week, within 90 days and within a year, beside the
-- ceiling for a single award. One row per level, holder_id, held_id and span (week, 90 days, year), the
-- week, the 90 days and the year that reach furthest. Levels: what a unit (holder) awarded to one
-- supplier (held): pair; what a unit awarded of one family of items to several suppliers: family; what
-- several units of an institution awarded to one supplier: institution. n_parts: a family's
-- suppliers, or an institution's units; a span in which one unit is above the ceiling alone is the unit's
-- matter and none of the institution's.
-- Windows stay within a year, since the ceiling is the year's. n_near: awards of at least half the
-- ceiling, or eight tenths of it in a year. open_tender_mxn: of a pair's year, the sum above which the
-- law asks for an open tender. Amounts in MXN without VAT.
with under as (
    select row_number() over (order by law, matter, procedure_year) as under, law, matter, procedure_year
    from (select distinct law, matter, procedure_year from features.amount_award)
),
-- Numbers stand for texts: grouping by them costs a fraction, in time and in memory. Numbered once, for
-- all that read them.
numbered as materialized (
    select row_number() over () as n, a.buyer_id, a.institution_id, a.supplier_id, a.item_family, a.given_on,
           a.amount_mxn, a.tier_mxn, a.highest_mxn, a.ceiling_is_verified, u.under,
           a.contract_id, a.ceiling_missing, a.buyer, a.institution, a.supplier
    from features.amount_award a
    join under u
        on u.law is not distinct from a.law and u.matter is not distinct from a.matter
        and u.procedure_year is not distinct from a.procedure_year
),
held as (
    select 'pair' as level, buyer_id as holder_id, supplier_id as held_id, hash(supplier_id) as part, n
    from numbered
    union all
    select 'family', buyer_id, item_family, hash(supplier_id), n from numbered where item_family is not null
    union all
    select 'institution', institution_id, supplier_id, hash(buyer_id), n
    from numbered where institution_id is not null
),
several as materialized (
    select level, holder_id, held_id, row_number() over () as h
    from held group by level, holder_id, held_id
    having count(*) >= 2 and (level = 'pair' or min(part) <> max(part))
),
award as (
    select s.h, s.level, h.part, h.n, a.given_on, a.amount_mxn, a.tier_mxn, a.highest_mxn,
           coalesce(a.tier_mxn, a.highest_mxn) as limit_mxn, a.ceiling_is_verified, a.under
    from held h
    join several s using (level, holder_id, held_id)
    join numbered a using (n)
),
counted as (
    select h, under, given_on, limit_mxn,
           sum(amount_mxn) over last_days as amount_90_mxn, count(*) over last_days as n_90
    from award
    window last_days as (
        partition by h, under order by given_on range between interval 89 days preceding and current row
    )
),
furthest as (
    select h, under, given_on as last_on
    from counted where n_90 >= 2
    qualify row_number() over (
        partition by h order by amount_90_mxn / nullif(limit_mxn, 0) desc nulls last, given_on, under
    ) = 1
),
spanned as (
    select 'week' as span, cast(date_trunc('week', given_on) as date) as week_on, * from award
    union all
    select 'year', null, * from award
    union all
    select '90 days', null, a.*
    from award a
    join furthest f on f.h = a.h and f.under = a.under
        and a.given_on between f.last_on - interval 89 day and f.last_on
),
gathered as (
    select h, level, span, week_on, under, min(given_on) as first_on, max(given_on) as last_on,
           count(*) as n_contracts, sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
           count(*) filter (amount_mxn >= case span when 'year' then 0.8 else 0.5 end * limit_mxn) as n_near,
           min(tier_mxn) as tier_mxn, min(highest_mxn) as highest_mxn, bool_and(ceiling_is_verified) as is_verified
    from spanned group by all
    having count(*) >= 2 and (level = 'pair' or min(part) <> max(part))
),
-- Of an institution, where one unit is above the ceiling alone.
alone as (
    select distinct h, span, week_on, under
    from (
        select h, span, week_on, under, part, sum(amount_mxn) as amount_mxn, min(limit_mxn) as limit_mxn
        from spanned where level = 'institution' group by all
    ) where amount_mxn > limit_mxn
),
judged as (
    select *, coalesce(tier_mxn, case when amount_mxn > highest_mxn then highest_mxn end) as ceiling_mxn
    from gathered g
    where not exists (
        select 1 from alone a
        where a.h = g.h and a.span = g.span and a.week_on is not distinct from g.week_on and a.under = g.under
    )
    qualify row_number() over (
        partition by h, span
        order by amount_mxn / nullif(coalesce(tier_mxn, highest_mxn), 0) desc nulls last, week_on, under
    ) = 1
),
cited as (
    select j.h, j.span, count(distinct s.part) as n_parts,
           count(distinct date_trunc('week', s.given_on)) as n_weeks,
           any_value(a.buyer) as buyer, any_value(a.institution) as institution, any_value(a.supplier) as supplier,
           any_value(a.ceiling_missing) as ceiling_missing, list_sort(list(a.contract_id)) as contract_ids,
           list_sort(list({'on': s.given_on, 'amount_mxn': s.amount_mxn, 'contract_id': a.contract_id})) as timeline
    from judged j
    join spanned s
        on s.h = j.h and s.span = j.span and s.under = j.under and s.week_on is not distinct from j.week_on
    join numbered a using (n)
    group by all
)
select s.* exclude (h), j.* exclude (h, level, under), u.* exclude (under), c.* exclude (h, span),
       j.amount_mxn / nullif(j.ceiling_mxn, 0) as ceiling_share,
       case when j.tier_mxn is not null or j.amount_mxn > o.open_mxn then o.open_mxn end as open_tender_mxn
from judged j
join several s using (h)
join under u using (under)
join cited c using (h, span)
left join features.open_tender_ceiling o
    on o.law = u.law and o.year = u.procedure_year and o.matter = u.matter
    and o.direct_mxn = coalesce(j.tier_mxn, j.highest_mxn) and o.span = j.span and o.level = j.level

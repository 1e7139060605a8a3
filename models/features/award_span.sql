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
with held as (
    select 'pair' as level, buyer_id as holder_id, supplier_id as held_id, supplier_id as part_id, *
    from features.amount_award
    union all
    select 'family', buyer_id, item_family, supplier_id, *
    from features.amount_award where item_family is not null
    union all
    select 'institution', institution_id, supplier_id, buyer_id, *
    from features.amount_award where institution_id is not null
),
-- Numbers stand for who holds and is held: grouping by three texts costs more than all the rest.
several as (
    select level, holder_id, held_id, row_number() over () as h,
           any_value(buyer) as buyer, any_value(institution) as institution, any_value(supplier) as supplier
    from held group by level, holder_id, held_id
    having count(*) >= 2 and (level = 'pair' or min(part_id) <> max(part_id))
),
award as (
    select s.h, s.level, a.part_id, a.contract_id, a.given_on, a.amount_mxn, a.tier_mxn, a.highest_mxn,
           coalesce(a.tier_mxn, a.highest_mxn) as limit_mxn, a.ceiling_is_verified, a.ceiling_missing,
           struct_pack(law := a.law, matter := a.matter, procedure_year := a.procedure_year) as under
    from held a join several s using (level, holder_id, held_id)
),
counted as (
    select *, sum(amount_mxn) over last_days as amount_90_mxn, count(*) over last_days as n_90
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
           min(tier_mxn) as tier_mxn, min(highest_mxn) as highest_mxn,
           bool_and(ceiling_is_verified) as is_verified, any_value(ceiling_missing) as ceiling_missing
    from spanned group by all
    having count(*) >= 2 and (level = 'pair' or min(part_id) <> max(part_id))
),
-- Of an institution, where one unit is above the ceiling alone.
alone as (
    select distinct h, span, week_on, under
    from (
        select h, span, week_on, under, part_id, sum(amount_mxn) as amount_mxn, min(limit_mxn) as limit_mxn
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
    select j.h, j.span, list_sort(list(s.contract_id)) as contract_ids, count(distinct s.part_id) as n_parts,
           count(distinct date_trunc('week', s.given_on)) as n_weeks,
           list_sort(list({'on': s.given_on, 'amount_mxn': s.amount_mxn, 'contract_id': s.contract_id})) as timeline
    from judged j
    join spanned s
        on s.h = j.h and s.span = j.span and s.under = j.under and s.week_on is not distinct from j.week_on
    group by all
)
select s.* exclude (h), j.* exclude (h, level, under), unnest(j.under), c.* exclude (h, span),
       j.amount_mxn / nullif(j.ceiling_mxn, 0) as ceiling_share,
       case when j.tier_mxn is not null or j.amount_mxn > o.open_mxn then o.open_mxn end as open_tender_mxn
from judged j
join several s using (h)
join cited c using (h, span)
left join features.open_tender_ceiling o
    on o.law = j.under.law and o.year = j.under.procedure_year and o.matter = j.under.matter
    and o.direct_mxn = coalesce(j.tier_mxn, j.highest_mxn) and o.span = j.span and o.level = j.level

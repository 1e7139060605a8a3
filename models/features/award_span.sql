-- What was awarded directly by amount within one ISO week, within 90 days and within a year, beside the
-- ceiling for a single award. One row per level, holder_id, held_id and span (week, 90 days, year), the
-- week, the 90 days and the year that reach furthest. Levels: what a unit (holder) awarded to one
-- supplier (held): pair; what a unit awarded of one family of items to several suppliers: family; what
-- several units of an institution awarded to one supplier: institution. n_parts: a family's
-- suppliers, or an institution's units; a span in which one unit is above the ceiling alone is the unit's
-- matter and none of the institution's.
-- Windows stay within a year, since the ceiling is the year's. n_near: awards of at least half the
-- ceiling, or eight tenths of it in a year. open_tender_mxn: of a pair's year, the sum above which the
-- law asks for an open tender. n_parts, n_weeks, contract_ids, timeline and dated_by (for a sentence: that
-- dates of signature stand among those of award) are told of spans above a ceiling. Amounts in MXN without VAT.
with
    -- Numbers stand for texts: grouping by them costs a fraction, in time and in memory.
    under as (
        select row_number() over (order by law, matter, procedure_year) as under, *
        from (
            select law, matter, procedure_year, any_value(highest_mxn) as highest_mxn,
                   any_value(ceiling_missing) as ceiling_missing
            from features.amount_award group by law, matter, procedure_year
        )
    ),
    buyer as (
        select buyer_id, row_number() over (order by buyer_id) as buyer
        from (select distinct buyer_id from features.amount_award)
    ),
    supplier as (
        select supplier_id, row_number() over (order by supplier_id) as supplier
        from (select distinct supplier_id from features.amount_award)
    ),
    institution as (
        select institution_id, row_number() over (order by institution_id) as institution
        from (select distinct institution_id from features.amount_award where institution_id is not null)
    ),
    family as (
        select item_family, row_number() over (order by item_family) as family
        from (select distinct item_family from features.amount_award where item_family is not null)
    ),
    numbered as materialized (
        -- Weeks begin on Monday, as 5 January 1970 was. n: the row of the award.
        select a.rowid as n, b.buyer, i.institution, s.supplier, f.family, u.under,
               cast(a.given_on - date '1970-01-05' as integer) as day, a.amount_mxn, a.tier_mxn,
               coalesce(a.tier_mxn, a.highest_mxn) as limit_mxn, a.ceiling_is_verified
        from features.amount_award a
        join under u
            on u.law is not distinct from a.law and u.matter is not distinct from a.matter
            and u.procedure_year is not distinct from a.procedure_year
        join buyer b using (buyer_id)
        join supplier s using (supplier_id)
        left join institution i using (institution_id)
        left join family f using (item_family)
    ),
    held as (
        select 1 as level, buyer as holder, supplier as held, supplier as part, numbered.* from numbered
        union all
        select 2, buyer, family, supplier, numbered.* from numbered where family is not null
        union all
        select 3, institution, supplier, buyer, numbered.* from numbered where institution is not null
    ),
    -- Level, holder and held together in one number.
    placed as (
        select (level::bigint << 58) + (holder << 29) + held as h, level, part, under, n, day, amount_mxn, tier_mxn,
               limit_mxn, ceiling_is_verified
        from held
    ),
    several as (
        select h, under, level = 1 or min(part) <> max(part) as counts
        from placed group by level, h, under having count(*) >= 2
    ),
    award as materialized (
        select * from placed
        semi join several using (h, under)
        semi join (select h from several where counts) using (h)
    ),
    counted as (
        select h, under, day, limit_mxn,
               sum(amount_mxn) over last_days as amount_90_mxn, count(*) over last_days as n_90
        from award
        window last_days as (partition by h, under order by day range between 89 preceding and current row)
    ),
    furthest as (
        select h, under, day as last_day
        from counted where n_90 >= 2
        qualify row_number() over (
            partition by h order by amount_90_mxn / nullif(limit_mxn, 0) desc nulls last, day, under
        ) = 1
    ),
    spanned as (
        select 'week' as span, day // 7 as week, * from award
        union all
        select 'year', null, * from award
        union all
        select '90 days', null, a.*
        from award a
        join furthest f on f.h = a.h and f.under = a.under and a.day between f.last_day - 89 and f.last_day
    ),
    gathered as (
        select span, h, level, week, under, min(day) as first_day, max(day) as last_day,
               count(*) as n_contracts, sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
               count(*) filter (amount_mxn >= case span when 'year' then 0.8 else 0.5 end * limit_mxn) as n_near,
               min(tier_mxn) as tier_mxn, min(limit_mxn) as limit_mxn, bool_and(ceiling_is_verified) as is_verified
        from spanned group by all
        having count(*) >= 2 and (level = 1 or min(part) <> max(part))
    ),
    -- Of an institution, where one unit is above the ceiling alone: the sum of all is above it too.
    alone as (
        select distinct h, span, week, under
        from (
            select h, span, week, under, part, sum(amount_mxn) as amount_mxn, min(limit_mxn) as limit_mxn
            from spanned
            where level = 3 and h in (select h from gathered where level = 3 and amount_mxn > limit_mxn)
            group by all
        ) where amount_mxn > limit_mxn
    ),
    judged as (
        select g.* exclude (limit_mxn), coalesce(tier_mxn, case when amount_mxn > u.highest_mxn then u.highest_mxn end) as ceiling_mxn,
               u.law, u.matter, u.procedure_year, u.highest_mxn, u.ceiling_missing
        from gathered g
        join under u using (under)
        where not exists (
            select 1 from alone a
            where a.h = g.h and a.span = g.span and a.week is not distinct from g.week and a.under = g.under
        )
        qualify row_number() over (
            partition by h, span
            order by amount_mxn / nullif(coalesce(tier_mxn, u.highest_mxn), 0) desc nulls last, week, under
        ) = 1
    ),
    cited as (
        select j.h, j.span, count(distinct s.part) as n_parts, count(distinct s.day // 7) as n_weeks,
               min(b.institution) as institution_name,
               case when bool_or(a.dated_by = 'firma')
                    then ', según las fechas de ' || string_agg(distinct a.dated_by, ' y de ' order by a.dated_by) else '' end as dated_by,
               list_sort(list(a.contract_id)) as contract_ids,
               list_sort(list({'on': a.given_on, 'amount_mxn': a.amount_mxn, 'contract_id': a.contract_id})) as timeline
        from judged j
        join spanned s on s.h = j.h and s.span = j.span and s.under = j.under and s.week is not distinct from j.week
        join features.amount_award a on a.rowid = s.n
        join core.buyer b using (buyer_id)
        where j.amount_mxn > j.ceiling_mxn
        group by all
    ),
    read_back as (
        select *, case level when 1 then 'pair' when 2 then 'family' else 'institution' end as level_name,
               case when level <> 3 then holder end as buyer, case when level = 3 then holder end as institution,
               case when level <> 2 then held end as supplier, case when level = 2 then held end as family
        from (select *, (h >> 29) & ((1 << 29) - 1) as holder, h & ((1 << 29) - 1) as held from judged)
    )
select r.level_name as level, coalesce(b.buyer_id, i.institution_id) as holder_id,
       coalesce(f.item_family, s.supplier_id) as held_id, r.span,
       date '1970-01-05' + cast(7 * r.week as integer) as week_on,
       date '1970-01-05' + r.first_day as first_on, date '1970-01-05' + r.last_day as last_on,
       r.n_contracts, r.amount_mxn, r.largest_mxn, r.n_near, r.tier_mxn, r.highest_mxn, r.is_verified, r.ceiling_mxn,
       r.law, r.matter, r.procedure_year, r.ceiling_missing, c.n_parts, c.n_weeks, c.contract_ids, c.timeline, c.dated_by,
       case when r.level < 3 then coalesce(u.unit, u.institution, 'La unidad compradora') end as buyer,
       coalesce(u.institution, c.institution_name) as institution, n.seller as supplier,
       r.amount_mxn / nullif(r.ceiling_mxn, 0) as ceiling_share,
       case when r.tier_mxn is not null or r.amount_mxn > o.open_mxn then o.open_mxn end as open_tender_mxn
from read_back r
left join cited c using (h, span)
left join buyer b using (buyer)
left join institution i using (institution)
left join supplier s using (supplier)
left join family f using (family)
left join core.buyer u using (buyer_id)
left join features.seller_name n on n.seller_id = s.supplier_id
left join features.open_tender_ceiling o
    on o.law = r.law and o.year = r.procedure_year and o.matter = r.matter
    and o.direct_mxn = coalesce(r.tier_mxn, r.highest_mxn) and o.span = r.span and o.level = r.level_name

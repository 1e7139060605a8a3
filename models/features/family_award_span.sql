-- What one unit awarded directly by amount to several suppliers for one family of items, within 90
-- days and within a year, beside the ceiling for a single award: one row per unit, family and span,
-- those 90 days and that year that reach furthest. n_near: awards of at least half the ceiling (90
-- days) or eight tenths of it (year). Windows stay within a year, since the ceiling is the year's.
-- Amounts in MXN without VAT.
with award as (
    select *, coalesce(tier_mxn, highest_mxn) as limit_mxn,
           sum(amount_mxn) over last_days as amount_90_mxn, count(*) over last_days as n_90
    from features.amount_award
    where item_family is not null
    window last_days as (
        partition by buyer_id, item_family, law, matter, procedure_year
        order by given_on range between interval 89 days preceding and current row
    )
),
furthest as (
    select buyer_id, item_family, law, matter, procedure_year, given_on as last_on
    from award where n_90 >= 2
    qualify row_number() over (
        partition by buyer_id, item_family
        order by amount_90_mxn / nullif(limit_mxn, 0) desc nulls last, given_on, law, matter
    ) = 1
),
spanned as (
    select '90 days' as span, a.*
    from award a
    join furthest f using (buyer_id, item_family)
    where a.law is not distinct from f.law and a.matter is not distinct from f.matter
        and a.procedure_year is not distinct from f.procedure_year
        and a.given_on between f.last_on - interval 89 day and f.last_on
    union all
    select 'year', a.* from award a
),
gathered as (
    select buyer_id, item_family, span, law, matter, procedure_year, any_value(buyer) as buyer,
           any_value(institution) as institution, any_value(supplier) as supplier,
           min(given_on) as first_on, max(given_on) as last_on, count(*) as n_contracts,
           count(distinct supplier_id) as n_suppliers, count(distinct buyer_id) as n_units,
           count(distinct date_trunc('week', given_on)) as n_weeks,
           sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
           count(*) filter (amount_mxn >= case span when 'year' then 0.8 else 0.5 end * limit_mxn) as n_near,
           min(tier_mxn) as tier_mxn, min(highest_mxn) as highest_mxn,
           bool_and(ceiling_is_verified) as is_verified, any_value(ceiling_missing) as ceiling_missing,
           list_sort(list(contract_id)) as contract_ids,
           list_sort(list({'on': given_on, 'amount_mxn': amount_mxn, 'contract_id': contract_id})) as timeline
    from spanned
    group by all
    having count(distinct supplier_id) >= 2
),
judged as (
    select *, coalesce(tier_mxn, case when amount_mxn > highest_mxn then highest_mxn end) as ceiling_mxn
    from gathered
)
select *, amount_mxn / nullif(ceiling_mxn, 0) as ceiling_share
from judged
qualify row_number() over (
    partition by buyer_id, item_family, span
    order by amount_mxn / nullif(coalesce(ceiling_mxn, highest_mxn), 0) desc nulls last,
             procedure_year, law, matter
) = 1

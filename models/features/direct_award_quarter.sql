-- What one unit awarded directly by amount to one supplier within 90 days, beside the ceiling for a
-- single award: one row per pair, its 90 days that reach furthest. Windows stay within a year, since
-- the ceiling is the year's. n_near: awards of at least half the ceiling. Amounts without VAT.
with award as (
    select * exclude (tier_mxn, highest_mxn),
           tier_mxn, highest_mxn,
           sum(amount_mxn) over last_days as amount_90_mxn,
           count(*) over last_days as n_90
    from features.amount_award
    window last_days as (
        partition by buyer_id, supplier_id, law, matter, procedure_year
        order by given_on range between interval 89 days preceding and current row
    )
),
furthest as (
    select buyer_id, supplier_id, law, matter, procedure_year, given_on as last_on, amount_90_mxn
    from award
    where n_90 >= 2
    qualify row_number() over (
        partition by buyer_id, supplier_id
        order by amount_90_mxn / nullif(coalesce(tier_mxn, highest_mxn), 0) desc nulls last,
                 given_on, law, matter
    ) = 1
),
gathered as (
    select f.buyer_id, f.supplier_id, f.law, f.matter, f.procedure_year,
           any_value(a.buyer) as buyer, any_value(a.supplier) as supplier,
           min(a.given_on) as first_on, max(a.given_on) as last_on,
           count(*) as n_contracts, count(distinct date_trunc('week', a.given_on)) as n_weeks,
           sum(a.amount_mxn) as amount_mxn, max(a.amount_mxn) as largest_mxn,
           count(*) filter (a.amount_mxn >= 0.5 * coalesce(a.tier_mxn, a.highest_mxn)) as n_near,
           min(a.tier_mxn) as tier_mxn, min(a.highest_mxn) as highest_mxn,
           bool_and(a.ceiling_is_verified) as is_verified, any_value(a.ceiling_missing) as ceiling_missing,
           list_sort(list(a.contract_id)) as contract_ids,
           list({'on': a.given_on, 'amount_mxn': a.amount_mxn, 'contract_id': a.contract_id}
                order by a.given_on, a.contract_id) as timeline
    from furthest f
    join features.amount_award a
        on a.buyer_id = f.buyer_id and a.supplier_id = f.supplier_id
        and a.law is not distinct from f.law and a.matter is not distinct from f.matter
        and a.procedure_year is not distinct from f.procedure_year
        and a.given_on between f.last_on - interval 89 day and f.last_on
    group by all
)
select *, coalesce(tier_mxn, case when amount_mxn > highest_mxn then highest_mxn end) as ceiling_mxn,
       amount_mxn / nullif(coalesce(tier_mxn, case when amount_mxn > highest_mxn then highest_mxn end), 0)
           as ceiling_share
from gathered

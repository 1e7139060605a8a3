-- What one unit awarded directly by amount to several suppliers for one family of items within one
-- ISO week, beside the ceiling for a single award: one row per unit and family, its week that
-- reaches furthest. Amounts in MXN without VAT.
with week as (
    select buyer_id, item_family, date_trunc('week', given_on) as week_on, law, matter, procedure_year,
           any_value(buyer) as buyer,
           count(*) as n_contracts, count(distinct supplier_id) as n_suppliers,
           sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
           min(tier_mxn) as tier_mxn, min(highest_mxn) as highest_mxn,
           count(*) filter (amount_mxn >= 0.5 * coalesce(tier_mxn, highest_mxn)) as n_near,
           bool_and(ceiling_is_verified) as is_verified, any_value(ceiling_missing) as ceiling_missing,
           list_sort(list(contract_id)) as contract_ids,
           list_sort(list({'on': given_on, 'amount_mxn': amount_mxn, 'contract_id': contract_id})) as timeline
    from features.amount_award
    where item_family is not null
    group by all
    -- With a single supplier the week is the pair's matter.
    having count(distinct supplier_id) >= 2
),
judged as (
    select *,
           coalesce(tier_mxn, case when amount_mxn > highest_mxn then highest_mxn end) as ceiling_mxn
    from week
)
select *, amount_mxn / nullif(ceiling_mxn, 0) as ceiling_share
from judged
qualify row_number() over (
    partition by buyer_id, item_family
    order by amount_mxn / nullif(coalesce(ceiling_mxn, highest_mxn), 0) desc nulls last, week_on, law, matter
) = 1

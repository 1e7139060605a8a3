-- What several units of one institution awarded directly by amount to one supplier within one ISO
-- week, none of them above the ceiling alone: one row per institution and supplier, its week that
-- reaches furthest.
with unit as (
    select institution_id, supplier_id, date_trunc('week', given_on) as week_on, law, matter, procedure_year,
           buyer_id, any_value(institution) as institution, any_value(supplier) as supplier,
           count(*) as n_contracts, sum(amount_mxn) as amount_mxn,
           min(tier_mxn) as tier_mxn, min(highest_mxn) as highest_mxn,
           bool_and(ceiling_is_verified) as is_verified, any_value(ceiling_missing) as ceiling_missing,
           list({'on': given_on, 'amount_mxn': amount_mxn, 'contract_id': contract_id}) as timeline
    from features.amount_award
    where institution_id is not null
    group by all
),
week as (
    select institution_id, supplier_id, week_on, law, matter, procedure_year,
           any_value(institution) as institution, any_value(supplier) as supplier,
           count(*) as n_units, sum(n_contracts) as n_contracts, sum(amount_mxn) as amount_mxn,
           max(amount_mxn) as largest_unit_mxn,
           min(tier_mxn) as tier_mxn, min(highest_mxn) as highest_mxn,
           bool_and(is_verified) as is_verified, any_value(ceiling_missing) as ceiling_missing,
           list_sort(flatten(list(timeline))) as timeline
    from unit
    group by all
    having count(*) >= 2
        -- A unit that is above alone is the unit's own matter.
        and max(amount_mxn) <= coalesce(min(tier_mxn), min(highest_mxn), max(amount_mxn))
),
judged as (
    select *,
           coalesce(tier_mxn, case when amount_mxn > highest_mxn then highest_mxn end) as ceiling_mxn,
           list_sort(list_transform(timeline, lambda t: t.contract_id)) as contract_ids
    from week
)
select *, amount_mxn / nullif(ceiling_mxn, 0) as ceiling_share
from judged
qualify row_number() over (
    partition by institution_id, supplier_id
    order by amount_mxn / nullif(coalesce(ceiling_mxn, highest_mxn), 0) desc nulls last, week_on, law, matter
) = 1

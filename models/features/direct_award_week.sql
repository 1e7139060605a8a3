-- What one unit awarded directly by amount to one supplier within one ISO week, beside the ceiling
-- for a single award: one row per pair, its week that reaches furthest. By award date, or by
-- signature where that alone is known. Awards that are above the ceiling alone are not counted.
with award as (
    select c.buyer_id, c.supplier_id, c.contract_id, k.buyer, k.supplier, c.law, c.matter,
           c.procedure_year, a.amount_mxn, a.tier_mxn, a.highest_mxn,
           a.ceiling_is_verified, a.ceiling_missing,
           date_trunc('week', coalesce(k.award_on, c.signed_on)) as week_on
    from features.amount_ceiling a
    join core.contract c using (contract_id)
    join features.contract_context k using (contract_id)
    where a.subject_type = 'contract' and a.method = 'direct' and c.is_current
        and c.buyer_id is not null and a.amount_mxn > 0
        and coalesce(k.award_on, c.signed_on) is not null
        and a.amount_mxn <= coalesce(a.tier_mxn, a.highest_mxn, a.amount_mxn)
),
week as (
    select buyer_id, supplier_id, week_on, law, matter, procedure_year,
           any_value(buyer) as buyer, any_value(supplier) as supplier,
           count(*) as n_contracts, sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
           min(tier_mxn) as tier_mxn, min(highest_mxn) as highest_mxn,
           bool_and(ceiling_is_verified) as is_verified, any_value(ceiling_missing) as ceiling_missing,
           list(contract_id order by contract_id) as contract_ids
    from award
    group by buyer_id, supplier_id, week_on, law, matter, procedure_year
    having count(*) >= 2
),
judged as (
    select *,
           coalesce(tier_mxn, case when amount_mxn > highest_mxn then highest_mxn end) as ceiling_mxn
    from week
)
select *, amount_mxn / nullif(ceiling_mxn, 0) as ceiling_share
from judged
qualify row_number() over (
    partition by buyer_id, supplier_id
    order by amount_mxn / nullif(coalesce(ceiling_mxn, highest_mxn), 0) desc nulls last, week_on, law, matter
) = 1

-- What one unit awarded directly by amount to one supplier within one year, beside the ceiling for a
-- single award and beside the one above which the law asks for an open tender: one row per pair, its
-- year that reaches furthest. n_near: awards of at least 80 % of the ceiling. Amounts without VAT.
with law_jurisdiction as (
    select law, case when bool_or(jurisdiction = (select code from meta.jurisdiction))
                     then (select code from meta.jurisdiction) else 'federal' end as jurisdiction
    from features.ceiling_range group by law
),
-- The ceiling of invitations in the tier that a direct award's ceiling belongs to.
open_tender as (
    select d.law, d.year, d.matter, d.ceiling_mxn as direct_mxn, max(s.ceiling_mxn) as open_mxn
    from features.ceiling_tier d
    join law_jurisdiction j on j.law = d.law and j.jurisdiction = d.jurisdiction
    join features.ceiling_tier s
        on s.jurisdiction = d.jurisdiction and s.law = d.law and s.year = d.year and s.matter = d.matter
        and s.method = 'selective' and s.budget_over_mxn is not distinct from d.budget_over_mxn
        and s.budget_up_to_mxn is not distinct from d.budget_up_to_mxn
    where d.method = 'direct'
    group by all
),
pair as (
    select buyer_id, supplier_id, law, matter, procedure_year,
           any_value(buyer) as buyer, any_value(supplier) as supplier,
           count(*) as n_contracts, count(distinct date_trunc('week', given_on)) as n_weeks,
           sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
           count(*) filter (amount_mxn >= 0.8 * coalesce(tier_mxn, highest_mxn)) as n_near,
           min(given_on) as first_on, max(given_on) as last_on,
           min(tier_mxn) as tier_mxn, min(highest_mxn) as highest_mxn,
           bool_and(ceiling_is_verified) as is_verified, any_value(ceiling_missing) as ceiling_missing,
           list_sort(list(contract_id)) as contract_ids,
           list_sort(list({'on': given_on, 'amount_mxn': amount_mxn, 'contract_id': contract_id})) as timeline
    from features.amount_award
    group by all
    having count(*) >= 2
),
judged as (
    select p.*, o.open_mxn as open_tender_mxn,
           coalesce(p.tier_mxn, case when p.amount_mxn > p.highest_mxn then p.highest_mxn end) as ceiling_mxn,
           p.tier_mxn is not null or p.amount_mxn > o.open_mxn as open_is_known
    from pair p
    left join open_tender o
        on o.law = p.law and o.year = p.procedure_year and o.matter = p.matter
        and o.direct_mxn = coalesce(p.tier_mxn, p.highest_mxn)
)
select * exclude (open_is_known, open_tender_mxn),
       case when open_is_known then open_tender_mxn end as open_tender_mxn,
       amount_mxn / nullif(ceiling_mxn, 0) as ceiling_share
from judged
qualify row_number() over (
    partition by buyer_id, supplier_id
    order by amount_mxn / nullif(coalesce(tier_mxn, highest_mxn), 0) desc nulls last, procedure_year, law, matter
) = 1

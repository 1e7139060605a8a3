-- Each contract and each procedure awarded by amount, beside the ceiling that can be told for it:
-- that of the institution's tier; else the highest when the amount exceeds even that, or the lowest
-- when it does not reach above it. ceiling_missing says why there is none.
with by_amount as (
    select contract_id, procedure_id, procedure_year, law, matter, method, amount_mxn, event_on, is_current
    from core.contract
    where method in ('direct', 'selective') and exception = 'amount'
),
subject as (
    select 'contract' as subject_type, contract_id as subject_id, contract_id,
           procedure_year, law, matter, method, amount_mxn, event_on,
           1 as n_contracts, (amount_mxn is null)::int as n_without_amount
    from by_amount
    union all
    select 'procedure', procedure_id, min(contract_id), min(procedure_year),
           case when min(law) = max(law) then min(law) end,
           case when min(matter) = max(matter) then min(matter) end,
           case when min(method) = max(method) then min(method) end,
           sum(amount_mxn), min(event_on), count(*), count(*) - count(amount_mxn)
    from by_amount
    where procedure_id is not null and is_current
    group by procedure_id
),
placed as (
    select s.*, k.buyer, k.procedure, k.supplier, k.institution,
           coalesce(year_budget.budget_mxn, any_budget.budget_mxn) as budget_mxn
    from subject s
    join features.contract_context k using (contract_id)
    left join meta.budget year_budget
        on year_budget.institution_id = k.institution_id and year_budget.year = s.procedure_year
    left join meta.budget any_budget
        on any_budget.institution_id = k.institution_id and any_budget.year is null
),
-- A law's ceilings are those of the deployment's own jurisdiction where it has some, else the
-- federal ones of that law; never those of another law.
law_jurisdiction as (
    select law, case when bool_or(jurisdiction = (select code from meta.jurisdiction))
                     then (select code from meta.jurisdiction) else 'federal' end as jurisdiction
    from features.ceiling_range group by law
),
judged as (
    select p.*, r.highest_mxn, r.lowest_mxn, r.year is not null as has_ceilings,
           t.ceiling_mxn as tier_mxn, t.status as tier_status, r.is_verified
    from placed p
    left join law_jurisdiction j on j.law = p.law
    left join features.ceiling_range r
        on r.jurisdiction = j.jurisdiction
        and r.law = p.law and r.year = p.procedure_year
        and r.matter = p.matter and r.method = p.method
    left join features.ceiling_tier t
        on t.jurisdiction = r.jurisdiction and t.law = p.law and t.year = p.procedure_year
        and t.matter = p.matter and t.method = p.method
        and (t.budget_over_mxn is not null or t.budget_up_to_mxn is not null)
        and p.budget_mxn > coalesce(t.budget_over_mxn, -1)
        and (t.budget_up_to_mxn is null or p.budget_mxn <= t.budget_up_to_mxn)
)
select subject_type, subject_id, contract_id, buyer, institution, procedure, supplier,
       procedure_year, law, matter, method, amount_mxn, event_on, n_contracts, n_without_amount,
       case when tier_mxn is not null then tier_mxn
            when amount_mxn > highest_mxn then highest_mxn
            when amount_mxn <= lowest_mxn then lowest_mxn end as ceiling_mxn,
       case when tier_mxn is not null then 'tier'
            when amount_mxn > highest_mxn then 'highest'
            when amount_mxn <= lowest_mxn then 'lowest' end as ceiling_basis,
       coalesce(case when tier_mxn is not null then tier_status = 'verified' else is_verified end,
                false) as ceiling_is_verified,
       case when not has_ceilings then 'ceiling' else 'budget_tier' end as ceiling_missing,
       tier_mxn, highest_mxn, lowest_mxn
from judged

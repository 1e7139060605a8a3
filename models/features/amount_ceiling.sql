-- view: its readers need a part each, and there are few ceilings to look up.
-- Each contract and each procedure awarded by amount, beside the ceiling that can be told for it:
-- that of the institution's tier; else the highest when the amount exceeds even that, or the lowest
-- when it does not reach above it. ceiling_missing says why there is none. Of contracts given_on is the
-- award, or the signature where that alone is known; dated_by says which.
with subject as (
    select 'contract' as subject_type, contract_id as subject_id, contract_id, buyer_id, supplier_id,
           procedure_number, procedure_year, law, matter, method, amount_mxn, event_on, is_current, item_family,
           coalesce(case when not coalesce(award_is_scheduled, false) then award_on end, signed_on) as given_on,
           case when award_on is not null and not coalesce(award_is_scheduled, false) then 'fallo'
                when signed_on is not null then 'firma' end as dated_by,
           1 as n_contracts, (amount_mxn is null)::int as n_without_amount
    from core.contract
    where method in ('direct', 'selective') and exception = 'amount'
    union all
    select 'procedure', procedure_id, contract_id, buyer_id, null, procedure_number, procedure_year, law, matter,
           method, amount_mxn, event_on, true, null, null, null, n_contracts, n_without_amount
    from features.procedure_by_amount
),
known as (
    select r.* from features.ceiling_range r
    join features.law_jurisdiction j on j.law = r.law and j.jurisdiction = r.jurisdiction
),
judged as (
    select s.*, b.institution_id, b.institution, coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
           r.highest_mxn, r.lowest_mxn, r.year is not null as has_ceilings,
           t.ceiling_mxn as tier_mxn, t.status as tier_status, r.is_verified
    from subject s
    left join core.buyer b using (buyer_id)
    left join known r
        on r.law = s.law and r.year = s.procedure_year and r.matter = s.matter and r.method = s.method
    left join features.institution_ceiling t
        on t.institution_id = b.institution_id and t.law = s.law and t.year = s.procedure_year
        and t.matter = s.matter and t.method = s.method
)
select subject_type, subject_id, contract_id, buyer_id, supplier_id, institution_id, buyer, institution,
       coalesce(procedure_number, 'un procedimiento sin número publicado') as procedure,
       procedure_year, law, matter, method, amount_mxn, event_on, is_current, item_family, given_on, dated_by,
       n_contracts, n_without_amount,
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

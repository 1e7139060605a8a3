-- Direct awards by amount that each fit under the ceiling: what splitting is looked for among.
-- given_on is the award, or the signature where that alone is known. Amounts in MXN without VAT.
select c.contract_id, c.buyer_id, k.institution_id, c.supplier_id, c.item_family,
       k.buyer, k.institution, k.supplier, c.law, c.matter, c.procedure_year,
       a.amount_mxn, a.tier_mxn, a.highest_mxn, a.ceiling_is_verified, a.ceiling_missing,
       coalesce(k.award_on, c.signed_on) as given_on
from features.amount_ceiling a
join core.contract c using (contract_id)
join features.contract_context k using (contract_id)
where a.subject_type = 'contract' and a.method = 'direct' and c.is_current
    and c.buyer_id is not null and c.supplier_id is not null and a.amount_mxn > 0
    and coalesce(k.award_on, c.signed_on) is not null
    and a.amount_mxn <= coalesce(a.tier_mxn, a.highest_mxn, a.amount_mxn)

-- Direct awards by amount that each fit under the ceiling: what splitting is looked for among.
-- given_on is the award, or the signature where that alone is known; dated_by says which. Amounts in MXN without VAT.
select contract_id, buyer_id, institution_id, supplier_id, item_family, law, matter, procedure_year, amount_mxn,
       tier_mxn, highest_mxn, ceiling_is_verified, ceiling_missing, given_on, dated_by
from features.amount_ceiling
where subject_type = 'contract' and method = 'direct' and is_current
    and buyer_id is not null and supplier_id is not null and amount_mxn > 0 and given_on is not null
    and amount_mxn <= coalesce(tier_mxn, highest_mxn, amount_mxn)

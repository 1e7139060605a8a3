-- view: two rules read it, and it is one division.
-- Direct awards by amount of a unit beside the ceiling of one: each with the ratio of its amount to the
-- ceiling of the institution's tier, or to the highest of the year where the tier is not known
-- (no institution may award more than that, so a heap under it can be seen all the same).
-- Amounts in MXN without VAT.
select contract_id, buyer_id, institution_id, supplier_id, procedure_year, given_on, amount_mxn,
       coalesce(tier_mxn, highest_mxn) as ceiling_mxn,
       tier_mxn is not null as tier_is_known, ceiling_is_verified, ceiling_missing,
       cast(amount_mxn as double) / cast(coalesce(tier_mxn, highest_mxn) as double) as ratio
from features.amount_award

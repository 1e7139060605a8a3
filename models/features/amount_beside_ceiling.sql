-- Direct awards by amount of a unit beside the ceiling of one: each with the ratio of its amount to the
-- ceiling of the institution's tier, or to the highest of the year where the tier is not known
-- (no institution may award more than that, so a heap under it can be seen all the same).
-- Amounts in MXN without VAT.
select a.contract_id, a.buyer_id, a.institution_id, a.buyer, a.institution, a.supplier_id,
       a.procedure_year, a.given_on, a.amount_mxn, coalesce(a.tier_mxn, a.highest_mxn) as ceiling_mxn,
       a.tier_mxn is not null as tier_is_known, a.ceiling_is_verified, a.ceiling_missing,
       cast(a.amount_mxn as double) / cast(coalesce(a.tier_mxn, a.highest_mxn) as double) as ratio
from features.amount_award a

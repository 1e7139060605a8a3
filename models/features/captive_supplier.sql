-- Suppliers with five contracts or more: how many institutions they sell to, over how many years,
-- and how much of it was awarded directly without an explained exception. One row per supplier.
-- A unit without a known institution counts as its own. Amounts in MXN without VAT.
select c.supplier_id, any_value(k.supplier) as supplier, count(*) as n_contracts,
       count(distinct coalesce(k.institution_id, c.buyer_id)) as n_institutions,
       count(distinct c.buyer_id) as n_buyers,
       any_value(coalesce(k.institution, k.buyer)) as institution,
       sum(c.amount_mxn) as amount_mxn,
       count(distinct coalesce(year(c.event_on), c.procedure_year)) as n_years,
       count(distinct c.item_family) as n_families,
       count(*) filter (c.method = 'direct' and not coalesce(c.framework, false)
           and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')) as n_unexplained,
       max(c.event_on) as last_on, list_sort(list(c.contract_id)) as contract_ids
from core.contract c
join features.contract_context k using (contract_id)
where c.is_current and c.supplier_id is not null and c.buyer_id is not null
group by c.supplier_id
having count(*) >= 5

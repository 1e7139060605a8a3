-- Suppliers with five contracts or more: how many institutions they sell to, over how many years,
-- and how much of it was awarded directly without an explained exception. One row per supplier.
-- A unit without a known institution counts as its own; institution is the only one, or one of them.
-- contract_ids: of suppliers to one institution. Amounts in MXN without VAT.
with contract as (
    select c.supplier_id, c.contract_id, c.buyer_id, coalesce(b.institution_id, c.buyer_id) as institution_id,
           c.amount_mxn, c.event_on, coalesce(year(c.event_on), c.procedure_year) as given_in, c.item_family,
           c.method = 'direct' and not coalesce(c.framework, false)
               and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount') as is_unexplained
    from core.contract c
    left join core.buyer b using (buyer_id)
    semi join (select supplier_id from core.contract
               where is_current and supplier_id is not null and buyer_id is not null
               group by supplier_id having count(*) >= 5) using (supplier_id)
    where c.is_current and c.buyer_id is not null
),
sold as (
    select supplier_id, count(*) as n_contracts, count(distinct institution_id) as n_institutions,
           count(distinct buyer_id) as n_buyers, min(buyer_id) as some_buyer_id, sum(amount_mxn) as amount_mxn,
           count(distinct given_in) as n_years, count(distinct item_family) as n_families,
           count(*) filter (is_unexplained) as n_unexplained, max(event_on) as last_on
    from contract group by supplier_id
),
cited as (
    select supplier_id, list_sort(list(contract_id)) as contract_ids
    from contract semi join (select supplier_id from sold where n_institutions = 1) using (supplier_id)
    group by supplier_id
)
select s.* exclude (some_buyer_id), n.seller as supplier,
       coalesce(b.institution, b.unit, 'La unidad compradora') as institution,
       coalesce(c.contract_ids, []) as contract_ids
from sold s
join features.seller_name n on n.seller_id = s.supplier_id
left join core.buyer b on b.buyer_id = s.some_buyer_id
left join cited c using (supplier_id)

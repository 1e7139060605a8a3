-- Direct awards of one unit to one supplier that start on one day, each from a procedure of its own:
-- one row per pair and day with several. 1 January and orders under a framework agreement
-- are left out. ceiling_mxn: the highest for a direct award by amount in the year of the contracts,
-- above which no institution may go alone. Amounts in MXN without VAT.
with ceiling as (
    select law, year, matter, max(highest_mxn) as highest_mxn
    from features.ceiling_range
    where method = 'direct' and jurisdiction in ('federal', (select code from meta.jurisdiction))
    group by all
),
direct as (
    select contract_id, buyer_id, supplier_id, procedure_id, start_on, amount_mxn, law, matter, procedure_year
    from core.contract
    where is_current and method = 'direct' and start_on is not null and procedure_id is not null
      and buyer_id is not null and supplier_id is not null and not coalesce(framework, false)
      and coalesce(exception, 'amount') in ('amount', 'authorised_amount')
      and not (month(start_on) = 1 and day(start_on) = 1)
),
-- Days with several are few: what is told is gathered for these alone.
several as (
    select buyer_id, supplier_id, start_on from direct group by all having count(*) >= 2
),
day as (
    select d.buyer_id, d.supplier_id, d.start_on, max(r.highest_mxn) as ceiling_mxn,
           count(*) as n_contracts, count(distinct d.procedure_id) as n_procedures, sum(d.amount_mxn) as amount_mxn,
           list_sort(list(d.contract_id)) as contract_ids
    from direct d
    semi join several using (buyer_id, supplier_id, start_on)
    left join ceiling r on r.law = d.law and r.year = d.procedure_year and r.matter = d.matter
    group by d.buyer_id, d.supplier_id, d.start_on
)
select d.buyer_id, d.supplier_id, d.start_on, d.ceiling_mxn, coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
       n.seller as supplier, d.n_contracts, d.n_procedures, d.amount_mxn, d.contract_ids
from day d
left join core.buyer b using (buyer_id)
left join features.seller_name n on n.seller_id = d.supplier_id

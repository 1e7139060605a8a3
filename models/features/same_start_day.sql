-- Direct awards of one unit to one supplier that start on one day, each from a procedure of its own:
-- one row per pair, its day with most procedures. 1 January and orders under a framework agreement
-- are left out. ceiling_mxn: the highest for a direct award by amount in the year of the contracts,
-- above which no institution may go alone. Amounts in MXN without VAT.
with ceiling as (
    select law, year, matter, max(highest_mxn) as highest_mxn
    from features.ceiling_range
    where method = 'direct' and jurisdiction in ('federal', (select code from meta.jurisdiction))
    group by all
),
direct as (
    select c.contract_id, c.buyer_id, c.supplier_id, c.procedure_id, c.start_on, c.amount_mxn,
           k.buyer, k.supplier, r.highest_mxn as ceiling_mxn
    from core.contract c
    join features.contract_context k using (contract_id)
    left join ceiling r on r.law = c.law and r.year = c.procedure_year and r.matter = c.matter
    where c.is_current and c.method = 'direct' and c.start_on is not null and c.procedure_id is not null
      and c.buyer_id is not null and c.supplier_id is not null and not coalesce(c.framework, false)
      and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
      and not (month(c.start_on) = 1 and day(c.start_on) = 1)
)
select buyer_id, supplier_id, start_on, max(ceiling_mxn) as ceiling_mxn, any_value(buyer) as buyer, any_value(supplier) as supplier,
       count(*) as n_contracts, count(distinct procedure_id) as n_procedures, sum(amount_mxn) as amount_mxn,
       list_sort(list(contract_id)) as contract_ids
from direct
group by buyer_id, supplier_id, start_on
having count(*) >= 2
qualify row_number() over (
    partition by buyer_id, supplier_id order by count(distinct procedure_id) desc, start_on desc
) = 1

-- What each unit bought from each supplier in the last twelve months of data and in each calendar
-- year: all of it, what was awarded directly, and of that what no exception explains. One row per
-- buyer, supplier, period. Unexplained: by amount, with no exception published or with an article
-- that is none, and no order under a framework agreement. A contract without any date counts in the
-- year of its procedure. Amounts in MXN without VAT.
--
-- seller_id is who is judged as one seller: the supplier. Suppliers that networks show to have one
-- owner or address become one seller here, and in no other place: the first of them that sold to the
-- unit stands for all.
with contract as (
    select c.contract_id, c.buyer_id,
           case when g.seller_id is null then c.supplier_id
                else min(c.supplier_id) over (partition by c.buyer_id, g.seller_id) end as seller_id,
           c.amount_mxn, c.event_on, c.item_family,
           c.method,
           coalesce(year(c.event_on), c.procedure_year) as given_in,
           c.method = 'direct' as is_direct,
           c.method = 'direct' and coalesce(c.exception, 'amount') in ('amount', 'authorised_amount')
               and not coalesce(c.framework, false) as is_unexplained
    from core.contract c
    cross join meta.run r
    left join networks.seller_group g using (supplier_id)
    where c.is_current and c.amount_mxn is not null and c.buyer_id is not null
      and c.supplier_id is not null and c.method is not null
      and (c.event_on is null or c.event_on <= r.as_of)
),
placed as (
    select contract.*, cast(given_in as varchar) as period, false as is_rolling
    from contract where given_in is not null
    union all
    select contract.*, 'los últimos doce meses de datos', true
    from contract, meta.run r where event_on > r.as_of - interval 12 month
)
select buyer_id, seller_id, period, is_rolling,
       count(*) as n_contracts, sum(amount_mxn) as amount_mxn, max(amount_mxn) as largest_mxn,
       count(*) filter (is_direct) as n_direct,
       coalesce(sum(amount_mxn) filter (is_direct), 0) as direct_mxn,
       count(*) filter (is_unexplained) as n_unexplained,
       coalesce(sum(amount_mxn) filter (is_unexplained), 0) as unexplained_mxn,
       count(*) filter (method = 'open') as n_open,
       coalesce(sum(amount_mxn) filter (method = 'open'), 0) as open_mxn,
       count(*) filter (method = 'selective') as n_selective,
       coalesce(sum(amount_mxn) filter (method = 'selective'), 0) as selective_mxn,
       count(distinct item_family) as n_families,
       max(event_on) as last_on, max(event_on) filter (is_unexplained) as unexplained_last_on,
       min(event_on) filter (is_unexplained) as unexplained_first_on,
       list_sort(list(contract_id)) as contract_ids,
       list_sort(list(contract_id) filter (is_unexplained)) as unexplained_ids
from placed
group by all

-- What each supplier sold in current contracts, and whether to a state or municipal body: one row per
-- supplier that sold. Amounts in MXN without VAT.
select c.supplier_id, count(*) as n_contracts, sum(c.amount_mxn) as amount_mxn, max(c.event_on) as last_on,
       list_sort(list(c.contract_id)) as contract_ids,
       bool_or(b.government_order in ('state', 'municipal')) as sold_to_state
from core.contract c
left join core.buyer b using (buyer_id)
where c.is_current and c.supplier_id is not null
group by c.supplier_id

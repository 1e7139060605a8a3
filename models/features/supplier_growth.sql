-- Suppliers with five contracts or more over ninety days or more: their first third of contracts
-- beside their last third. growth: median amount of the last third over that of the first;
-- largest_times: the largest later amount over the largest of the first third.
-- One row per supplier. Amounts in MXN without VAT.
with contract as (
    select c.supplier_id, c.contract_id, c.event_on, cast(c.amount_mxn as double) as amount,
           c.method = 'direct' as is_direct, k.supplier, k.buyer,
           row_number() over (partition by c.supplier_id order by c.event_on, c.contract_id) as place,
           count(*) over (partition by c.supplier_id) as n_contracts
    from core.contract c
    join features.contract_context k using (contract_id)
    where c.is_current and c.supplier_id is not null and c.amount_mxn > 0 and c.event_on is not null
)
select supplier_id, any_value(supplier) as supplier, any_value(n_contracts) as n_contracts,
       min(event_on) as first_on, max(event_on) as last_on,
       median(amount) filter (place <= ceil(n_contracts / 3)) as first_mxn,
       median(amount) filter (place > n_contracts - ceil(n_contracts / 3)) as later_mxn,
       max(amount) filter (place > ceil(n_contracts / 3)) as largest_mxn,
       first(buyer order by amount desc, place) filter (place > ceil(n_contracts / 3)) as largest_buyer,
       first(event_on order by amount desc, place) filter (place > ceil(n_contracts / 3)) as largest_on,
       bool_or(is_direct and place > ceil(n_contracts / 3)) as later_direct,
       median(amount) filter (place > n_contracts - ceil(n_contracts / 3))
           / median(amount) filter (place <= ceil(n_contracts / 3)) as growth,
       max(amount) filter (place > ceil(n_contracts / 3))
           / max(amount) filter (place <= ceil(n_contracts / 3)) as largest_times,
       list(contract_id order by place) as contract_ids
from contract
group by supplier_id
having count(*) >= 5 and max(event_on) - min(event_on) >= 90

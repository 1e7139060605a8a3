-- Suppliers with five contracts or more over ninety days or more: their first third of contracts
-- beside their last third. growth: median amount of the last third over that of the first;
-- largest_times: the largest later amount over the largest of the first third.
-- One row per supplier. Amounts in MXN without VAT.
with contract as (
    select contract_id, supplier_id, buyer_id, event_on, cast(amount_mxn as double) as amount, method = 'direct' as is_direct
    from core.contract
    where is_current and supplier_id is not null and amount_mxn > 0 and event_on is not null
),
followed as (
    select supplier_id, count(*) as n_contracts, min(event_on) as first_on, max(event_on) as last_on
    from contract group by supplier_id
    having count(*) >= 5 and max(event_on) - min(event_on) >= 90
),
placed as (
    select c.*, f.n_contracts,
           row_number() over (partition by supplier_id order by c.event_on, c.contract_id) as place
    from contract c join followed f using (supplier_id)
),
thirds as (
    select supplier_id,
           median(amount) filter (place <= ceil(n_contracts / 3)) as first_mxn,
           median(amount) filter (place > n_contracts - ceil(n_contracts / 3)) as later_mxn,
           max(amount) filter (place <= ceil(n_contracts / 3)) as first_largest_mxn,
           -- Of the largest as large, the first.
           arg_max({'amount': amount, 'on': event_on, 'buyer_id': buyer_id}, (amount, -place))
               filter (place > ceil(n_contracts / 3)) as largest,
           bool_or(is_direct and place > ceil(n_contracts / 3)) as later_direct,
           list_transform(list_sort(list((place, contract_id))), lambda c: c[2]) as contract_ids
    from placed
    group by supplier_id
)
select f.supplier_id, n.seller as supplier, f.n_contracts, f.first_on, f.last_on, t.first_mxn, t.later_mxn,
       t.largest.amount as largest_mxn, coalesce(b.unit, b.institution, 'La unidad compradora') as largest_buyer,
       t.largest.on as largest_on, t.later_direct,
       t.later_mxn / t.first_mxn as growth, t.largest.amount / t.first_largest_mxn as largest_times, t.contract_ids
from followed f
join thirds t using (supplier_id)
join features.seller_name n on n.seller_id = f.supplier_id
left join core.buyer b on b.buyer_id = t.largest.buyer_id

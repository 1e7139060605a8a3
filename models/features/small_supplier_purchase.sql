-- Direct purchases by amount from micro and small suppliers, per unit and calendar year: a policy of
-- the plan of the state, shown beside its goals and never an alert. By the size that the contract
-- publishes; where the unit's state is known, state names it. n_sized tells of how many direct
-- purchases by amount the size was published. The place of the supplier is not published with the
-- contracts, so that local ones cannot be told from others yet. Amounts in MXN without VAT.
select c.buyer_id, coalesce(year(c.event_on), c.procedure_year) as given_in, any_value(b.state) as state,
       c.matter, count(*) as n_direct, sum(c.amount_mxn) as direct_mxn,
       count(*) filter (upper(coalesce(c.size_class, '')) not in ('', 'NO ASIGNADO')) as n_sized,
       count(*) filter (upper(c.size_class) in ('MICRO', 'PEQUEÑA')) as n_small,
       coalesce(sum(c.amount_mxn) filter (upper(c.size_class) in ('MICRO', 'PEQUEÑA')), 0) as small_mxn,
       count(*) filter (upper(c.size_class) = 'MICRO') as n_micro,
       coalesce(sum(c.amount_mxn) filter (upper(c.size_class) = 'MICRO'), 0) as micro_mxn,
       count(distinct c.supplier_id) filter (upper(c.size_class) in ('MICRO', 'PEQUEÑA')) as small_suppliers
from core.contract c
left join core.buyer b using (buyer_id)
where c.is_current and c.method = 'direct' and c.exception = 'amount' and c.buyer_id is not null
group by c.buyer_id, given_in, c.matter

-- Share of each supplier in the value that a buyer awarded directly in the last twelve months.
with direct as (
    select c.contract_id, c.buyer_id, c.supplier_id, c.amount_mxn, c.event_on
    from core.contract c, meta.run r
    where c.method = 'direct' and c.is_current and c.amount_mxn is not null
      and c.buyer_id is not null and c.supplier_id is not null
      and c.event_on > r.as_of - interval 12 month and c.event_on <= r.as_of
),
pair as (
    select buyer_id, supplier_id, count(*) as n_contracts, sum(amount_mxn) as amount_mxn,
           max(event_on) as last_on, list(contract_id order by contract_id) as contract_ids
    from direct group by buyer_id, supplier_id
),
buyer as (
    select buyer_id, sum(n_contracts) as buyer_contracts, count(*) as buyer_suppliers,
           sum(amount_mxn) as buyer_amount_mxn
    from pair group by buyer_id
)
select p.buyer_id, p.supplier_id,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer,
       case when s.kind = 'company' then coalesce(s.name, 'un proveedor')
            when s.kind = 'person' then 'una persona física'
            else 'un proveedor' end as supplier,
       p.n_contracts, p.amount_mxn, p.last_on, p.contract_ids,
       t.buyer_contracts, t.buyer_suppliers, t.buyer_amount_mxn,
       cast(p.amount_mxn as double) / nullif(cast(t.buyer_amount_mxn as double), 0) as share
from pair p
join buyer t using (buyer_id)
left join core.buyer b using (buyer_id)
left join core.supplier s using (supplier_id)

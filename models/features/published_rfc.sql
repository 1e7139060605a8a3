-- view: one rule reads it.
-- What is published as the RFC of each supplier with contracts; a natural person is not named here.
with sold as (
    select supplier_id, count(*) as n_contracts, max(event_on) as last_on,
           list_sort(list(contract_id)) as contract_ids
    from core.contract where is_current group by supplier_id
)
select s.supplier_id,
       case when s.kind = 'company' then coalesce(s.name, 'un proveedor')
            when s.kind = 'person' then 'una persona física' else 'un proveedor' end as supplier,
       s.rfc_status, c.n_contracts, c.last_on, c.contract_ids
from core.supplier s
join sold c using (supplier_id)

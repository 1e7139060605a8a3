-- view: one rule reads it, and it joins two tables.
-- What is published as the RFC of each supplier with contracts; a natural person is not named here.
select s.supplier_id,
       case when s.kind = 'company' then coalesce(s.name, 'un proveedor')
            when s.kind = 'person' then 'una persona física' else 'un proveedor' end as supplier,
       s.rfc_status, c.n_contracts, c.last_on, c.contract_ids
from core.supplier s
join features.supplier_sale c using (supplier_id)

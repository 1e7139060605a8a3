-- view: one rule reads it, and it joins three tables.
-- What is published as the RFC of each supplier with contracts; a natural person is not named here.
select s.supplier_id, n.seller as supplier, s.rfc_status, c.n_contracts, c.last_on, c.contract_ids
from core.supplier s
join features.supplier_sale c using (supplier_id)
join features.seller_name n on n.seller_id = s.supplier_id

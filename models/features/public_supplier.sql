-- view: one rule reads it, and flags few of its rows.
-- Direct awards and whether the supplier has the name of a public body (features.public_body). Names are
-- compared whole, without their legal form.
select k.contract_id, k.buyer, k.procedure,
       -- The name of a public body is no natural person's.
       case when b.name_core is not null then s.name else k.supplier end as supplier,
       k.amount_mxn, k.event_on,
       nullif(s.name_core, '') is not null as has_name,
       b.name_core is not null as is_public_body
from features.contract_context k
left join core.supplier s on s.supplier_id = k.supplier_id
left join features.public_body b on b.name_core = case when s.kind <> 'person' then s.name_core end
where k.is_current and k.method = 'direct'

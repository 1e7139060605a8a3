-- view: only the reserved sections read it, where they are read at all.
-- Each dated contract of an institution with a company, and the keys by which a declaration may name the
-- company: its RFC, and its name with legal form where one supplier alone has it. One row per contract.
with unique_name as (
    select name_key as company_key, any_value(supplier_id) as supplier_id
    from core.supplier where kind = 'company' and legal_form <> ''
    group by 1 having count(*) = 1
)
select c.contract_id, c.supplier_id, b.institution_id, c.event_on, c.amount_mxn, s.rfc_public as company_rfc,
       u.company_key
from core.contract c
join core.buyer b using (buyer_id)
join core.supplier s using (supplier_id)
left join unique_name u using (supplier_id)
where c.is_current and c.event_on is not null and s.kind = 'company' and b.institution_id is not null

-- Firms that officials declare (core.declared_interest) and the supplier each is: one row per interest
-- that is one. By RFC; else, where the declaration gives no RFC, by name with the same legal form. A key
-- that several suppliers share matches none. match_basis: 'rfc' or 'name'.
with
    by_rfc as (
        select rfc_public as company_rfc, any_value(supplier_id) as supplier_id
        from core.supplier where rfc_status in ('valid', 'check_digit') and rfc_public is not null
        group by 1 having count(*) = 1
    ),
    by_name as (
        select name_key as company_key, any_value(supplier_id) as supplier_id
        from core.supplier where kind = 'company' and legal_form <> ''
        group by 1 having count(*) = 1
    )
select i.*, coalesce(r.supplier_id, n.supplier_id) as supplier_id,
       case when r.supplier_id is not null then 'rfc' else 'name' end as match_basis
from core.declared_interest i
left join by_rfc r using (company_rfc)
left join by_name n
    on n.company_key = case when r.supplier_id is null and i.company_rfc is null then i.company_key end
where coalesce(r.supplier_id, n.supplier_id) is not null

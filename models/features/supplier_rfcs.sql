-- view: one rule reads it, and flags few of its rows.
-- Companies and the valid RFCs under which their exact name and legal form appear.
with named as (
    select name_key, count(distinct rfc) as n_rfcs, list(distinct rfc order by rfc) as rfcs
    from core.supplier
    where kind = 'company' and rfc_status = 'valid' and split_part(name_key, '|', 1) <> ''
    group by name_key
),
sold as (
    select supplier_id, list_sort(list(contract_id)) as contract_ids,
           max(event_on) as last_on
    from core.contract
    where supplier_id is not null
    group by supplier_id
)
select s.supplier_id, s.name as supplier, s.rfc_public as rfc, s.rfc_status,
       case when s.rfc_status = 'valid' then n.n_rfcs end as n_rfcs, n.rfcs,
       coalesce(c.contract_ids, cast([] as varchar[])) as contract_ids, c.last_on
from core.supplier s
left join named n using (name_key)
left join sold c using (supplier_id)
where s.kind = 'company'

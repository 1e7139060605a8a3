-- Whether a contract is still in the last export in which it was looked for; one row per contract
-- looked for in at least two. has_twin: another contract of the same procedure, supplier and amount
-- is still published, so that what is gone may be a second capture of it.
with absence as (
    select v.contract_id,
           max(v.export_on) filter (where v.status = 'vanished') as vanished_on,
           max(v.export_on) filter (where v.status = 'ambiguous') as ambiguous_on
    from core.contract_version v
    where v.status in ('vanished', 'ambiguous')
    group by v.contract_id
),
twin as (
    select distinct c.contract_id
    from absence join core.contract c using (contract_id)
    join core.contract o using (procedure_id, supplier_id, amount_mxn)
    where o.is_current and o.contract_id <> c.contract_id
)
select c.contract_id, c.n_exports, c.last_seen_on, a.vanished_on, a.ambiguous_on,
       coalesce(a.vanished_on > c.last_seen_on, false) as is_vanished,
       a.ambiguous_on is not null as is_ambiguous,
       t.contract_id is not null as has_twin
from core.contract c
left join absence a using (contract_id)
left join twin t using (contract_id)
where c.n_exports >= 2

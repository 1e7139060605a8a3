-- Each institution and each supplier it bought from, whether officials of the institution have
-- declared (without declarations nothing can be said of their interests), and whether a supplier
-- register or an ownership statement tells who is behind the supplier.
with declared as (
    select distinct o.institution_id
    from core.official o
    where o.institution_id is not null and list_contains(o.systems, 'S1')
),
registered as (
    select distinct supplier_id from core.register_firm where supplier_id is not null
    union
    select distinct supplier_id from core.official_firm_link
    where supplier_id is not null and not starts_with(relation, 'declared_')
)
select b.institution_id, c.supplier_id, count(*) as n_contracts, max(c.event_on) as last_on,
       d.institution_id is not null as has_declarations, r.supplier_id is not null as is_registered
from core.contract c
join core.buyer b using (buyer_id)
left join declared d using (institution_id)
left join registered r using (supplier_id)
where c.is_current and b.institution_id is not null and c.supplier_id is not null
group by all

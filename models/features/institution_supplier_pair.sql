-- Each institution and each supplier it bought from, and whether officials of the institution have
-- declared: without declarations nothing can be said of their interests.
with declared as (
    select distinct o.institution_id
    from core.official o
    where o.institution_id is not null and list_contains(o.systems, 'S1')
)
select b.institution_id, c.supplier_id, count(*) as n_contracts, max(c.event_on) as last_on,
       d.institution_id is not null as has_declarations
from core.contract c
join core.buyer b using (buyer_id)
left join declared d using (institution_id)
where c.is_current and b.institution_id is not null and c.supplier_id is not null
group by all

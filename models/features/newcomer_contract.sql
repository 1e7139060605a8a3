-- The first two contracts of each supplier in the data, by date. n_before: contracts of the same
-- institution dated from three years to one year before, which tell whether the data reach far
-- enough back for «first» to mean something; below ten they do not and history is null.
with dated as (
    select c.contract_id, c.supplier_id, b.institution_id, c.event_on, c.method
    from core.contract c
    join core.buyer b using (buyer_id)
    where c.is_current and c.supplier_id is not null and c.event_on is not null
        and b.institution_id is not null
),
-- An institution's days are few beside its contracts.
earlier as (
    select institution_id, event_on,
           sum(count(*)) over (
               partition by institution_id order by event_on
               range between interval 3 year preceding and interval 1 year preceding
           ) as n_before
    from dated group by institution_id, event_on
),
numbered as (
    select *, row_number() over (partition by supplier_id order by event_on, contract_id) as place
    from dated
    qualify place <= 2
)
select n.contract_id, n.supplier_id, n.event_on, n.method, n.place,
       case when e.n_before >= 10 then cast(e.n_before as bigint) end as history
from numbered n
join earlier e using (institution_id, event_on)

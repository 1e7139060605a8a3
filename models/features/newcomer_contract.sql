-- The first two contracts of each supplier in the data, by date. n_before: contracts of the same
-- institution dated from three years to one year before, which tell whether the data reach far
-- enough back for «first» to mean something; below ten they do not and history is null.
with numbered as (
    select c.contract_id, c.supplier_id, c.event_on, c.method,
           row_number() over (partition by c.supplier_id order by c.event_on, c.contract_id) as place,
           count(*) over (
               partition by b.institution_id order by c.event_on
               range between interval 3 year preceding and interval 1 year preceding
           ) as n_before
    from core.contract c
    join core.buyer b using (buyer_id)
    where c.is_current and c.supplier_id is not null and c.event_on is not null
        and b.institution_id is not null
)
select contract_id, supplier_id, event_on, method, place,
       case when n_before >= 10 then n_before end as history
from numbered where place <= 2

-- The amount that a buyer contracted most often in a calendar year: one row per buyer, of the year in
-- which it weighs most. n_contracts counts the contracts with an amount of that year.
with contract as (
    select c.buyer_id, year(c.event_on) as year, c.amount_mxn, c.contract_id
    from core.contract c
    where c.is_current and c.buyer_id is not null and c.amount_mxn > 0 and c.event_on is not null
),
repeated as (
    select buyer_id, year, amount_mxn, count(*) as n_equal,
           list_sort(list(contract_id)) as contract_ids
    from contract group by all
),
total as (
    select buyer_id, year, count(*) as n_contracts from contract group by all
)
select r.buyer_id, coalesce(b.unit, b.institution, 'La unidad compradora') as buyer, r.year,
       make_date(r.year, 12, 31) as year_end_on, r.amount_mxn, r.n_equal, t.n_contracts, r.contract_ids,
       r.n_equal / t.n_contracts as share
from repeated r
join total t using (buyer_id, year)
left join core.buyer b using (buyer_id)

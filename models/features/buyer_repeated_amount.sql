-- The amount that a buyer contracted most often in a calendar year: one row per buyer and year; of
-- amounts as frequent the smallest. n_contracts counts the contracts with an amount of that year.
with contract as (
    select c.buyer_id, year(c.event_on) as year, c.amount_mxn, c.contract_id
    from core.contract c
    where c.is_current and c.buyer_id is not null and c.amount_mxn > 0 and c.event_on is not null
),
counted as (
    select buyer_id, year, amount_mxn, count(*) as n_equal from contract group by all
),
most as (
    select buyer_id, year, arg_max(amount_mxn, (n_equal, -amount_mxn)) as amount_mxn,
           max(n_equal) as n_equal, cast(sum(n_equal) as bigint) as n_contracts
    from counted group by buyer_id, year
),
cited as (
    select buyer_id, year, list_sort(list(contract_id)) as contract_ids
    from contract semi join most using (buyer_id, year, amount_mxn)
    group by buyer_id, year
)
select m.buyer_id, coalesce(b.unit, b.institution, 'La unidad compradora') as buyer, m.year,
       make_date(m.year, 12, 31) as year_end_on, m.amount_mxn, m.n_equal, m.n_contracts, c.contract_ids,
       m.n_equal / m.n_contracts as share
from most m
join cited c using (buyer_id, year)
left join core.buyer b using (buyer_id)

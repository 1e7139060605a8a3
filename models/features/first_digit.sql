-- First digits of the amounts of each unit with a hundred contracts or more, beside Benford's law:
-- the chi-square of nine digits (8 degrees of freedom), the mean absolute deviation of their
-- shares (Nigrini), and how many orders of magnitude the amounts span. Amounts in MXN without VAT.
with amount as (
    select buyer_id, contract_id, event_on, cast(amount_mxn as double) as amount,
           cast(left(ltrim(cast(amount_mxn as varchar), '0.'), 1) as integer) as digit
    from core.contract
    where is_current and buyer_id is not null and amount_mxn > 0
),
unit as (
    select buyer_id, count(*) as n_contracts, log10(max(amount) / min(amount)) as orders, max(event_on) as last_on
    from amount group by buyer_id
    having count(*) >= 100
),
expected as (
    select u.*, d.digit, log10(1 + 1 / d.digit) as share
    from unit u cross join range(1, 10) d(digit)
),
counted as (
    select buyer_id, digit, count(*) as n, list_sort(list(contract_id)) as contract_ids
    from amount group by all
),
excess as (
    select e.buyer_id, e.n_contracts, e.orders, e.last_on, e.digit, e.share, coalesce(c.n, 0) as n,
           coalesce(c.n, 0) / e.n_contracts - e.share as excess, c.contract_ids
    from expected e
    left join counted c on c.buyer_id = e.buyer_id and c.digit = e.digit
)
select x.buyer_id, coalesce(any_value(b.unit), any_value(b.institution), 'La unidad compradora') as buyer,
       any_value(n_contracts) as n_contracts, any_value(orders) as orders, any_value(last_on) as last_on,
       round(sum(pow(n - n_contracts * share, 2) / (n_contracts * share)), 12) as chi_square,
       round(avg(abs(excess)), 12) as mean_deviation,
       arg_max(digit, (excess, -digit)) as top_digit, arg_max(n, (excess, -digit)) as top_n,
       arg_max(share, (excess, -digit)) as top_expected,
       arg_max(contract_ids, (excess, -digit)) as contract_ids
from excess x
left join core.buyer b using (buyer_id)
group by x.buyer_id

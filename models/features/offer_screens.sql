-- Screens of the offers for one purchase, one row per purchase with three priced offers and more: the
-- bids of a procedure (without VAT), and the quotations of a direct award (with taxes; without them
-- where more of its quotations are so stated). A procedure
-- whose proposals were published without amounts is a row too, with n_priced below three and no
-- screens. With the amounts sorted, b1 ≤ b2 ≤ … ≤ bn: cv = sample standard deviation / mean; spd =
-- (bn - b1) / b1; diffp = (b2 - b1) / b1; rd, rdnor and rdalt = (b2 - b1) over the sample standard
-- deviation of the losing offers, the mean step between neighbours, and that between losing ones;
-- skew (three offers) and kurt (excess, four offers) without bias; ks = distance of the offers scaled
-- to 0 … 1 from the uniform distribution. Null where the divisor is 0.
-- cv_share: the share of the purchases of as many offers (five and more together) whose cv is no
-- greater; n_peers of them.
with
    offer as (
        select 'procedure' as subject_type, procedure_id as subject_id, bid_id as offer_id,
               cast(amount_mxn as double) as amount
        from core.bid where has_proposed and procedure_id is not null
        union all
        -- All with taxes, or all without: as most of them are stated.
        select 'contract', contract_id, quotation_id,
               cast(case when count(amount_with_vat) over one >= count(amount_mxn) over one
                    then amount_with_vat else amount_mxn end as double)
        from core.quotation window one as (partition by contract_id)
    ),
    counted as (
        select subject_type, subject_id, count(*) as n_offers,
               count(*) filter (amount > 0) as n_priced, list_sort(list(offer_id)) as offer_ids
        from offer group by all having count(*) >= 3
    ),
    placed as (
        select subject_type, subject_id, amount / avg(amount) over every as x,
               row_number() over (every order by amount) as place,
               count(*) over every as n,
               amount
        from offer
        join counted using (subject_type, subject_id)
        where amount > 0 and n_priced >= 3
        window every as (partition by subject_type, subject_id)
    ),
    scaled as (
        select *, (x - min(x) over every) / nullif(max(x) over every - min(x) over every, 0) as u
        from placed
        window every as (partition by subject_type, subject_id)
    ),
    screened as (
        select subject_type, subject_id,
               min(amount) as lowest, max(amount) as highest,
               min(amount) filter (place = 2) as second_lowest,
               round(stddev_samp(x), 12) as cv,
               stddev_samp(amount) filter (place > 1) as losing_spread,
               case when max(amount) > min(amount) then round(skewness(x), 9) end as skew,
               case when max(amount) > min(amount) and count(*) > 3 then round(kurtosis(x), 9) end as kurt,
               max(greatest(place / n - u, u - (place - 1) / n)) as ks
        from scaled group by all
    ),
    beside as (
        select subject_type, subject_id,
               cume_dist() over (partition by subject_type, least(n_priced, 5) order by cv) as cv_share,
               count(*) over (partition by subject_type, least(n_priced, 5)) as n_peers
        from screened join counted using (subject_type, subject_id)
    )
select c.subject_type, c.subject_id, c.n_offers, c.n_priced, c.offer_ids,
       s.lowest, s.second_lowest, s.highest, s.cv,
       (highest - lowest) / lowest as spd,
       (second_lowest - lowest) / lowest as diffp,
       round((second_lowest - lowest) / nullif(losing_spread, 0), 12) as rd,
       (second_lowest - lowest) * (n_priced - 1) / nullif(highest - lowest, 0) as rdnor,
       (second_lowest - lowest) * (n_priced - 2) / nullif(highest - second_lowest, 0) as rdalt,
       s.skew, s.kurt, s.ks, b.cv_share, b.n_peers
from counted c
left join screened s using (subject_type, subject_id)
left join beside b using (subject_type, subject_id)

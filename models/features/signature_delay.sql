-- Days from award to signature of each contract with both dates, beside the upper fence of the
-- contracts of its procedure and law: third quartile plus one and a half interquartile ranges
-- (Tukey). fence_days is null for fewer than 20 contracts or without spread. in_order_if_year_of_award:
-- a signature that in the year of the award would lie between it and the contract's end, or in the next
-- year as soon after it as is usual: the year may be what was written wrongly. award_alone_is_late: publication,
-- signature and start follow each other and only the award lies after all of them: it may be what was written wrongly.
with signed as (
    select c.contract_id, c.law, c.method, c.award_on, c.signed_on, c.end_on,
           c.start_on, c.published_on, c.signed_on - c.award_on as delay_days
    from core.contract c
    where c.is_current and c.signed_on is not null and c.award_on is not null
      and not c.award_is_scheduled
),
peers as (
    select law, method, count(*) as n_peers, median(delay_days) as median_days,
           quantile_cont(delay_days, 0.25) as q1, quantile_cont(delay_days, 0.75) as q3
    from signed where delay_days >= 0 group by law, method
),
fenced as (
    select s.*, p.n_peers, p.median_days,
           case when p.n_peers >= 20 and p.q3 > p.q1 then p.q3 + 1.5 * (p.q3 - p.q1) end as fence_days
    from signed s
    left join peers p on p.law is not distinct from s.law and p.method is not distinct from s.method
),
moved as (
    select *, cast(signed_on + to_years(cast(year(award_on) - year(signed_on) as integer)) as date) as same_year_on,
           award_on + cast(coalesce(fence_days, 30) as integer) as usual_until
    from fenced
)
select * exclude (law, method, same_year_on, usual_until, published_on),
       coalesce(signed_on <= start_on and start_on < award_on and coalesce(published_on <= signed_on, true), false) as award_alone_is_late,
       coalesce(same_year_on <> signed_on and same_year_on between award_on and coalesce(end_on, usual_until)
                or same_year_on + interval 1 year <> signed_on
                   and same_year_on + interval 1 year between award_on and usual_until, false)
           as in_order_if_year_of_award
from moved

-- Days from award to signature of each contract with both dates, beside the upper fence of the
-- contracts of its procedure and law: third quartile plus one and a half interquartile ranges
-- (Tukey). fence_days is null for fewer than 20 contracts or without spread. usual_if_year_of_award: a
-- signature that in the year of the award, or in the next, would come as soon after it as is usual and
-- within the contract's term: the year is what was written wrongly, as far as dates can tell.
with signed as (
    select c.contract_id, c.law, c.method, c.award_on, c.signed_on, c.end_on,
           c.signed_on - c.award_on as delay_days
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
-- 29 February has no counterpart in most years.
moved as (
    select *, list_transform([0, 1], lambda k: signed_on + to_years(
        cast(year(award_on) + k - year(signed_on) as integer))) as signed_in
    from fenced
)
select * exclude (signed_in),
       len(list_filter(signed_in, lambda d: d <> signed_on and d >= award_on
           and date_diff('day', award_on, cast(d as date)) <= coalesce(fence_days, 30)
           and d <= coalesce(end_on, cast(d as date)))) > 0 as usual_if_year_of_award
from moved

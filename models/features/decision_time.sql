-- Working days from the opening of bids to the award of each procedure whose dossier says that it was
-- awarded (a date of award alone may be the planned one), beside those of its law, method and matter:
-- the median, and Tukey's upper fence (third quartile plus one and a half interquartile ranges), null
-- for fewer than 20 procedures or without spread. Mondays to Fridays that are no day of rest; the day of
-- opening does not count.
with decided as (
    select p.procedure_id, p.procedure_number as procedure, p.buyer_id, p.law, p.method, p.matter,
           p.opened_on, p.award_on, date_diff('day', date '1900-01-01', p.opened_on) as opened_day,
           date_diff('day', date '1900-01-01', p.award_on) as award_day
    from core.procedure p
    where p.has_dossier and not coalesce(p.is_draft, false) and p.method in ('open', 'selective')
        and not coalesce(p.award_is_scheduled, false) and upper(p.status) like 'ADJUDICADO%'
),
rest as (
    select d.procedure_id, count(*) as n
    from decided d
    join features.day_of_rest r
        on r.day > d.opened_on and r.day <= d.award_on and isodow(r.day) <= 5
    group by all
),
-- 1 January 1900 was a Monday: of each week, five days work.
counted as (
    select d.*, 5 * (award_day // 7) + least(award_day % 7 + 1, 5)
                - 5 * (opened_day // 7) - least(opened_day % 7 + 1, 5) - coalesce(r.n, 0) as working_days
    from decided d left join rest r using (procedure_id)
),
peer as (
    select law, method, matter, count(*) as n_peers, median(working_days) as median_days,
           quantile_cont(working_days, 0.25) as q1, quantile_cont(working_days, 0.75) as q3
    from counted where working_days >= 0
    group by all
)
select c.* exclude (opened_day, award_day), p.n_peers, p.median_days,
       case when p.n_peers >= 20 and p.q3 > p.q1 then p.q3 + 1.5 * (p.q3 - p.q1) end as fence_days,
       coalesce(b.unit, b.institution, 'La unidad compradora') as buyer
from counted c
left join peer p
    on p.law is not distinct from c.law and p.method = c.method and p.matter is not distinct from c.matter
left join core.buyer b using (buyer_id)

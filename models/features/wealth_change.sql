-- How much more an official's declared wealth grew between two declarations that follow one another than
-- the income declared for that time, beside officials of the same level: one row per change, of every
-- official who declares (one row without amounts where none can be computed). Wealth is assets less debts; what came by inheritance, gift,
-- prize or ruling does not count as growth. Income: the higher yearly income of the two declarations for
-- the years between them. gap_mxn = growth less income; gap_years the same in years of that income.
-- fence: third quartile and one and a half times the range between quartiles, of the level where five
-- officials or more declare, else of all, by the largest change of each. n_joint: goods held with others, which do not
-- count. MXN. Nobody is named.
with
    step as (
        select official_id, level, government_order, declaration_id, as_of, n_joint, yearly_income_mxn, amounts,
               assets_mxn - debts_mxn as net_mxn, given_mxn,
               lag(declaration_id) over w as before_id, lag(as_of) over w as before_as_of, lag(n_joint) over w as before_joint,
               lag(yearly_income_mxn) over w as before_income, lag(amounts) over w as before_amounts,
               lag(assets_mxn - debts_mxn) over w as before_net, lag(given_mxn) over w as before_given
        from (
            -- A declaration handed in twice for one day counts once.
            select * from core.declared_wealth
            qualify row_number() over (partition by official_id, as_of order by declared_on desc, declaration_id) = 1
        )
        window w as (partition by official_id order by as_of)
    ),
    measured as (
        select *, date_diff('day', before_as_of, as_of) / 365.25 as years,
               greatest(yearly_income_mxn, before_income) as income_mxn,
               net_mxn - before_net - greatest(given_mxn - before_given, 0) as growth_mxn
        from step where before_id is not null and amounts and before_amounts
          and date_diff('day', before_as_of, as_of) between 30 and 1200
          and greatest(yearly_income_mxn, before_income) > 0
    ),
    gapped as (
        select *, growth_mxn - income_mxn * years as gap_mxn, (growth_mxn - income_mxn * years) / income_mxn as gap_years
        from measured
    ),
    largest as (
        select * from gapped
        qualify row_number() over (partition by official_id order by gap_years desc, as_of) = 1
    ),
    by_level as (
        select level, count(*) as n, quantile_cont(gap_years, 0.75) as q3, quantile_cont(gap_years, 0.25) as q1
        from largest where level is not null group by level
    ),
    overall as (
        select count(*) as n, quantile_cont(gap_years, 0.75) as q3, quantile_cont(gap_years, 0.25) as q1 from largest
    ),
    declaring as (
        select official_id, count(*) as n_declarations, max(as_of) as last_as_of, count(amounts) as n_with_amounts
        from core.declared_wealth group by official_id
    )
select o.official_id, o.institution, coalesce(o.position, 'sin nombre publicado') as position, o.in_procurement,
       coalesce(l.as_of, d.last_as_of) as as_of, l.before_as_of, l.growth_mxn, l.income_mxn * l.years as between_income_mxn,
       l.gap_mxn, l.gap_years, l.income_mxn as yearly_income_mxn, l.n_joint + l.before_joint as n_joint,
       [l.before_id, l.declaration_id] as source_ids,
       case when b.n >= 5 then b.n else a.n end as n_peers,
       case when b.n >= 5 then b.q3 + 1.5 * (b.q3 - b.q1) else a.q3 + 1.5 * (a.q3 - a.q1) end as fence,
       case when d.official_id is null then 'declared_income' when d.n_with_amounts < 2 then 'declared_amounts'
            when l.official_id is null then 'second_declaration' end as missing
from core.official o
left join declaring d using (official_id)
left join gapped l using (official_id)
left join by_level b on b.level = l.level
cross join overall a
where list_contains(o.systems, 'S1')

-- Highest and lowest ceiling of a year, for institutions whose budget tier is not known.
-- The lowest is given only where the tiers form an unbroken ladder from no budget to no limit.
with ladder as (
    select *,
           lag(budget_up_to_mxn) over (
               partition by jurisdiction, year, law, matter, method
               order by coalesce(budget_over_mxn, 0)
           ) as below_mxn
    from features.ceiling_tier
)
select jurisdiction, year, law, matter, method,
       max(ceiling_mxn) filter (where tier = 'top' or budget_up_to_mxn is null) as highest_mxn,
       case when bool_or(budget_over_mxn is null and coalesce(tier, '') <> 'top')
             and bool_or(budget_up_to_mxn is null)
             and bool_and(budget_over_mxn is null or budget_over_mxn = below_mxn)
            then min(ceiling_mxn) end as lowest_mxn,
       count(*) as n_tiers,
       bool_and(status = 'verified') as is_verified
from ladder
group by all

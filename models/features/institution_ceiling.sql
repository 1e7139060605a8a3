-- The ceiling of the tier of each institution whose budget is known (meta.budget): that of the year, else
-- the one given for any year. One row per institution, year, law, matter and method.
with budget as (
    select b.institution_id, t.year,
           coalesce(max(b.budget_mxn) filter (b.year = t.year), max(b.budget_mxn) filter (b.year is null)) as budget_mxn
    from meta.budget b
    cross join (select distinct year from features.ceiling_tier) t
    group by all
)
select b.institution_id, t.year, t.law, t.matter, t.method, t.ceiling_mxn, t.status
from features.ceiling_tier t
join features.law_jurisdiction j on j.law = t.law and j.jurisdiction = t.jurisdiction
join budget b on b.year = t.year
where (t.budget_over_mxn is not null or t.budget_up_to_mxn is not null)
    and b.budget_mxn > coalesce(t.budget_over_mxn, -1)
    and (t.budget_up_to_mxn is null or b.budget_mxn <= t.budget_up_to_mxn)

-- The ceiling of invitations in the tier that a direct award's ceiling belongs to, above which the law
-- asks for an open tender: one row per law, year, matter and ceiling of direct awards. level and span
-- say which sums are held against it: those of a unit and a supplier in a year.
select d.law, d.year, d.matter, d.ceiling_mxn as direct_mxn, max(s.ceiling_mxn) as open_mxn,
       'pair' as level, 'year' as span
from features.ceiling_tier d
join features.law_jurisdiction j on j.law = d.law and j.jurisdiction = d.jurisdiction
join features.ceiling_tier s
    on s.jurisdiction = d.jurisdiction and s.law = d.law and s.year = d.year and s.matter = d.matter
    and s.method = 'selective' and s.budget_over_mxn is not distinct from d.budget_over_mxn
    and s.budget_up_to_mxn is not distinct from d.budget_up_to_mxn
where d.method = 'direct'
group by all

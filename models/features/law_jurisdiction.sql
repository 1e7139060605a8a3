-- Whose ceilings count under each law: those of the deployment's own jurisdiction where it has some, else
-- the federal ones of that law; never those of another law. One row per law.
select law, case when bool_or(jurisdiction = (select code from meta.jurisdiction))
                 then (select code from meta.jurisdiction) else 'federal' end as jurisdiction
from features.ceiling_range group by law

-- An institution and a supplier behind which stands somebody whose surnames are those of a relative of
-- an official who takes part in its procurement (core.kinship, roster 'firms'): one row per institution,
-- supplier and official, the rarest surnames first. Always a candidate: surnames alone never flag.
-- within_degree: LAASSP 71-I and LOPSRM 51-I (blood, to the fourth).
select k.institution_id, unnest(k.supplier_ids) as supplier_id, k.official_id, k.relation, k.degree, k.pattern,
       k.p_chance, k.n_pairs, k.expected_by_chance, k.roster_size, k.source_ids,
       exists (select 1 from features.kinship_reach r where r.name = 'kinship' and r.line = 'blood' and r.degree = k.degree) as within_degree,
       o.institution, o.position, o.since_on, o.left_on, o.in_procurement
from core.kinship k
join core.official o using (official_id)
where k.roster = 'firms' and k.institution_id is not null

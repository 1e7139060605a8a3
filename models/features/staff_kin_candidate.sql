-- Officials who take part in procurement and people on the payroll or directory of the same body whose
-- surnames are those of relatives (core.kinship, roster 'staff'), who entered while the official was in
-- the post: one row per official, institution and person. Always a candidate: surnames alone never flag.
-- p_chance: that such a roster holds those surnames by chance; n_pairs and expected_by_chance speak of
-- the whole roster. same_area: both published in one area. within_degree: LGRA 63 Bis (blood).
with
    staff as (
        select likely_id, institution_key, min(from_on) as from_on, min(position) as position,
               list_sort(list(distinct name_clean(area)) filter (area <> '')) as areas,
               max(role in ('procurement_official', 'declarant')) as is_official
        from core.person_mention where official_id is not null group by all
    ),
    law as (
        select max(cast(value as integer)) as blood from reference.legal_constants where name = 'nepotism_kinship_blood'
    )
select k.official_id, k.institution_id, k.person_b, k.relation, k.degree, k.pattern, k.p_chance, k.n_pairs,
       k.expected_by_chance, k.roster_size, k.source_ids, k.degree <= law.blood as within_degree,
       b.position as relative_position, b.from_on as relative_since_on,
       coalesce(list_contains(b.areas, name_clean(o.area)), false) as same_area
from core.kinship k
cross join law
join core.official o using (official_id)
join staff b on b.likely_id = k.person_b and b.institution_key = k.institution_key
where k.roster = 'staff' and o.in_procurement
  and b.from_on > o.since_on and b.from_on <= coalesce(o.left_on, b.from_on)

-- What ties an official to a firm: one row per official, firm and relation. official_id as in
-- core.official; supplier_id null for a firm that has not sold here; firm_key as in the register.
-- relation: declared_participation, declared_representation, declared_decision (PDN S1, the
-- declarant's own), partner, representative, owner (register, ownership statements), supplier (a
-- natural person who sells). certainty: 'certain' (keys, or confirmed by a person), 'probable'
-- (por verificar), 'candidate' (homonyms possible: a signal at most). basis: the codes of what it
-- stands on (core.person_link), and key or chain where the link leads by way of other mentions of
-- the same person. probability and expected_by_chance come with links by name (core.person_link).
-- valid_from, valid_to: since and until when the source tells of it (null: it does not say).
-- person_id: the official as a person; firm_person_id: the person behind the firm (equal when the
-- link is certain). source_ids lead to the published rows. A link that a person rejected is absent.
with
    by_rfc as (
        select rfc_public as company_rfc, any_value(supplier_id) as supplier_id
        from core.supplier where rfc_status in ('valid', 'check_digit') and rfc_public is not null
        group by 1 having count(*) = 1
    ),
    by_name as (
        select name_key as company_key, any_value(supplier_id) as supplier_id
        from core.supplier where kind = 'company' and legal_form <> ''
        group by 1 having count(*) = 1
    ),
    official as (
        select distinct official_id, profile_id, person_id, likely_id
        from core.person_mention where official_id is not null
    ),
    declared as (
        select i.official_id, coalesce(r.supplier_id, n.supplier_id) as supplier_id,
               keyed_id('F', coalesce('RFC ' || i.company_rfc, i.company_key)) as firm_key,
               'declared_' || i.interest as relation,
               case when r.supplier_id is not null or (n.supplier_id is null and i.company_rfc is not null)
                    then 'certain' else 'probable' end as certainty,
               ['declared', case when i.company_rfc is not null then 'firm_rfc' else 'firm_name' end] as basis,
               cast(null as double) as probability, cast(null as double) as expected_by_chance,
               i.first_declared_on as valid_from, coalesce(i.ended_on, i.last_declared_on) as valid_to,
               i.declaration_ids as source_ids,
               o.person_id, cast(null as varchar) as firm_person_id
        from core.declared_interest i
        left join by_rfc r using (company_rfc)
        left join by_name n on r.supplier_id is null and i.company_rfc is null and n.company_key = i.company_key
        left join (select official_id, min(person_id) as person_id from official group by 1) o
            on o.official_id = i.official_id
        where i.interest in ('participation', 'representation', 'decision')
    ),
    behind as (
        select role as relation, profile_id, person_id, likely_id, supplier_id, firm_key,
               min(from_on) as valid_from, max(to_on) as valid_to,
               list(distinct mention_id order by mention_id) as mention_ids
        from core.person_mention
        where role in ('partner', 'representative', 'owner', 'supplier')
        group by all
    ),
    rejected as (
        select profile_a, profile_b from core.person_link where is_rejected
        union all
        select profile_b, profile_a from core.person_link where is_rejected
    ),
    linked as (
        select profile_a, profile_b, certainty, basis, probability, expected_by_chance
        from core.person_link where not is_rejected
        union all
        select profile_b, profile_a, certainty, basis, probability, expected_by_chance
        from core.person_link where not is_rejected
    ),
    matched as (
        select o.official_id, o.profile_id, o.person_id, b.person_id as firm_person_id, b.relation,
               b.supplier_id, b.firm_key, b.profile_id as firm_profile, b.valid_from, b.valid_to,
               b.mention_ids, 1 as place, 'certain' as certainty
        from official o join behind b using (person_id)
        union all
        select o.official_id, o.profile_id, o.person_id, b.person_id, b.relation, b.supplier_id, b.firm_key,
               b.profile_id, b.valid_from, b.valid_to, b.mention_ids, 2, 'probable'
        from official o join behind b using (likely_id) where o.person_id <> b.person_id
        union all
        select o.official_id, o.profile_id, o.person_id, b.person_id, b.relation, b.supplier_id, b.firm_key,
               b.profile_id, b.valid_from, b.valid_to, b.mention_ids, 3, 'candidate'
        from linked l
        join official o on o.profile_id = l.profile_a
        join behind b on b.profile_id = l.profile_b
        where l.certainty = 'candidate' and o.likely_id <> b.likely_id
    ),
    best as (
        -- A probable link may lead by way of other mentions: then the pair itself says less.
        select m.*, l.probability, l.expected_by_chance,
               case when m.certainty = coalesce(l.certainty, '') then l.basis
                    when m.certainty = 'certain' then list_append(coalesce(l.basis, []), 'key')
                    else list_append(coalesce(l.basis, []), 'chain') end as basis
        from matched m
        left join linked l on l.profile_a = m.profile_id and l.profile_b = m.firm_profile
        where not exists (
            select 1 from rejected r where r.profile_a = m.profile_id and r.profile_b = m.firm_profile)
        qualify row_number() over (
            partition by m.official_id, coalesce(m.supplier_id, m.firm_key), m.relation
            order by m.place, l.probability desc nulls last, l.profile_a is null, m.profile_id, m.firm_profile) = 1
    ),
    registered as (
        select b.official_id, b.supplier_id, b.firm_key, b.relation, b.certainty,
               b.basis, b.probability, b.expected_by_chance, b.valid_from, b.valid_to,
               list_concat(b.mention_ids[1:3], o.mention_ids[1:3]) as source_ids,
               b.person_id, b.firm_person_id
        from best b
        left join (
            select profile_id, list(distinct mention_id order by mention_id) as mention_ids
            from core.person_mention where official_id is not null group by 1
        ) o using (profile_id)
    )
select keyed_id('U', concat_ws(chr(31), official_id, coalesce(supplier_id, firm_key), relation)) as official_firm_link_id, *
from (select * from declared union all by name select * from registered)
order by official_id, supplier_id, relation

-- Where the relatives that officials declare (restricted.declared_relative: partner and dependants)
-- are mentioned elsewhere: one row per official, relative and mention. Lies in the database of the
-- reserved sections, with its permissions, and is for restricted readers alone; core.kinship holds
-- what surnames alone allow. basis: 'curp', 'rfc', or 'name' (the whole name, where no key
-- contradicts). certainty: 'certain' by a key; by name 'probable' where one person alone bears it among
-- all who are mentioned, else 'candidate'. Of names only those on the rosters of the official's own
-- body, or behind a firm that sells to it. person_b and mention_id as in core.person_mention.
with
    relative as (
        select r.*, o.institution_key, o.institution_id
        from restricted.declared_relative r join core.official o using (official_id)
        where r.kind in ('partner', 'dependant') and r.person_key <> ''
    ),
    mention as (
        select mention_id, likely_id, name_key, curp, rfc, system, role, official_id, institution_key, supplier_id,
               firm_key, position, from_on, to_on, concat_ws(' ', given_name, first_surname, second_surname) as full_name
        from core.person_mention where system in ('S1', 'S2', 'directory', 'payroll', 'register', 'bods', 'contract')
    ),
    bearers as (select full_name, count(distinct likely_id) as n_bearers from mention group by full_name),
    selling as (
        select distinct b.institution_id, c.supplier_id
        from core.contract c join core.buyer b using (buyer_id)
        where c.is_current and c.supplier_id is not null
          and b.institution_id in (select institution_id from relative)
    ),
    keyed as (
        select r.declaration_id, r.official_id, r.person_key, m.mention_id, 'curp' as basis
        from relative r join mention m on m.curp = r.curp
        union all
        select r.declaration_id, r.official_id, r.person_key, m.mention_id, 'rfc'
        from relative r join mention m on m.rfc = r.rfc
        union all
        select r.declaration_id, r.official_id, r.person_key, m.mention_id, 'name'
        from relative r
        join mention m on m.full_name = r.person_key
        left join selling s on s.institution_id = r.institution_id and s.supplier_id = m.supplier_id
        where (m.institution_key = r.institution_key or s.supplier_id is not null)
          and not coalesce(m.curp <> r.curp, false) and not coalesce(m.rfc <> r.rfc, false)
    ),
    surest as (
        select * from keyed
        qualify row_number() over (
            partition by official_id, person_key, mention_id
            order by list_position(['curp', 'rfc', 'name'], basis), declaration_id desc) = 1
    )
select s.official_id, r.institution_id, r.institution_key, s.declaration_id, r.declared_on, r.kind, r.relation_code, r.is_ended,
       m.likely_id as person_b, m.mention_id, m.system, m.role, m.official_id as official_b,
       m.institution_key as institution_key_b, m.supplier_id, m.firm_key, m.position, m.from_on, m.to_on, s.basis,
       case when s.basis <> 'name' then 'certain' when b.n_bearers = 1 then 'probable' else 'candidate' end as certainty
from surest s
join mention m using (mention_id)
left join bearers b on b.full_name = m.full_name
join relative r on r.official_id = s.official_id and r.person_key = s.person_key and r.declaration_id = s.declaration_id
where m.official_id is distinct from s.official_id
qualify row_number() over (partition by s.official_id, s.person_key, s.mention_id order by r.declared_on desc, r.relation_code) = 1

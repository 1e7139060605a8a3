-- Officials and the bans that PDN S3 registers against somebody who is, or may be, the same person:
-- one row per official, the ban that says most first. certainty: certain (one key), probable (one
-- person by name and context), candidate (homonyms possible). standing: started (took the post within
-- the ban), stayed (was in the post before it and is still told of sixty days into it, which a shorter
-- ban does not have), outside, or null where the post has no start. mention_ids: where the official is told of. Nobody is named.
with
    banned as (
        select s.*, m.person_id, m.likely_id, m.profile_id
        from core.person_sanction s
        join core.person_mention m on m.system = 'S3' and m.record_id = s.record_id and m.role = 'sanctioned'
        where s.has_ban and s.party_kind in ('official', 'person')
    ),
    post as (
        select official_id, person_id, likely_id, profile_id, max(export_on) as last_seen_on, list(mention_id) as mention_ids
        from core.person_mention where official_id is not null group by all
    ),
    candidate as (
        select profile_a as one, profile_b as other from core.person_link where certainty = 'candidate' and not is_rejected
        union all
        select profile_b, profile_a from core.person_link where certainty = 'candidate' and not is_rejected
    ),
    same as (
        select p.official_id, p.last_seen_on, p.mention_ids, b.person_sanction_id, 'certain' as certainty
        from post p join banned b using (person_id)
        union all
        select p.official_id, p.last_seen_on, p.mention_ids, b.person_sanction_id, 'probable'
        from post p join banned b using (likely_id) where p.person_id <> b.person_id
        union all
        select p.official_id, p.last_seen_on, p.mention_ids, b.person_sanction_id, 'candidate'
        from post p join candidate c on c.one = p.profile_id join banned b on b.profile_id = c.other
        where p.likely_id <> b.likely_id
    ),
    judged as (
        select x.official_id, x.certainty, s.person_sanction_id, s.ban_start_on, s.ban_end_on, s.registered_on,
               s.authority, s.dossier, o.since_on, o.left_on, max(x.last_seen_on) as last_seen_on,
               list_sort(list_distinct(flatten(list(x.mention_ids)))) as mention_ids
        from same x
        join core.person_sanction s using (person_sanction_id)
        join core.official o using (official_id)
        group by all
    ),
    told as (
        select *, case when ban_start_on is null or ban_end_on is null or since_on is null then null
                       when since_on between ban_start_on and ban_end_on then 'started'
                       when since_on < ban_start_on
                            and least(coalesce(left_on, last_seen_on), ban_end_on) > ban_start_on + interval 60 day then 'stayed'
                       else 'outside' end as standing,
                  case when ban_start_on is null or ban_end_on is null then 'ban_dates'
                       when since_on is null then 'since_on' end as missing
        from judged
        qualify row_number() over (
            partition by official_id
            order by case standing when 'started' then 1 when 'stayed' then 2 else 3 end,
                     case certainty when 'certain' then 1 when 'probable' then 2 else 3 end, person_sanction_id) = 1
    ),
    loaded as (select count(*) > 0 as has_list from core.person_sanction)
select o.official_id, o.institution, coalesce(o.position, 'sin nombre publicado') as position, o.in_procurement,
       t.* exclude (official_id, missing, standing),
       case when t.official_id is null then 'not_listed' else t.standing end as standing,
       case when not l.has_list then 'pdn_s3' else t.missing end as missing
from core.official o
cross join loaded l
left join told t using (official_id)

-- Pairs of people whose surnames are those of relatives: an official of a body who takes part in
-- procurement (person_a), and somebody on a roster of that body (person_b). roster: 'staff' (the
-- people of the body itself) or 'firms' (those behind the firms that sell to it). basis 'surnames'
-- and certainty 'candidate', always: surnames alone never flag.
-- relation and degree (LGRA 63 Bis counts to the fourth): the closest kin the surnames allow.
-- sibling (2): both surnames, in order. parent_child (1; as well half siblings, uncles, cousins): the
-- first surname of both, or the first of one and the second of the other. cousin (4): the second
-- surname of both. pattern: same_both, same_first, crossed, same_second. Of the patterns of one
-- surname only those rare enough (p_chance at most 0.2) are rows; n_pairs counts them all.
-- roster_size: people on the roster. n_pairs: pairs of that pattern between the body's procurement
-- officials and the roster; expected_by_chance: how many surnames alone would make. p_chance: that
-- somebody on such a roster has the surnames by chance; weight = 1 - p_chance. How often a surname
-- occurs is counted on the roster and, with the weight of 200 people, among everybody mentioned; the
-- pair itself is left out. person_a, person_b are likely_ids of core.person_mention. source_ids lead
-- to the published rows.
with
    person as (
        select likely_id as person_id, first_surname, second_surname
        from core.person_mention
        where first_surname <> '' and second_surname <> ''
        group by likely_id, first_surname, second_surname
        qualify row_number() over (partition by likely_id order by count(*) desc, first_surname, second_surname) = 1
    ),
    official as (
        select m.likely_id as person_id, m.institution_key, min(m.official_id) as official_id,
               any_value(m.institution_id) as institution_id
        from core.person_mention m
        where m.role in ('procurement_official', 'declarant') and m.official_id is not null
        group by all
    ),
    selling as (
        select distinct b.institution_key, c.supplier_id
        from core.contract c
        join (select buyer_id, name_clean(institution) as institution_key from core.buyer) b using (buyer_id)
        where c.is_current
          and c.supplier_id in (select supplier_id from core.person_mention)
          and b.institution_key in (select institution_key from official)
    ),
    member as (
        select institution_key, 'staff' as roster, likely_id as person_id, cast([] as varchar[]) as supplier_ids
        from core.person_mention
        where official_id is not null
        group by all
        union all
        select s.institution_key, 'firms', m.likely_id, list(distinct s.supplier_id order by s.supplier_id)
        from core.person_mention m join selling s using (supplier_id)
        where m.role in ('partner', 'representative', 'owner', 'supplier')
        group by s.institution_key, m.likely_id
    ),
    roster as (
        select m.*, p.first_surname as f, p.second_surname as s
        from member m join person p using (person_id)
        where m.institution_key in (select institution_key from official)
    ),
    size as (select institution_key, roster, count(*) as n from roster group by all),
    by_first as (select institution_key, roster, f, count(*) as n from roster group by all),
    by_second as (select institution_key, roster, s, count(*) as n from roster group by all),
    by_both as (select institution_key, roster, f, s, count(*) as n from roster group by all),
    everybody as (select count(*) as n from person),
    all_first as (select first_surname as f, count(*) as n from person group by all),
    all_second as (select second_surname as s, count(*) as n from person group by all),
    looked_for as (
        select o.institution_key, o.institution_id, o.official_id, o.person_id, p.first_surname as f, p.second_surname as s,
               z.roster, z.n as roster_size, e.n as everybody,
               (x.person_id is not null)::integer as is_on,
               coalesce(bb.n, 0) as n_both, coalesce(ff.n, 0) as n_ff, coalesce(fs.n, 0) as n_fs,
               coalesce(sf.n, 0) as n_sf, coalesce(ss.n, 0) as n_ss,
               coalesce(gff.n, 0) as g_ff, coalesce(gfs.n, 0) as g_fs, coalesce(gsf.n, 0) as g_sf, coalesce(gss.n, 0) as g_ss
        from official o
        join person p using (person_id)
        join size z using (institution_key)
        cross join everybody e
        left join roster x on x.institution_key = o.institution_key and x.roster = z.roster and x.person_id = o.person_id
        left join by_both bb on bb.institution_key = o.institution_key and bb.roster = z.roster and bb.f = p.first_surname and bb.s = p.second_surname
        left join by_first ff on ff.institution_key = o.institution_key and ff.roster = z.roster and ff.f = p.first_surname
        left join by_second fs on fs.institution_key = o.institution_key and fs.roster = z.roster and fs.s = p.first_surname
        left join by_first sf on sf.institution_key = o.institution_key and sf.roster = z.roster and sf.f = p.second_surname
        left join by_second ss on ss.institution_key = o.institution_key and ss.roster = z.roster and ss.s = p.second_surname
        left join all_first gff on gff.f = p.first_surname
        left join all_second gfs on gfs.s = p.first_surname
        left join all_first gsf on gsf.f = p.second_surname
        left join all_second gss on gss.s = p.second_surname
    ),
    -- How often the surname occurs in that place, without the official and without the other.
    rated as (
        select *,
               (greatest(n_ff - is_on, 0) + 200 * (greatest(g_ff - 1, 0) + 0.5) / (everybody + 1)) / (roster_size + 200) as p_ff,
               (n_fs + 200 * (g_fs + 0.5) / (everybody + 1)) / (roster_size + 200) as p_fs,
               (n_sf + 200 * (g_sf + 0.5) / (everybody + 1)) / (roster_size + 200) as p_sf,
               (greatest(n_ss - is_on, 0) + 200 * (greatest(g_ss - 1, 0) + 0.5) / (everybody + 1)) / (roster_size + 200) as p_ss,
               (greatest(n_ff - is_on - 1, 0) + 200 * (greatest(g_ff - 2, 0) + 0.5) / (everybody + 1)) / (roster_size + 200) as q_ff,
               (greatest(n_fs - 1, 0) + 200 * (greatest(g_fs - 1, 0) + 0.5) / (everybody + 1)) / (roster_size + 200) as q_fs,
               (greatest(n_sf - 1, 0) + 200 * (greatest(g_sf - 1, 0) + 0.5) / (everybody + 1)) / (roster_size + 200) as q_sf,
               (greatest(n_ss - is_on - 1, 0) + 200 * (greatest(g_ss - 2, 0) + 0.5) / (everybody + 1)) / (roster_size + 200) as q_ss
        from looked_for
    ),
    patterned as (
        select * exclude (k), k.place, k.pattern, k.relation, k.degree, k.n, k.p * (roster_size - is_on) as expected,
               1 - pow(1 - least(k.q, 1), greatest(roster_size - is_on, 1)) as p_chance
        from (
            select *, unnest([
                {'place': 1, 'pattern': 'same_both', 'relation': 'sibling', 'degree': 2, 'n': greatest(n_both - is_on, 0),
                 'p': p_ff * p_ss, 'q': q_ff * q_ss},
                {'place': 2, 'pattern': 'same_first', 'relation': 'parent_child', 'degree': 1, 'n': n_ff - n_both,
                 'p': p_ff * (1 - p_ss), 'q': q_ff},
                {'place': 3, 'pattern': 'crossed', 'relation': 'parent_child', 'degree': 1, 'n': n_fs + n_sf - case when f = s then 2 * is_on else 0 end,
                 'p': p_fs + p_sf, 'q': q_fs + q_sf},
                {'place': 4, 'pattern': 'same_second', 'relation': 'cousin', 'degree': 4, 'n': n_ss - n_both,
                 'p': p_ss * (1 - p_ff), 'q': q_ss}]) as k
            from rated
        )
    ),
    summed as (
        select institution_key, roster, pattern, sum(n)::bigint as n_pairs, round(sum(expected), 9) as expected_by_chance
        from patterned group by all
    ),
    found as (
        select p.*, b.person_id as person_b, b.supplier_ids
        from patterned p
        join roster b on b.institution_key = p.institution_key and b.roster = p.roster and b.person_id <> p.person_id
            and b.f = p.f and b.s = p.s
        where p.pattern = 'same_both'
        union all
        select p.*, b.person_id, b.supplier_ids
        from patterned p
        join roster b on b.institution_key = p.institution_key and b.roster = p.roster and b.person_id <> p.person_id
            and b.f = p.f and b.s <> p.s
        where p.pattern = 'same_first' and p.p_chance <= 0.2
        union all
        select p.*, b.person_id, b.supplier_ids
        from patterned p
        join roster b on b.institution_key = p.institution_key and b.roster = p.roster and b.person_id <> p.person_id
            and b.s = p.f and b.f <> p.f
        where p.pattern = 'crossed' and p.p_chance <= 0.2
        union all
        select p.*, b.person_id, b.supplier_ids
        from patterned p
        join roster b on b.institution_key = p.institution_key and b.roster = p.roster and b.person_id <> p.person_id
            and b.f = p.s and b.f <> p.f and b.s <> p.f and b.s <> p.s
        where p.pattern = 'crossed' and p.p_chance <= 0.2
        union all
        select p.*, b.person_id, b.supplier_ids
        from patterned p
        join roster b on b.institution_key = p.institution_key and b.roster = p.roster and b.person_id <> p.person_id
            and b.s = p.s and b.f <> p.f
        where p.pattern = 'same_second' and p.p_chance <= 0.2
    ),
    mentioned as (
        select likely_id as person_id, list(mention_id order by mention_id)[1:3] as mention_ids
        from core.person_mention group by likely_id
    )
select keyed_id('R', concat_ws(chr(31), f.institution_key, f.roster, f.person_id, f.person_b)) as kinship_id,
       f.person_id as person_a, f.person_b, f.official_id, f.institution_key, f.institution_id,
       f.roster, f.relation, f.degree, f.pattern, 'surnames' as basis, 'candidate' as certainty,
       1 - f.p_chance as weight, f.roster_size, s.n_pairs, s.expected_by_chance, f.p_chance, f.supplier_ids,
       list_concat(a.mention_ids, b.mention_ids) as source_ids
from found f
join summed s on s.institution_key = f.institution_key and s.roster = f.roster and s.pattern = f.pattern
join mentioned a on a.person_id = f.person_id
join mentioned b on b.person_id = f.person_b
qualify row_number() over (partition by f.institution_key, f.roster, f.person_id, f.person_b order by f.place, f.p_chance) = 1
order by kinship_id

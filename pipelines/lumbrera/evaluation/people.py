"""Who is who, held against the truth of a simulated state: links of mentions, right and wrong."""

from pathlib import Path

import duckdb

from lumbrera.evaluation.figures import PeopleFigures
from lumbrera.people import names

# The records of payroll and directory are told by body, post and name; a payroll may cut a second
# given name to its initial and leave out the second surname.
_TRUTH = """
create or replace temp table true_mention as
with
    stated as (
        select person_id, file, record, person_key(written, '', '') as written_key from
        (select m.person_id, m.file, m.record, m.written from read_csv($mentions, all_varchar = true) m)
    ),
    person as (
        select person_id, given_key(given) as given_key, surname_key(first_surname) as first_key,
               surname_key(coalesce(second_surname, '')) as second_key,
               person_key(given, first_surname, coalesce(second_surname, '')) as full_key
        from read_csv($persons, all_varchar = true)
    ),
    body as (
        select distinct body_code, name_clean(body) as institution_key from read_csv($officials, all_varchar = true)
    ),
    firm as (select distinct rfc, firm_id from read_csv($firms, all_varchar = true)),
    owner as (select firm_id, person_id, role from read_csv($firm_people, all_varchar = true)),
    mention as (
        select m.mention_id, m.profile_id, m.person_id, m.likely_id, m.system, m.role, m.name_key, m.record_id,
               m.institution_key, name_clean(m.position) as position_key, m.given_name, m.first_surname, m.second_surname, f.name as file,
               coalesce(r.rfc, u.rfc) as firm_rfc
        from core.person_mention m
        left join ingest.file f using (file_sha256)
        left join core.register_firm r on r.firm_key = m.firm_key
        left join core.supplier u on u.supplier_id = m.supplier_id
    ),
    recorded as (
        select m.mention_id, p.person_id
        from mention m join stated s on s.record = m.record_id
        join person p on p.person_id = s.person_id and p.full_key = m.name_key
        where m.system in ('S1', 'S2', 'S3', 'list')
    ),
    posted as (
        select m.mention_id, p.person_id
        from mention m
        join stated s on ends_with(m.file, s.file)
        join body b on b.body_code = split_part(s.record, '|', 1) and b.institution_key = m.institution_key
        join person p on p.person_id = s.person_id and p.first_key = surname_key(m.first_surname)
        where m.system in ('payroll', 'directory') and name_clean(split_part(s.record, '|', 2)) = m.position_key
            and (m.second_surname = '' or surname_key(m.second_surname) = p.second_key)
            and (given_key(m.given_name) = p.given_key
                 or (split_part(given_key(m.given_name), ' ', 1) = split_part(p.given_key, ' ', 1)
                     and starts_with(split_part(p.given_key, ' ', 2), split_part(given_key(m.given_name), ' ', 2))))
    ),
    behind as (
        select m.mention_id, p.person_id
        from mention m
        join firm f on f.rfc = m.firm_rfc
        join owner o on o.firm_id = f.firm_id
            and o.role = case when m.role = 'representative' then 'representative' else 'partner' end
        join person p on p.person_id = o.person_id and p.full_key = m.name_key
        where m.system in ('register', 'contract')
    ),
    told as (
        select * from recorded union select * from posted union select * from behind
    )
select m.mention_id, m.profile_id, m.person_id, m.likely_id, m.system, m.role, any_value(t.person_id) as true_id
from mention m join told t using (mention_id)
group by all having count(distinct t.person_id) = 1
"""


def measure_people(con: duckdb.DuckDBPyConnection, truth: Path) -> PeopleFigures:
    """The figures of the snapshot in con; reads core, ingest and the truth folder.

    The macros of normalise must be on the connection. Leaves temporary tables in it.
    """
    names.register(con)
    files = ("mentions", "persons", "officials", "firms", "firm_people")
    con.execute(
        _TRUTH.replace(
            "group by all having",
            "group by m.mention_id, m.profile_id, m.person_id, m.likely_id, m.system, m.role having",
        ),
        {f: str(truth / f"{'person_' if f == 'mentions' else ''}{f}.csv") for f in files},
    )
    con.execute("""
        create or replace temp table true_profile as
        select profile_id, any_value(person_id) as person_id, any_value(likely_id) as likely_id,
               min(true_id) as true_id, count(distinct true_id) as n,
               bool_or(role in ('partner', 'representative', 'owner', 'supplier')) as is_behind,
               bool_or(system in ('S1', 'S2', 'payroll', 'directory')) as is_official
        from true_mention group by profile_id""")

    def number(sql: str) -> int:
        row = con.execute(sql).fetchone()
        assert row is not None
        return int(row[0])

    links = {
        certainty: (judged, wrong)
        for certainty, judged, wrong in con.execute("""
            select l.certainty, count(*), count(*) filter (a.true_id <> b.true_id or a.n > 1 or b.n > 1)
            from core.person_link l
            join true_profile a on a.profile_id = l.profile_a join true_profile b on b.profile_id = l.profile_b
            group by 1 order by 1""").fetchall()
    }
    wrong = "select count(*) from (select {} from true_mention group by 1 having count(distinct true_id) > 1)"
    return PeopleFigures(
        mentions=number("select count(*) from core.person_mention"),
        judged=number("select count(*) from true_mention"),
        persons=number("select count(distinct person_id) from core.person_mention"),
        merged_wrong=number(wrong.format("person_id")),
        likely_wrong=number(wrong.format("likely_id")),
        links=links,
        held_back=dict(con.execute(
            "select reason, sum(n_profiles)::bigint from core.link_held_back group by 1 order by 1"
        ).fetchall()),
        found=dict(con.execute("""
            with
                official as (select distinct true_id, person_id, likely_id, profile_id from true_profile where is_official),
                behind as (select distinct true_id, person_id, likely_id, profile_id from true_profile where is_behind),
                link as (
                    select profile_a as a, profile_b as b from core.person_link where certainty = 'candidate'
                    union all select profile_b, profile_a from core.person_link where certainty = 'candidate'),
                pair as (
                    select o.true_id, min(case when o.person_id = b.person_id then 1 when o.likely_id = b.likely_id then 2
                                               when l.a is not null then 3 else 4 end) as place
                    from official o join behind b using (true_id)
                    left join link l on l.a = o.profile_id and l.b = b.profile_id
                    group by o.true_id)
            select ['certain', 'probable', 'candidate', 'none'][place], count(*) from pair group by 1 order by 1""").fetchall()),
    )  # fmt: skip

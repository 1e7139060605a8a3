"""Mentions of people, cleaned and gathered into profiles: set-based, each distinct text once."""

import duckdb

from lumbrera.people import names

OFFICIAL_SYSTEMS = ("S1", "S2", "directory", "payroll")
ROSTERS = ("S2", "directory", "payroll", "list")
"""Systems whose files name a post once: two rows alike in one file may be two people."""

_KEYS = """
create or replace temp table person_key_text as
select k, length(k) = 18 as is_curp,
       case when length(k) = 18 then curp_is_valid(k) else rfc_is_valid(k) end as is_valid,
       birth_of(k) as birth_on
from (select key_shape(curp) as k from published_mention union select key_shape(rfc) from published_mention)
where regexp_full_match(k, '[A-Z]{4}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]')
   or (regexp_full_match(k, '[A-ZÑ&]{4}[0-9]{6}[A-Z0-9]{3}') and k not in ('XAXX010101000', 'XEXX010101000'))
"""

_NAMES = """
create or replace temp table name_text as
with clean as (
    select t, person_clean(t) as c
    from (select given_name as t from published_mention where not is_whole
          union select first_surname from published_mention
          union select second_surname from published_mention)
    where t is not null
)
select t, name_clean(t) as plain, case when is_no_name(c) then '' else c end as c, given_skeleton(c) as given_key,
       case when is_no_name(c) then '' else surname_skeleton(c) end as surname_key
from clean
"""

_WHOLE_TEXT = """
create or replace temp table whole_text as
select given_name as t, max(key_shape(rfc)) filter (length(key_shape(rfc)) = 13) as k
from published_mention where is_whole group by given_name
"""

# The name parts of official_id are cleaned as core.official cleans them.
_MENTION = """
create or replace temp table mention as
with
    institution as (
        select t, name_clean(t) as institution_key,
               nullif(trim(split_part(regexp_extract(label_key(t),
                   '^(?:H[.]? ?)?(?:MUNICIPIO|AYUNTAMIENTO|PRESIDENCIA MUNICIPAL)(?: CONSTITUCIONAL)? DE (.+)$', 1), ',', 1)), '') as place_key
        from (select distinct institution as t from published_mention where institution <> '')
    ),
    buying as (
        select name_clean(institution) as institution_key, any_value(institution_id) as institution_id
        from core.institution group by 1 having count(*) = 1
    ),
    town as (
        select institution_id, any_value(municipality_code) as municipality_code
        from core.buyer where municipality_code is not null
        group by 1 having count(distinct municipality_code) = 1
    ),
    cleaned as (
        select m.system, m.role,
               coalesce(w.given_name, g.c, '') as given_name,
               coalesce(w.first_surname, f.c, '') as first_surname,
               coalesce(w.second_surname, s.c, '') as second_surname,
               case when m.is_whole then w.order_basis else 'published' end as order_basis,
               coalesce(w.given_key, g.given_key, '') as given_key,
               coalesce(w.first_key, f.surname_key, '') as first_key,
               coalesce(w.second_key, s.surname_key, '') as second_key,
               c.k as curp, coalesce(c.is_valid, false) as curp_is_valid,
               r.k as rfc, coalesce(r.is_valid, false) as rfc_is_valid,
               coalesce(c.birth_on, r.birth_on) as birth_on,
               i.institution_key, m.institution, b.institution_id,
               coalesce(m.municipality_code, t.municipality_code) as municipality_code, i.place_key,
               case when m.system in ('S1', 'S2', 'directory', 'payroll') and i.institution_key is not null
                    then keyed_id('O', concat_ws(' ', nullif(g.plain, ''), nullif(f.plain, ''), nullif(s.plain, ''))
                                       || chr(31) || i.institution_key) end as official_id,
               m.supplier_id, m.firm_key, m.position, m.area, m.from_on, m.to_on,
               m.record_id, m.export_on, m.file_sha256, m.row_number
        from published_mention m
        left join whole_name w on m.is_whole and w.t = m.given_name
        left join name_text g on not m.is_whole and g.t = m.given_name
        left join name_text f on f.t = m.first_surname
        left join name_text s on s.t = m.second_surname
        left join person_key_text c on c.is_curp and c.k = key_shape(m.curp)
        left join person_key_text r on not r.is_curp and r.k = key_shape(m.rfc)
        left join institution i on i.t = m.institution
        left join buying b on b.institution_key = i.institution_key
        left join town t on t.institution_id = b.institution_id
    ),
    keyed as (
        select *, trim(concat_ws(' ', nullif(given_key, ''), nullif(first_key, ''), nullif(second_key, ''))) as name_key,
               coalesce(p.position_key, '') as position_key
        from cleaned left join (select position, name_clean(position) as position_key from (select distinct position from cleaned)) p using (position)
        where given_key <> '' and first_key <> ''
    ),
    posted as (
        select *, concat_ws(chr(31), system, role, name_key, coalesce(curp, ''), coalesce(rfc, ''),
                      case when system in ('S1', 'S2', 'S3', 'directory', 'payroll')
                           then concat_ws('|', institution_key, coalesce(from_on::varchar, position_key))
                           else coalesce(firm_key, supplier_id, '') end) as profile_text
        from keyed
    ),
    -- Two rows alike in one roster may be two people: each is a profile of its own.
    counted as (
        select *, case when system in {rosters}
                       then row_number() over (partition by profile_text, file_sha256 order by row_number, record_id) else 1 end as twin
        from posted
    )
select
    keyed_id('M', concat_ws(chr(31), profile_text, file_sha256, row_number, twin,
        row_number() over (partition by profile_text, file_sha256, row_number, twin order by record_id))) as mention_id,
    keyed_id('Q', profile_text || case when twin > 1 then chr(31) || twin else '' end) as profile_id,
    max(twin) over (partition by profile_text) > 1 as is_twin,
    * exclude (profile_text, twin)
from counted
"""

# One row per profile; q numbers them for the graph.
_PROFILE = """
create or replace temp table profile as
select row_number() over (order by profile_id) - 1 as q, * from (
    select profile_id, any_value(system) as system, any_value(role) as role, any_value(name_key) as name_key,
           any_value(given_key) as given_key, any_value(first_key) as first_key, any_value(second_key) as second_key,
           any_value(curp) as curp, bool_or(curp_is_valid) as curp_is_valid,
           any_value(rfc) as rfc, bool_or(rfc_is_valid) as rfc_is_valid, any_value(birth_on) as birth_on,
           coalesce(left(any_value(curp), 10), left(any_value(rfc), 10)) as key_root,
           any_value(institution_key) as institution_key, any_value(position_key) as position_key,
           any_value(from_on) as from_on, max(municipality_code) as municipality_code,
           any_value(place_key) as place_key, max(firm_key) as firm_key, max(supplier_id) as supplier_id,
           any_value(official_id) as official_id, bool_or(is_twin) as is_twin, count(*) as n_mentions
    from mention group by profile_id
)
"""


def gather(con: duckdb.DuckDBPyConnection, union: str) -> None:
    """Creates the temporary tables mention and profile from the select over every source.

    A row without given name or without any surname names nobody and is left out; so is a key that
    is not shaped like one. The macros of people.names must be on the connection.
    """
    con.execute(
        f"create or replace temp table published_mention as select * replace (coalesce(is_whole, false) as is_whole) from ({union})"
    )
    for sql in (_KEYS, _NAMES, _WHOLE_TEXT):
        con.execute(sql)
    names.read_whole_names(con)
    con.execute(_MENTION.format(rosters=ROSTERS))
    con.execute(_PROFILE)
    con.execute(
        "drop table published_mention; drop table name_text; drop table whole_name; drop table person_key_text"
    )


_PERSON = """
create or replace table core.person as
with ranked as (
    select *, row_number() over (partition by person_id order by n desc, length(name_key) desc, name_key,
                                 given_name, first_surname, second_surname) as place
    from (select person_id, given_name, first_surname, second_surname, name_key, count(*) as n
          from core.person_mention group by all)
)
select m.person_id, any_value(m.likely_id) as likely_id, r.given_name, r.first_surname, r.second_surname,
       r.name_key, count(*) as n_mentions, count(distinct m.profile_id) as n_profiles,
       list(distinct m.system order by m.system) as systems, list(distinct m.role order by m.role) as roles,
       bool_or(m.curp_is_valid or m.rfc_is_valid) as has_certain_key
from core.person_mention m
join ranked r on r.person_id = m.person_id and r.place = 1
group by m.person_id, r.given_name, r.first_surname, r.second_surname, r.name_key
order by m.person_id
"""


def write(con: duckdb.DuckDBPyConnection) -> None:
    """Creates core.person_mention and core.person from mention, profile_person and profile_likely."""
    con.execute("""
        create or replace table core.person_mention as
        select m.mention_id, p.person_id, l.likely_id, m.* exclude (mention_id, given_key, first_key, second_key, position_key)
        from mention m join profile_person p using (profile_id) join profile_likely l using (profile_id)
        order by m.system, m.file_sha256, m.row_number, m.mention_id""")
    con.execute(_PERSON)
    con.execute(
        "drop table mention; drop table profile; drop table profile_person; drop table profile_likely"
    )

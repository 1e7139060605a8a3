"""What keys do not join: weighed by name and context with Splink, and judged."""

import duckdb

_LINK = """
create or replace table core.person_link (
    link_id varchar, profile_a varchar, profile_b varchar, person_a varchar, person_b varchar,
    certainty varchar, basis varchar[], probability double, expected_by_chance double,
    n_rivals bigint, is_confirmed boolean, is_rejected boolean, decided_by varchar, decided_on date
)"""


def weigh(con: duckdb.DuckDBPyConnection) -> None:
    """Creates core.person_link and profile_likely(profile_id, likely_id)."""
    con.execute(_LINK)
    con.execute("""
        insert into core.person_link
        select keyed_id('L', a.profile_id || chr(31) || b.profile_id), a.profile_id, b.profile_id,
               any_value(p.person_id), any_value(p.person_id), 'certain', list(distinct e.basis order by e.basis),
               null, null, 0, bool_or(e.basis = 'confirmed'), false, null, null
        from certain_edge e
        join profile a on a.q = least(e.a, e.b) join profile b on b.q = greatest(e.a, e.b)
        join profile_person p on p.q = a.q
        group by a.profile_id, b.profile_id""")
    con.execute(
        "create or replace temp table profile_likely as select profile_id, person_id as likely_id from profile_person"
    )

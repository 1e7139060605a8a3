"""What keys do not join: which pairs are weighed, what agrees in them, how many would by chance.

A pair is *probable* only when the model says so above the threshold, the names agree in every part,
something besides the name agrees (body, firm, birth date, key), fewer than one in a thousand such
pairs would be expected by chance, and no rival stands beside it: nobody else in the same file
answers as well, and no key contradicts. Every other pair of one name is a *candidate*.
"""

import duckdb

_TO_WEIGH = """
create or replace temp table to_weigh as
select p.q, p.given_key, split_part(p.given_key, ' ', 1) as given_one, p.first_key, p.second_key,
       p.name_key, p.birth_on, p.key_root, p.institution_key, p.position_key, p.from_on,
       p.firm_key, p.municipality_code, p.official_id is not null as is_official,
       -- Who is who by keys that were not held back: what the model learns from.
       case when p.curp_is_valid or p.rfc_is_valid then t.person_id end as label
from profile p join profile_person t using (q)
"""

# How often each part of a name occurs among people: a person counts once however often mentioned.
_NAME_CHANCE = """
create or replace temp table name_chance as
with
    one as (select distinct t.person_id, p.given_key, p.first_key, p.second_key from profile p join profile_person t using (q)),
    n as (select count(distinct person_id) as n from one),
    given as (select given_key, count(distinct person_id) as c from one group by 1),
    first as (select first_key, count(distinct person_id) as c from one group by 1),
    second as (select second_key, count(distinct person_id) as c from one group by 1)
select d.given_key, d.first_key, d.second_key,
       -- Without the bearer: what a part that nobody else has tells is half a person.
       (greatest(g.c - 1, 0.5) / n.n) * (greatest(f.c - 1, 0.5) / n.n)
           * case when d.second_key = '' then 1 else greatest(s.c - 1, 0.5) / n.n end as p
from (select distinct given_key, first_key, second_key from one) d
join given g using (given_key) join first f using (first_key) join second s using (second_key)
cross join n
"""

_PAIR = """
create or replace temp table judged_pair as
with
    body as (select p.institution_key, count(distinct t.person_id) as n from profile p join profile_person t using (q) group by 1),
    side as (select p.system, count(distinct t.person_id) as n from profile p join profile_person t using (q) group by 1),
    pair as (
        select s.a, s.b, s.probability, s.keyless,
               a.profile_id as profile_a, b.profile_id as profile_b, ta.person_id as person_a, tb.person_id as person_b,
               a.name_key = b.name_key as same_name, a.system = b.system as same_system,
               -- Every part agrees, an initial or a missing second part aside; fewer parts agree in more people.
               a.first_key = b.first_key
                   and (a.second_key = b.second_key or a.second_key = '' or b.second_key = '')
                   and (a.given_key = b.given_key
                        or (split_part(a.given_key, ' ', 1) = split_part(b.given_key, ' ', 1)
                            and (starts_with(split_part(a.given_key, ' ', 2), split_part(b.given_key, ' ', 2))
                                 or starts_with(split_part(b.given_key, ' ', 2), split_part(a.given_key, ' ', 2))))) as names_agree,
               a.institution_key = b.institution_key as same_body,
               coalesce(a.institution_key = b.institution_key and a.position_key = b.position_key and a.position_key <> '', false) as same_position,
               coalesce(a.institution_key = b.institution_key and a.from_on = b.from_on, false) as same_since,
               a.firm_key = b.firm_key as same_firm,
               a.municipality_code = b.municipality_code as same_town,
               a.curp = b.curp as same_curp, a.rfc = b.rfc as same_rfc,
               a.key_root = b.key_root as same_root,
               a.birth_on = b.birth_on as same_birth,
               coalesce((a.curp_is_valid and b.curp_is_valid and a.curp <> b.curp)
                   or (a.rfc_is_valid and b.rfc_is_valid and a.rfc <> b.rfc)
                   or (a.key_root <> b.key_root and a.birth_on <> b.birth_on), false) as keys_differ,
               a.official_id is not null as a_official, b.official_id is not null as b_official,
               greatest(ca.p, cb.p) as p_name,
               ba.n as n_body, greatest(sa.n, sb.n) as n_side
        from scored s
        join profile a on a.q = s.a join profile b on b.q = s.b
        join profile_person ta on ta.q = s.a join profile_person tb on tb.q = s.b
        join name_chance ca on ca.given_key = a.given_key and ca.first_key = a.first_key and ca.second_key = a.second_key
        join name_chance cb on cb.given_key = b.given_key and cb.first_key = b.first_key and cb.second_key = b.second_key
        left join body ba on ba.institution_key = a.institution_key and ba.institution_key = b.institution_key
        left join side sa on sa.system = a.system left join side sb on sb.system = b.system
    )
select *,
       -- Of the people of that body, that firm, or the other source, how many would have the name by chance.
       p_name * case when same_firm then 10 when same_body then n_body else n_side end as expected_by_chance,
       coalesce(same_body, false) or coalesce(same_firm, false) or coalesce(same_root, false)
           or coalesce(same_birth, false) or coalesce(same_curp, false) or coalesce(same_rfc, false) as is_supported
from pair
"""


def is_worth_weighing(con: duckdb.DuckDBPyConnection) -> bool:
    """Whether anything but contracts names people: else there is nobody to link, and Splink is not
    loaded."""
    row = con.execute("select count(*) filter (system <> 'contract') from profile").fetchone()
    assert row is not None
    return bool(row[0])


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """Creates to_weigh, what scoring.score reads, from profile and profile_person."""
    con.execute(_TO_WEIGH)


def compare(con: duckdb.DuckDBPyConnection) -> None:
    """Creates judged_pair from scored: what agrees in each pair, and how many would by chance."""
    con.execute(_NAME_CHANCE)
    con.execute(_PAIR)

"""Which of the weighed pairs are probable, which are candidates, and what is held back.

core.link_model says how the model was made and where the threshold lies: at FLOOR, or above it
where pairs whose keys are known show that more than one in a thousand would be wrong.
"""

import duckdb

from lumbrera.people.keys import components

FLOOR = 0.999
"""The model's probability from which a pair can be probable, whatever the calibration."""
MAX_CHANCE = 0.001
"""People of that name to be expected by chance, from which a pair cannot be probable."""
MAX_FALSE = 0.001
"""The share of false pairs that the threshold may let through among those whose keys are known."""

# Pairs of known keys, judged without them: at each probability, how many and how many are false.
_MODEL = """
create or replace table core.link_model as
with
    known as (
        select j.keyless, wa.label <> wb.label as is_false
        from judged_pair j
        join to_weigh wa on wa.q = j.a and wa.label is not null
        join to_weigh wb on wb.q = j.b and wb.label is not null
        where j.names_agree and (j.same_body or j.same_firm) and j.expected_by_chance <= $max_chance
          and j.keyless >= $floor
    ),
    counted as (select count(*) as n, count(*) filter (is_false) as n_false from known),
    stepped as (
        select distinct keyless, count(*) over (order by keyless desc) as n,
               count(*) filter (is_false) over (order by keyless desc) as n_false
        from known
    ),
    -- The lowest step from which on the share of false ones is small enough; where there is none,
    -- above the surest of the false ones.
    chosen as (
        select case when c.n_false <= $max_false * c.n then $floor
                    else coalesce((select min(keyless) from stepped where n_false <= $max_false * n),
                                  (select max(keyless) from known where is_false) + 1e-12) end as threshold
        from counted c
    )
select f.*, t.threshold, c.n as n_known, c.n_false as n_known_false,
       (select count(*) from known where keyless >= t.threshold) as n_known_above,
       (select count(*) from known where is_false and keyless >= t.threshold) as n_false_above
from model_facts f cross join chosen t cross join counted c
"""

_EMPTY_MODEL = """
create or replace table core.link_model (
    n_profiles bigint, n_labelled bigint, is_u_trained boolean, is_m_trained boolean, threshold double,
    n_known bigint, n_known_false bigint, n_known_above bigint, n_false_above bigint)"""

_REJECTED = """
create or replace temp table rejected_pair as
select least(a.q, b.q) as a, greatest(a.q, b.q) as b, d.who, d.decided_on
from meta.link_decision d
join profile a on a.profile_id = d.profile_a join profile b on b.profile_id = d.profile_b
where not d.is_confirmed
"""

_LIKELY = """
create or replace temp table likely_pair as
select j.a, j.b
from judged_pair j cross join core.link_model m
where j.person_a <> j.person_b and j.probability >= m.threshold and j.keyless >= least(m.threshold, $floor)
  and j.names_agree and j.is_supported and not j.keys_differ and j.expected_by_chance <= $max_chance
  and not exists (select 1 from rejected_pair r where r.a = least(j.a, j.b) and r.b = greatest(j.a, j.b))
"""

_LIKELY_EDGES = """
select a, b from likely_pair
union all
-- The profiles of a person that a probable pair touches come with it.
select o.q as a, t.q as b
from profile_person t join (select person_id, min(q) as q from profile_person group by 1) o using (person_id)
where t.q <> o.q and t.person_id in (
    select person_id from profile_person where q in (select a from likely_pair union all select b from likely_pair))
"""

# Two rows of one roster are two people, and so are two keys: what binds them together is held back.
_CLASH = """
create or replace temp table clash as
with
    part as (
        select c.c, t.person_id, t.profile_id, m.curp, m.curp_is_valid, m.rfc, m.rfc_is_valid
        from likely_part c join profile_person t using (q) join profile m using (q)
    ),
    key_clash as (
        select c from part group by c
        having count(distinct case when curp_is_valid then curp end) > 1
            or count(distinct case when rfc_is_valid then rfc end) > 1
    ),
    roster_clash as (
        select distinct p.c
        from part p join mention m using (profile_id)
        where m.system in ('S2', 'directory', 'payroll')
        group by p.c, m.file_sha256, m.system having count(distinct p.person_id) > 1
    ),
    rejected_clash as (
        select x.c from rejected_pair r join likely_part x on x.q = r.a join likely_part y on y.q = r.b and y.c = x.c
    ),
    reason as (
        select c, 'keys_differ' as reason, 1 as place from key_clash
        union all select c, 'same_roster', 2 from roster_clash
        union all select c, 'rejected', 3 from rejected_clash
    )
select r.c, arg_min(r.reason, r.place) as reason, count(distinct p.person_id) as n_people, count(distinct p.profile_id) as n_profiles
from reason r join part p using (c) group by r.c
"""


def judge(con: duckdb.DuckDBPyConnection) -> None:
    """Creates core.link_model, likely_pair, likely_part and clash from judged_pair; adds what is
    held back to core.link_held_back."""
    con.execute(_MODEL, {"floor": FLOOR, "max_chance": MAX_CHANCE, "max_false": MAX_FALSE})
    con.execute(_REJECTED)
    con.execute(_LIKELY, {"floor": FLOOR, "max_chance": MAX_CHANCE})
    components(con, _LIKELY_EDGES, "likely_part")
    con.execute(_CLASH)
    con.execute("""
        insert into core.link_held_back
        select reason, 'name', sum(n_profiles)::bigint, count(*) from clash group by reason
        union all
        select 'other_key', 'name', count(distinct a) + count(distinct b), count(*)
        from judged_pair where names_agree and keys_differ having count(*) > 0
        order by all""")
    con.execute("""
        create or replace temp table held_pair as
        select l.a, l.b, c.n_people - 2 as n_rivals
        from likely_pair l join likely_part p on p.q = l.a join clash c using (c)""")
    con.execute("delete from likely_pair where (a, b) in (select (a, b) from held_pair)")
    components(con, _LIKELY_EDGES, "likely_part")


def judge_nothing(con: duckdb.DuckDBPyConnection) -> None:
    """The same tables where there is nothing to weigh."""
    con.execute(_EMPTY_MODEL)
    con.execute(_REJECTED)
    con.execute("create or replace temp table likely_pair (a bigint, b bigint)")
    con.execute("create or replace temp table held_pair (a bigint, b bigint, n_rivals bigint)")
    con.execute("create or replace temp table likely_part (q bigint, c bigint)")


_BASIS = """list_filter([
    case when same_curp then 'curp_unchecked' end, case when same_rfc then 'rfc_unchecked' end,
    case when same_root and not coalesce(same_curp, false) and not coalesce(same_rfc, false) then 'rfc_root' end,
    case when same_birth and not coalesce(same_root, false) then 'birth' end,
    case when same_name then 'name' when names_agree then 'name_part' else 'name_near' end,
    case when same_body then 'institution' end, case when same_position then 'position' end,
    case when same_since then 'since' end, case when same_firm then 'firm' end,
    case when same_town then 'municipality' end], lambda x: x is not null)"""

_LINKS = """
create or replace table core.person_link as
with
    certain as (
        select least(e.a, e.b) as a, greatest(e.a, e.b) as b, 'certain' as certainty,
               list(distinct e.basis order by e.basis) as basis, cast(null as double) as probability,
               cast(null as double) as expected_by_chance, 0::bigint as n_rivals, bool_or(e.basis = 'confirmed') as is_confirmed
        from certain_edge e group by all
    ),
    {weighed}
    -- A person's no about a pair that nothing else links is kept too.
    refused as (
        select r.a, r.b, 'candidate' as certainty, ['rejected'] as basis, null, null, 0, false
        from rejected_pair r
        where not exists (select 1 from weighed w where w.a = r.a and w.b = r.b)
          and not exists (select 1 from certain c where c.a = r.a and c.b = r.b)
    ),
    every as (
        select * from certain
        union all
        select * from weighed w where not exists (select 1 from certain c where c.a = w.a and c.b = w.b)
        union all
        select * from refused
    )
select keyed_id('L', least(a.profile_id, b.profile_id) || chr(31) || greatest(a.profile_id, b.profile_id)) as link_id,
       least(a.profile_id, b.profile_id) as profile_a, greatest(a.profile_id, b.profile_id) as profile_b,
       case when a.profile_id < b.profile_id then ta.person_id else tb.person_id end as person_a,
       case when a.profile_id < b.profile_id then tb.person_id else ta.person_id end as person_b,
       e.certainty, e.basis, round(e.probability, 12) as probability, e.expected_by_chance, e.n_rivals, e.is_confirmed,
       r.a is not null as is_rejected, coalesce(d.who, r.who) as decided_by, coalesce(d.decided_on, r.decided_on) as decided_on
from every e
join profile a on a.q = e.a join profile b on b.q = e.b
join profile_person ta on ta.q = e.a join profile_person tb on tb.q = e.b
left join rejected_pair r on r.a = e.a and r.b = e.b
left join meta.link_decision d on d.is_confirmed
    and d.profile_a = least(a.profile_id, b.profile_id) and d.profile_b = greatest(a.profile_id, b.profile_id)
order by link_id
"""

_WEIGHED = f"""
    weighed as (
        select least(j.a, j.b) as a, greatest(j.a, j.b) as b,
               case when l.a is not null then 'probable' else 'candidate' end as certainty,
               {_BASIS} as basis, j.probability, j.expected_by_chance, coalesce(h.n_rivals, 0) as n_rivals,
               false as is_confirmed
        from judged_pair j
        left join likely_pair l on l.a = j.a and l.b = j.b
        left join held_pair h on h.a = j.a and h.b = j.b
        where j.person_a <> j.person_b and not j.keys_differ
          -- Rows of one roster that bear one name are counted as held back, not paired.
          and not (h.a is not null and j.same_system)
          and (j.names_agree or (j.is_supported and j.probability >= 0.5))
    ),
"""

_NOTHING_WEIGHED = """
    weighed as (
        select 0::bigint as a, 0::bigint as b, '' as certainty, ['']::varchar[] as basis, null::double as probability,
               null::double as expected_by_chance, 0::bigint as n_rivals, false as is_confirmed where false
    ),
"""


def write_links(con: duckdb.DuckDBPyConnection, *, weighed: bool) -> None:
    """Creates core.person_link and profile_likely(profile_id, likely_id)."""
    con.execute(_LINKS.format(weighed=_WEIGHED if weighed else _NOTHING_WEIGHED))
    con.execute("""
        create or replace temp table profile_likely as
        select t.profile_id,
               min(t.person_id) over (partition by coalesce(c.c, -1 - o.q)) as likely_id
        from profile_person t
        join (select person_id, min(q) as q from profile_person group by 1) o using (person_id)
        left join likely_part c on c.q = t.q""")

"""Joining profiles by keys and by what people decided; ambiguous keys are held back and counted."""

import duckdb

# Two writings of one name: the same words in any order, one with words left out, or nearly the same.
AGREE = """(a.name_key = b.name_key
    or list_sort(string_split(a.name_key, ' ')) = list_sort(string_split(b.name_key, ' '))
    or (len(string_split(a.name_key, ' ')) >= 2 and list_has_all(string_split(b.name_key, ' '), string_split(a.name_key, ' ')))
    or (len(string_split(b.name_key, ' ')) >= 2 and list_has_all(string_split(a.name_key, ' '), string_split(b.name_key, ' ')))
    or jaro_winkler_similarity(a.name_key, b.name_key) >= 0.93)"""

# What a key stands for, where its holders' names agree with that of the holder met most often and
# the other key does not contradict it.
_KEY_GROUP = f"""
create or replace temp table key_group as
with
    holder as (
        select 'curp' as kind, curp as k, q, name_key, n_mentions, case when rfc_is_valid then rfc end as other
        from profile where curp_is_valid
        union all
        select 'rfc', rfc, q, name_key, n_mentions, case when curp_is_valid then curp end
        from profile where rfc_is_valid
    ),
    first_holder as (
        select kind, k, arg_max(name_key, (n_mentions, name_key)) as name_key, min(q) as q, count(*) as n,
               count(distinct other) as n_others
        from holder group by kind, k
    ),
    judged as (
        select b.kind, b.k, any_value(b.q) as q, any_value(b.n) as n, any_value(b.n_others) as n_others,
               bool_and({AGREE}) as names_agree
        from first_holder b join holder a using (kind, k)
        group by b.kind, b.k
    )
select j.*, case when not names_agree then 'names_differ' when n_others > 1 then 'keys_differ'
                 when r.k is not null then 'rejected' end as held_back
from judged j
left join (
    -- A person said that two holders of the key are two people.
    select distinct h.kind, h.k
    from meta.link_decision d
    join profile a on a.profile_id = d.profile_a join profile b on b.profile_id = d.profile_b
    join holder h on h.q = a.q join holder g on g.q = b.q and g.kind = h.kind and g.k = h.k
    where not d.is_confirmed
) r using (kind, k)
"""

# Still together by way of others: then the second of the two stands alone.
_CUT = """
delete from certain_edge where (a, b, basis) in (
    select (e.a, e.b, e.basis) from certain_edge e
    where e.basis <> 'confirmed' and exists (
        select 1 from meta.link_decision d
        join profile a on a.profile_id = d.profile_a join profile b on b.profile_id = d.profile_b
        join certain_part x on x.q = a.q join certain_part y on y.q = b.q and y.c = x.c
        where not d.is_confirmed and b.q in (e.a, e.b)))
"""

_EDGE = """
create or replace temp table certain_edge as
select p.q as a, g.q as b, g.kind as basis
from profile p join key_group g on g.held_back is null and g.n > 1
     and ((g.kind = 'curp' and p.curp_is_valid and p.curp = g.k) or (g.kind = 'rfc' and p.rfc_is_valid and p.rfc = g.k))
where p.q <> g.q
union all
select a.q, b.q, 'confirmed'
from meta.link_decision d
join profile a on a.profile_id = d.profile_a join profile b on b.profile_id = d.profile_b
where d.is_confirmed
"""

_HELD_BACK = """
create or replace table core.link_held_back as
select held_back as reason, kind as key_kind, sum(n)::bigint as n_profiles, count(*) as n_keys
from key_group where held_back is not null group by all
order by all
"""


def components(con: duckdb.DuckDBPyConnection, edges: str, table: str) -> None:
    """Creates table(q, c): the profiles of each connected part of the edges (a select of a, b), c being
    the least of its profiles; profiles without an edge are not in it."""
    from lumbrera import lean

    pa = lean.pyarrow()
    pairs = con.sql(edges).to_arrow_table()
    if not pairs.num_rows:
        con.execute(f"create or replace temp table {table} (q bigint, c bigint)")
        return
    import igraph
    import numpy as np

    ends = np.column_stack([pairs.column(0).to_numpy(), pairs.column(1).to_numpy()])
    nodes, places = np.unique(ends, return_inverse=True)
    graph = igraph.Graph(n=len(nodes), edges=places.reshape(-1, 2))
    member = np.asarray(graph.connected_components().membership)
    least = np.full(member.max() + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, member, nodes)
    con.register("component_rows", pa.table({"q": nodes, "c": least[member]}))
    con.execute(f"create or replace temp table {table} as select * from component_rows")
    con.unregister("component_rows")


def join_by_key(con: duckdb.DuckDBPyConnection) -> None:
    """Creates profile_person(profile_id, q, person_id), certain_edge, and core.link_held_back.

    A person is named by the best key of its profiles, so that it keeps its id when a source comes
    or goes: CURP, RFC, else the first profile.
    """
    con.execute(_KEY_GROUP)
    con.execute(_EDGE)
    con.execute(_HELD_BACK)
    components(con, "select a, b from certain_edge", "certain_part")
    con.execute(_CUT)
    components(con, "select a, b from certain_edge", "certain_part")
    con.execute("""
        create or replace temp table profile_person as
        with part as (
            select p.profile_id, p.q, coalesce(c.c, p.q) as c,
                   case when p.curp_is_valid then p.curp end as curp,
                   case when p.rfc_is_valid then p.rfc end as rfc
            from profile p left join certain_part c using (q)
        ),
        named as (
            select c, min(profile_id) as profile_id, min(curp) as curp, min(rfc) as rfc, min(q) as q
            from part group by c
        ),
        -- A key that is held back names several: then the profile does.
        told as (
            select c, case when curp is not null and count(*) over (partition by curp) = 1 then 'CURP ' || curp
                           when rfc is not null and count(*) over (partition by rfc) = 1 then 'RFC ' || rfc
                           else profile_id end as name
            from named
        )
        select part.profile_id, part.q, keyed_id('P', told.name) as person_id
        from part join told using (c)""")

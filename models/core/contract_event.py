"""Which published rows are the same contract, and what happened to it between exports.

Two steps. Within a feed (one source, one layout) each export is held against what the earlier
ones showed (see _pairing.py). Across feeds the same contract published in two layouts becomes one,
by contract code or by procedure, supplier and amount. What is published again comes last, OCDS and
then the transparency platform (SIPOT), so that it joins what is known: also by the contract's
number, or, where it states no procedure, by supplier, amount and number or text. Such a row of a
known procedure that could be more than one contract of it is ambiguous: it is none, and no amount
is counted twice.

core.contract_feed: contract_id, feed, lineage (a contract within a feed, named by its first
sighting), n_feeds (of the contract), sighting (the latest there),
first_seen_on, last_seen_on, n_seen, n_missed (exports that should have shown it), is_gone,
vanished_on: one row per contract and feed.
core.contract_event: one row per event after a contract was added: completed (an empty field filled),
changed, vanished, ambiguous, reappeared; `changed` is JSON [{"field", "from", "to"}]. version: 2 and on,
within a contract and feed (1 is the adding: see contract_version.sql).
core.earlier_sighting: lineage, sighting: what a feed showed of a contract before the latest (see
contract_identity.sql).
core.ambiguous_row: sighting, feed, procedure_key: the rows of OCDS and SIPOT that are no contract.
"""

import duckdb

from ._pairing import pair

READS = ["core.contract_sighting", "core.published_supplier", "meta.version_setting"]
WRITES = [
    "core.contract_feed",
    "core.earlier_sighting",
    "core.contract_event",
    "core.ambiguous_row",
]

# Compared between sightings; a difference in case, accents or blanks alone is none.
DATES = ("published_on", "award_on", "signed_on", "start_on", "end_on")
TEXTS = (
    "supplier_rfc", "procedure_number", "procedure_type", "exception_article",
    "law", "contracting_type", "unit_code", "item_codes", "title", "description", "currency",
    "size_class", "contract_status",
)  # fmt: skip


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Builds the tables from all sightings, export by export in the order of their dates."""
    con.execute(_SIGHTING)
    pair(con)
    _join_feeds(con)
    _name(con)
    for statement in (_EARLIER, _COMPARED, _EVENT, _FEED):
        con.execute(statement)
    for table in (
        "lineage_sighting", "lineage_event", "sighting", "lineage", "contract_of_lineage",
        "contract_name", "event",
    ):  # fmt: skip
        con.execute(f"drop table {table}")


# Only what rows are paired by, the long keys as 128-bit digests: the joins stay small. A sighting's
# number begins with that of its file (see contract_sighting.sql).
_SIGHTING = """
    create or replace temp table sighting as
    select
        sighting, sighting // 10000000000 as file_no, feed, export_on, row_digest, code,
        md5_number(procedure_key) as procedure_key, supplier_key, has_rfc, name_key,
        text_digest as text_key, amount, item_codes, unit_code,
        procedure_year, start_on, signed_on, again,
        -- Only what is published again is paired by it.
        case when (select max(again) from core.contract_sighting) > 0
            then md5_number(nullif(label_key(contract_number), '')) end as number
    from core.contract_sighting
    join (
        select supplier_no, md5_number(supplier_key) as supplier_key, supplier_key like 'RFC %' as has_rfc,
               md5_number(name_key) as name_key
        from core.published_supplier
    ) using (supplier_no)
"""

# Keys, condition on both sides, and whether contracts equal in the key are paired in order of their
# dates: two layouts that both show two equal contracts show two, not four.
_ACROSS = (
    (("code", "procedure_key"), "code is not null and procedure_key is not null", False),
    (("code", "supplier_key"), "code is not null", False),
    (("code", "name_key"), "code is not null", False),
    (("procedure_key", "supplier_key", "text_key", "amount"), "procedure_key is not null", True),
    (("procedure_key", "name_key", "text_key", "amount"), "procedure_key is not null", True),
    (("procedure_key", "supplier_key", "amount"), "procedure_key is not null", False),
    (("procedure_key", "name_key", "amount"), "procedure_key is not null", False),
    (("procedure_key", "supplier_key"), "procedure_key is not null", False),
    (("procedure_key", "name_key"), "procedure_key is not null", False),
)
_AGAIN_FIRST = (
    (
        ("procedure_key", "supplier_key", "number"),
        "procedure_key is not null and number is not null",
        False,
    ),
)
# A year's SIPOT may leave the procedure out, and so may a slip in a name the supplier.
_AGAIN_LAST = (
    (("procedure_key", "text_key", "amount"), "procedure_key is not null and text_key is not null", False),
    (("supplier_key", "number", "amount"), "number is not null and amount is not null", False),
    (("supplier_key", "text_key", "amount", "start_on"), "text_key is not null and amount is not null", True),
)  # fmt: skip


def _join_feeds(con: duckdb.DuckDBPyConnection) -> None:
    """Gives every lineage its contract: across feeds, the same contract has one."""
    con.execute("""
        create or replace table core.ambiguous_row (sighting bigint, feed varchar, procedure_key varchar);
        create or replace temp table contract_of_lineage (lineage bigint, feed varchar, again integer, contract bigint);
        -- Each lineage by its latest sighting.
        create or replace temp table lineage as
        select l.lineage, l.sighting, l.n_seen, s.feed, s.again, s.code is not null as has_code, s.has_rfc
        from (
            select lineage, max(sighting) as sighting, count(*) as n_seen from lineage_sighting group by 1
        ) l
        join sighting s using (sighting);
    """)
    feeds = con.execute("""
        select feed, max(again) from lineage group by feed
        order by max(again), bool_or(has_code) desc, count(*) filter (has_rfc) desc, feed
    """).fetchall()
    for place, (feed, again) in enumerate(feeds):
        _join_feed(con, feed, is_first=place == 0, is_again=again > 0)


def _join_feed(
    con: duckdb.DuckDBPyConnection, feed: str, *, is_first: bool, is_again: bool
) -> None:
    """Joins the lineages of one feed to the contracts known; what finds none is a new contract."""
    con.execute("""
        create or replace temp table joined (lineage bigint, contract bigint);
        create or replace temp table ambiguous (lineage bigint);
    """)
    if not is_first:
        con.execute(
            """
            create or replace temp table joining as
            select l.lineage, s.* from lineage l join sighting s using (sighting) where l.feed = ?
            """,
            [feed],
        )
        # Every key below holds the code or the procedure: only contracts that share one can join.
        con.execute("""
            create or replace temp table known as
            select c.contract, s.*
            from contract_of_lineage c
            join lineage l on l.lineage = c.contract
            join sighting s using (sighting)
            where c.lineage = c.contract
                and (s.code in (select code from joining)
                     or s.procedure_key in (select procedure_key from joining)
                     or s.supplier_key in (select supplier_key from joining where again > 0))
        """)
        passes = (*_AGAIN_FIRST, *_ACROSS, *_AGAIN_LAST) if is_again else _ACROSS
        for keys, condition, in_order in passes:
            con.execute(_pair_across(keys, condition, in_order))
        if is_again:
            con.execute(_AMBIGUOUS)
        con.execute("drop table joining; drop table known")
    con.execute(
        """
        insert into contract_of_lineage
        select l.lineage, l.feed, l.again, coalesce(j.contract, l.lineage)
        from lineage l left join joined j using (lineage)
        where l.feed = ? and l.lineage not in (select lineage from ambiguous)
        """,
        [feed],
    )
    con.execute("drop table joined")


def _pair_across(keys: tuple[str, ...], condition: str, in_order: bool) -> str:
    columns = ", ".join(keys)
    same = " and ".join(f"n.{k} is not distinct from o.{k}" for k in keys)
    place = f"row_number() over (partition by {columns} order by start_on, signed_on, sighting)"
    one_each = "true" if in_order else "n.n = 1 and o.n = 1"
    return f"""
        insert into joined
        select n.lineage, o.contract
        from (select {columns}, lineage, {place} as place, count(*) over (partition by {columns}) as n
              from joining anti join joined using (lineage) where {condition}) n
        join (select {columns}, contract, {place} as place, count(*) over (partition by {columns}) as n
              from known anti join joined using (contract) where {condition}) o
        on {same} and n.place = o.place and {one_each}
    """


# Of a procedure that both sides show, both with a contract that found no counterpart: the same or
# not, nobody can say. Nor where it states no procedure, but supplier and text, start or amount.
_AMBIGUOUS = """
    insert into ambiguous
    select n.lineage from joining n anti join joined using (lineage)
    where n.procedure_key in (
        select procedure_key from known anti join joined using (contract)
        where again < (select max(again) from joining) and procedure_key is not null
    )
    union
    select n.lineage from (from joining anti join joined using (lineage)) n
    join (from known anti join joined using (contract)) o
        on n.procedure_key is null and o.supplier_key = n.supplier_key and o.again < n.again
        and (o.text_key = n.text_key or o.start_on = n.start_on or o.amount = n.amount);
    insert into core.ambiguous_row
    select s.sighting, s.feed, s.procedure_key
    from ambiguous a join lineage_sighting l using (lineage)
    join core.contract_sighting s on s.sighting = l.sighting
"""


def _name(con: duckdb.DuckDBPyConnection) -> None:
    """Names the contracts: by procedure and supplier, numbered where these have several."""
    con.execute("""
        create or replace temp table contract_name as
        with
            first as (
                select m.contract, m.sighting, f.export_on, f.procedure_key, f.supplier_key, f.row_digest,
                       f.again
                from (
                    select contract, coalesce(min(lineage) filter (again = 0),
                               min(lineage) filter (again = 1), min(lineage)) as sighting
                    from contract_of_lineage group by 1
                ) m
                join sighting f using (sighting)
            ),
            placed as (
                select contract, sighting, row_number() over (
                    partition by procedure_key, supplier_key
                    order by again, export_on, row_digest, contract
                ) as place
                from first
            )
        select contract, keyed_id('C', concat_ws(
            chr(31), coalesce(s.procedure_key, ''), p.supplier_key, place
        )) as contract_id
        from placed
        join core.contract_sighting s using (sighting)
        join core.published_supplier p using (supplier_no)
    """)


_EARLIER = """
    create or replace table core.earlier_sighting as
    select lineage, sighting
    from lineage_sighting
    where lineage in (select lineage from lineage_sighting where sighting <> lineage)
        and lineage in (select lineage from contract_of_lineage)
    qualify sighting < max(sighting) over (partition by lineage)
"""

# Every event after a contract was added in a feed, with the rows before and after it.
_COMPARED = f"""
    create or replace temp table event as
    with
        shown as (
            select s.*, p.supplier_name, p.supplier_rfc, p.name_key
            from core.contract_sighting s join core.published_supplier p using (supplier_no)
            where sighting in (select previous from lineage_event union select sighting from lineage_event)
        ),
        compared as (
            select e.*, a.amount as amount_before, b.amount as amount_after,
                coalesce(b.file_sha256, a.file_sha256) as file_sha256,
                coalesce(b.row_number, a.row_number) as row_number,
                case when e.status = 'seen' then list_filter([{
    ", ".join(
        [
            f"case when a.{c} is distinct from b.{c} then "
            f"{{'field': '{c}', 'from': cast(a.{c} as varchar), 'to': cast(b.{c} as varchar)}} end"
            for c in ("amount", *DATES)
        ]
        + [
            f"case when label_key(a.{c}) <> label_key(b.{c}) then "
            f"{{'field': '{c}', 'from': a.{c}, 'to': b.{c}}} end"
            for c in TEXTS
        ]
        + [
            "case when a.name_key <> b.name_key then "
            "{'field': 'supplier_name', 'from': a.supplier_name, 'to': b.supplier_name} end"
        ]
    )
}], lambda d: d is not null) end as changes
            from lineage_event e
            left join shown a on a.sighting = e.previous
            left join shown b on b.sighting = e.sighting
        )
    select lineage, feed, file_no, export_on, file_sha256, row_number, amount_before, amount_after,
        case
            when status <> 'seen' then status
            when len(changes) = 0 then null
            when len(list_filter(changes, lambda d: coalesce(d['from'], '') <> '')) = 0 then 'completed'
            else 'changed'
        end as status,
        to_json(coalesce(changes, [])) as changed
    from compared
"""

_EVENT = """
    create or replace table core.contract_event as
    select n.contract_id, e.feed,
           1 + row_number() over (partition by c.contract, e.feed order by e.file_no) as version,
           e.export_on, e.file_sha256, e.row_number, e.status, e.changed, e.amount_before, e.amount_after
    from event e
    join contract_of_lineage c using (lineage)
    join contract_name n using (contract)
    where e.status is not null
"""

_FEED = """
    create or replace table core.contract_feed as
    with
        file as (select distinct file_no, export_on from sighting),
        seen as (
            select c.contract, c.feed, l.lineage, l.sighting, l.n_seen
            from lineage l join contract_of_lineage c using (lineage)
        ),
        shown_by_several as (select contract, count(*) as n_feeds from seen group by 1 having count(*) > 1),
        missed as (
            select c.contract, e.feed,
                   count(*) filter (e.status in ('vanished', 'ambiguous')) as n_missed,
                   arg_max({'status': e.status, 'export_on': e.export_on}, e.file_no) as last
            from event e join contract_of_lineage c using (lineage)
            where e.status is not null
            group by all
        )
    select n.contract_id, s.feed, s.lineage, coalesce(p.n_feeds, 1) as n_feeds, s.sighting,
           f.export_on as first_seen_on, l.export_on as last_seen_on, s.n_seen,
           coalesce(m.n_missed, 0) as n_missed,
           coalesce(m.last['status'] in ('vanished', 'ambiguous'), false) as is_gone,
           case when m.last['status'] = 'vanished' then m.last['export_on'] end as vanished_on
    from seen s
    join file f on f.file_no = s.lineage // 10000000000
    join file l on l.file_no = s.sighting // 10000000000
    join contract_name n on n.contract = s.contract
    left join shown_by_several p on p.contract = s.contract
    left join missed m on m.contract = s.contract and m.feed = s.feed
"""

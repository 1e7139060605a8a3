"""Pairs the rows of one feed's successive exports: which are the same contract, seen again.

Each export is held against what the earlier ones of its feed showed, and rows are paired in passes
from certain to likely; a row pairs at most once, and a pass pairs only keys that are unique on
both sides:

  1 identical row                          6 only one left of procedure and supplier
  2 same contract code                     7 as 5 without the supplier
  3 same procedure, supplier, text,        8 only one left of the procedure
    amount, items, unit and start          9 same supplier, text, amount and start,
  4 the same without the start               in another procedure
  5 procedure, supplier, text, amount

A row with a published contract code pairs by it alone. Passes 6 to 9 consider only contracts the
export should show. It should show those of a year (or of a purchasing unit and year with some
contracts) of which it shows nearly all; and never those of a unit that it does not mention. What
such an export lacks has vanished, unless rows of the same code or procedure stay unpaired on both
sides: then it is ambiguous, and nobody can say.

A row none of whose keys occurs in another export of the feed is lone: it can pair with nothing,
and vanishes, if at all, together with the lone rows of its unit and year. Lone rows are therefore
counted, not held: the cost of an export is that of the rows it shares with others.
"""

import duckdb

# What the rows of a feed are paired by, in the temporary table `sighting` (see contract_event).
_TERMS = ("procedure_key", "supplier_key", "text_key", "amount")
_PASSES = (
    (("code", "procedure_key"), "code is not null"),
    (("code", "supplier_key"), "code is not null"),
    ((*_TERMS, "item_codes", "unit_code", "start_on"), "code is null"),
    ((*_TERMS, "item_codes", "unit_code"), "code is null"),
    (_TERMS, "code is null"),
)
_LATE_PASSES = (
    (("procedure_key", "supplier_key"), "code is null and procedure_key is not null"),
    (("procedure_key", "text_key", "amount"), "code is null and procedure_key is not null"),
    (("procedure_key",), "code is null and procedure_key is not null"),
    (("supplier_key", "text_key", "amount", "start_on"), "code is null and text_key is not null"),
)
# The widest key of every pass: rows that differ in all of these can never pair.
# (Identical rows are equal in the last of them.)
_WIDEST = (
    (("code",), "code is not null"),
    (("procedure_key",), "procedure_key is not null"),
    (("supplier_key", "text_key", "amount"), "true"),
)

# Below this many contracts of a unit and year, how many it shows tells nothing of the export.
UNIT_FLOOR = 5


def pair(con: duckdb.DuckDBPyConnection) -> None:
    """Creates lineage_sighting and lineage_event from the temporary table sighting.

    lineage_sighting(lineage, feed, sighting): every sighting and the contract it is of, named by
    its first sighting. lineage_event(lineage, feed, file_no, export_on, sighting, previous,
    status): what later exports showed: seen (differently), reappeared, vanished, ambiguous.
    """
    con.execute("""
        create or replace temp table lineage_sighting (lineage bigint, feed varchar, sighting bigint);
        create or replace temp table lineage_event
            (lineage bigint, feed varchar, file_no bigint, export_on date, sighting bigint, previous bigint, status varchar);
        create or replace temp table gone_group
            (feed varchar, export_on date, file_no bigint, procedure_year integer, unit_code varchar);
    """)
    _set_lone_rows_apart(con)
    exports = con.execute(
        "select feed, file_no, min(export_on) from sighting group by all order by all"
    ).fetchall()
    for feed in sorted({f for f, _, _ in exports}):
        con.execute("""
            create or replace temp table state as select cast(null as bigint) as lineage, false as is_gone, * from recurring limit 0;
            create or replace temp table lone_live (procedure_year integer, unit_code varchar, n bigint);
        """)
        for _, file_no, export_on in (e for e in exports if e[0] == feed):
            _export(con, {"feed": feed, "file_no": file_no, "export_on": export_on})
    _add_lone_rows(con)
    for table in ("recurring", "lone", "lone_group", "gone_group"):
        con.execute(f"drop table {table}")
    for table in ("state", "lone_live", "incoming", "pairs", "left_over", "expected", "covered"):
        con.execute(f"drop table if exists {table}")


def _set_lone_rows_apart(con: duckdb.DuckDBPyConnection) -> None:
    # Keys are compared by a hash: where two happen to share one, a row counts as recurring that could
    # have been lone, and is then held against the others like any.
    shared = []
    for keys, condition in _WIDEST:
        key = f"hash(feed, {', '.join(keys)})"
        shared.append(f"""
            select sighting from sighting semi join (
                select {key} as key from sighting
                where {condition} and feed in (from repeated_feed)
                group by all having min(file_no) < max(file_no)
            ) k on k.key = {key}
        """)
    con.execute(f"""
        create or replace temp table repeated_feed as
        select feed from sighting group by feed having min(file_no) < max(file_no);
        create or replace temp table recurring as
        select * from sighting semi join ({" union all ".join(shared)}) using (sighting);
        create or replace temp table lone as
        select sighting, feed, file_no, procedure_year, unit_code
        from sighting anti join recurring using (sighting);
        create or replace temp table lone_group as
        select feed, file_no, procedure_year, unit_code, count(*) as n from lone group by all;
        drop table repeated_feed;
    """)


def _export(con: duckdb.DuckDBPyConnection, export: dict[str, object]) -> None:
    """Holds one export against the state of its feed."""
    file = {k: export[k] for k in ("feed", "file_no")}
    con.execute(
        "create or replace temp table incoming as from recurring where feed = $feed and file_no = $file_no",
        file,
    )
    con.execute("create or replace temp table pairs (sighting bigint, lineage bigint)")
    if _any(con, "state") or _any(con, "lone_live"):
        _pair_identical(con)
        for keys, condition in _PASSES:
            _pair(con, keys, condition, "state")
        con.execute(_COVERED, file)
        con.execute(_EXPECTED)
        for keys, condition in _LATE_PASSES:
            _pair(con, keys, condition, "expected")
        con.execute(_LEFT_OVER)
        _note_events(con, export)
        con.execute("delete from state where lineage in (select lineage from pairs)")
    con.execute("""
        insert into pairs
        select sighting, sighting from incoming anti join pairs using (sighting)
    """)
    con.execute(
        "insert into lineage_sighting select lineage, $feed, sighting from pairs",
        {"feed": export["feed"]},
    )
    con.execute(
        "insert into state select p.lineage, false, i.* from incoming i join pairs p using (sighting)"
    )
    con.execute(
        """
        insert into lone_live
        select procedure_year, unit_code, n from lone_group where feed = $feed and file_no = $file_no
        """,
        file,
    )


def _any(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return con.execute(f"select 1 from {table} limit 1").fetchone() is not None


def _pair_identical(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("""
        insert into pairs
        select n.sighting, o.lineage
        from (select sighting, row_digest, row_number() over (partition by row_digest order by sighting) as place from incoming) n
        join (select lineage, row_digest, row_number() over (partition by row_digest order by is_gone, lineage) as place from state) o
        using (row_digest, place)
    """)


def _pair(
    con: duckdb.DuckDBPyConnection, keys: tuple[str, ...], condition: str, candidates: str
) -> None:
    """Pairs what has a key that is unique on both sides among what is still unpaired."""
    columns = ", ".join(keys)
    same = " and ".join(f"n.{k} is not distinct from o.{k}" for k in keys)
    con.execute(f"""
        insert into pairs
        select n.sighting, o.lineage
        from (select {columns}, min(sighting) as sighting from incoming anti join pairs using (sighting)
              where {condition} group by all having count(*) = 1) n
        join (select {columns}, min(lineage) as lineage from {candidates} anti join pairs using (lineage)
              where {condition} and not is_gone group by all having count(*) = 1) o
        on {same}
    """)


# The units and years of which this export should show everything: see the module's docstring.
_COVERED = f"""
    create or replace temp table covered as
    with
        setting as (select complete_share, missing_floor from meta.version_setting),
        shown as (select distinct procedure_key, supplier_key from incoming),
        units as (
            select distinct unit_code from incoming
            union
            select unit_code from lone_group where feed = $feed and file_no = $file_no
        ),
        live as (
            select s.procedure_year, s.unit_code, count(*) as n,
                   count(*) filter (p.lineage is not null or h.procedure_key is not null) as n_shown
            from state s
            left join pairs p using (lineage)
            left join shown h on h.procedure_key = s.procedure_key and h.supplier_key = s.supplier_key
            where not s.is_gone
            group by 1, 2
            union all
            select procedure_year, unit_code, n, 0 from lone_live
        ),
        by_year as (
            select procedure_year, sum(n) as n, sum(n_shown) as n_shown from live group by 1
        ),
        by_unit as (
            select procedure_year, unit_code, sum(n) as n, sum(n_shown) as n_shown
            from live group by 1, 2
        )
    select u.procedure_year, u.unit_code
    from by_unit u
    join by_year y on y.procedure_year is not distinct from u.procedure_year
    cross join setting
    where (u.unit_code is null or u.unit_code in (select unit_code from units))
      and (
          y.n_shown >= complete_share * y.n
          or (y.n - y.n_shown <= missing_floor and 2 * y.n_shown >= y.n)
          or (u.n >= {UNIT_FLOOR} and u.n_shown >= complete_share * u.n)
      )
"""

_EXPECTED = """
    create or replace temp table expected as
    select s.* from state s
    join covered c on c.procedure_year is not distinct from s.procedure_year
        and c.unit_code is not distinct from s.unit_code
    where not s.is_gone
"""

_LEFT_OVER = """
    create or replace temp table left_over as
    with
        unpaired as (select code, procedure_key from incoming anti join pairs using (sighting)),
        codes as (select distinct code from unpaired where code is not null),
        procedures as (select distinct procedure_key from unpaired where code is null)
    select e.lineage, e.sighting,
           case when codes.code is not null or procedures.procedure_key is not null
               then 'ambiguous' else 'vanished' end as status
    from expected e anti join pairs using (lineage)
    left join codes on codes.code = e.code
    left join procedures on procedures.procedure_key = case when e.code is null then e.procedure_key end
"""


def _note_events(con: duckdb.DuckDBPyConnection, export: dict[str, object]) -> None:
    con.execute(
        """
        insert into lineage_event
        select s.lineage, $feed, $file_no, $export_on, p.sighting, s.sighting,
               case when s.is_gone then 'reappeared' else 'seen' end
        from pairs p join state s using (lineage) join incoming i on i.sighting = p.sighting
        where s.is_gone or i.row_digest <> s.row_digest
        union all
        select lineage, $feed, $file_no, $export_on, null, sighting, status from left_over
        """,
        export,
    )
    con.execute("update state set is_gone = true where lineage in (select lineage from left_over)")
    con.execute(
        """
        insert into gone_group
        select $feed, $export_on, $file_no, c.procedure_year, c.unit_code
        from covered c join lone_live l on l.procedure_year is not distinct from c.procedure_year
            and l.unit_code is not distinct from c.unit_code
        group by all
        """,
        export,
    )
    con.execute("""
        delete from lone_live l using covered c
        where l.procedure_year is not distinct from c.procedure_year
            and l.unit_code is not distinct from c.unit_code
    """)


def _add_lone_rows(con: duckdb.DuckDBPyConnection) -> None:
    """Each lone row is a contract of its own; it vanished with the first export that covered it."""
    con.execute("""
        insert into lineage_sighting select sighting, feed, sighting from lone;
        insert into lineage_event
        select l.sighting, l.feed, min(g.file_no), arg_min(g.export_on, g.file_no), null, l.sighting, 'vanished'
        from lone l
        join gone_group g on g.feed = l.feed and g.file_no > l.file_no
            and g.procedure_year is not distinct from l.procedure_year
            and g.unit_code is not distinct from l.unit_code
        group by l.sighting, l.feed
    """)

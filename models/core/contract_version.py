"""Which published rows are the same contract, and what happened to it between exports.

Two steps. Within a feed (one source, one layout) each export is held against what the earlier
ones showed, and rows are paired in passes from certain to likely; a row pairs at most once, and
a pass pairs only keys that are unique on both sides:

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

Across feeds the same contract published in two layouts becomes one, by contract code or by
procedure, supplier and amount.

core.contract_identity: contract_id, feed, lineage, sighting, file_sha256, row_number, export_on of
every sighting.
core.contract_version: one row per event: added, completed (an empty field filled), changed,
vanished, ambiguous, reappeared; `changed` is JSON [{"field", "from", "to"}].
"""

import duckdb

READS = ["core.contract_sighting", "meta.version_setting"]
WRITES = ["core.contract_identity", "core.contract_version"]

# Compared between sightings; a difference in case, accents or blanks alone is none.
DATES = ("published_on", "award_on", "signed_on", "start_on", "end_on")
TEXTS = (
    "supplier_rfc", "procedure_number", "procedure_type", "exception_article",
    "law", "contracting_type", "unit_code", "item_codes", "title", "description", "currency",
    "size_class", "contract_status",
)  # fmt: skip

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


def model(con: duckdb.DuckDBPyConnection) -> None:
    """Builds both tables from all sightings, export by export in the order of their dates."""
    con.execute(_SIGHTING)
    con.execute("""
        create or replace temp table lineage_sighting (lineage bigint, feed varchar, sighting bigint);
        create or replace temp table lineage_event
            (lineage bigint, feed varchar, export_on date, sighting bigint, previous bigint, status varchar);
    """)
    exports = con.execute("""
        select feed, file_sha256, min(export_on) from sighting group by 1, 2 order by 1, 3, 2
    """).fetchall()
    next_lineage = 0
    for feed in sorted({f for f, _, _ in exports}):
        con.execute(
            "create or replace temp table state as "
            "select cast(null as bigint) as lineage, false as is_gone, * from sighting limit 0"
        )
        for _, file_sha256, export_on in (e for e in exports if e[0] == feed):
            next_lineage = _export(con, feed, file_sha256, export_on, next_lineage)
    _identities(con)
    _versions(con)
    for table in ("lineage_sighting", "lineage_event", "sighting", "contract_of_lineage"):
        con.execute(f"drop table {table}")
    for table in ("state", "incoming", "pairs"):
        con.execute(f"drop table if exists {table}")


# Only what rows are paired by, the long keys as 128-bit digests: the joins stay small.
_SIGHTING = """
    create or replace temp table sighting as
    select
        sighting, feed, file_sha256, row_number, export_on, md5_number(row_digest) as row_digest, code,
        md5_number(procedure_key) as procedure_key, md5_number(supplier_key) as supplier_key,
        supplier_key like 'RFC %' as has_rfc, md5_number(name_key) as name_key,
        md5_number(nullif(text_key, '')) as text_key, amount, item_codes, unit_code,
        procedure_year, start_on, signed_on
    from core.contract_sighting
"""


def _export(
    con: duckdb.DuckDBPyConnection, feed: str, file_sha256: str, export_on: object, lineage: int
) -> int:
    """Holds one export against the state of its feed; gives the next free lineage number."""
    con.execute(
        "create or replace temp table incoming as select * from sighting where file_sha256 = ? and feed = ?",
        [file_sha256, feed],
    )
    con.execute("create or replace temp table pairs (sighting bigint, lineage bigint)")
    when = {"feed": feed, "export_on": export_on}
    if _count(con, "state"):
        _pair_identical(con)
        for keys, condition in _PASSES:
            _pair(con, keys, condition, "state")
        con.execute(_EXPECTED)
        for keys, condition in _LATE_PASSES:
            _pair(con, keys, condition, "expected")
        con.execute(_LEFT_OVER)
        con.execute(
            """
            insert into lineage_event
            select s.lineage, $feed, $export_on, p.sighting, s.sighting,
                   case when s.is_gone then 'reappeared' else 'seen' end
            from pairs p join state s using (lineage) join incoming i on i.sighting = p.sighting
            where s.is_gone or i.row_digest <> s.row_digest
            union all
            select lineage, $feed, $export_on, null, sighting, status from left_over
            """,
            when,
        )
        con.execute(
            "update state set is_gone = true where lineage in (select lineage from left_over)"
        )
        con.execute("delete from state where lineage in (select lineage from pairs)")
        con.execute("drop table left_over; drop table expected")
    con.execute(
        f"""
        create or replace temp table fresh as
        select sighting, {lineage} + row_number() over (order by sighting) as lineage
        from incoming anti join pairs using (sighting)
        """
    )
    con.execute(
        "insert into lineage_event select lineage, $feed, $export_on, sighting, null, 'added' from fresh",
        when,
    )
    con.execute("insert into pairs select sighting, lineage from fresh")
    con.execute(
        "insert into lineage_sighting select lineage, $feed, sighting from pairs", {"feed": feed}
    )
    con.execute(
        "insert into state select p.lineage, false, i.* from incoming i join pairs p using (sighting)"
    )
    added = _count(con, "fresh")
    con.execute("drop table fresh")
    return lineage + added


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])


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


# Below this many contracts of a unit and year, how many it shows tells nothing of the export.
UNIT_FLOOR = 5

# What this export should show: see the module's docstring.
_EXPECTED = f"""
    create or replace temp table expected as
    with
        setting as (select complete_share, missing_floor from meta.version_setting),
        shown as (select distinct procedure_key, supplier_key from incoming),
        units as (select distinct unit_code from incoming),
        live as (
            select s.lineage, s.unit_code, s.procedure_year,
                   (p.lineage is not null or h.procedure_key is not null) as is_shown
            from state s
            left join pairs p using (lineage)
            left join shown h on h.procedure_key = s.procedure_key and h.supplier_key = s.supplier_key
            where not s.is_gone
        ),
        by_year as (
            select procedure_year, count(*) as n, count(*) filter (is_shown) as n_shown
            from live group by 1
        ),
        by_unit as (
            select procedure_year, unit_code, count(*) as n, count(*) filter (is_shown) as n_shown
            from live group by 1, 2
        )
    select s.*
    from state s
    join live l using (lineage)
    join by_year y on y.procedure_year is not distinct from s.procedure_year
    join by_unit u on u.procedure_year is not distinct from s.procedure_year
        and u.unit_code is not distinct from s.unit_code
    cross join setting
    where (s.unit_code is null or s.unit_code in (select unit_code from units))
      and (
          y.n_shown >= complete_share * y.n
          or (y.n - y.n_shown <= missing_floor and 2 * y.n_shown >= y.n)
          or (u.n >= {UNIT_FLOOR} and u.n_shown >= complete_share * u.n)
      )
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
    left join procedures on procedures.procedure_key = e.procedure_key and e.code is null
"""


def _identities(con: duckdb.DuckDBPyConnection) -> None:
    """Gives every lineage its contract: across feeds, the same contract has one id."""
    con.execute("""
        create or replace temp table lineage as
        with last as (
            select lineage, arg_max(sighting, sighting) as sighting from lineage_sighting group by 1
        )
        select l.lineage, l.feed, s.* exclude (feed)
        from (select distinct lineage, feed from lineage_sighting) l
        join last using (lineage) join sighting s on s.sighting = last.sighting
    """)
    con.execute(
        "create or replace temp table contract_of_lineage as select lineage, feed, lineage as contract from lineage limit 0"
    )
    feeds = con.execute("""
        select feed from lineage group by feed
        order by count(code) > 0 desc, count(*) filter (has_rfc) desc, feed
    """).fetchall()
    for (feed,) in feeds:
        _join_feed(con, feed)
    con.execute("""
        create or replace table core.contract_identity as
        with
            sightings as (
                select c.contract, ls.lineage, ls.feed, ls.sighting, s.file_sha256, s.row_number, s.export_on
                from contract_of_lineage c
                join lineage_sighting ls using (lineage) join sighting s on s.sighting = ls.sighting
            ),
            first as (
                select f.contract, f.export_on, p.procedure_key, p.supplier_key, p.row_digest
                from (select contract, min(sighting) as sighting from sightings group by 1) m
                join sightings f on f.contract = m.contract and f.sighting = m.sighting
                join core.contract_sighting p on p.sighting = f.sighting
            ),
            named as (
                select contract,
                       keyed_id('C', concat_ws(chr(31), coalesce(procedure_key, ''), supplier_key, row_number() over (
                           partition by procedure_key, supplier_key order by export_on, row_digest, contract
                       ))) as contract_id
                from first
            )
        select contract_id, feed, lineage, sighting, file_sha256, row_number, export_on
        from sightings join named using (contract)
    """)
    con.execute("drop table lineage")


# Keys, condition, and whether contracts equal in the key are paired in order of their dates: two
# layouts that both show two equal contracts show two, not four.
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


def _join_feed(con: duckdb.DuckDBPyConnection, feed: str) -> None:
    """Joins the lineages of one feed to the contracts known; what finds none is a new contract."""
    con.execute(
        "create or replace temp table joining as select * from lineage where feed = ?", [feed]
    )
    con.execute(
        "create or replace temp table known as select c.contract, l.* from contract_of_lineage c join lineage l on l.lineage = c.contract where c.lineage = c.contract"
    )
    con.execute("create or replace temp table joined (lineage bigint, contract bigint)")
    for keys, condition, in_order in _ACROSS:
        columns = ", ".join(keys)
        same = " and ".join(f"n.{k} is not distinct from o.{k}" for k in keys)
        place = f"row_number() over (partition by {columns} order by start_on, signed_on, sighting)"
        one_each = "true" if in_order else "n.n = 1 and o.n = 1"
        con.execute(f"""
            insert into joined
            select n.lineage, o.contract
            from (select {columns}, lineage, {place} as place, count(*) over (partition by {columns}) as n
                  from joining anti join joined using (lineage) where {condition}) n
            join (select {columns}, contract, {place} as place, count(*) over (partition by {columns}) as n
                  from known anti join joined using (contract) where {condition}) o
            on {same} and n.place = o.place and {one_each}
        """)
    con.execute("""
        insert into contract_of_lineage
        select l.lineage, l.feed, coalesce(j.contract, l.lineage)
        from joining l left join joined j using (lineage)
    """)
    con.execute("drop table joining; drop table known; drop table joined")


def _versions(con: duckdb.DuckDBPyConnection) -> None:
    differences = (
        [
            f"""case when a.{c} is distinct from b.{c} then
            {{'field': '{c}', 'from': cast(a.{c} as varchar), 'to': cast(b.{c} as varchar)}} end"""
            for c in ("amount", *DATES)
        ]
        + [
            f"""case when label_key(a.{c}) <> label_key(b.{c}) then
            {{'field': '{c}', 'from': a.{c}, 'to': b.{c}}} end"""
            for c in TEXTS
        ]
        + [
            """case when a.name_key <> b.name_key then
            {'field': 'supplier_name', 'from': a.supplier_name, 'to': b.supplier_name} end"""
        ]
    )
    con.execute(f"""
        create or replace table core.contract_version as
        with
            concerned as (
                select sighting from lineage_event where status = 'seen'
                union select previous from lineage_event where status = 'seen'
            ),
            published as (
                select p.* from core.contract_sighting p semi join concerned using (sighting)
            ),
            compared as (
                select e.*,
                    case when e.status = 'seen' then
                        list_filter([{", ".join(differences)}], lambda d: d is not null) end as changes
                from lineage_event e
                left join published a on a.sighting = e.previous
                left join published b on b.sighting = e.sighting
            ),
            placed as (
                select c.*, before.amount as amount_before, after.amount as amount_after,
                    coalesce(after.file_sha256, before.file_sha256) as file_sha256,
                    coalesce(after.row_number, before.row_number) as row_number
                from compared c
                left join sighting before on before.sighting = c.previous
                left join sighting after on after.sighting = c.sighting
            ),
            judged as (
                select * replace (
                    case
                        when status <> 'seen' then status
                        when len(changes) = 0 then null
                        when len(list_filter(changes, lambda d: coalesce(d['from'], '') <> '')) = 0 then 'completed'
                        else 'changed'
                    end as status)
                from placed
            ),
            identity as (select distinct contract_id, lineage from core.contract_identity)
        select
            i.contract_id, j.feed,
            row_number() over (partition by i.contract_id, j.feed order by j.export_on, j.file_sha256, j.lineage, j.status) as version,
            j.export_on, j.file_sha256, j.row_number, j.status,
            to_json(coalesce(j.changes, [])) as changed, j.amount_before, j.amount_after
        from judged j join identity i using (lineage)
        where j.status is not null
    """)

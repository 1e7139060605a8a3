"""From the text of a published table to its staged Parquet: renamed, typed, every row accounted.

Set-based SQL throughout. A row is set aside when it is blank, when it has values under headings
that have no name (it is shifted), or when an amount or a date is not one; what is left twice,
field by field, is an exact duplicate and counted once.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from lumbrera import lean
from lumbrera.files.rows import Loaded, column_names
from lumbrera.ingest.values import MACROS, MONTH_FIRST
from lumbrera.sources.base import Field, Match

_KIND_NAMES = {
    "date": "una fecha", "dates": "una fecha", "amount": "un importe", "number": "un número",
}  # fmt: skip

# The lowest level packs these columns as small as the usual one, and a dictionary given up early (a code,
# a title: nearly every value is another) spares looking up the rest.
_PARQUET = "(format parquet, compression zstd, compression_level 1, dictionary_size_limit 5000)"


@dataclass(frozen=True)
class Account:
    """What became of the rows of one file."""

    read: int
    loaded: int
    quarantined: int
    duplicate: int
    notes: tuple[str, ...] = ()
    """What was published that is no date or amount, where the row stays without it, and in what order
    dates are written, where it is not the usual one (Spanish)."""


def stage(
    con: duckdb.DuckDBPyConnection,
    incoming: str,
    loaded: Loaded,
    match: Match,
    *,
    file_sha256: str,
    staged_path: Path,
    quarantine_path: Path,
) -> Account:
    """Writes the staged and the quarantined rows of a loaded table as Parquet; gives the account.

    Staged columns: file_sha256, row_number, row_digest, layout, then every field of the source
    (null where the layout lacks it, '' where it was published blank); dates and amounts typed,
    with the published text beside them as <name>_text.
    """
    con.execute(MACROS)
    names = column_names(len(match.header))
    con.execute(
        f"create or replace temp view prepared as {_prepared(incoming, match, names, loaded)}"
    )
    notes: list[str] = []
    _judge(con, match)
    if month_first := _month_first(con, match):
        notes.append(
            f"las fechas traen el mes antes que el día (p. ej. «{month_first}») y así se leyeron"
        )
        con.execute(MONTH_FIRST)
        _judge(con, match)
    # Only rows whose hash stands twice are compared: most rows stand once.
    con.execute(f"""
        create or replace temp table aside as
        select row_number, reason from judged where reason is not null
        union all
        select row_number, null from (
            select row_number, row_number() over (
                partition by md5(concat_ws(chr(31), {", ".join(names)})) order by row_number) as copy
            from {incoming} join judged using (row_number)
            where reason is null and raw_hash in (
                select raw_hash from judged where reason is null group by 1 having count(*) > 1
            )
        ) where copy > 1
    """)
    con.execute(f"""
        copy (select {_staged_columns(match, file_sha256)} from prepared anti join aside using (row_number))
        to {sql_text(staged_path)} {_PARQUET}
    """)
    raw = (
        "array_to_string(["
        + ", ".join(f"'\"' || replace(i.{n}, '\"', '\"\"') || '\"'" for n in names)
        + "], ',')"
    )
    con.execute(
        "create or replace temp table rejected (row_number bigint, reason varchar, raw varchar)"
    )
    if loaded.rejects:
        pa = lean.pyarrow()

        con.register(
            "shape_rejects",
            pa.table(
                {
                    "row_number": [r.row_number for r in loaded.rejects],
                    "reason": [r.reason for r in loaded.rejects],
                    "raw": [r.raw for r in loaded.rejects],
                }
            ),
        )
        con.execute("insert into rejected select * from shape_rejects")
        con.unregister("shape_rejects")
    con.execute(f"""
        insert into rejected
        select c.row_number, c.reason, {raw} from aside c join {incoming} i using (row_number)
        where c.reason is not null
    """)
    con.execute(
        f"copy (from rejected order by row_number) to {sql_text(quarantine_path)} {_PARQUET}"
    )
    counts = con.execute("""
        select (select count(*) from prepared), count(reason), count(*) - count(reason) from aside
    """).fetchone()
    assert counts is not None
    rows, set_aside, duplicate = counts
    kept = rows - set_aside - duplicate
    notes += [*_blanked(con, match, staged_path), *_headless(con, incoming, match)]
    for table in ("judged", "aside", "rejected"):
        con.execute(f"drop table {table}")
    bad_shape = len(loaded.rejects)
    return Account(loaded.rows + bad_shape, kept, set_aside + bad_shape, duplicate, tuple(notes))


def _judge(con: duckdb.DuckDBPyConnection, match: Match) -> None:
    """judged: why each row of prepared is set aside, or null."""
    con.execute(f"""
        create or replace temp table judged as
        select row_number, raw_hash, {_reason(match)} as reason from prepared
    """)


# Of a day after the twelfth one can tell whether it stands before its month or after it.
_LATE_DAY = r"(1[3-9]|2\d|3[01])"
# So many times more dates must be possible only with the month first: the others are slips.
_CERTAIN = 10


def _month_first(con: duckdb.DuckDBPyConnection, match: Match) -> str:
    """A date of prepared that shows that the file's dates have their month first; '' where they do not.

    Looked for only where a row was set aside: day first, such a file has dates that are none.
    """
    names = [
        f.name
        for f in match.source.fields
        if f.kind in ("date", "dates") and f.name in match.columns
    ]
    row = con.execute(
        "select exists (from judged where reason like '%» no es una fecha')"
    ).fetchone()
    if not names or not row or not row[0]:
        return ""
    dates = " union all ".join(f"select {name} as t from prepared" for name in names)
    found = con.execute(f"""
        select count(*) filter (is_month_first), count(*) filter (is_day_first), min(t) filter (is_month_first)
        from (select t, regexp_matches(t, '^\\d?\\d[/-]{_LATE_DAY}[/-]\\d\\d') as is_month_first,
                     regexp_matches(t, '^{_LATE_DAY}[/-]\\d?\\d[/-]\\d\\d') as is_day_first from ({dates}))
    """).fetchone()
    assert found is not None
    return str(found[2]) if found[0] > _CERTAIN * found[1] else ""


def _blanked(con: duckdb.DuckDBPyConnection, match: Match, staged_path: Path) -> tuple[str, ...]:
    """Of each field that is no text, how many values of staged rows are not what they should be."""
    fields = [f for f in match.source.fields if f.kind != "text" and f.name in match.columns]
    if not fields:
        return ()
    wrong = [f"filter ({f.name} is null and {f.name}_text <> '')" for f in fields]
    counted = ", ".join(
        f"count(*) {w}, min({f.name}_text) {w}" for f, w in zip(fields, wrong, strict=True)
    )
    found = con.execute(f"select {counted} from read_parquet({sql_text(staged_path)})").fetchone()
    assert found is not None
    return tuple(
        f"«{f.headings[0]}»: {n:,} valores no son {_KIND_NAMES[f.kind]} y quedan en blanco "
        f"(p. ej. «{example[:40]}»)"
        for f, n, example in zip(fields, found[::2], found[1::2], strict=True)
        if n
    )


def _headless(con: duckdb.DuckDBPyConnection, incoming: str, match: Match) -> list[str]:
    """What is told of columns without a heading, left of the last one: an index, say."""
    if not match.headless:
        return []
    filled = ", ".join(f"count(*) filter (published_text(c{i}) <> '')" for i in match.headless)
    found = con.execute(f"select {filled} from {incoming}").fetchone()
    assert found is not None
    return [
        f"la columna {place + 1} no tiene encabezado: no se leyeron sus {n:,} valores"
        for place, n in zip(match.headless, found, strict=True)
        if n
    ]


def sql_text(value: object) -> str:
    """A value as an SQL text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def _text(column: str, loaded: Loaded) -> str:
    """SQL for the text of a cell without blanks at its ends."""
    return f"published_text({column})" if column in loaded.padded else column


def _text_columns(match: Match, loaded: Loaded) -> dict[str, str]:
    """For each field of the source, SQL for its published text (null: the layout lacks it)."""
    texts = {}
    for field in match.source.fields:
        position = match.columns.get(field.name)
        if position is not None:
            texts[field.name] = field.prepare.format(value=_text(f"c{position}", loaded))
        elif field.name in match.given:
            texts[field.name] = sql_text(match.given[field.name])
        else:
            texts[field.name] = "cast(null as varchar)"
    return texts


# A row whose first so many cells are the headings is the header again.
_TELLING = 3


def _prepared(incoming: str, match: Match, names: list[str], loaded: Loaded) -> str:
    fields = [f"{sql} as {name}" for name, sql in _text_columns(match, loaded).items()]
    typed = [f"{_typed(f)} as typed_{f.name}" for f in match.source.fields if f.kind != "text"]
    texts = ", ".join(fields)
    blank = " and ".join(f"{_text(n, loaded)} = ''" for n in names)
    shifted = " or ".join(f"{_text(f'c{i}', loaded)} <> ''" for i in match.unnamed) or "false"
    header = [(i, match.header[i]) for i in list(match.columns.values())[:_TELLING]]
    repeated = " and ".join(f"c{i} = {sql_text(heading)}" for i, heading in header)
    return f"""
        select *, {", ".join(typed) or "null as untyped"}
        from (
            select row_number, {blank} as is_blank, {shifted} as is_shifted, {repeated} as is_header,
                   hash({", ".join(names)}) as raw_hash, {texts}
            from {incoming}
        )
    """


def _typed(field: Field) -> str:
    return f"published_{field.kind}({field.name})"


def _reason(match: Match) -> str:
    cases = [
        "when is_blank then 'renglón vacío'",
        "when is_shifted then 'renglón recorrido: hay valores bajo columnas sin encabezado'",
        "when is_header then 'encabezado repetido'",
    ]
    if named_by := [n for n in match.source.named_by if n in match.columns]:
        headings = ", ".join(f"«{match.header[match.columns[n]].strip()}»" for n in named_by)
        nameless = " and ".join(f"{n} = ''" for n in named_by)
        cases.append(f"when {nameless} then {sql_text(f'sin nombre: {headings} en blanco')}")
    for field in match.source.fields:
        if field.kind == "text" or field.lenient or field.name not in match.columns:
            continue
        heading = match.header[match.columns[field.name]].strip() or field.headings[0]
        cases.append(
            f"when {field.name} <> '' and typed_{field.name} is null "
            f"and not published_nothing({field.name}) then "
            f"{sql_text(heading + ': «')} || left({field.name}, 60) || '» no es {_KIND_NAMES[field.kind]}'"
        )
    return "case " + " ".join(cases) + " end"


def _staged_columns(match: Match, file_sha256: str) -> str:
    columns = [
        f"{sql_text(file_sha256)} as file_sha256",
        "row_number",
        "md5(concat_ws(chr(31), "
        + ", ".join(f.name for f in match.source.fields)
        + ")) as row_digest",
        f"{sql_text(match.layout.name)} as layout",
    ]
    for field in match.source.fields:
        if field.kind == "text":
            columns.append(field.name)
        else:
            columns += [f"typed_{field.name} as {field.name}", f"{field.name} as {field.name}_text"]
    return ", ".join(columns)


def set_aside_more(
    con: duckdb.DuckDBPyConnection,
    staged_path: Path,
    quarantine_path: Path,
    failing: dict[int, str],
) -> None:
    """Moves staged rows that failed a row-level expectation to the quarantine, with the reason."""
    pa = lean.pyarrow()

    con.register(
        "failing_rows",
        pa.table(
            {
                "row_number": pa.array(list(failing), pa.int64()),
                "reason": pa.array(list(failing.values()), pa.string()),
            }
        ),
    )
    staged, quarantine = sql_text(staged_path), sql_text(quarantine_path)
    con.execute(
        f"create or replace temp table kept as select * from read_parquet({staged}) where row_number not in (select row_number from failing_rows)"
    )
    con.execute(f"""
        create or replace temp table rejected as
        select * from read_parquet({quarantine})
        union all
        select f.row_number, f.reason, cast(to_json(s) as varchar)
        from read_parquet({staged}) s join failing_rows f using (row_number)
    """)
    con.execute(f"copy (from kept order by row_number) to {staged} {_PARQUET}")
    con.execute(f"copy (from rejected order by row_number) to {quarantine} {_PARQUET}")
    con.execute("drop table kept; drop table rejected")
    con.unregister("failing_rows")


def set_all_aside(
    con: duckdb.DuckDBPyConnection, staged_path: Path, quarantine_path: Path, reason: str
) -> None:
    """Adds every staged row to the quarantine: the file as a whole is refused."""
    con.execute(f"""
        create or replace temp table rejected as
        from read_parquet({sql_text(quarantine_path)})
        union all
        select row_number, {sql_text(reason)}, cast(to_json(s) as varchar)
        from read_parquet({sql_text(staged_path)}) s
    """)
    con.execute(
        f"copy (from rejected order by row_number) to {sql_text(quarantine_path)} {_PARQUET}"
    )
    con.execute("drop table rejected")


def most_set_aside_for(con: duckdb.DuckDBPyConnection, quarantine_path: Path) -> str:
    """The commonest reason for which rows of a file were set aside, as its first row has it."""
    row = con.execute(f"""
        select arg_min(reason, row_number) from read_parquet({sql_text(quarantine_path)})
        group by regexp_replace(reason, '«[^»]*»', '') order by count(*) desc, min(row_number) limit 1
    """).fetchone()
    return row[0] if row else ""


def empty_staged_columns(source_fields: tuple[Field, ...]) -> str:
    """SQL for the columns of a staged table with no rows: what a source without files stages."""
    columns = [
        "cast(null as varchar) as file_sha256", "cast(null as bigint) as row_number",
        "cast(null as varchar) as row_digest", "cast(null as varchar) as layout",
    ]  # fmt: skip
    types = {"date": "date", "dates": "date", "amount": "decimal(18, 2)", "number": "double"}
    for field in source_fields:
        if field.kind == "text":
            columns.append(f"cast(null as varchar) as {field.name}")
        else:
            columns.append(f"cast(null as {types[field.kind]}) as {field.name}")
            columns.append(f"cast(null as varchar) as {field.name}_text")
    return ", ".join(columns)

"""From the text of a published table to its staged Parquet: renamed, typed, every row accounted.

Set-based SQL throughout. A row is set aside when it is blank, when it has values under headings
that have no name (it is shifted), or when an amount or a date is not one; what is left twice,
field by field, is an exact duplicate and counted once.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from lumbrera import lean
from lumbrera.files.rows import BLANKS, Loaded, column_names
from lumbrera.sources.base import Field, Match

_BLANKS = " || ".join(f"chr({ord(b)})" for b in BLANKS)

# What is written where there is nothing to write, in lower case without accents, and what else
# stands where a name or a number should.
_NOTHING = (
    r"[0 :/.-]*|n[ /.]*[ad]|s[ /.]*d|no (aplica|disponible|hay dato)|sin (datos?|informacion)"
    r"|null|nan|nat|none"
)
_NO_NAME = (
    rf"{_NOTHING}|s[ /.]*n|sin (numero|nombre|asignar)|no (existe|hubo)|ningun[oa]|desiert[oa]"
    r"|(ver|vease) nota"
)

# Dates as published: ISO with or without time, day first with slashes or dashes (25/10/2021,
# 14/05/19), 30/Jun/2006.
MACROS = f"""
create or replace temp macro published_text(c) as trim(c, {_BLANKS});
create or replace temp macro published_as(t, words) as case
    when length(t) > 20 then false
    else regexp_full_match(lower(strip_accents(t)), '[^\\pL0-9&]*(' || words || ')[^\\pL0-9&]*')
    end;
create or replace temp macro published_nothing(t) as published_as(t, '{_NOTHING}');
create or replace temp macro published_no_name(t) as published_as(t, '{_NO_NAME}');
create or replace temp macro published_date(t) as case
    when t in ('', '0000-00-00', '0000-00-00 00:00:00', 'NULL') then null
    -- The usual forms without a pattern: patterns are most of the cost of staging.
    when length(t) in (10, 16, 19) and t[5] = '-' and t[8] = '-' and ascii(t) between 48 and 57
        and try_cast(t as timestamp) is not null then try_cast(try_cast(t as timestamp) as date)
    when length(t) = 10 and t[3] = '/' and t[6] = '/' then try_cast(try_strptime(t, '%d/%m/%Y') as date)
    when regexp_full_match(t, '\\d{{4}}-\\d{{1,2}}-\\d{{1,2}}([ T]\\d{{1,2}}:\\d{{2}}(:\\d{{2}}(\\.\\d+)?)?( ?(GMT|Z|[+-]\\d{{2}}:?\\d{{2}}))?)?')
        then try_cast(regexp_extract(t, '^[0-9-]+') as date)
    when regexp_full_match(t, '\\d{{1,2}}[/-]\\d{{1,2}}[/-]\\d{{4}}( \\d{{1,2}}:\\d{{2}}(:\\d{{2}})?( ?[ap]\\.? ?m\\.?)?)?')
        then try_cast(try_strptime(replace(regexp_extract(t, '^[0-9/-]+'), '-', '/'), '%d/%m/%Y') as date)
    when regexp_full_match(t, '\\d{{1,2}}/\\d{{1,2}}/\\d{{2}}')
        then try_cast(try_strptime(t, '%d/%m/%y') as date)
    when regexp_full_match(t, '\\d{{1,2}}[/-][A-Za-z]{{3}}[/-]\\d{{4}}')
        then try_cast(try_strptime(
            replace(replace(replace(replace(lower(replace(t, '-', '/')), 'ene', 'jan'), 'abr', 'apr'), 'ago', 'aug'), 'dic', 'dec'),
            '%d/%b/%Y') as date)
    -- A date that a spreadsheet exported as its serial number (days since 1899-12-30).
    when regexp_full_match(t, '[345]\\d{{4}}') then date '1899-12-30' + cast(t as integer)
    end;
-- «25/10/2021 - 18/10/2018»: published again; the latest counts. Null unless all are dates.
create or replace temp macro published_dates(t) as case
    when len(list_filter(regexp_split_to_array(t, '\\s+-\\s*|\\s*-\\s+'), lambda d: published_date(d) is null)) = 0
        then list_max(list_transform(regexp_split_to_array(t, '\\s+-\\s*|\\s*-\\s+'), lambda d: published_date(d)))
    end;
create or replace temp macro published_amount(t) as case
    when translate(t, '0123456789', '') in ('', '.') and t <> '.' then try_cast(t as decimal(18, 2))
    when regexp_full_match(t, '-?\\$? ?-?(\\d{{1,3}}(,\\d{{3}})+(\\.\\d*)?|\\d+\\.?\\d*([eE][+-]?\\d+)?|\\.\\d+)')
        then try_cast(regexp_replace(t, '[$, ]', '', 'g') as decimal(18, 2))
    end;
create or replace temp macro published_number(t) as case
    when regexp_full_match(t, '-?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?') and isfinite(try_cast(t as double))
        then try_cast(t as double)
    end;
"""

_KIND_NAMES = {
    "date": "una fecha", "dates": "una fecha", "amount": "un importe", "number": "un número",
}  # fmt: skip


@dataclass(frozen=True)
class Account:
    """What became of the rows of one file."""

    read: int
    loaded: int
    quarantined: int
    duplicate: int
    blanked: tuple[str, ...] = ()
    """What was published that is no date or amount, where the row stays without it (Spanish)."""


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
    con.execute(f"""
        create or replace temp table judged as
        select row_number, raw_hash, {_reason(match)} as reason from prepared
    """)
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
        to {sql_text(staged_path)} (format parquet, compression zstd)
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
        f"copy (from rejected order by row_number) to {sql_text(quarantine_path)} (format parquet, compression zstd)"
    )
    counts = con.execute("""
        select (select count(*) from prepared), count(reason), count(*) - count(reason) from aside
    """).fetchone()
    assert counts is not None
    rows, set_aside, duplicate = counts
    kept = rows - set_aside - duplicate
    blanked = _blanked(con, match, staged_path)
    for table in ("judged", "aside", "rejected"):
        con.execute(f"drop table {table}")
    bad_shape = len(loaded.rejects)
    return Account(loaded.rows + bad_shape, kept, set_aside + bad_shape, duplicate, blanked)


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
        texts[field.name] = (
            "cast(null as varchar)"
            if position is None
            else field.prepare.format(value=_text(f"c{position}", loaded))
        )
    return texts


def _prepared(incoming: str, match: Match, names: list[str], loaded: Loaded) -> str:
    fields = [f"{sql} as {name}" for name, sql in _text_columns(match, loaded).items()]
    typed = [f"{_typed(f)} as typed_{f.name}" for f in match.source.fields if f.kind != "text"]
    texts = ", ".join(fields)
    blank = " and ".join(f"{_text(n, loaded)} = ''" for n in names)
    shifted = " or ".join(f"{_text(f'c{i}', loaded)} <> ''" for i in match.unnamed) or "false"
    return f"""
        select *, {", ".join(typed) or "null as untyped"}
        from (
            select row_number, {blank} as is_blank, {shifted} as is_shifted,
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
    con.execute(
        f"copy (from kept order by row_number) to {staged} (format parquet, compression zstd)"
    )
    con.execute(
        f"copy (from rejected order by row_number) to {quarantine} (format parquet, compression zstd)"
    )
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
        f"copy (from rejected order by row_number) to {sql_text(quarantine_path)} (format parquet, compression zstd)"
    )
    con.execute("drop table rejected")


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

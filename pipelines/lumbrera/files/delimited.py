"""Delimited text: the first rows, to recognise it by, and all rows, into DuckDB."""

import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import duckdb

from lumbrera.files.container import UnreadableFileError
from lumbrera.files.encoding import open_text
from lumbrera.files.rows import Loaded, Reject, column_names

DELIMITERS = (",", ";", "\t", "|")
PEEK_ROWS = 40
BLOCK_BYTES = 1 << 25  # the longest row that can be read

csv.field_size_limit(BLOCK_BYTES)


def peek(head: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    """The first records (at most 40) of a text whose first bytes are given."""
    text = _head_text(head, encoding)
    rows = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        rows.append(row)
        if len(rows) == PEEK_ROWS:
            break
    return rows


def _head_text(head: bytes, encoding: str) -> str:
    # The head may end inside a character: what is lost there is at its very end.
    with open_text(
        io.BytesIO(head), "utf-8 with windows-1252" if encoding == "utf-8" else encoding
    ) as clean:
        return clean.read().decode("utf-8", "ignore")


def _bytes_before(head: bytes, encoding: str, delimiter: str, records: int) -> int:
    """Length, in clean UTF-8, of the first so many records."""
    lines = list(io.StringIO(_head_text(head, encoding), newline=""))
    reader = csv.reader(iter(lines), delimiter=delimiter)
    for _ in range(records):
        next(reader)
    return len("".join(lines[: reader.line_num]).encode())


def load(
    con: duckdb.DuckDBPyConnection,
    table: str,
    stream: BinaryIO,
    *,
    head: bytes,
    encoding: str,
    delimiter: str,
    header_index: int,
    width: int,
) -> Loaded:
    """Loads the records after the header into `table` (row_number, c0 … as text).

    A record with more or fewer fields than the header is set aside with its text. Nothing is
    interpreted: empty fields are '', never null. Raises UnreadableFileError where no further row can
    be told apart (a row longer than 32 MB, bytes that are not of the encoding).
    """
    import pyarrow as pa
    import pyarrow.csv as pacsv

    names = column_names(width)
    first_row = header_index + 2
    bad: list[Any] = []

    def set_aside(row: Any) -> str:
        bad.append(row)
        return "skip"

    clean = open_text(stream, encoding)
    schema = pa.schema([("ordinal", pa.int64()), *((n, pa.string()) for n in names)])
    loaded = 0

    def batches() -> Iterator[Any]:
        nonlocal loaded
        clean.read(_bytes_before(head, encoding, delimiter, header_index + 1))
        if not clean.peek(1):
            return
        reader = pacsv.open_csv(
            clean,
            read_options=pacsv.ReadOptions(
                column_names=names, block_size=BLOCK_BYTES, use_threads=False
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={n: pa.string() for n in names},
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
        for batch in reader:
            ordinal = pa.array(range(loaded, loaded + batch.num_rows), pa.int64())
            loaded += batch.num_rows
            yield pa.RecordBatch.from_arrays([ordinal, *batch.columns], schema=schema)

    rows = pa.RecordBatchReader.from_batches(schema, batches())
    con.register("incoming_rows", rows)
    columns = ", ".join(names)
    try:
        con.execute(
            f"create or replace temp table {table} as "
            f"select ordinal + {first_row} as row_number, {columns} from incoming_rows"
        )
    except (duckdb.Error, pa.ArrowInvalid, UnicodeDecodeError) as exc:
        raise UnreadableFileError(_why(exc)) from exc
    finally:
        con.unregister("incoming_rows")
        clean.close()
    _leave_room_for(con, table, [r.number for r in bad], first_row)
    return Loaded(loaded, [_reject(r, first_row) for r in bad])


def _why(error: Exception) -> str:
    text = str(error)
    if "straddl" in text:
        return "un renglón mide más de 32 MB: quizá falta cerrar unas comillas; revise el archivo"
    if isinstance(error, UnicodeDecodeError) or "codec can't decode" in text:
        return "los caracteres no corresponden a la codificación con la que empieza el archivo"
    return f"no se pudo leer como tabla de texto: {text.splitlines()[0]}"


def _reject(row: Any, first_row: int) -> Reject:
    number = row.number - 1 + first_row
    lines = row.text.count("\n")
    if lines > 20:
        reason = f"comillas sin cerrar: el renglón abarca {lines + 1} líneas del archivo"
    elif row.actual_columns > row.expected_columns:
        reason = f"renglón recorrido: {row.actual_columns} campos donde el encabezado tiene {row.expected_columns}"
    else:
        reason = f"renglón incompleto: {row.actual_columns} campos donde el encabezado tiene {row.expected_columns}"
    return Reject(number, reason, row.text)


def _leave_room_for(
    con: duckdb.DuckDBPyConnection, table: str, rejected: list[int], first_row: int
) -> None:
    """Shifts row numbers past the rows set aside, so that they are those of the file."""
    if not rejected:
        return
    con.execute(
        "create or replace temp table rejected_ordinal as select unnest(?) - 1 as o", [rejected]
    )
    # Before a kept row lie as many rejected ones as have at most its ordinal of kept rows before them.
    con.execute(f"""
        create or replace temp table {table} as
        with numbered as (select o, row_number() over (order by o) as n from rejected_ordinal),
             gap as (select o - n + 1 as kept_before, max(n) as n from numbered group by 1)
        select kept.* replace (kept.row_number + coalesce(gap.n, 0) as row_number)
        from {table} kept asof left join gap on kept.row_number - {first_row} >= gap.kept_before
    """)
    con.execute("drop table rejected_ordinal")

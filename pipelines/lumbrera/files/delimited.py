"""Delimited text: the first rows, to recognise it by, and all rows, into DuckDB."""

import csv
import io
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

from lumbrera import lean
from lumbrera.files.container import UnreadableFileError
from lumbrera.files.encoding import CHUNK, CleanText, head_text, open_text
from lumbrera.files.records import fields, split_records
from lumbrera.files.rows import MAX_ROW_BYTES, Loaded, Reject, column_names, multiline, padded

DELIMITERS = (",", ";", "\t", "|")
PEEK_ROWS = 40
KEPT_CHARS = 1 << 20  # of a row set aside; all of it stays in the published file
BLOCK = 1 << 21  # bytes parsed at a time: what fits the processor's cache takes half the time

csv.field_size_limit(4 * MAX_ROW_BYTES)


def peek(head: bytes, encoding: str, delimiter: str) -> list[list[str]]:
    """The first records (at most 40) of a text whose first bytes are given."""
    text = head_text(head, encoding)
    rows = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        rows.append(row)
        if len(rows) == PEEK_ROWS:
            break
    return rows


def _bytes_before(head: bytes, encoding: str, delimiter: str, records: int) -> int:
    """Length, in clean UTF-8, of the first so many records."""
    lines = list(io.StringIO(head_text(head, encoding), newline=""))
    reader = csv.reader(iter(lines), delimiter=delimiter)
    for _ in range(records):
        next(reader)
    return len("".join(lines[: reader.line_num]).encode())


class DelimitedText:
    """A recognised text: how to open it, how it is written, where its header is and how wide."""

    def __init__(
        self,
        opener: Callable[[], BinaryIO],
        *,
        head: bytes,
        encoding: str,
        delimiter: str,
        header_index: int,
        width: int,
    ) -> None:
        self._opener = opener
        self._encoding = encoding
        self._delimiter = delimiter
        self._width = width
        self._preamble_bytes = _bytes_before(head, encoding, delimiter, header_index + 1)
        self._first_row = header_index + 2

    def load(self, con: duckdb.DuckDBPyConnection, table: str, temporary: Path) -> Loaded:
        """Loads the records after the header into `table` (row_number, c0 … as text).

        A record with more or fewer fields than the header, with quotes never closed or longer
        than 32 MB is set aside with its text. Nothing is interpreted: empty fields are '', never
        null. Raises UnreadableFileError for bytes that are not of the encoding.
        """
        loaded = self._as_it_stands(con, table)
        broken: list[Reject] = []
        if loaded is None:
            with tempfile.TemporaryFile(dir=temporary) as sound:
                broken = self._set_broken_aside(sound)
                sound.seek(0)
                loaded = self._parse(con, table, sound, MAX_ROW_BYTES, has_preamble=False)
        _number(con, table, self._first_row, loaded.rejects, broken)
        loaded.rejects = sorted([*loaded.rejects, *broken], key=lambda r: r.row_number)
        return loaded

    def _as_it_stands(self, con: duckdb.DuckDBPyConnection, table: str) -> Loaded | None:
        """Loads the whole text; None when a row may hold others, has no end or is too long."""
        for block in (BLOCK, MAX_ROW_BYTES):
            text = CleanText(self._opener(), self._encoding)
            try:
                loaded = self._parse(con, table, text, block)
            except _RowTooLongError:
                continue
            is_sound = not (text.quotes % 2 or self._is_doubtful(con, table, loaded))
            return loaded if is_sound else None
        return None

    def row(self, row_number: int) -> list[str] | None:
        """The fields of one row, counted as a spreadsheet counts them; None past the end."""
        if row_number < self._first_row:
            return None
        with closing(self._text_after_header()) as text:
            records = split_records(text, self._delimiter, self._width)
            for number, record in enumerate(records, start=self._first_row):
                if number == row_number:
                    return fields(record.text, self._delimiter)
        return None

    def _text_after_header(self) -> io.TextIOWrapper:
        clean = open_text(self._opener(), self._encoding)
        clean.read(self._preamble_bytes)
        return io.TextIOWrapper(clean, encoding="utf-8", newline="")

    def _set_broken_aside(self, sound: BinaryIO | Any) -> list[Reject]:
        """Copies the records that can be read as rows; gives the others, by row number."""
        broken = []
        with closing(self._text_after_header()) as text:
            try:
                records = split_records(text, self._delimiter, self._width)
                for number, record in enumerate(records, start=self._first_row):
                    if record.reason:
                        broken.append(Reject(number, record.reason, record.text[:KEPT_CHARS]))
                    else:
                        sound.write(record.text.encode())
            except UnicodeDecodeError as exc:
                raise UnreadableFileError(_why(exc)) from exc
        return broken

    def _parse(
        self,
        con: duckdb.DuckDBPyConnection,
        table: str,
        stream: Any,
        block: int,
        *,
        has_preamble: bool = True,
    ) -> Loaded:
        """Loads what has the shape of the header, so many bytes at a time; the others are rejects.

        Row numbers leave no room yet: in the table only kept rows count, in rejects both do.
        """
        pa = lean.pyarrow()
        import numpy as np
        import pyarrow.csv as pacsv

        names = column_names(self._width)
        bad: list[Any] = []

        def set_aside(row: Any) -> str:
            bad.append(row)
            return "skip"

        schema = pa.schema([("row_number", pa.int64()), *((n, pa.string()) for n in names)])
        loaded = 0
        blank_edged: set[str] = set()
        with_breaks: set[str] = set()
        clean = io.BufferedReader(stream, buffer_size=CHUNK) if has_preamble else stream

        def batches() -> Iterator[Any]:
            nonlocal loaded
            if has_preamble:
                clean.read(self._preamble_bytes)
            if not clean.peek(1):
                return
            reader = pacsv.open_csv(
                _WithWholeLineEnds(clean),
                read_options=pacsv.ReadOptions(
                    column_names=names, block_size=block, use_threads=False
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self._delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=set_aside,
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types={n: pa.string() for n in names},
                    strings_can_be_null=False,
                ),
            )
            for batch in reader:
                ordinal = pa.array(np.arange(loaded, loaded + batch.num_rows))
                loaded += batch.num_rows
                cells = list(zip(names, batch.columns, strict=True))
                blank_edged.update(padded((n, c) for n, c in cells if n not in blank_edged))
                with_breaks.update(multiline((n, c) for n, c in cells if n not in with_breaks))
                yield pa.RecordBatch.from_arrays([ordinal, *batch.columns], schema=schema)

        con.register("incoming_rows", pa.RecordBatchReader.from_batches(schema, batches()))
        try:
            # To keep the order of many small batches, DuckDB stores them twice; where another source
            # follows, if an empty one, it takes the rows one after another: a quarter less work.
            con.execute(f"""
                create or replace temp table {table} as
                select * replace (row_number + {self._first_row} as row_number) from incoming_rows
                union all by name select range as row_number from range(0)
            """)
        except (duckdb.IOException, duckdb.OutOfMemoryException):
            raise  # the machine's trouble, not the file's
        except (duckdb.Error, pa.ArrowInvalid, UnicodeDecodeError) as exc:
            if "straddl" in str(exc):
                raise _RowTooLongError from exc
            raise UnreadableFileError(_why(exc)) from exc
        finally:
            con.unregister("incoming_rows")
            if has_preamble:
                clean.close()
        return Loaded(
            loaded,
            [_reject(r, self._first_row) for r in bad],
            padded=frozenset(blank_edged),
            multiline=frozenset(with_breaks),
        )

    def _is_doubtful(self, con: duckdb.DuckDBPyConnection, table: str, loaded: Loaded) -> bool:
        """Whether a row may have swallowed others (see `joins_rows`), or is longer than one can be."""
        if any("\n" in r.raw or "\r" in r.raw for r in loaded.rejects):
            return True
        doubts = []
        for n in sorted(loaded.multiline):
            delimiters = f"length({n}) - length(replace({n}, '{self._delimiter}', ''))"
            for end in ("chr(10)", "chr(13)"):
                ends = f"length({n}) - length(replace({n}, {end}, ''))"
                doubts.append(
                    f"(contains({n}, {end}) and {delimiters} >= {self._width - 1} * ({ends}))"
                )
            doubts.append(f"strlen({n}) > {MAX_ROW_BYTES}")
        if not doubts:
            return False
        row = con.execute(f"select count(*) from {table} where {' or '.join(doubts)}").fetchone()
        return row is not None and row[0] > 0


class _WithWholeLineEnds(io.RawIOBase):
    """A stream of which no part ends between CR and LF: where one does, pyarrow takes the LF away, also
    that of a line break inside quotes."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        part: bytes = self._stream.read(size - 1)
        return part + self._stream.read(1) if part.endswith(b"\r") else part


class _RowTooLongError(Exception):
    """A row does not fit into what the reader holds at a time."""


def _why(error: Exception) -> str:
    text = str(error)
    if isinstance(error, UnicodeDecodeError) or "codec can't decode" in text or "UTF8" in text:
        return "los caracteres no corresponden a la codificación con la que empieza el archivo"
    return f"no se pudo leer como tabla de texto: {text.splitlines()[0]}"


def _reject(row: Any, first_row: int) -> Reject:
    kind = "recorrido" if row.actual_columns > row.expected_columns else "incompleto"
    reason = f"renglón {kind}: {row.actual_columns} campos donde el encabezado tiene {row.expected_columns}"
    return Reject(row.number - 1 + first_row, reason, row.text[:KEPT_CHARS])


def _number(
    con: duckdb.DuckDBPyConnection,
    table: str,
    first_row: int,
    rejects: list[Reject],
    broken: list[Reject],
) -> None:
    """Makes room in the row numbers for the rows set aside, so that all are those of the file.

    Broken rows have their numbers already; rejects lack room for these, kept rows for both.
    """
    # A record comes after as many broken ones as have at most its ordinal of sound ones before.
    sound_before = [b.row_number - first_row - i for i, b in enumerate(broken)]
    for place, reject in enumerate(rejects):
        shift = bisect_right(sound_before, reject.row_number - first_row)
        rejects[place] = Reject(reject.row_number + shift, reject.reason, reject.raw)
    aside = sorted(r.row_number - first_row for r in (*rejects, *broken))
    if not aside:
        return
    con.execute("create or replace temp table aside as select unnest(?) as o", [aside])
    # Likewise: before a kept row lie those set aside with at most its ordinal of kept ones before.
    con.execute(f"""
        create or replace temp table {table} as
        with numbered as (select o, row_number() over (order by o) as n from aside),
             gap as (select o - n + 1 as kept_before, max(n) as n from numbered group by 1)
        select kept.* replace (kept.row_number + coalesce(gap.n, 0) as row_number)
        from {table} kept asof left join gap on kept.row_number - {first_row} >= gap.kept_before
    """)
    con.execute("drop table aside")

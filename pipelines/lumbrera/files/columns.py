"""A table of any format, read by the names of its columns: for commands that are told them."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from lumbrera.errors import UsageError
from lumbrera.files import delimited, workbook
from lumbrera.files.container import (
    READ_ERRORS,
    Member,
    UnreadableFileError,
    describe_read_error,
    holds_a_workbook,
    members,
)
from lumbrera.files.encoding import Scan, scan
from lumbrera.files.rows import BLANKS, Reject

_PARQUET_MAGIC = b"PAR1"
_HEADER_WITHIN = 15


@dataclass(frozen=True)
class Columns:
    """What was read: rows now in the table, and those set aside with their reason."""

    name: str
    rows: int
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True)
class _Seen:
    """A header row that may be the one: where, and in what."""

    header: list[str]
    index: int
    delimiter: str = ""
    sheet: str = ""


def load(con: duckdb.DuckDBPyConnection, path: Path, wanted: Sequence[str], table: str) -> Columns:
    """Loads columns of a file into `table` (row_number, then the columns, all text, trimmed).

    Text with any of the usual delimiters and encodings, workbooks, Parquet; plain, gzip, zstd or
    zip. The header is the first row that has all the columns; names are compared without case or
    blanks at their ends. row_number is the one a spreadsheet shows (of Parquet, from 1).
    Raises UsageError when the file is missing, cannot be read, lacks a column or has it twice.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    try:
        with path.open("rb") as stream:
            if stream.read(4) == _PARQUET_MAGIC:
                return _parquet(con, path, wanted, table)
        return _member(con, path, wanted, table)
    except UnreadableFileError as exc:
        raise UsageError(f"{path.name}: {exc}") from exc
    except READ_ERRORS as exc:
        raise UsageError(f"{path.name}: {describe_read_error(exc)}") from exc


def _parquet(
    con: duckdb.DuckDBPyConnection, path: Path, wanted: Sequence[str], table: str
) -> Columns:
    try:
        header = con.execute("select * from read_parquet(?) limit 0", [str(path)]).description
    except duckdb.Error as exc:
        raise UnreadableFileError(f"no se pudo leer como Parquet: {exc}") from exc
    names = [str(c[0]) for c in header or []]
    places = _places(path.name, names, wanted)
    chosen = ", ".join(
        f"coalesce(trim(cast({_quoted(names[i])} as varchar)), '') as {_quoted(w)}"
        for w, i in places.items()
    )
    con.execute(
        f"create or replace temp table {table} as select row_number() over () as row_number, {chosen} "
        "from read_parquet(?)",
        [str(path)],
    )
    return Columns(path.name, _count(con, table))


def _member(
    con: duckdb.DuckDBPyConnection, path: Path, wanted: Sequence[str], table: str
) -> Columns:
    best: tuple[Member, Scan, _Seen] | None = None
    complete = 0
    for member in members(path):
        with member.open() as stream:
            found = scan(stream)
        for seen in _headers(member, found):
            has = sum(_key(w) in {_key(h) for h in seen.header} for w in wanted)
            if best is None or (has, len(seen.header)) > (
                _shared(best[2], wanted),
                len(best[2].header),
            ):
                best = (member, found, seen)
            if has == len(set(wanted)):
                complete += 1
                break
    if complete > 1:
        raise UsageError(
            f"{path.name}: {complete} tables in it have these columns; give one of them"
        )
    if best is None:
        raise UsageError(f"{path.name}: the file holds no table")
    member, found, seen = best
    places = _places(member.name, seen.header, wanted)
    with tempfile.TemporaryDirectory(prefix="lumbrera-") as folder:
        if seen.sheet:
            loaded = workbook.load(
                con, "read_rows", workbook.open_workbook(_on_disk(member, Path(folder))),
                seen.sheet, header_index=seen.index, width=len(seen.header),
            )  # fmt: skip
        else:
            text = delimited.DelimitedText(
                member.open, head=found.head, encoding=found.encoding, delimiter=seen.delimiter,
                header_index=seen.index, width=len(seen.header),
            )  # fmt: skip
            loaded = text.load(con, "read_rows", Path(folder))
    chosen = ", ".join(f"trim(c{i}, ?) as {_quoted(w)}" for w, i in places.items())
    con.execute(
        f"create or replace temp table {table} as select row_number, {chosen} from read_rows",
        [BLANKS] * len(places),
    )
    con.execute("drop table read_rows")
    return Columns(member.name, loaded.rows, loaded.rejects)


def _headers(member: Member, found: Scan) -> Iterator[_Seen]:
    """The rows of a member that could be its header."""
    if holds_a_workbook(found.head):
        with tempfile.TemporaryDirectory(prefix="lumbrera-") as folder:
            book = workbook.open_workbook(_on_disk(member, Path(folder)))
            for sheet in book.sheet_names:
                rows = workbook.sheet_rows(book, sheet, workbook.PEEK_ROWS)
                for index, row in enumerate(rows[:_HEADER_WITHIN]):
                    yield _Seen(row, index, sheet=sheet)
        return
    for delimiter in delimited.DELIMITERS:
        rows = delimited.peek(found.head, found.encoding, delimiter)
        for index, row in enumerate(rows[:_HEADER_WITHIN]):
            yield _Seen(row, index, delimiter=delimiter)


def _on_disk(member: Member, folder: Path) -> Path:
    """The member as a file of its own."""
    if member.name == member.path.name:
        return member.path
    copy = folder / "book"
    with member.open() as source:
        copy.write_bytes(source.read())
    return copy


def _places(file: str, header: list[str], wanted: Sequence[str]) -> dict[str, int]:
    """Where each wanted column stands. Raises UsageError for one that is missing or there twice."""
    places = {}
    for name in dict.fromkeys(wanted):
        found = [i for i, h in enumerate(header) if h.strip(BLANKS) == name.strip()]
        found = found or [i for i, h in enumerate(header) if _key(h) == _key(name)]
        if len(found) != 1:
            said = "stands there more than once" if found else "is not in the file"
            there = ", ".join(h.strip() for h in header if h.strip())
            raise UsageError(
                f"{file}: the column «{name}» {said}", hint=f"its columns are: {there}"
            )
        places[name] = found[0]
    return places


def _shared(seen: _Seen, wanted: Sequence[str]) -> int:
    return sum(_key(w) in {_key(h) for h in seen.header} for w in wanted)


def _key(heading: str) -> str:
    return heading.strip(BLANKS + "﻿").casefold()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    assert row is not None
    return int(row[0])

"""A published table, recognised: what format it is, and how its rows are loaded or read again."""

import hashlib
import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from lumbrera.files import delimited, documents, releases, workbook
from lumbrera.files.container import (
    GZIP_MAGIC,
    ZSTD_MAGIC,
    Member,
    UnreadableFileError,
    holds_a_workbook,
)
from lumbrera.files.encoding import Scan, head_text, open_text
from lumbrera.files.rows import Loaded, column_names
from lumbrera.sources import SOURCES, document_paths, ocds, recognise
from lumbrera.sources.base import Match, NearMiss, Source, read_header


@dataclass(frozen=True)
class Table:
    """One table of a file: its header as a known layout, and access to its rows.

    `load` puts all rows into a DuckDB table; `row` gives the cells of one, by its number in the
    file, or None; `preamble` holds the rows above the header.
    """

    match: Match
    load: Callable[[duckdb.DuckDBPyConnection, str], Loaded]
    row: Callable[[int], list[str] | None]
    preamble: list[list[str]]
    notes: list[str] = field(default_factory=list)
    reserved: int = 0
    """Records with reserved sections about relatives, which were not read."""
    sheet: str = ""
    """The further sheet of a workbook, or table of a document, that it is; empty for the first, or
    only, one."""
    has_rows: Callable[[duckdb.DuckDBPyConnection], bool] = lambda con: True
    """Whether it is worth an account: of OCDS, a table of things that no release has is not."""

    def digest(self, book_sha256: str) -> str:
        """What the table is known by: its file's sha256, or on a further sheet that and its name."""
        if not self.sheet:
            return book_sha256
        return hashlib.sha256(f"{book_sha256}/{self.sheet}".encode()).hexdigest()

    def name(self, book: str) -> str:
        """The file's name, or on a further sheet that and the sheet's."""
        return f"{book}/{self.sheet}" if self.sheet else book


def open_tables(
    member: Member, found: Scan, temporary: Path, sources: tuple[Source, ...] = SOURCES
) -> list[Table]:
    """Recognises a member by its content: one table, or of a workbook every sheet that is one.

    Raises UnreadableFileError for what is no table, or of no known format, saying which formats
    came nearest and the columns that were missing.
    """
    if holds_a_workbook(found.head):
        return _workbook(member, found, temporary, sources)
    if found.head.startswith((GZIP_MAGIC, ZSTD_MAGIC)):
        raise UnreadableFileError(
            "es un archivo comprimido dentro de otro; descomprima el de afuera"
        )
    if other := next((what for magic, what in _OTHERS if found.head.startswith(magic)), None):
        raise UnreadableFileError(
            f"el formato no se reconoce: es {other}, no una tabla; cargue la tabla que trae"
        )
    head = head_text(found.head, found.encoding).lstrip("\ufeff \t\r\n\x00")
    if page := _web_page(head[:_OF_A_PAGE].lower()):
        raise UnreadableFileError(page)
    if documents.looks_like_json(head):
        if releases.looks_like_releases(head):
            return _releases(member, found, temporary, sources)
        return [_document(member, found, sources)]
    return [_text(member, found, temporary, sources)]


_OTHERS = (
    (b"%PDF", "un documento PDF"), (b"7z\xbc\xaf", "un archivo 7z"), (b"Rar!", "un archivo rar"),
    (b"BZh", "un archivo bz2"), (b"\xfd7zXZ", "un archivo xz"),
)  # fmt: skip
_OF_A_PAGE = 5_000
"""The characters within which a web page begins its table, where an export is one."""


def _web_page(head: str) -> str:
    """Why a text in tags, of which the beginning is given in lower case, is refused; '' for others."""
    if not head.startswith("<"):
        return ""
    if "excel.sheet" in head or "<table" in head:
        return (
            "es una tabla en una página web o en XML, como algunos portales exportan a Excel: ábrala "
            "en una hoja de cálculo y guárdela como xlsx o CSV"
        )
    if any(tag in head for tag in ("<!doctype html", "<html", "<head", "<body", "<?xml")):
        return "es una página web, no una tabla: quizá el sitio respondió con un error; descárguelo de nuevo"
    return ""


def _document(member: Member, found: Scan, sources: tuple[Source, ...]) -> Table:
    with open_text(member.open(), found.encoding) as stream:
        document = documents.read(stream, *document_paths(sources))
    reading = recognise([document.header], member.name, sources)
    if isinstance(reading, list):
        if document.rows and _OF_AN_ERROR.intersection(document.header):
            said = "; ".join(filter(None, document.rows[0][1]))[:200]
            raise UnreadableFileError(
                f"es el aviso de un servicio y no trae registros («{said}»); descárguelo de nuevo"
            )
        raise UnreadableFileError(_unknown_format(reading))
    return Table(
        reading, document.load, document.row, [], document.notes, reserved=document.reserved
    )


_OF_AN_ERROR = frozenset({"error", "errors", "message", "mensaje", "error.message", "error.code"})


def _releases(
    member: Member, found: Scan, temporary: Path, sources: tuple[Source, ...]
) -> list[Table]:
    it = releases.Releases(member, found, temporary)
    tables = []
    for source in (s for s in sources if s.name in {o.name for o in ocds.SOURCES}):
        name = source.name.removeprefix("ocds_")
        (layout,) = source.layouts
        match = read_header(source, layout, [f.headings[0] for f in source.fields], 0)
        assert isinstance(match, Match)
        is_first = source.name == ocds.RELEASES.name
        tables.append(
            Table(
                match,
                partial(_load_part, it, name),
                partial(it.row, name),
                [],
                it.notes if is_first else [],
                sheet="" if is_first else name,
                has_rows=partial(_has_part, it, name, is_first),
            )
        )
    return tables


def _load_part(
    it: releases.Releases, name: str, con: duckdb.DuckDBPyConnection, table: str
) -> Loaded:
    return it.load(con, name, table)


def _has_part(
    it: releases.Releases, name: str, is_first: bool, con: duckdb.DuckDBPyConnection
) -> bool:
    return it.has_rows(con, name) or is_first


def _text(member: Member, found: Scan, temporary: Path, sources: tuple[Source, ...]) -> Table:
    best: tuple[Match, str, list[list[str]]] | None = None
    near: list[NearMiss] = []
    for delimiter in delimited.DELIMITERS:
        rows = delimited.peek(found.head, found.encoding, delimiter)
        reading = recognise(rows, member.name, sources)
        if isinstance(reading, list):
            near += reading
        elif best is None or reading.score > best[0].score:
            best = (reading, delimiter, rows)
    if best is None:
        raise UnreadableFileError(_unknown_format(near))
    match, delimiter, rows = best
    match = _as_wide_as_its_rows(match, rows)
    text = delimited.DelimitedText(
        member.open, head=found.head, encoding=found.encoding, delimiter=delimiter,
        header_index=match.header_index, width=len(match.header),
    )  # fmt: skip
    has_formulas = any(_FORMULA.fullmatch(cell) for row in rows for cell in row)

    def load(con: duckdb.DuckDBPyConnection, table: str) -> Loaded:
        loaded = text.load(con, table, temporary)
        if has_formulas:
            cells = ", ".join(
                f"regexp_replace({n}, '{_FORMULA.pattern}', '\\1', 's') as {n}"
                for n in column_names(len(match.header))
            )
            con.execute(
                f"create or replace temp table {table} as select row_number, {cells} from {table}"
            )
        return loaded

    return Table(
        match,
        load,
        text.row,
        rows[: match.header_index],
    )


_FORMULA = re.compile('^="(.*)"$', re.DOTALL)
"""A text that is written as a formula, so that a spreadsheet keeps its zeros: ="00123"."""


def _as_wide_as_its_rows(match: Match, rows: list[list[str]]) -> Match:
    """The header, with a column for the delimiter that ends every row where it ends no header."""
    width = len(match.header)
    body = [row for row in rows[match.header_index + 1 :] if row]
    ended = Counter(len(row) for row in body if len(row) > width and not any(row[width:]))
    if ended.total() * 2 <= len(body):
        return match
    wide = ended.most_common(1)[0][0]
    return replace(
        match,
        header=(*match.header, *[""] * (wide - width)),
        unnamed=(*match.unnamed, *range(width, wide)),
    )


def _workbook(
    member: Member, found: Scan, temporary: Path, sources: tuple[Source, ...]
) -> list[Table]:
    book = workbook.open_workbook(_on_disk(member, found, temporary))
    heads = {
        sheet: workbook.sheet_rows(book, sheet, workbook.PEEK_ROWS) for sheet in book.sheet_names
    }
    sources = _with_child_tables(heads, sources)
    tables: list[Table] = []
    near: list[NearMiss] = []
    read, unread = [], []
    for sheet, rows in heads.items():
        reading = recognise(rows, sheet, sources)
        if isinstance(reading, Match):
            read.append(sheet)
            tables.append(_sheet(book, sheet, reading, rows, is_first=not tables))
        else:
            near += reading
            unread += [sheet] if rows else []
    if not tables:
        raise UnreadableFileError(_unknown_format(near))
    if unread:
        names = ", ".join(f"«{s}»" for s in read)
        which = "la hoja" if len(read) == 1 else "las hojas"
        verb = "leyó" if len(read) == 1 else "leyeron"
        others = ", ".join(f"«{s}»" for s in unread)
        tables[0].notes.append(f"del libro se {verb} {which} {names}; no se leyeron: {others}")
    here = {t.match.source.name for t in tables}
    for table in tables:
        for companion in (s for s in sources if s.name in table.match.source.companions.values()):
            if companion.name not in here:
                table.notes.append(
                    f"el libro no trae la hoja de {companion.title}: lo que sus renglones dirían "
                    "queda sin dato"
                )
    return tables


def _with_child_tables(
    heads: dict[str, list[list[str]]], sources: tuple[Source, ...]
) -> tuple[Source, ...]:
    """The sources, with the sheets that a main sheet of the workbook names as their child tables."""
    named: dict[str, str] = {}
    parents = tuple(s for s in sources if s.companions)
    for sheet, rows in heads.items():
        reading = recognise(rows, sheet, parents)
        if isinstance(reading, Match):
            named |= reading.child_tables()
    return tuple(
        replace(s, sheets=(*s.sheets, named[s.name])) if s.sheets and s.name in named else s
        for s in sources
    )


def _sheet(book: Any, sheet: str, match: Match, rows: list[list[str]], *, is_first: bool) -> Table:
    def row(number: int) -> list[str] | None:
        everything = workbook.sheet_rows(book, sheet)
        return everything[number - 1] if number <= len(everything) else None

    return Table(
        match,
        lambda con, table: workbook.load(
            con, table, book, sheet, header_index=match.header_index, width=len(match.header)
        ),
        row,
        rows[: match.header_index],
        sheet="" if is_first else sheet,
    )


def _on_disk(member: Member, found: Scan, temporary: Path) -> Path:
    """A workbook inside an archive has to be a file of its own to be opened."""
    with member.path.open("rb") as stream:
        outside = stream.read(len(found.head))
    if outside == found.head:
        return member.path
    copy = temporary / f"{found.sha256}.book"
    with member.open() as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target)
    return copy


def _unknown_format(near: list[NearMiss]) -> str:
    text = "el formato no se reconoce"
    best: dict[tuple[str, str], NearMiss] = {}
    for miss in sorted(near, key=lambda m: (-m.shared, len(m.lacking))):
        best.setdefault((miss.source.name, miss.layout.name), miss)
    nearest = list(best.values())[:3]
    if nearest:
        text += "; los más parecidos: " + "; ".join(
            f"{m.source.title} ({m.layout.name}), al que le faltan las columnas "
            + ", ".join(f"«{c}»" for c in m.lacking)
            for m in nearest
        )
    return text + ". Compruebe que sea el archivo publicado, sin columnas cambiadas"

"""One row as it was published: read again from the kept bytes, heading by heading."""

import csv
import io
from collections.abc import Mapping

from lumbrera.errors import LumbreraError
from lumbrera.files import delimited, workbook
from lumbrera.files.container import (
    OLE_MAGIC,
    READ_ERRORS,
    ZIP_MAGIC,
    Member,
    UnreadableFileError,
    members,
)
from lumbrera.files.encoding import open_text, scan
from lumbrera.ingest import record
from lumbrera.sources import recognise
from lumbrera.sources.base import Match
from lumbrera.workspace import Workspace


def published_row(workspace: Workspace, file_sha256: str, row_number: int) -> Mapping[str, str]:
    """The cells of a published row by their headings, exactly as published.

    Raises LumbreraError when the file is no longer kept or has no such row.
    """
    path = workspace.staged / f"{file_sha256}.json"
    if not path.exists():
        raise LumbreraError(f"no hay registro del archivo {file_sha256[:12]}… en {workspace.root}")
    seen = record.read(path)
    kept = workspace.raw / seen.container_sha256
    if not kept.exists():
        raise LumbreraError(f"ya no se conserva el archivo publicado {seen.name}")
    try:
        for member in members(kept):
            inside = member.name.removeprefix(f"{kept.name}/")
            if inside == member.name or seen.name.endswith(inside):
                return _row(member, row_number)
    except (UnreadableFileError, *READ_ERRORS) as exc:
        raise LumbreraError(f"no se pudo volver a leer {seen.name}: {exc}") from exc
    raise LumbreraError(f"{seen.name} no está en el archivo conservado")


def _row(member: Member, row_number: int) -> Mapping[str, str]:
    with member.open() as stream:
        found = scan(stream)
    if found.head.startswith((ZIP_MAGIC, OLE_MAGIC)):
        book = workbook.open_workbook(member.path)
        for sheet in book.sheet_names:
            rows = workbook.sheet_rows(book, sheet)
            reading = recognise(rows[: workbook.PEEK_ROWS])
            if isinstance(reading, Match) and row_number <= len(rows):
                return _cells(reading, rows[row_number - 1])
        raise LumbreraError(f"no hay renglón {row_number}")
    for delimiter in delimited.DELIMITERS:
        reading = recognise(delimited.peek(found.head, found.encoding, delimiter))
        if not isinstance(reading, Match):
            continue
        with open_text(member.open(), found.encoding) as clean:
            text = io.TextIOWrapper(clean, encoding="utf-8", newline="")
            for number, row in enumerate(csv.reader(text, delimiter=delimiter), start=1):
                if number == row_number:
                    return _cells(reading, row)
    raise LumbreraError(f"no hay renglón {row_number}")


def _cells(match: Match, row: list[str]) -> Mapping[str, str]:
    """Cells by heading; a heading that stands twice is told apart by its column number."""
    cells: dict[str, str] = {}
    for place, (heading, value) in enumerate(zip(match.header, row, strict=False), start=1):
        name = heading.strip() or f"columna {place}"
        cells[name if name not in cells else f"{name} ({place})"] = value
    return cells

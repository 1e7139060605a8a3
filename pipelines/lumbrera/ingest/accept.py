"""Whether a fetched file is what its source publishes: asked before it replaces a good one."""

import tempfile
from pathlib import Path

import duckdb

from lumbrera.config import Settings, published_sources
from lumbrera.files.container import (
    READ_ERRORS,
    Member,
    UnreadableFileError,
    describe_read_error,
    members,
)
from lumbrera.files.encoding import scan
from lumbrera.ingest.table import open_tables
from lumbrera.sources import by_name


def count_rows(path: Path, source: str, settings: Settings) -> int:
    """The rows of a file that is recognised as the source of that name, read through to its end.

    Raises UnreadableFileError, in Spanish, for a page of an error, a damaged or empty file, a
    layout that is not known, a header without rows, or a file of another source. Of an archive at
    least one entry must be of the source. Its working files lie beside the path and are removed.
    """
    reasons = []
    rows = 0
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".check-") as folder:
            for member in members(path):
                try:
                    rows += _rows(member, source, Path(folder), settings)
                except UnreadableFileError as exc:
                    reasons.append(str(exc))
    except READ_ERRORS as exc:
        raise UnreadableFileError(describe_read_error(exc)) from exc
    if not rows:
        raise UnreadableFileError("; ".join(reasons) or "el archivo está vacío")
    return rows


def _rows(member: Member, source: str, folder: Path, settings: Settings) -> int:
    with member.open() as stream:
        found = scan(stream)
    if not found.size:
        raise UnreadableFileError("el archivo está vacío; descárguelo de nuevo")
    tables = open_tables(member, found, folder, published_sources(settings.sources))
    of_it = [t for t in tables if t.match.source.name == source]
    if not of_it:
        others = ", ".join(f"«{t.match.source.title}»" for t in tables)
        raise UnreadableFileError(f"es de la fuente {others}, no de «{by_name(source).title}»")
    rows = 0
    for table in of_it:
        with duckdb.connect(
            ":memory:",
            config={
                "memory_limit": settings.engine.memory_limit,
                "temp_directory": str(folder),
            },
        ) as con:
            rows += table.load(con, "incoming").rows
    if not rows:
        raise UnreadableFileError("trae encabezado pero ningún renglón; descárguelo de nuevo")
    return rows

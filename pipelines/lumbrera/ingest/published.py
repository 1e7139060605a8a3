"""One row as it was published: read again from the kept bytes, heading by heading."""

from collections.abc import Mapping

from lumbrera import config
from lumbrera.errors import LumbreraError
from lumbrera.files.container import READ_ERRORS, UnreadableFileError, members
from lumbrera.files.encoding import scan
from lumbrera.ingest import record
from lumbrera.ingest.table import open_tables
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
    if not seen.container_sha256 or not kept.exists():
        raise LumbreraError(f"ya no se conserva el archivo publicado {seen.name}")
    book_sha256 = seen.book_sha256 or file_sha256
    sources = config.published_sources(config.load(workspace.settings_file).sources)
    try:
        for member in members(kept):
            with member.open() as stream:
                found = scan(stream)
            if found.sha256 != book_sha256:
                continue
            tables = open_tables(member, found, workspace.temporary, sources)
            table = next((t for t in tables if t.digest(book_sha256) == file_sha256), None)
            cells = table.row(row_number) if table else None
            if table is None or cells is None:
                raise LumbreraError(f"{seen.name} no tiene renglón {row_number}")
            return _by_heading(table.match, cells)
    except (UnreadableFileError, *READ_ERRORS) as exc:
        raise LumbreraError(f"no se pudo volver a leer {seen.name}: {exc}") from exc
    raise LumbreraError(f"{seen.name} no está en el archivo conservado")


def _by_heading(match: Match, row: list[str]) -> Mapping[str, str]:
    """Cells by heading; a heading that stands twice is told apart by its column number."""
    cells: dict[str, str] = {}
    for place, (heading, value) in enumerate(zip(match.header, row, strict=False), start=1):
        name = heading.strip() or f"columna {place}"
        cells[name if name not in cells else f"{name} ({place})"] = value
    return cells

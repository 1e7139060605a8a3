"""What people see: the static report, the export of alerts, the explanation of one of them."""

import datetime as dt
import os
import tempfile
from pathlib import Path

import duckdb

from lumbrera.errors import LumbreraError


def write_report(
    con: duckdb.DuckDBPyConnection,
    out_dir: Path,
    *,
    docs_index: Path | None = None,
    cache_dir: Path | None = None,
    new_since: dt.date | None = None,
) -> Path:
    """Writes the report's folder from a snapshot and gives the path of its index.html.

    con: connection to the snapshot, only read. docs_index: the validation's start page, linked
    when it exists. cache_dir: where charts already drawn are kept, None for nowhere. new_since: cases first flagged after this day are marked as new. The pages are
    files that travel, so they name no natural person; `lumbrera alerts` does, to analysts.
    Raises LumbreraError when the folder cannot be written or the page would hold personal data;
    the previous report then stays.
    """
    from lumbrera.report.page import relative_link
    from lumbrera.report.site import write_site

    try:
        write_site(
            con,
            out_dir,
            relative_link(docs_index, out_dir),
            cache_dir=cache_dir,
            new_since=new_since,
            name_persons=False,
        )
    except OSError as error:
        raise LumbreraError(
            f"el reporte no se pudo escribir en {out_dir}: {error.strerror}",
            hint="Revise el espacio en disco y los permisos de la carpeta.",
        ) from error
    return out_dir / "index.html"


def write_atomically(target: Path, data: bytes) -> None:
    """Puts the bytes under the target's name in one step; nothing half-written is ever seen."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

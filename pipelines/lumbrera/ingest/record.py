"""What is kept about each file that was read: its account, row by row, and where it came from."""

import datetime as dt
from pathlib import Path

import msgspec

from lumbrera.validation.report import SuiteReport
from lumbrera.workspace import Workspace, replace_file


class FileRecord(msgspec.Struct):
    """One published table and what became of its rows.

    Always rows_read = rows_loaded + rows_quarantined + rows_duplicate.
    """

    file_sha256: str
    """Of the table's bytes; of a further sheet of a workbook, of the workbook's and its name."""
    name: str
    status: str
    reason: str = ""
    source: str | None = None
    layout: str | None = None
    export_date: dt.date | None = None
    export_basis: str | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    rows_duplicate: int = 0
    columns_unknown: list[str] = []
    columns_missing: list[str] = []
    notes: list[str] = []
    size_bytes: int = 0
    encoding: str | None = None
    container_sha256: str = ""
    book_sha256: str = ""
    """Of the workbook or file the table is in: the same for all sheets of one."""
    sheet: str = ""
    further: list[str] = []
    """The digests of the tables on further sheets of the same workbook."""
    reserved: int = 0
    """Records with reserved sections about relatives (lumbrera.restricted)."""
    ingested_at: dt.datetime | None = None
    reader: str = ""
    validation: SuiteReport | None = None

    def is_loaded(self) -> bool:
        """Whether its rows are part of the warehouse."""
        return self.status == "loaded"


def write(record: FileRecord, path: Path) -> None:
    """Writes a record in one step."""
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(msgspec.json.format(msgspec.json.encode(record), indent=1))
    replace_file(temporary, path)


def read(path: Path) -> FileRecord:
    """Reads a record back."""
    return msgspec.json.decode(path.read_bytes(), type=FileRecord)


def all_records(workspace: Workspace) -> list[FileRecord]:
    """Every file that a data directory has an account of, by name and digest."""
    return sorted(map(read, workspace.staged.glob("*.json")), key=lambda r: (r.name, r.file_sha256))


def export_before(seen: FileRecord, records: list[FileRecord]) -> FileRecord | None:
    """Of the same feed, the last loaded export that is older than the one seen."""
    before = [
        (r.export_date, r.file_sha256, r)
        for r in records
        if r.is_loaded()
        and (r.source, r.layout) == (seen.source, seen.layout)
        and r.export_date
        and seen.export_date
        and r.export_date < seen.export_date
    ]
    return max(before, key=lambda found: found[:2])[2] if before else None

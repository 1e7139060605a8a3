"""What the tables of one published file have in common: their names, their date, how it is encoded."""

import datetime as dt

from lumbrera.files.container import Member, holds_a_workbook
from lumbrera.files.encoding import Scan
from lumbrera.ingest import export_date
from lumbrera.ingest.record import FileRecord


def name_of(member: Member, seen: FileRecord) -> str:
    """The file's name, or on a further sheet of a workbook that and the sheet's."""
    return f"{member.name}/{seen.sheet}" if seen.sheet else member.name


def date_alike(sheets: list[FileRecord]) -> None:
    """A sheet that tells no date of its own was exported with the others of its workbook."""
    dated = [s for s in sheets if s.export_date and s.export_basis != export_date.BY_READING]
    for sheet in sheets:
        if dated and sheet.export_basis == export_date.BY_READING:
            sheet.export_date, sheet.export_basis = dated[0].export_date, dated[0].export_basis


def encoding_notes(found: Scan) -> list[str]:
    """What is told about the bytes of a text, in Spanish."""
    if holds_a_workbook(found.head):
        return []
    notes = []
    if found.nul_bytes:
        notes.append(f"{found.nul_bytes} bytes nulos, que se omitieron")
    if found.encoding == "utf-8 with windows-1252":
        notes.append(
            f"codificación mezclada: {found.stray_bytes} bytes que no son UTF-8 se leyeron como Windows-1252"
        )
    return notes


def by_export(seen: FileRecord) -> tuple[dt.date, str]:
    """What files are judged in the order of: the date of their export, then their name."""
    return seen.export_date or dt.date.min, seen.name

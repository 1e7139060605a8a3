"""CSV and xlsx files that are the same to the byte for the same content."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path


def columns(text: str) -> list[str]:
    """A header written as the file has it, names separated by commas."""
    return text.split(",")


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    encoding: str = "utf-8",
    preamble: str = "",
    end: str = "\n",
) -> None:
    """Writes a CSV; characters the encoding lacks become question marks, as in the published files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = StringIO()
    buffer.write(preamble)
    writer = csv.writer(buffer, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(buffer.getvalue().encode(encoding, errors="replace"))


def write_xlsx(path: Path, sheets: dict[str, list[Sequence[object]]]) -> None:
    """Writes a workbook of plain rows; the creation date is fixed."""
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties(
        {
            "title": "SIMULADO",
            "created": datetime(2026, 1, 1),
            "comments": "Datos simulados: todo es inventado.",
        }
    )
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()


def write_json(path: Path, content: object) -> None:
    """Writes one JSON document on one line, accents as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")

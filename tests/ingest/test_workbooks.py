"""Every known sheet of a workbook is a table of its own, with its own account and identity."""

import datetime as dt
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from lumbrera import config
from lumbrera.ingest.published import published_row
from lumbrera.sources import by_name

UNITS = by_name("purchasing_units")
HEADER = [UNITS.field(f).headings[0] for f in UNITS.layouts[0].fields]
LIST = by_name("cucop")
LIST_HEADER = [LIST.field(f).headings[0] for f in LIST.layouts[0].fields]


def unit(number: int, code: str = "") -> list[str]:
    """A sound row of the catalogue of purchasing units."""
    return [str(number), code or f"050GYR{number:03}", f"UNIDAD {number}", f"Unidad {number}",
            "UC", "ZACATECAS", "", ""]  # fmt: skip


def item(number: int) -> list[str]:
    """A sound row of the catalogue of goods."""
    row = {
        "cucop_code": f"2530{number:04}", "cucop_plus_code": f"2530{number:04}-0001",
        "description": f"Bien {number}", "item_code": "25301", "concept_code": "2500",
    }  # fmt: skip
    return [row.get(f, "") for f in LIST.layouts[0].fields]


def write(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    """A workbook of plain rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    for title, rows in sheets.items():
        sheet = book.add_worksheet(title)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write(
        tmp_path / "in" / "catalogos_2026-03-08.xlsx",
        {
            "Notas": [["Catálogos de prueba"]],
            "Unidades": [
                ["Corte", "8 de marzo"],
                HEADER,
                unit(1),
                unit(2),
                unit(2),
                ["", *unit(3)],
            ],
            "Bienes": [LIST_HEADER, item(1), item(2), item(3)],
        },
    )


def test_each_known_sheet_has_its_own_account_and_the_unknown_one_is_named(reading, book) -> None:
    units, items = reading.read(book).seen
    assert (units.name, units.source) == ("catalogos_2026-03-08.xlsx", "purchasing_units")
    assert (items.name, items.source) == ("catalogos_2026-03-08.xlsx/Bienes", "cucop")
    assert (units.rows_read, units.rows_loaded, units.rows_duplicate) == (4, 3, 1)
    assert (items.rows_read, items.rows_loaded) == (3, 3)
    assert units.notes == [
        "del libro se leyeron las hojas «Unidades», «Bienes»; no se leyeron: «Notas»"
    ]
    whole = hashlib.sha256(book.read_bytes()).hexdigest()
    assert (units.file_sha256, units.book_sha256, items.book_sha256) == (whole, whole, whole)
    assert items.file_sha256 == hashlib.sha256(f"{whole}/Bienes".encode()).hexdigest()
    assert units.export_date == items.export_date == dt.date(2026, 3, 8)


def test_a_row_of_any_sheet_is_read_again_as_published(reading, book) -> None:
    units, items = reading.read(book).seen
    row = published_row(reading.workspace, items.file_sha256, 3)
    assert row[LIST.field("cucop_code").headings[0]] == "25300002"
    assert published_row(reading.workspace, units.file_sha256, 4)["Nombre_CN"] == "UNIDAD 2"
    with pytest.raises(Exception, match="no tiene renglón 9"):
        published_row(reading.workspace, items.file_sha256, 9)


def test_a_workbook_seen_before_is_not_opened_again_and_a_copy_is_told(
    reading, book, monkeypatch
) -> None:
    first = reading.read(book)
    assert len(first.fresh) == 2
    shutil.copy(book, book.parent / "otra_copia.xlsx")
    monkeypatch.setattr("lumbrera.files.workbook.open_workbook", None)
    again = reading.read(book.parent)
    assert again.fresh == set()
    assert [r.file_sha256 for r in again.seen] == [r.file_sha256 for r in first.seen]
    assert again.seen[1].notes == ["el mismo contenido llegó también como otra_copia.xlsx/Bienes"]


def test_one_refused_sheet_takes_nothing_from_the_other(reading, tmp_path: Path) -> None:
    path = write(tmp_path / "x.xlsx", {"Unidades": [HEADER, unit(1)], "Bienes": [LIST_HEADER]})
    units, items = reading.read(path).seen
    assert (units.is_loaded(), items.is_loaded()) == (True, False)
    assert "encabezado pero ningún renglón" in items.reason
    write(path, {"Unidades": [HEADER, unit(1)], "Bienes": [LIST_HEADER, item(1)]})
    reading.read(path)
    kept = [r for r in reading.read(path).seen if r.source == "cucop"]
    assert [r.is_loaded() for r in kept] == [True]
    accounts = [p for p in reading.workspace.staged.glob("*.json") if items.file_sha256 in p.name]
    assert accounts == []


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[Path]:
    header = ["Clave interna" if h == "Clave_UC" else h for h in HEADER]
    yield write(tmp_path / "in" / "unidades.xlsx", {"Hoja1": [header, unit(1)]})


def test_a_heading_named_in_the_settings_is_read_as_its_field(reading, renamed) -> None:
    refused = reading.one(renamed)
    assert "al que le faltan las columnas «Clave_UC»" in refused.reason
    toml = reading.workspace.settings_file
    toml.write_text('[sources.purchasing_units.columns]\n"Clave interna" = "unit_code"\n')
    reading.settings = config.load(toml)
    seen = reading.one(renamed)
    assert (seen.rows_loaded, seen.columns_unknown, seen.columns_missing) == (1, [], [])
    assert reading.staged(seen, "unit_code") == [("050GYR001",)]
    assert published_row(reading.workspace, seen.file_sha256, 2)["Clave interna"] == "050GYR001"


def test_other_headings_are_another_reading_so_files_are_read_again(reading, book) -> None:
    before = reading.read(book).seen[0].reader
    toml = reading.workspace.settings_file
    toml.write_text('[sources.cucop.columns]\n"Otra columna" = "cucop_code"\n')
    reading.settings = config.load(toml)
    again = reading.read(book)
    assert len(again.fresh) == 2
    assert again.seen[0].reader != before
    assert reading.read(book).fresh == set()

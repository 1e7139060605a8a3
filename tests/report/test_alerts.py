"""The table of alerts: filters, audiences, and the three formats read back."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.report.alerts import COLUMNS, XLSX_ROWS, Alerts, alerts, export

NASTY = [
    '=HYPERLINK("http://example.org","x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "  =1",
    'con "comillas", comas\ny saltos', "قرطاسية ñandú €", "texto normal",
]  # fmt: skip


def _column(table: Alerts, name: str) -> list[Any]:
    return [row[table.columns.index(name)] for row in table.rows]


def test_all_alerts_come_best_case_first_and_loose_signals_last(warehouse: Any) -> None:
    table = alerts(warehouse.con)
    assert table.columns == list(COLUMNS)
    # 40 of P3, 14 of F1 (each third contract), 30 loose signals; the restricted one is left out
    assert len(table.rows) == 84
    ranks = _column(table, "rank")
    assert ranks[:54] == sorted(ranks[:54]) and ranks[54:] == [None] * 30


@pytest.mark.parametrize(
    ("filters", "n"),
    [
        ({"buyer": "COORDINACION de abasto"}, 42),  # even contracts: 20 P3, 7 F1, 15 signals
        ({"buyer": "b2"}, 42),
        ({"buyer": "municipio de ejemplo"}, 42),
        ({"municipality": "32010"}, 42),
        ({"rule": "f1"}, 14),
        ({"rule": "inhabilitada"}, 14),
        ({"rule": "P"}, 0),
        ({"supplier": "nucleo"}, 17),  # contracts 0, 5, ... 35: 8 P3, 3 F1, 6 signals
        ({"supplier": "NDE150301"}, 17),
        ({"since": dt.date(2026, 3, 6)}, 54),
        ({"until": dt.date(2026, 3, 5)}, 30),
        ({"rule": "P3", "buyer": "B1"}, 20),
        ({"buyer": "no existe"}, 0),
        ({"buyer": "'; drop table x; --"}, 0),
        ({"buyer": "%"}, 0),
    ],
)
def test_filters_match_part_of_id_or_name_without_case_or_accents(
    warehouse: Any, filters: dict[str, Any], n: int
) -> None:
    assert len(alerts(warehouse.con, **filters).rows) == n


def test_each_audience_sees_its_alerts_and_persons_are_named_to_analysts_alone(
    warehouse: Any,
) -> None:
    public = alerts(warehouse.con, audience="public")
    assert set(_column(public, "rule_id")) == {"P3", "T9"}
    assert not any("Rosa" in (s or "") for s in _column(public, "supplier"))
    assert "persona física" in _column(public, "supplier")
    assert not alerts(warehouse.con, audience="public", supplier="rosa").rows
    assert alerts(warehouse.con, supplier="rosa").rows
    everything = alerts(warehouse.con, audience="restricted")
    assert "SOLO ACCESO RESTRINGIDO" in _column(everything, "sentence")


def test_an_analyst_finds_a_person_by_rfc_but_is_not_shown_it(warehouse: Any) -> None:
    table = alerts(warehouse.con, supplier="VECR800101AB9")
    assert len(table.rows) == 17
    assert not any("800101" in str(value) for row in table.rows for value in row)


def test_csv_opens_in_excel_without_a_formula_and_reads_back(
    warehouse: Any, tmp_path: Path
) -> None:
    path = tmp_path / "alertas.csv"
    table = alerts(warehouse.con)
    export(table, "csv", path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert len(read) == 84
    assert [row["flag_id"] for row in read] == _column(table, "flag_id")
    assert read[0]["amount_mxn"] == "1145000.00"
    assert not [v for row in read for v in row.values() if v.lstrip()[:1] in tuple("=+-@") and v]


def test_json_holds_the_plain_values(warehouse: Any) -> None:
    stream = io.BytesIO()
    export(alerts(warehouse.con, rule="P3"), "json", stream)
    rows = json.loads(stream.getvalue())
    assert len(rows) == 40
    assert rows[0]["amount_mxn"] == 1145000.0
    assert rows[0]["event_on"] == "2026-03-06"
    assert any(row["title"].startswith("=HYPERLINK") for row in rows), (
        "json is not for spreadsheets"
    )


def test_xlsx_reads_back_with_numbers_dates_and_no_formula(warehouse: Any, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path / "alertas.xlsx"
    table = alerts(warehouse.con)
    export(table, "xlsx", path)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Alertas", "Columnas"]
    head, *rows = book.get_sheet_by_name("Alertas").to_python()
    assert head == [heading for heading, _ in COLUMNS.values()]
    assert len(rows) == 84
    first = dict(zip(COLUMNS, rows[0], strict=True))
    assert first["amount_mxn"] == 1145000.0
    assert first["event_on"] == dt.date(2026, 3, 6)
    assert first["flag_id"] == "F000000000001"
    assert (first["kind"], first["subject_type"]) == ("alerta", "contrato")
    assert {row[list(COLUMNS).index("severity")] for row in rows} <= {"baja", "media", "alta"}
    import zipfile

    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "hyperlink" not in sheet
    dictionary = book.get_sheet_by_name("Columnas").to_python()
    assert [row[1] for row in dictionary[1:]] == list(COLUMNS)


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_hostile_texts_survive_as_text(fmt: Any, tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path / f"x.{fmt}"
    export(Alerts(["sentence"], [(text,) for text in NASTY]), fmt, path)
    if fmt == "csv":
        lines = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
        cells = [row[0] for row in list(lines)[1:]]
    else:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Alertas")
        cells = [str(row[0]) for row in sheet.to_python()[1:]]
    expected = ["'" + t if t.lstrip()[:1] in tuple("=+-@") else t for t in NASTY]
    assert cells == expected


def test_a_huge_title_fits_a_cell(warehouse: Any) -> None:
    titles = [t for t in _column(alerts(warehouse.con), "title") if t]
    assert 32_000 < max(map(len, titles)) < 32_767


def test_what_does_not_fit_or_cannot_be_written_is_said(tmp_path: Path) -> None:
    too_many = Alerts(["rank"], [(1,)] * (XLSX_ROWS + 1))
    with pytest.raises(LumbreraError, match="no caben"):
        export(too_many, "xlsx", tmp_path / "x.xlsx")
    with pytest.raises(LumbreraError, match="no se pudo escribir"):
        export(Alerts(["rank"], []), "csv", tmp_path / "no" / "x.csv")
    with pytest.raises(UsageError, match="formato desconocido"):
        export(Alerts(["rank"], []), "pdf", tmp_path / "x.pdf")  # type: ignore[arg-type]


@pytest.mark.parametrize("fmt", ["csv", "json", "xlsx"])
def test_no_alerts_still_give_a_file_with_headings(fmt: Any, tmp_path: Path) -> None:
    path = tmp_path / f"x.{fmt}"
    export(Alerts(list(COLUMNS), []), fmt, path)
    assert path.stat().st_size > 0

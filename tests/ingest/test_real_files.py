"""Every published file at hand loads, with the counts known by hand."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from lumbrera.ingest.record import FileRecord

FOLDERS = ("comprasmx_2026", "compranet_history", "sat_69b", "sanctions")

# name: source, layout, read, loaded, quarantined, duplicate
KNOWN = {
    "contratos_comprasmx_2026__snap_2026-03-08.csv": ("comprasmx_contracts", "21", 3756, 3753, 0, 3),
    "contratos_comprasmx_2026__snap_2026-03-10.csv": ("comprasmx_contracts", "21", 3794, 3791, 0, 3),
    "contratos_comprasmx_2026__snap_2026-03-11.csv": ("comprasmx_contracts", "21", 3832, 3829, 0, 3),
    "expedientes_comprasmx_2026.csv": ("comprasmx_procedures", "37", 2438, 2438, 0, 0),
    "Base_UC_2025_V2.xlsx": ("purchasing_units", "8", 141, 133, 8, 0),
    "cucop_20260301.xlsx": ("cucop", "15", 28585, 28585, 0, 0),
    "sample_Contratos2010_2012_150514080257.csv": ("compranet_contracts", "39", 399, 395, 3, 1),
    "sample_Contratos2013_150514080004.csv": ("compranet_contracts", "39", 399, 399, 0, 0),
    "sample_Contratos2014_150514075704.csv": ("compranet_contracts", "39", 399, 397, 0, 2),
    "sample_Contratos2015_150514075424.csv": ("compranet_contracts", "39", 397, 397, 0, 0),
    "compranet_historico_contratos_inicio_2017-02-15.csv": ("compranet_extract", "16", 5446, 5446, 0, 0),
    "efos_definitivos__2026-01-31.csv": ("sat_69b", "dated", 11336, 11336, 0, 0),
    "efos_presuntos__2026-01-31.csv": ("sat_69b", "dated", 986, 966, 20, 0),
    "efos_desvirtuados__2026-01-31.csv": ("sat_69b", "dated", 340, 340, 0, 0),
    "efos_69B_Bis_global_definitivo__2025-06-13.csv": ("sat_69b_bis", "definitive", 3, 3, 0, 0),
    "Listado_completo_69-B_3col_2026-03.csv": ("sat_69b", "undated", 14280, 14223, 0, 57),
    "Proveedores_Contratistas_Sancionados.xlsx": ("sanctions", "sabg_9", 2395, 2395, 0, 0),
    "proveedores_sancionados__2021-01-14.csv": ("sanctions", "sfp_12", 1954, 1951, 2, 1),
    "ProveedoresyContratistasSancionados__2017-01.csv": ("sanctions", "sfp_11", 1504, 1499, 5, 0),
    "ProveedoresyContratistasSancionados_2__2017-01.csv": ("sanctions", "sfp_11", 454, 452, 2, 0),
}  # fmt: skip
WINDOWS_1252 = {
    "expedientes_comprasmx_2026.csv", "efos_definitivos__2026-01-31.csv",
    "efos_presuntos__2026-01-31.csv", "efos_desvirtuados__2026-01-31.csv",
    "efos_69B_Bis_global_definitivo__2025-06-13.csv", "proveedores_sancionados__2021-01-14.csv",
}  # fmt: skip
LINES_ABOVE_HEADER = {name: 2 for name in WINDOWS_1252 if name.startswith("efos_")}


@pytest.fixture(scope="module")
def real(shared_data: Path, reading_for_all: Callable):
    reading = reading_for_all()
    result = reading.read(*(shared_data / f for f in FOLDERS))
    return reading, {r.name: r for r in result.seen}


def test_no_file_is_refused_and_none_is_missing(real) -> None:
    _, records = real
    assert set(records) == set(KNOWN)
    assert {n: r.reason for n, r in records.items() if not r.is_loaded()} == {}


@pytest.mark.parametrize("name", KNOWN)
def test_counts_by_hand_agree(real, name: str) -> None:
    r: FileRecord = real[1][name]
    assert (
        r.source, r.layout, r.rows_read, r.rows_loaded, r.rows_quarantined, r.rows_duplicate
    ) == KNOWN[name]  # fmt: skip
    assert r.rows_read == r.rows_loaded + r.rows_quarantined + r.rows_duplicate
    assert (r.columns_unknown, r.columns_missing) == ([], [])


@pytest.mark.parametrize("name", [n for n in KNOWN if n.endswith(".csv")])
def test_a_slow_count_with_the_csv_module_gives_the_same_rows_and_duplicates(
    real, shared_data: Path, name: str
) -> None:
    path = next(p for f in FOLDERS if (p := shared_data / f / name).exists())
    encoding = "cp1252" if name in WINDOWS_1252 else "utf-8-sig"
    text = path.read_bytes().decode(encoding, "replace")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    width = len(rows[LINES_ABOVE_HEADER.get(name, 0)])
    rows = rows[LINES_ABOVE_HEADER.get(name, 0) + 1 :]
    record: FileRecord = real[1][name]
    assert len(rows) == record.rows_read
    whole = [tuple(r) for r in rows if len(r) == width and any(c.strip() for c in r)]
    assert len(whole) - len(set(whole)) == record.rows_duplicate


def test_the_loaded_cells_are_those_of_the_csv_module(real, shared_data: Path) -> None:
    reading, records = real
    name = "contratos_comprasmx_2026__snap_2026-03-11.csv"
    with (shared_data / "comprasmx_2026" / name).open(encoding="utf-8-sig", newline="") as file:
        published = dict(enumerate(csv.DictReader(file), start=2))
    staged = reading.staged(
        records[name], "row_number, procedure_number, description, amount_text, url"
    )
    assert len(staged) == 3829
    for number, procedure, description, amount, url in staged:
        row = published[number]
        cells = {v.strip(" \t\r\n\xa0") for v in row.values()}
        assert {description, amount, url} <= cells
        assert procedure in {c.upper() for c in cells}


def test_reading_them_again_reads_nothing(real, shared_data: Path) -> None:
    reading, _ = real
    again = reading.read(*(shared_data / f for f in FOLDERS))
    assert len(again.seen) == len(KNOWN)
    assert again.fresh == set()

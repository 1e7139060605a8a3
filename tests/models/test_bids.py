"""Bids from files as they come; what cannot be evaluated is refused, by row and column."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
import zstandard
from lumbrera.errors import UsageError
from lumbrera.modelling.collusion import Tenders, read

ROWS = [
    ("P1", "100", "1", "2024-03-01"),
    ("P1", "110", "1", "2024-03-02"),
    ("P1", "105.5", "1", "2024-03-01"),
    ("P2", "90", "0", "2024-01-05"),
    ("P2", "130", "0", "2024-01-05"),
    ("P3", "80", "1", "2024-02-01"),
    ("P3", "81", "1", "2024-02-01"),
    ("P4", "70", "0", "2023-12-31"),
    ("P4", "99", "0", "2023-12-31"),
]
HEADER = ("procedimiento", "Oferta (MXN)", "¿acuerdo?", "fecha")
COLUMNS: dict[str, Any] = {
    "tender": ["procedimiento"], "value": "Oferta (MXN)", "label": "¿acuerdo?",
    "date": "fecha",
}  # fmt: skip


def text(rows: list[tuple[str, ...]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(r) + "\n" for r in [HEADER, *rows])


def zipped(content: bytes, name: str = "ofertas.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("Léame").write(0, 0, "Ofertas por procedimiento")
        sheet = book.add_worksheet("Datos")
        for i, row in enumerate([HEADER, *rows]):
            for j, cell in enumerate(row):
                is_number = i and j in (1, 2)
                sheet.write(i, j, float(cell) if is_number else cell)
    return buffer.getvalue()


def parquet(path: Path) -> None:
    with duckdb.connect() as con:
        con.execute("create table t (a varchar, b double, c boolean, d date)")
        con.executemany("insert into t values (?, ?, ?, ?)", [list(r) for r in ROWS])
        names = ", ".join(f'{x} as "{h}"' for x, h in zip("abcd", HEADER, strict=True))
        con.execute(f"copy (select {names} from t) to '{path}' (format parquet)")


WAYS: dict[str, Callable[[], bytes]] = {
    "plain.csv": lambda: text(ROWS).encode(),
    "with a mark.csv": lambda: b"\xef\xbb\xbf" + text(ROWS).encode(),
    "windows.csv": lambda: text(ROWS, ";").encode("cp1252"),
    "tabs.tsv": lambda: text(ROWS, "\t").encode(),
    "preamble.csv": lambda: ("Ofertas\n\n" + text(ROWS)).encode(),
    "packed.csv.gz": lambda: gzip.compress(text(ROWS).encode()),
    "packed.csv.zst": lambda: zstandard.compress(text(ROWS).encode()),
    "packed.zip": lambda: zipped(text(ROWS).encode()),
    "book.xlsx": lambda: workbook(ROWS),
    "book.zip": lambda: zipped(workbook(ROWS), "ofertas.xlsx"),
}


def is_as_written(tenders: Tenders) -> bool:
    return (
        tenders.id == ["P1", "P2", "P3", "P4"]
        and tenders.values.tolist() == [100, 105.5, 110, 90, 130, 80, 81, 70, 99]
        and tenders.start.tolist() == [0, 3, 5, 7, 9]
        and tenders.label.tolist() == [1, 0, 1, 0]
        and tenders.markets == ["todos"]
        and tenders.date.argsort().tolist() == [3, 1, 2, 0]
    )


@pytest.mark.parametrize("way", WAYS)
def test_the_same_bids_from_any_file(way: str, tmp_path: Path) -> None:
    path = tmp_path / way
    path.write_bytes(WAYS[way]())
    assert is_as_written(read(path, **COLUMNS))


def test_the_same_bids_from_parquet(tmp_path: Path) -> None:
    parquet(tmp_path / "bids.parquet")
    assert is_as_written(read(tmp_path / "bids.parquet", **COLUMNS))


@pytest.mark.parametrize(
    ("yes", "no"),
    [("1", "0"), ("1.0", "0.0"), ("TRUE", "False"), ("yes", "no"), ("Sí", "No"), ("SI", "NO")],
)
def test_labels_as_people_write_them(yes: str, no: str, tmp_path: Path) -> None:
    rows = [(t, v, yes if y == "1" else no, d) for t, v, y, d in ROWS]
    (tmp_path / "bids.csv").write_text(text(rows), encoding="utf-8")
    assert read(tmp_path / "bids.csv", **COLUMNS).label.tolist() == [1, 0, 1, 0]


@pytest.mark.parametrize(
    "dates",
    [
        ("20240301", "20240105", "20240201", "20231231"),
        ("01/03/2024", "05/01/2024", "01/02/2024", "31/12/2023"),
        ("1709251200.0", "1704412800", "1706745600", "1703980800"),
        ("2024-03-01 10:00:00", "2024-01-05T08:00:00", "2024-02-01", ""),
    ],
)
def test_dates_as_they_are_written(dates: tuple[str, ...], tmp_path: Path) -> None:
    by_tender = dict(zip(("P1", "P2", "P3", "P4"), dates, strict=True))
    rows = [(t, v, y, by_tender[t]) for t, v, y, _ in ROWS]
    (tmp_path / "bids.csv").write_text(text(rows), encoding="utf-8")
    dated = read(tmp_path / "bids.csv", **COLUMNS).date
    assert dated[1] < dated[2] < dated[0] and (dated[3] < dated[1] or dates[3] == "")


def test_thousands_and_peso_signs_are_read(tmp_path: Path) -> None:
    rows = [(t, f'"$ {float(v) * 1000:,.2f}"', y, d) for t, v, y, d in ROWS]
    (tmp_path / "bids.csv").write_text(text(rows), encoding="utf-8")
    assert read(tmp_path / "bids.csv", **COLUMNS).values[:3].tolist() == [100e3, 105.5e3, 110e3]


def test_rows_that_are_no_bids_are_set_aside_and_counted(tmp_path: Path) -> None:
    more = [
        ("P1", "", "1", ""), ("P2", "NaN", "0", ""), ("P2", "0", "0", ""), ("P3", "-5", "1", ""),
        ("P9", "50", "", ""), ("P9", "60", "", ""),
    ]  # fmt: skip
    (tmp_path / "bids.csv").write_text(text([*ROWS, *more]) + "P1,7\n", encoding="utf-8")
    tenders = read(tmp_path / "bids.csv", **COLUMNS)
    assert is_as_written(tenders)
    assert {k: tenders.rows[k] for k in ("rows", "bids", "broken")} == {
        "rows": 16, "bids": 9, "broken": 1,
    }  # fmt: skip
    aside = ("without_value", "not_positive", "without_label")
    assert [tenders.rows[k] for k in aside] == [2, 2, 2]


def refusal(tmp_path: Path, rows: list[tuple[str, ...]], **more: Any) -> str:
    path = tmp_path / "bids.csv"
    path.write_text(text(rows), encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read(path, **(COLUMNS | more))
    return str(error.value)


def test_a_missing_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    assert refusal(tmp_path, ROWS, value="importe") == (
        "bids.csv: the column «importe» is not in the file\n"
        "its columns are: procedimiento, Oferta (MXN), ¿acuerdo?, fecha"
    )


def test_a_column_is_found_whatever_its_case(tmp_path: Path) -> None:
    (tmp_path / "bids.csv").write_text(text(ROWS), encoding="utf-8")
    assert is_as_written(read(tmp_path / "bids.csv", **(COLUMNS | {"value": "oferta (mxn)"})))


def test_text_where_a_bid_should_be(tmp_path: Path) -> None:
    rows = [*ROWS, ("P4", "no presentó", "0", "")]
    assert refusal(tmp_path, rows) == (
        "bids.csv: row 11, column «Oferta (MXN)»: found «no presentó», expected a number"
    )
    assert "found «inf», expected a number" in refusal(tmp_path, [*ROWS, ("P4", "inf", "0", "")])


def test_a_label_that_is_not_of_two_values(tmp_path: Path) -> None:
    said = refusal(tmp_path, [*ROWS, ("P5", "7", "2", "")])
    assert "row 11, column «¿acuerdo?»: found «2», expected 0/1, true/false" in said
    assert "the column has: 0, 1, 2" in said


def test_a_label_that_varies_within_a_tender(tmp_path: Path) -> None:
    rows = [*ROWS, ("P4", "71", "1", ""), ("P5", "40", "0", "")]
    said = refusal(tmp_path, rows)
    assert "the label varies within 1 tenders, the first «P4»" in said
    assert "--mixed-labels any, all or most" in said
    path = tmp_path / "bids.csv"
    for rule, label in (("any", 1), ("all", 0), ("most", 0)):
        tenders = read(path, **COLUMNS, mixed_labels=rule)
        assert tenders.label[3] == label
        assert tenders.rows["tenders_mixed_label"] == 1


def test_a_tender_in_two_markets_and_the_way_out(tmp_path: Path) -> None:
    rows = [*ROWS, ("P4", "71", "0", "2024-01-05")]
    said = refusal(tmp_path, rows, market="fecha")
    assert "the tender «P1» stands in two markets, «2024-03-01» and «2024-03-02»" in said
    tenders = read(
        tmp_path / "bids.csv", **(COLUMNS | {"tender": ["fecha", "procedimiento"]}), market="fecha"
    )
    assert len(tenders) == 6 and "2024-01-05·P4" in tenders.id


def test_fewer_than_two_tenders_of_a_class(tmp_path: Path) -> None:
    said = refusal(tmp_path, [r for r in ROWS if r[0] != "P3"])
    assert said == (
        "bids.csv: 1 positive tenders; at least two of each class are needed to compare them"
    )
    copied = [(t.replace("P3", "P5"), *(r if t != "P3" else ())) for t, *r in ROWS if t != "P3"]
    copied += [("P5", v, y, d) for t, v, y, d in ROWS if t == "P1"]
    assert "1 positive tenders (2 with the same bids)" in refusal(tmp_path, copied)


def test_a_column_of_the_bid_given_for_the_tender(tmp_path: Path) -> None:
    rows = [(f"fila{i}", *r[1:]) for i, r in enumerate(ROWS)]
    assert "no tender has more than one bid" in refusal(tmp_path, rows)


def test_a_date_that_is_none_and_a_bid_without_tender(tmp_path: Path) -> None:
    said = refusal(tmp_path, [*ROWS, ("P4", "71", "0", "mañana")])
    assert "row 11, column «fecha»: found «mañana», expected a date (AAAA-MM-DD" in said
    said = refusal(tmp_path, [*ROWS, ("", "71", "0", "")])
    assert "row 11, column «procedimiento»: found «», expected the tender of the bid" in said


def test_files_that_are_no_table(tmp_path: Path) -> None:
    path = tmp_path / "bids.csv"
    with pytest.raises(UsageError, match="there is no such file"):
        read(path, **COLUMNS)
    path.write_bytes(gzip.compress(text(ROWS).encode())[:-9])
    with pytest.raises(UsageError, match="incompleto o dañado"):
        read(path, **COLUMNS)
    path.write_bytes(b"")
    with pytest.raises(UsageError, match="holds no table"):
        read(path, **COLUMNS)
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("a.csv", "b.csv"):
            archive.writestr(name, text(ROWS))
    with pytest.raises(UsageError, match="2 tables in it have these columns"):
        read(path, **COLUMNS)

"""Sanctions of PDN S3: how long a ban lasts, however its length is written, and until when."""

import datetime as dt
from typing import Any

import duckdb
import pytest
from lumbrera import content, normalise
from lumbrera.ingest.stage import empty_staged_columns
from lumbrera.sources import by_name

SQL = (content.root("models") / "core" / "person_sanction.sql").read_text()
START = dt.date(2020, 1, 31)


def found(columns: str, **values: Any) -> list[tuple[Any, ...]]:
    con = duckdb.connect()
    normalise.register(con)
    con.execute(f"""
        create schema staged;
        create table staged.pdn_s3 as select {empty_staged_columns(by_name("pdn_s3").fields)},
            cast(null as date) as export_on limit 0;
    """)
    row = {"file_sha256": "f", "row_number": 1, "layout": "officials_v1", "record_id": "1",
           "given_name": "Ana", "first_surname": "Peña", "penalties": ""} | values  # fmt: skip
    con.execute(
        f"insert into staged.pdn_s3 ({', '.join(row)}) values ({', '.join('?' * len(row))})",
        list(row.values()),
    )
    return con.execute(f"select {columns} from ({SQL})").fetchall()


@pytest.mark.parametrize(
    ("length", "months", "days", "end"),
    [
        ("ONCE AÑOS", 132, None, dt.date(2031, 1, 31)),
        ("1 AÑO 6 MESES", 18, None, dt.date(2021, 7, 31)),
        ("Un año con tres meses", 15, None, dt.date(2021, 4, 30)),
        ("una año", 12, None, dt.date(2021, 1, 31)),
        ("TREINTA DÍAS", None, 30, dt.date(2020, 3, 1)),
        ("treinta y dos días", None, 32, dt.date(2020, 3, 3)),
        ("Veintiún meses", 21, None, dt.date(2021, 10, 31)),
        ("DIECISÉIS MESES", 16, None, dt.date(2021, 5, 31)),
        ("EL QUE FIJE LA LEY", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_length_in_figures_or_words_gives_the_end_that_was_not_published(
    length: str, months: int | None, days: int | None, end: dt.date | None
) -> None:
    columns = "ban_months, ban_days, ban_end_on, ban_end_basis"
    basis = "length" if end else None
    assert found(columns, ban_length=length, ban_start_on=START) == [(months, days, end, basis)]


def test_a_published_end_stands_and_without_a_start_there_is_a_length_and_no_end() -> None:
    columns = "ban_months, ban_end_on, ban_end_basis"
    end = dt.date(2020, 12, 31)
    assert found(columns, ban_length="DOS AÑOS", ban_start_on=START, ban_end_on=end) == [
        (24, end, "published")
    ]
    assert found(columns, ban_length="DOS AÑOS", layout="flat_2022") == [(24, None, None)]


def test_the_length_of_v2_is_in_parts() -> None:
    ban = '{"plazoAnios": 1, "plazoMeses": 2, "plazoDias": 3, "fechaInicial": "2020-01-31"}'
    penalties = f'[{{"clave": "INHABILITACION", "inhabilitacion": {ban}}}]'
    columns = "has_ban, ban_start_on, ban_months, ban_days, ban_end_on"
    assert found(columns, layout="officials_v2", penalties=penalties) == [
        (True, START, 14, 3, dt.date(2021, 4, 3))
    ]

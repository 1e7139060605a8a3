"""What DuckDB judges of a company's RFC is what python-stdnum judges of it, one by one."""

import random

import duckdb
import pytest
from lumbrera.content.models.core import rfc
from stdnum.mx import rfc as stdnum_rfc

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ&Ñ"
KEYS = "0123456789" + LETTERS


def made_up(draw: random.Random) -> str:
    """Letters, a date that may not exist and a key; one in ten with a slip."""
    letters = "".join(draw.choices(LETTERS, k=draw.choice([3, 3, 3, 4])))
    date = f"{draw.randrange(100):02}{draw.randrange(14):02}{draw.randrange(33):02}"
    number = letters + date + "".join(draw.choices(KEYS, k=2))
    if draw.random() < 0.5:
        number += stdnum_rfc.calc_check_digit(number)
    else:
        number += draw.choice("0123456789AB")
    if draw.random() < 0.1:
        place = draw.randrange(len(number))
        number = number[:place] + draw.choice(" -ña_é.&1AZ\n") + number[place + 1 :]
    return number


@pytest.fixture(scope="module")
def judged() -> dict[str, tuple[str, str | None]]:
    draw = random.Random(20260101)
    numbers = sorted({made_up(draw) for _ in range(8000)} | {"XXXXXXXXXXXX", "XAXX010101000"})
    con = duckdb.connect()
    con.execute("create schema core; create schema staged")
    for table in rfc.READS:
        con.execute(f"create table {table} (supplier_rfc varchar)")
    con.execute(f"insert into {rfc.READS[0]} select unnest($1)", [numbers])
    rfc.model(con)
    return {
        number: (status, kind) for number, status, kind in con.execute("from core.rfc").fetchall()
    }


def test_every_rfc_is_judged_as_python_stdnum_judges_it(
    judged: dict[str, tuple[str, str | None]],
) -> None:
    assert judged == {number: rfc.classify(number) for number in judged}


def test_the_made_up_rfcs_are_of_every_kind(judged: dict[str, tuple[str, str | None]]) -> None:
    assert set(judged.values()) == {
        ("valid", "company"), ("check_digit", "company"), ("valid", "person"), ("check_digit", "person"),
        ("malformed", None), ("generic", None), ("suppressed", None),
    }  # fmt: skip

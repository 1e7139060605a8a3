"""Pages of the buyers and suppliers behind the cases: whose they are, and the line on a unit's chart."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera.report import dossier
from lumbrera.report.parties import Party, parties

ALL = 1_000


@pytest.fixture
def con(warehouse: Any, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the warehouse of the report's tests, with the cases gathered for their pages."""
    with duckdb.connect(str(shutil.copy(warehouse.path, tmp_path / "copy.duckdb"))) as con:
        con.execute("create schema if not exists features")
        ids = con.execute("select case_id from cases.queue order by rank").fetchall()
        dossier.gather(con, [case_id for (case_id,) in ids])
        yield con


def units(con: duckdb.DuckDBPyConnection, limit: int = ALL) -> dict[str, Party]:
    return parties(con, "buyer", limit, name_persons=False)


def test_the_line_on_a_units_chart_is_the_highest_ceiling_of_its_last_year(con: Any) -> None:
    unit = next(iter(units(con)))
    first, *others = con.execute(
        "select contract_id from core.contract where buyer_id = ? order by 1", [unit]
    ).fetchall()
    second, third, fourth = others[:3]
    con.execute(
        "create table features.amount_ceiling "
        "(contract_id varchar, method varchar, procedure_year bigint, highest_mxn decimal(18, 2))"
    )
    # The year before was higher, of the last year works are above goods, and an open tender has no such line.
    con.executemany(
        "insert into features.amount_ceiling values (?, ?, ?, ?)",
        [
            (*first, "direct", 2025, 999_000),
            (*second, "direct", 2026, 300_000),
            (*third, "direct", 2026, 700_000),
            (*fourth, "open", 2026, 5_000_000),
        ],
    )
    party = units(con)[unit]
    assert (party.ceiling, party.ceiling_year) == (700_000, 2026)
    assert {p.ceiling for key, p in units(con).items() if key != unit} <= {None}


def test_where_not_all_have_a_page_those_of_the_best_ranked_cases_do(con: Any) -> None:
    for last_is_first in (False, True):
        if last_is_first:
            con.execute("update cases.queue set rank = 1000 - rank")
            ids = con.execute("select case_id from cases.queue").fetchall()
            dossier.gather(con, [case_id for (case_id,) in ids])
        (best, *_) = con.execute("""
            select c.buyer_id from cases.queue q join core.contract c on c.contract_id = q.subject_id
            where q.subject_type = 'contract' order by q.rank limit 1
        """).fetchone()
        assert best == ("B2" if last_is_first else "B1")
        assert list(units(con, 1)) == [best]

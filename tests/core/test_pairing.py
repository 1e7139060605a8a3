"""Counting lone rows instead of holding them changes nothing of what is found."""

import datetime as dt
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumbrera.content.models.core import _pairing

from tests.examples import examples

ROW = st.fixed_dictionaries(
    {
        # Identical rows are equal in what is bought from whom, whatever else a test leaves open.
        "rest": st.integers(1, 2),
        "code": st.one_of(st.none(), st.integers(1, 8).map(str)),
        "procedure_key": st.one_of(st.none(), st.integers(1, 6)),
        "supplier_key": st.integers(1, 4),
        "text_key": st.one_of(st.none(), st.integers(1, 4)),
        "amount": st.one_of(st.none(), st.integers(1, 3)),
        "unit_code": st.one_of(st.none(), st.sampled_from(["U1", "U2"])),
        "procedure_year": st.sampled_from([2025, 2026]),
    }
)
EXPORTS = st.lists(st.lists(ROW, min_size=1, max_size=14), min_size=1, max_size=4)


def warehouse(exports: list[list[dict[str, Any]]]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("""
        create schema meta;
        create table meta.version_setting as select 0.6 as complete_share, 2 as missing_floor;
        create temp table sighting (
            sighting bigint, file_no bigint, feed varchar, export_on date, row_digest uhugeint,
            code varchar, procedure_key uhugeint, supplier_key uhugeint, text_key uhugeint,
            amount decimal(18, 2), item_codes varchar, unit_code varchar, procedure_year integer,
            start_on date);
    """)
    for file_no, rows in enumerate(exports, start=1):
        for place, r in enumerate(rows, start=2):
            con.execute(
                "insert into sighting values (?, ?, 'f', ?, ?, ?, ?, ?, ?, ?, '', ?, ?, null)",
                [
                    file_no * 10_000_000_000 + place, file_no, dt.date(2026, 1, file_no),
                    hash((r["supplier_key"], r["text_key"], r["amount"], r["rest"])) % 2**63, r["code"], r["procedure_key"], r["supplier_key"],
                    r["text_key"], r["amount"], r["unit_code"], r["procedure_year"],
                ],
            )  # fmt: skip
    return con


def found(con: duckdb.DuckDBPyConnection) -> tuple[list[Any], list[Any]]:
    _pairing.pair(con)
    return (
        con.execute("select lineage, sighting from lineage_sighting order by all").fetchall(),
        con.execute("from lineage_event order by all").fetchall(),
    )


def hold_every_row(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("""
        create or replace temp table recurring as from sighting;
        create or replace temp table lone as
        select sighting, feed, file_no, procedure_year, unit_code from sighting limit 0;
        create or replace temp table lone_group as select feed, file_no, procedure_year, unit_code, 1 as n from lone;
    """)


@given(EXPORTS)
@settings(max_examples=examples(60))
def test_rows_set_apart_give_the_same_contracts_and_events_as_rows_held(
    exports: list[list[dict[str, Any]]],
) -> None:
    with warehouse(exports) as con:
        apart = found(con)
    with warehouse(exports) as con, pytest.MonkeyPatch.context() as patch:
        patch.setattr(_pairing, "_set_lone_rows_apart", hold_every_row)
        held = found(con)
    assert apart == held

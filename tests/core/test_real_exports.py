"""Three successive real exports of one feed: what was added, completed, changed or vanished."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.long

FIRST, SECOND, THIRD = (dt.date(2026, 3, day) for day in (8, 10, 11))


@pytest.fixture(scope="module")
def snapshot(
    tmp_path_factory: pytest.TempPathFactory, shared_data: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    from lumbrera.run import run

    data = tmp_path_factory.mktemp("data")
    folder = shared_data / "comprasmx_2026"
    run(sorted(folder.glob("contratos_comprasmx_2026__snap_*.csv")), data)
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        yield con


def test_first_only_additions_then_33_completions_and_nothing_changed_or_vanished(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    events = snapshot.execute(
        "select export_on, status, count(*) from core.contract_version group by all order by all"
    ).fetchall()
    assert events == [
        (FIRST, "added", 3753),
        (SECOND, "added", 38),
        (THIRD, "added", 38),
        (THIRD, "completed", 33),
    ]


def test_every_completion_filled_the_signature_date(snapshot: duckdb.DuckDBPyConnection) -> None:
    fields = snapshot.execute("""
        select distinct c ->> 'field'
        from (select unnest(from_json(changed, '["JSON"]')) as c
              from core.contract_version where status = 'completed')
    """).fetchall()
    assert fields == [("signed_on",)]


def test_each_export_lists_three_rows_twice(snapshot: duckdb.DuckDBPyConnection) -> None:
    assert snapshot.execute(
        "select rows_read, rows_duplicate from ingest.file order by export_date"
    ).fetchall() == [(3756, 3), (3794, 3), (3832, 3)]


def test_75_awards_are_dated_before_their_publication_by_date_and_not_by_time(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    assert snapshot.execute(
        "select count(*) from core.contract where award_on < published_on"
    ).fetchone() == (75,)


def test_direct_awards_by_amount_and_how_near_they_come_to_the_ceiling(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    rows = snapshot.execute("""
        select law, count(*),
            count(*) filter (amount_mxn between 0.9 * 1145000 and 1145000),
            count(*) filter (amount_mxn = 1145000), count(*) filter (amount_mxn > 1145000)
        from core.contract where method = 'direct' and exception = 'amount'
        group by law order by law
    """).fetchall()
    assert rows[0] == ("LAASSP", 348, 23, 10, 3)
    assert rows[1][:2] == ("LOPSRM", 5)

"""What changed in the measures between two snapshots."""

import math
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from lumbrera.modelling.drift import write_drift

COLUMNS = "decision_days, signature_days, duration_days, unit_share, pair_share, earlier_with_unit, known_days"


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """1,000 amounts from 0 to 999 before; now half of them, and 500 above all of them."""
    empty = ", ".join(f"null::double as {c.strip()}" for c in COLUMNS.split(","))
    with duckdb.connect(str(tmp_path / "before.duckdb")) as before:
        before.execute("create schema anomaly")
        before.execute(
            f"create table anomaly.contract_measure as select i as amount_mxn, {empty} from range(1000) t(i)"
        )
    with duckdb.connect() as con:
        con.execute("create schema anomaly; create schema meta")
        con.execute(
            "create table anomaly.contract_measure as select (case when i % 2 = 0 then i else i + 1000 end) "
            f"as amount_mxn, {empty} from range(1000) t(i)"
        )
        con.execute(f"attach '{tmp_path / 'before.duckdb'}' as previous (read_only)")
        yield con


def test_half_of_the_amounts_above_all_of_before_is_a_shift_with_its_index_by_hand(con) -> None:
    write_drift(con, "previous")
    found = con.execute("""
        select n_before, n_now, median_before, stability_index, warns
        from meta.drift where measure = 'amount_mxn'""").fetchone()
    # Nine deciles keep 50 of their 100; the last has 50 and the 500 new ones.
    kept = (0.05 - 0.1) * math.log((0.05 + 1e-4) / (0.1 + 1e-4))
    last = (0.55 - 0.1) * math.log((0.55 + 1e-4) / (0.1 + 1e-4))
    assert found[:3] == (1000, 1000, 499.5)
    assert found[3] == pytest.approx(9 * kept + last, abs=1e-9)
    assert found[4] is True


def test_what_nobody_measures_and_what_did_not_move_warns_of_nothing(con) -> None:
    con.execute("update anomaly.contract_measure set amount_mxn = amount_mxn % 1000")
    write_drift(con, "previous")
    assert con.execute("select count(*) from meta.drift where warns").fetchone() == (0,)
    assert con.execute(
        "select stability_index from meta.drift where measure = 'known_days'"
    ).fetchone() == (None,)


def test_without_a_snapshot_before_there_is_nothing_to_compare(con) -> None:
    write_drift(con, None)
    assert con.execute("select count(*) from meta.drift").fetchone() == (0,)


def test_a_measure_that_the_snapshot_before_did_not_have_is_left_out(con) -> None:
    con.execute("alter table anomaly.contract_measure add column isolation_raw double")
    con.execute("create table anomaly.contract_score as select 0.5 as isolation_raw")
    write_drift(con, "previous")
    assert con.execute("select count(*) from meta.drift where measure = 'score'").fetchone() == (0,)

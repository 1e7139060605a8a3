"""The rules on proposals on a real OCDS file of another country, against a slow reading of its JSON."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.long

DOMINICAN = "ocds_dominican_republic/compiled_releases.jsonl.zst"
FINAL = {None, "active", "cancelled", "unsuccessful"}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory, shared_data) -> duckdb.DuckDBPyConnection:
    from lumbrera.run import run

    data = tmp_path_factory.mktemp("data")
    run([shared_data / DOMINICAN], data)
    return duckdb.connect(str(data / "current.duckdb"), read_only=True)


@pytest.fixture(scope="module")
def releases(shared_data: Path) -> list[dict[str, Any]]:
    import zstandard

    with (shared_data / DOMINICAN).open("rb") as packed:
        text = zstandard.ZstdDecompressor().stream_reader(packed).read()
    return [json.loads(line) for line in text.splitlines()]


def all_others_out(release: dict[str, Any]) -> bool:
    """OCP R035: the valid tenderers are the one that was awarded, and somebody else was disqualified."""
    awards = release.get("awards", [])
    if release["tender"].get("status") == "cancelled" or {a.get("status") for a in awards} - FINAL:
        return False
    active = [a for a in awards if a.get("status") == "active"]
    awarded = {s["id"] for a in active for s in a.get("suppliers", [])}
    by_status: dict[str, set[str]] = {"valid": set(), "disqualified": set()}
    for bid in release.get("bids", {}).get("details", []):
        by_status.get(bid.get("status"), set()).update(t["id"] for t in bid.get("tenderers", []))
    valid = by_status["valid"]
    return len(valid) == 1 and valid == awarded and bool(by_status["disqualified"] - awarded)


def test_all_others_disqualified_are_those_of_a_slow_count_that_have_a_contract(snapshot, releases):
    slow = {r["tender"]["id"].upper() for r in releases if all_others_out(r)}
    contracted = {
        p for (p,) in snapshot.execute("select distinct procedure_id from core.contract").fetchall()
    }
    flagged = {
        s
        for (s,) in snapshot.execute(
            "select subject_id from flags.flag where rule_id = 'C3'"
        ).fetchall()
    }
    # Of four, the contract was cancelled, and there is nothing to look into.
    assert (len(slow), len(slow - contracted)) == (357, 4)
    assert flagged == slow & contracted


def test_dates_of_recording_are_signals_and_seldom_alerts(snapshot):
    # Nearly all late dates are of a single proposal, or at midnight or a full minute beside arrivals
    # with seconds: what the publisher recorded later.
    found = dict(
        snapshot.execute(
            "select kind, count(*) from flags.flag where rule_id = 'C7' group by 1"
        ).fetchall()
    )
    assert found.get("signal", 0) > 700
    assert found.get("flag", 0) <= 5


def test_no_pair_of_a_unit_and_a_supplier_stands_out_of_chance(snapshot):
    alerts = snapshot.execute(
        "select count(*) from flags.flag where rule_id in ('C1P', 'C3P', 'C4P', 'K3P', 'V2P')"
    ).fetchone()
    assert alerts == (0,)

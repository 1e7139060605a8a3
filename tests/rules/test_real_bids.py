"""The rules on proposals on a real OCDS file of another country, against a slow reading of its JSON."""

import json
from collections import Counter
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


def late_winner(release: dict[str, Any]) -> bool:
    """Whether the first proposal of somebody awarded is later than the deadline, and no day later than the award."""
    active = [a for a in release.get("awards", []) if a.get("status") == "active"]
    awarded = {s["id"] for a in active for s in a.get("suppliers", [])}
    closed = release["tender"].get("tenderPeriod", {}).get("endDate", "")[:19].replace("T", " ")
    last_award = max((a["date"][:10] for a in active), default="")
    first: dict[str, str] = {}
    for bid in release.get("bids", {}).get("details", []):
        for who in (t["id"] for t in bid.get("tenderers", [])):
            first[who] = min(first.get(who, "9"), bid["date"][:19])
    late = [first[who] for who in awarded & set(first) if first[who] > closed]
    return any(at[:10] <= last_award for at in late)


def test_dates_after_the_award_are_no_late_arrivals_and_what_is_left_is_seldom_an_alert(
    snapshot, releases
):
    # Nearly all late dates of this publisher are later than the award: the day of recording.
    slow = {r["tender"]["id"].upper() for r in releases if late_winner(r)}
    rows = snapshot.execute(
        "select subject_id, kind from flags.flag where rule_id = 'C7'"
    ).fetchall()
    assert rows
    assert {s.upper() for s, _ in rows} <= slow
    assert sum(kind == "flag" for _, kind in rows) <= 5
    (after_award,) = snapshot.execute(
        "select n from flags.coverage where rule_id = 'C7' and missing = 'bid_arrival'"
    ).fetchone()
    assert after_award > 700


def test_what_the_most_frequent_bidders_won_alone_and_with_others_is_what_a_slow_count_finds(
    snapshot, releases
):
    took_part, won = Counter(), Counter()
    for release in releases:
        awarded = set()
        for award in release.get("awards", []):
            suppliers = {s.get("name", "").strip() for s in award.get("suppliers", [])}
            states = {
                c.get("status")
                for c in release.get("contracts", [])
                if c.get("awardID") == award["id"]
            }
            # Who was awarded alone and lost every contract of it later won nothing.
            if award.get("status") == "active" and (len(suppliers) > 1 or states != {"cancelled"}):
                awarded |= suppliers
        bids = [b for b in release.get("bids", {}).get("details", []) if b.get("status")]
        bidders = {t["name"].strip() for b in bids for t in b["tenderers"]}
        took_part.update(bidders)
        won.update(bidders & awarded)
    often = [name for name, _ in took_part.most_common(20)]
    found = snapshot.execute(
        "select supplier_name, count(*), count(*) filter (is_winner or is_among_winners) from core.bid "
        "where list_contains(?, supplier_name) and has_proposed group by 1",
        [often],
    ).fetchall()
    assert len(found) == 20
    assert {n: (b, w) for n, b, w in found} == {n: (took_part[n], won[n]) for n in often}


def test_no_pair_of_a_unit_and_a_supplier_stands_out_of_chance(snapshot):
    alerts = snapshot.execute(
        "select count(*) from flags.flag where rule_id in ('C1P', 'C3P', 'C4P', 'K3P', 'V2P')"
    ).fetchone()
    assert alerts == (0,)

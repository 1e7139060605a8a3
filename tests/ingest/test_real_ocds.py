"""Real OCDS files: every process, bid and item is counted, as a slow count over the JSON says."""

import json
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from lumbrera.ingest.record import FileRecord

pytestmark = pytest.mark.long

DOMINICAN = "ocds_dominican_republic/compiled_releases.jsonl.zst"


@pytest.fixture(scope="module")
def dominican(shared_data: Path, reading_for_all: Callable) -> Any:
    reading = reading_for_all()
    return reading, {r.source: r for r in reading.read(shared_data / DOMINICAN).seen}


@pytest.fixture(scope="module")
def releases(shared_data: Path) -> list[dict[str, Any]]:
    import zstandard

    with (shared_data / DOMINICAN).open("rb") as packed:
        text = zstandard.ZstdDecompressor().stream_reader(packed).read()
    return [json.loads(line, parse_float=Decimal) for line in text.splitlines()]


def test_every_process_bid_item_and_party_of_the_dominican_file_is_loaded(
    dominican: Any, releases: list[dict[str, Any]]
) -> None:
    _, seen = dominican
    contracts = sum(len(r.get("contracts", [])) for r in releases)
    bare = sum(
        len(
            {a["id"] for a in r.get("awards", [])}
            - {c.get("awardID") for c in r.get("contracts", [])}
        )
        for r in releases
    )
    expected = {
        "ocds_releases": 7000,
        "ocds_parties": sum(len(r["parties"]) for r in releases),
        "ocds_contracts": contracts + bare,
        "ocds_items": sum(len(a.get("items", [])) for r in releases for a in r.get("awards", [])),
        "ocds_bids": sum(len(r.get("bids", {}).get("details", [])) for r in releases),
    }
    assert {s: (r.rows_read, r.rows_loaded) for s, r in seen.items()} == {
        s: (n, n) for s, n in expected.items()
    }
    assert (expected["ocds_items"], expected["ocds_bids"]) == (35_734, 17_613)


def test_bids_keep_their_amounts_and_dates_that_are_no_rfc_3339(
    dominican: Any, releases: list[dict[str, Any]]
) -> None:
    reading, seen = dominican
    found = reading.staged(
        seen["ocds_bids"], "bid_ref, cast(amount as varchar), cast(bid_on as varchar), status"
    )
    bids = [b for r in releases for b in r.get("bids", {}).get("details", [])]
    assert [f[0] for f in found] == [b["id"] for b in bids]
    assert [f[2] for f in found] == [b["date"][:10] if b.get("date") else None for b in bids]
    assert Counter(f[3] for f in found) == Counter(b.get("status", "") for b in bids)
    # Some bids name a currency and no amount.
    amounts = [b.get("value", {}).get("amount") for b in bids]
    assert [f[1] for f in found] == [
        None if a is None else str(Decimal(a).quantize(Decimal("0.01"), ROUND_HALF_UP))
        for a in amounts
    ]
    assert None in amounts


def test_co_awardees_of_a_release_package_are_no_bidders(
    shared_data: Path, reading_for_all: Callable
) -> None:
    reading = reading_for_all()
    folder = shared_data / "ocds_uk" / "ocds" / "json_1_1_raw"
    few = sorted(folder.glob("*.json"))[:8]
    seen: list[FileRecord] = reading.read(*few).seen
    assert all(r.is_loaded() for r in seen)
    assert {r.source for r in seen} == {"ocds_releases", "ocds_parties", "ocds_contracts"}
    for record in (r for r in seen if r.source == "ocds_contracts"):
        (document,) = (
            json.loads(p.read_text(encoding="utf-8")) for p in few if record.name.startswith(p.name)
        )
        named = [[s["name"] for s in a["suppliers"]] for a in document["releases"][0]["awards"]]
        assert [
            [s["name"] for s in json.loads(str(suppliers))]
            for (suppliers,) in reading.staged(record, "suppliers")
        ] == named

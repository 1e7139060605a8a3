"""The law tables say what the sources say and never overlap."""

import csv
import datetime as dt
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "models" / "reference"
TABLES = sorted(REFERENCE.glob("*.csv"))
FIRST = Decimal(-1)
NO_LIMIT = Decimal("Infinity")

Row = dict[str, str]


def table(stem: str) -> list[Row]:
    with (REFERENCE / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str, default: dt.date) -> dt.date:
    return dt.date.fromisoformat(text) if text else default


def valid_on(row: Row, date: dt.date) -> bool:
    return day(row["valid_from"], dt.date.min) <= date <= day(row["valid_to"], dt.date.max)


# Every table


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_row_says_where_it_comes_from_and_whether_it_was_read(path: Path) -> None:
    rows = table(path.stem)
    assert rows
    for row in rows:
        assert row["status"] in ("verified", "to_verify"), row
        assert row["source"].strip(), row
        assert None not in row and None not in row.values(), f"{path.name}: ragged row {row}"


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_column_holds_the_type_that_its_name_promises(path: Path) -> None:
    for row in table(path.stem):
        for name, value in row.items():
            if value == "":
                continue
            if name.endswith("_mxn"):
                assert Decimal(value) >= 0
            elif name.endswith("_on") or name in ("valid_from", "valid_to"):
                dt.date.fromisoformat(value)
            elif name.endswith(("_days", "_degree")) or name in ("year", "priority", "population"):
                int(value)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_priorities_sort_alike_as_numbers_and_as_text(path: Path) -> None:
    priorities = [row["priority"] for row in table(path.stem) if "priority" in row]
    assert sorted(priorities) == sorted(priorities, key=int)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_readme_describes_every_table(path: Path) -> None:
    assert f"`{path.name}`" in (REFERENCE / "README.md").read_text(encoding="utf-8")


# Ceilings


def ceilings(year: int, matter: str, procedure: str) -> list[Row]:
    return [
        row
        for row in table("ceilings")
        if row["year"] == str(year) and (row["matter"], row["procedure"]) == (matter, procedure)
    ]


def test_the_2026_top_ceiling_for_a_direct_purchase_is_1_145_000_and_still_to_verify() -> None:
    (row,) = ceilings(2026, "goods_services", "direct")
    assert Decimal(row["ceiling_mxn"]) == 1_145_000
    assert (row["tier"], row["status"], row["law"]) == ("top", "to_verify", "LAASSP")
    assert row["budget_over_mxn"] == row["budget_up_to_mxn"] == ""


def test_the_2025_ceiling_for_small_works_budgets_is_479_000_and_was_read() -> None:
    (row,) = (r for r in ceilings(2025, "works", "direct") if r["budget_over_mxn"] == "")
    assert Decimal(row["budget_up_to_mxn"]) == 15_000_000
    assert Decimal(row["ceiling_mxn"]) == 479_000
    assert (row["tier"], row["status"], row["law"]) == ("complete", "verified", "LOPSRM")


@pytest.mark.parametrize(
    ("matter", "procedure", "budget", "expected"),
    [
        ("goods_services", "direct", 15_000_000, 297_000),
        ("goods_services", "direct", 15_000_001, 329_000),
        ("goods_services", "selective", 120_000_000, 4_171_000),
        ("goods_services", "direct", 9_000_000_000, 1_098_000),
        ("works", "selective", 10_000_000, 3_620_000),
        ("works", "direct", 2_700_000_000, 3_328_000),
        ("works", "direct", 2_700_000_001, 3_732_000),
        ("works_services", "direct", 1, 214_000),
        ("works_services", "selective", 3_000_000_000, 21_446_000),
    ],
)
def test_a_2025_budget_falls_in_exactly_one_tier(
    matter: str, procedure: str, budget: int, expected: int
) -> None:
    hits = [
        row
        for row in ceilings(2025, matter, procedure)
        if Decimal(row["budget_over_mxn"] or FIRST)
        < budget
        <= Decimal(row["budget_up_to_mxn"] or NO_LIMIT)
    ]
    assert [Decimal(row["ceiling_mxn"]) for row in hits] == [expected]


def test_the_imco_figure_of_2019_is_without_tax_and_its_tier_is_unknown() -> None:
    (row,) = ceilings(2019, "goods_services", "direct")
    assert Decimal(row["ceiling_mxn"]) * Decimal("1.16") == Decimal("636840")
    assert row["vat_included"] == "no"
    assert (row["tier"], row["status"]) == ("top", "to_verify")


def test_tiers_touch_without_overlapping_and_a_bigger_budget_never_lowers_the_ceiling() -> None:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in table("ceilings"):
        key = tuple(row[name] for name in ("jurisdiction", "year", "law", "matter", "procedure"))
        groups.setdefault(key, []).append(row)
    for key, rows in groups.items():
        if rows[0]["tier"] == "top":
            assert len(rows) == 1, key
            continue
        rows.sort(key=lambda row: Decimal(row["budget_over_mxn"] or FIRST))
        assert rows[0]["budget_over_mxn"] == "" and rows[-1]["budget_up_to_mxn"] == "", key
        for low, high in pairwise(rows):
            assert low["budget_up_to_mxn"] == high["budget_over_mxn"], key
            assert Decimal(low["ceiling_mxn"]) <= Decimal(high["ceiling_mxn"]), key
    assert len({key[1] for key in groups}) == 11  # 2012 to 2019 and 2024 to 2026


def test_an_invitation_is_always_allowed_for_more_than_a_direct_award() -> None:
    direct = {
        (r["year"], r["matter"], r["budget_over_mxn"]): Decimal(r["ceiling_mxn"])
        for r in table("ceilings")
        if r["procedure"] == "direct"
    }
    for row in table("ceilings"):
        if row["procedure"] == "selective":
            key = (row["year"], row["matter"], row["budget_over_mxn"])
            assert Decimal(row["ceiling_mxn"]) > direct[key], key


def test_no_state_has_ceilings_until_somebody_publishes_them() -> None:
    assert {row["jurisdiction"] for row in table("ceilings")} == {"federal"}


# Deadlines and constants


def deadline(regime: str, procedure: str, character: str, on: str) -> Row | None:
    hits = [
        row
        for row in table("deadlines")
        if (row["law_regime"], row["procedure"], row["character"]) == (regime, procedure, character)
        and valid_on(row, dt.date.fromisoformat(on))
    ]
    assert len(hits) <= 1, hits
    return hits[0] if hits else None


@pytest.mark.parametrize(
    ("regime", "procedure", "character", "on", "min_days", "reduced", "status"),
    [
        ("LAASSP_2000", "open", "national", "2019-03-01", "15", "10", "verified"),
        ("LAASSP_2000", "selective", "national", "2025-04-16", "5", "", "verified"),
        ("LAASSP_2025", "open", "national", "2025-04-17", "15", "10", "verified"),
        ("LAASSP_2025", "open", "international_open", "2026-01-15", "20", "10", "verified"),
        ("LAASSP_2025", "open", "international_treaty", "2026-01-15", "40", "", "to_verify"),
        ("LOPSRM", "open", "national", "2025-04-16", "15", "10", "to_verify"),
        ("LOPSRM", "open", "national", "2025-04-17", "10", "", "verified"),
        ("LOPSRM", "open", "international_treaty", "2026-01-15", "40", "", "verified"),
    ],
)
def test_the_minimum_notice_of_each_regime(
    regime: str,
    procedure: str,
    character: str,
    on: str,
    min_days: str,
    reduced: str,
    status: str,
) -> None:
    row = deadline(regime, procedure, character, on)
    assert row is not None
    assert (row["min_days"], row["reduced_days"], row["status"]) == (min_days, reduced, status)


def test_works_invitations_have_no_minimum_because_the_law_sets_them_case_by_case() -> None:
    assert deadline("LOPSRM", "selective", "national", "2026-01-15") is None


def test_a_justified_reduction_is_shorter_than_the_minimum() -> None:
    for row in table("deadlines"):
        assert not row["reduced_days"] or int(row["reduced_days"]) < int(row["min_days"]), row


@pytest.mark.parametrize(
    ("stem", "key"),
    [
        ("deadlines", ("law_regime", "procedure", "character")),
        ("exception_articles", ("law_regime", "article_pattern")),
        ("legal_constants", ("name", "law_regime")),
        ("law_regimes", ("law",)),
        ("uma", ()),
    ],
)
def test_validity_intervals_never_overlap(stem: str, key: tuple[str, ...]) -> None:
    groups: dict[tuple[str, ...], list[tuple[dt.date, dt.date]]] = {}
    for row in table(stem):
        interval = (day(row["valid_from"], dt.date.min), day(row["valid_to"], dt.date.max))
        assert interval[0] <= interval[1], row
        groups.setdefault(tuple(row[name] for name in key), []).append(interval)
    for group, intervals in groups.items():
        for earlier, later in pairwise(sorted(intervals)):
            assert earlier[1] < later[0], (stem, group)


@pytest.mark.parametrize(
    ("name", "regime", "on", "value"),
    [
        ("amount_exception_cap", "LAASSP_2000", "2024-06-01", "30"),
        ("amount_exception_cap", "LAASSP_2025", "2026-01-01", "30"),
        ("amount_exception_cap", "LOPSRM", "2025-04-16", "30"),
        ("amount_exception_cap", "LOPSRM", "2025-04-17", "20"),
        ("contract_increase_cap", "LAASSP_2025", "2026-01-01", "20"),
        ("contract_increase_cap", "LOPSRM", "2020-01-01", "25"),
        ("contract_increase_cap", "LOPSRM", "2026-01-01", None),
        ("quotes_held", "LAASSP_2025", "2026-01-01", None),
        ("quotes_received", "LAASSP_2025", "2026-01-01", "1"),
        ("nepotism_kinship_affinity", "LGRA", "2026-01-01", "2"),
        ("simulation_kinship_affinity", "LGRA", "2026-01-01", "4"),
        ("ban_maximum", "LAASSP_2025", "2026-01-01", "7"),
    ],
)
def test_legal_constants_on_a_date(name: str, regime: str, on: str, value: str | None) -> None:
    hits = [
        row["value"]
        for row in table("legal_constants")
        if (row["name"], row["law_regime"]) == (name, regime)
        and valid_on(row, dt.date.fromisoformat(on))
    ]
    assert hits == ([] if value is None else [value])


def test_the_procurement_law_changes_regime_on_17_april_2025() -> None:
    def regime(on: str) -> list[str]:
        date = dt.date.fromisoformat(on)
        rows = (row for row in table("law_regimes") if row["law"] == "LAASSP")
        return [row["law_regime"] for row in rows if valid_on(row, date)]

    assert regime("2025-04-16") == ["LAASSP_2000"]
    assert regime("2025-04-17") == ["LAASSP_2025"]


def test_the_uma_runs_from_february_to_january_and_its_month_is_30_4_days() -> None:
    rows = table("uma")
    for row in rows:
        monthly = Decimal(row["daily_mxn"]) * Decimal("30.4")
        assert Decimal(row["monthly_mxn"]) == monthly.quantize(Decimal("0.01")), row
        assert Decimal(row["annual_mxn"]) == Decimal(row["monthly_mxn"]) * 12, row
    for earlier, later in pairwise(rows):
        gap = dt.date.fromisoformat(later["valid_from"]) - dt.date.fromisoformat(
            earlier["valid_to"]
        )
        assert gap.days == 1
    january = [row["daily_mxn"] for row in rows if valid_on(row, dt.date(2026, 1, 15))]
    assert january == ["113.14"]


# Places


def test_the_census_counts_every_municipality_and_sums_the_state() -> None:
    counts = {
        r["municipality_code"]: int(r["population"]) for r in table("municipality_population")
    }
    assert counts.keys() == {r["municipality_code"] for r in table("municipalities")}
    # INEGI, Censo 2020: the state, and three municipalities told by other sources too.
    assert sum(counts.values()) == 1_622_138
    assert (counts["32056"], counts["32017"], counts["32010"]) == (149_607, 211_740, 240_532)

"""Cases: scores redone in Python, what opens one, amounts, rank, and what stays from run to run."""

import hashlib
import math
from decimal import Decimal

import duckdb
import pytest
from lumbrera.ruleset.cases import build_cases

SEVERITY = {"low": 0.3, "medium": 0.5, "high": 0.8}
CERTAINTY = {"certain": 1.0, "probable": 0.6, "candidate": 0.3}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("""
        create schema core; create schema flags; create schema meta;
        create table core.contract (contract_id varchar, procedure_id varchar, buyer_id varchar,
            supplier_id varchar, amount_mxn decimal(18, 2), item_family varchar);
        create table core.buyer as
        select unnest(['B1', 'B2', 'B3']) as buyer_id, unnest(['I1', 'I1', 'I2']) as institution_id;
        insert into core.contract (contract_id, procedure_id, buyer_id, supplier_id, amount_mxn) values ('K1', 'P1', 'B1', 'S1', 100.10), ('K2', 'P1', 'B1', 'S1', 50),
            ('K3', 'P2', 'B1', 'S2', 1000), ('K4', 'P3', 'B2', 'S1', null);
        create table flags.rule (rule_id varchar, evidence_group varchar, prevalence double,
            miscalibrated boolean);
        insert into flags.rule values ('A1', 'one', 0.1, false), ('A2', 'one', 0.0, false),
            ('B1', 'two', 0.2, false), ('M1', 'three', 0.25, true);
        create temp table draft (flag_id varchar, rule_id varchar, kind varchar,
            subject_type varchar, subject_id varchar, severity varchar, certainty varchar,
            source_ids varchar[]);
        create table meta.run as select date '2026-03-11' as as_of;
    """)
    return con


def flag(con, rule, subject, severity="high", certainty="certain", kind="flag", type_="contract",
         cites=()):  # fmt: skip
    con.execute(
        "insert into draft values (?, ?, ?, ?, ?, ?, ?, ?)",
        [f"F{rule}{subject}", rule, kind, type_, subject, severity, certainty, list(cites)],
    )


def queue(con, previous=None):
    build_cases(con, "temp.draft", previous)
    cursor = con.execute("select * from cases.queue order by rank")
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def test_a_score_can_be_redone_by_hand(con):
    flag(con, "A1", "K1", "high", "probable")
    flag(con, "B1", "K1", "low", "certain")
    [case] = queue(con)
    first = SEVERITY["high"] * CERTAINTY["probable"] * (1 - 0.1)  # 0.432
    second = SEVERITY["low"] * CERTAINTY["certain"] * (1 - 0.2)  # 0.24
    assert case["score"] == pytest.approx(1 - (1 - first) * (1 - second), abs=1e-6)
    assert case["score"] == 0.56832
    assert case["case_id"] == "K" + hashlib.sha256(b"contract|K1").hexdigest()[:12]
    assert (case["rules"], case["amount"]) == (["A1", "B1"], Decimal("100.10"))
    assert str(case["first_flagged_on"]) == "2026-03-11"


def test_rules_that_restate_one_fact_count_once(con):
    flag(con, "A1", "K1")
    flag(con, "A2", "K1", "medium")
    [case] = queue(con)
    assert case["score"] == pytest.approx(0.8 * 0.9)
    counted = con.execute("select rule_id, counts from cases.weight order by 1").fetchall()
    assert counted == [("A1", True), ("A2", False)]


def test_a_signal_adds_weight_but_opens_no_case(con):
    flag(con, "A1", "K1", kind="signal")
    assert queue(con) == []
    flag(con, "B1", "K1")
    [case] = queue(con)
    assert case["score"] == pytest.approx(1 - (1 - 0.72) * (1 - 0.64))
    assert case["rules"] == ["A1", "B1"]


def test_a_miscalibrated_rule_opens_no_case_but_adds(con):
    flag(con, "M1", "K1")
    assert queue(con) == []
    flag(con, "B1", "K1")
    [case] = queue(con)
    assert case["score"] == pytest.approx(1 - (1 - 0.64) * (1 - 0.8 * 0.75))


def test_the_amount_is_the_subjects_own_and_each_contract_counts_once(con):
    flag(con, "A1", "P1", type_="procedure")
    flag(con, "A1", "S1", type_="supplier")
    flag(con, "A1", "B1", type_="buyer")
    flag(con, "A1", "B1|S1", type_="buyer_supplier", cites=["K1", "X9"])
    flag(con, "B1", "B1|S1", type_="buyer_supplier", cites=["K1", "K3"])
    flag(con, "A1", "K4")
    amounts = {(c["subject_type"], c["subject_id"]): c["amount"] for c in queue(con)}
    assert amounts == {
        ("procedure", "P1"): Decimal("150.10"),
        ("supplier", "S1"): Decimal("150.10"),
        ("buyer", "B1"): Decimal("1150.10"),
        ("buyer_supplier", "B1|S1"): Decimal("1100.10"),
        ("contract", "K4"): None,
    }


def test_rank_is_by_score_then_amount_then_id(con):
    flag(con, "A1", "K2")
    flag(con, "A1", "K1")
    flag(con, "A1", "K4")
    flag(con, "A2", "K3")
    assert [(c["subject_id"], c["rank"]) for c in queue(con)] == [
        ("K3", 1),
        ("K1", 2),
        ("K2", 3),
        ("K4", 4),
    ]


def test_the_first_day_stays_from_run_to_run(con):
    flag(con, "A1", "K1")
    queue(con)
    con.execute("create schema last; create table last.queue as from cases.queue")
    con.execute("update meta.run set as_of = date '2026-04-01'")
    flag(con, "A1", "K2")
    days = {c["subject_id"]: str(c["first_flagged_on"]) for c in queue(con, "last.queue")}
    assert days == {"K1": "2026-03-11", "K2": "2026-04-01"}


def test_scores_agree_with_a_slow_computation_on_many_flags(con):
    """Every mix of severity, certainty and rule on 60 subjects, redone flag by flag in Python."""
    rules = {"A1": ("one", 0.1), "A2": ("one", 0.0), "B1": ("two", 0.2)}
    expected: dict[str, float] = {}
    severities, certainties = list(SEVERITY), list(CERTAINTY)
    for i in range(60):
        strongest: dict[str, float] = {}
        for j, (rule, (group, prevalence)) in enumerate(rules.items()):
            if (i >> j) & 1:
                severity, certainty = severities[(i + j) % 3], certainties[(i // 3 + j) % 3]
                flag(con, rule, f"X{i}", severity, certainty)
                weight = SEVERITY[severity] * CERTAINTY[certainty] * (1 - prevalence)
                strongest[group] = max(strongest.get(group, 0.0), weight)
        if strongest:
            expected[f"X{i}"] = 1 - math.prod(1 - weight for weight in strongest.values())
    found = {c["subject_id"]: c["score"] for c in queue(con)}
    assert found == {subject: pytest.approx(score, abs=1e-6) for subject, score in expected.items()}

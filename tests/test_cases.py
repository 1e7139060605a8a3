"""Cases: scores redone in Python, what opens one, amounts, rank, and what stays from run to run."""

import hashlib
import math
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumbrera.config import QueueSettings
from lumbrera.ruleset import opportunities
from lumbrera.ruleset.cases import build_cases
from lumbrera.ruleset.queue import capped_order

from tests.examples import examples

SEVERITY = {"low": 0.3, "medium": 0.5, "high": 0.8}
CERTAINTY = {"certain": 1.0, "probable": 0.6, "candidate": 0.3}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return make()


def make() -> duckdb.DuckDBPyConnection:
    """A warehouse of four contracts and four rules, without a flag."""
    con = duckdb.connect()
    con.execute("""
        create schema core; create schema flags; create schema meta;
        create table core.contract (contract_id varchar, procedure_id varchar, buyer_id varchar,
            supplier_id varchar, amount_mxn decimal(18, 2), item_family varchar, start_on date);
        create table core.buyer as
        select unnest(['B1', 'B2', 'B3']) as buyer_id, unnest(['I1', 'I1', 'I2']) as institution_id,
            unnest(['009000001', '009000002', '012000001']) as unit_code;
        create table core.procedure as
        select unnest(['P1', 'P2', 'P3', 'P9']) as procedure_id,
            unnest(['B1', 'B1', 'B2', 'B3']) as buyer_id;
        create table core.supplier as
        select unnest(['S1', 'S2']) as supplier_id, unnest(['AAA010101AA1', null]) as rfc;
        insert into core.contract (contract_id, procedure_id, buyer_id, supplier_id, amount_mxn) values ('K1', 'P1', 'B1', 'S1', 100.10), ('K2', 'P1', 'B1', 'S1', 50),
            ('K3', 'P2', 'B1', 'S2', 1000), ('K4', 'P3', 'B2', 'S1', null);
        create table flags.rule (rule_id varchar, evidence_group varchar, prevalence double,
            miscalibrated boolean);
        insert into flags.rule values ('A1', 'one', 0.1, false), ('A2', 'one', 0.0, false),
            ('B1', 'two', 0.2, false), ('M1', 'three', 0.25, true);
        create temp table draft (flag_id varchar, rule_id varchar, kind varchar,
            subject_type varchar, subject_id varchar, severity varchar, certainty varchar,
            source_ids varchar[], event_on date);
        create table meta.run as select date '2026-03-11' as as_of;
    """)
    con.execute(opportunities.TABLE)
    return con


def flag(con, rule, subject, severity="high", certainty="certain", kind="flag", type_="contract",
         cites=(), on=None):  # fmt: skip
    con.execute(
        "insert into draft values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [f"F{rule}{subject}", rule, kind, type_, subject, severity, certainty, list(cites), on],
    )


def queue(con, previous=None, **options):
    build_cases(con, "temp.draft", previous, **options)
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


def test_what_can_no_longer_be_sanctioned_comes_after_what_can_and_keeps_its_score(con):
    con.execute("""
        create schema reference;
        create table reference.legal_constants (name varchar, value varchar, unit varchar);
        insert into reference.legal_constants values ('prescription_minor', '3', 'years'),
            ('prescription_grave', '7', 'years');""")
    flag(con, "A2", "K3", on="2019-03-10")  # a day more than seven years before 2026-03-11
    flag(con, "A1", "K1", severity="low", on="2019-03-11")
    flag(con, "A1", "K2", severity="low")  # without a date nobody can say
    found = queue(con)
    assert [(c["subject_id"], c["is_past_limit"]) for c in found] == [
        ("K1", False),
        ("K2", False),
        ("K3", True),
    ]
    assert found[-1]["score"] == max(c["score"] for c in found)
    # Without the date of an alert, the contract's start tells.
    con.execute("update core.contract set start_on = date '2017-02-15' where contract_id = 'K2'")
    assert [c["subject_id"] for c in queue(con)] == ["K1", "K3", "K2"]
    # Something newer on the same subject brings it back.
    flag(con, "B1", "K3", kind="signal", on="2026-01-15")
    assert queue(con)[0]["subject_id"] == "K3"


def test_the_cap_puts_nothing_that_can_no_longer_be_sanctioned_before_what_can(con):
    con.execute("""
        create schema reference;
        create table reference.legal_constants as
        select 'prescription_grave' as name, '7' as value, 'years' as unit;""")
    for contract in ("K1", "K2", "K3"):  # of one unit
        flag(con, "A2", contract, on="2026-01-01")
    flag(con, "A2", "K4", on="2012-01-01")  # of another
    found = queue(con, queue=QueueSettings(window=2, per_buyer=1))
    assert found[-1]["subject_id"] == "K4"


def test_without_the_law_no_case_goes_after_others_for_its_age(con):
    flag(con, "A2", "K3", on="2009-01-01")
    flag(con, "A1", "K1", severity="low", on="2026-01-01")
    assert [c["subject_id"] for c in queue(con)] == ["K3", "K1"]


def keep_as_last(con, name="last"):
    """The snapshot as it is now, attached under a name as the caller of build_cases does."""
    con.execute(f"attach ':memory:' as {name}")
    con.execute(f"create schema {name}.cases; create schema {name}.meta")
    for table in ("cases.queue", "cases.history", "meta.run"):
        con.execute(f"create table {name}.{table} as from {table}")


def changes(con):
    rows = con.execute("select subject_id, change, what from cases.change order by 1").fetchall()
    return {subject: (change, what) for subject, change, what in rows}


def on(con, day):
    con.execute(f"update meta.run set as_of = date '{day}'")


def test_without_an_earlier_snapshot_nothing_is_called_new(con):
    flag(con, "A1", "K1")
    assert [c["change"] for c in queue(con)] == [None]
    assert changes(con) == {}


def test_new_changed_and_gone_are_told_from_what_stays(con):
    for subject in ("K1", "K2", "K3", "K4"):
        flag(con, "A1", subject)
    queue(con)
    keep_as_last(con)
    on(con, "2026-04-01")
    con.execute("delete from draft where subject_id in ('K3')")
    flag(con, "B1", "K2")
    con.execute("update core.contract set amount_mxn = 1500 where contract_id = 'K4'")
    flag(con, "A1", "S1", type_="supplier")
    found = {c["subject_id"]: (c["change"], str(c["first_flagged_on"])) for c in queue(con, "last")}
    assert found == {
        "K1": (None, "2026-03-11"),
        "K2": ("changed", "2026-03-11"),
        "K4": ("changed", "2026-03-11"),
        "S1": ("new", "2026-04-01"),
    }
    assert changes(con) == {
        "K2": ("changed", "se agregó B1"),
        "K3": ("gone", "ya no lo señala ninguna regla que abra casos"),
        "K4": ("changed", "el importe pasó de no publicado a $1,500.00"),
        "S1": ("new", "se señala por primera vez"),
    }


def test_the_first_day_survives_disappearance_and_return(con):
    flag(con, "A1", "K1")
    queue(con)
    keep_as_last(con, "march")
    con.execute("delete from draft")
    on(con, "2026-04-01")
    assert queue(con, "march") == []
    history = "select first_flagged_on::varchar, last_flagged_on::varchar from cases.history"
    assert con.execute(history).fetchall() == [("2026-03-11", "2026-03-11")]
    keep_as_last(con, "april")
    on(con, "2026-05-02")
    flag(con, "A1", "K1")
    [case] = queue(con, "april")
    assert (case["change"], str(case["first_flagged_on"])) == ("new", "2026-03-11")
    assert changes(con)["K1"][1] == "vuelve a aparecer; se señaló por primera vez el 11/03/2026"
    assert con.execute(history).fetchall() == [("2026-03-11", "2026-05-02")]


def test_a_snapshot_from_before_there_was_a_history_gives_its_days(con):
    flag(con, "A1", "K1")
    queue(con)
    keep_as_last(con)
    con.execute("drop table last.cases.history")
    on(con, "2026-04-01")
    assert [str(c["first_flagged_on"]) for c in queue(con, "last")] == ["2026-03-11"]


def test_a_rule_that_flags_the_large_more_often_weighs_less_for_the_large(con):
    """S1 has 3 contracts, S2 one; both are of the class «hasta 4» until S1 gets 20 more."""
    con.execute("""
        insert into core.contract (contract_id, buyer_id, supplier_id)
        select 'N' || i, 'B1', 'S1' from range(20) r(i);
        insert into flags.prevalence values
            ('A1', '20 a 99', 10, 5, (5 + 20 * 0.1) / (10 + 20)),
            ('A1', 'hasta 4', 70, 3, (3 + 20 * 0.1) / (70 + 20))
    """)
    flag(con, "A1", "S1", type_="supplier")
    flag(con, "A1", "S2", type_="supplier")
    found = {c["subject_id"]: c for c in queue(con)}
    assert [found[s]["opportunities"] for s in ("S1", "S2")] == [23, 1]
    assert [found[s]["raw_score"] for s in ("S1", "S2")] == [0.72, 0.72]
    assert found["S1"]["score"] == pytest.approx(0.8 * (1 - 7 / 30), abs=1e-6)  # 0.613333
    assert found["S2"]["score"] == pytest.approx(0.8 * (1 - 5 / 90), abs=1e-6)  # 0.755556
    assert found["S2"]["rank"] == 1


def test_prevalence_by_size_counts_computed_subjects_of_each_class(con):
    con.execute("""
        insert into core.contract (contract_id, buyer_id, supplier_id)
        select 'N' || i, 'B1', 'S9' from range(5) r(i);
        create temp table rule_outcome as from (values
            ('S1', true, null), ('S2', false, null), ('S8', null, 'rfc'), ('S9', true, null))
            t(subject_id, is_flagged, absent)
    """)
    opportunities.record_prevalence(con, "X", "supplier", 2 / 3)
    rows = con.execute("from flags.prevalence order by size_class").fetchall()
    assert rows == [
        ("X", "5 a 19", 1, 1, pytest.approx((1 + 20 * 2 / 3) / 21)),
        ("X", "hasta 4", 2, 1, pytest.approx((1 + 20 * 2 / 3) / 22)),
    ]


@pytest.mark.parametrize(
    ("type_", "subject", "buyer"),
    [
        ("contract", "K4", "B2"),
        ("procedure", "P9", "B3"),
        ("buyer", "B1", "B1"),
        ("buyer_supplier", "B1|S2", "B1"),
        ("buyer_family", "B2|2530", "B2"),
        ("institution", "I1", "I1"),
        ("institution_supplier", "I1|S1", "I1"),
        ("supplier", "S1", None),
    ],
)
def test_the_cap_counts_the_buyer_of_the_case(con, type_, subject, buyer):
    flag(con, "A1", subject, type_=type_)
    [case] = queue(con)
    assert case["buyer_id"] == buyer


def test_a_unit_with_many_cases_leaves_room_and_keeps_its_scores(con):
    """Five cases of unit B1 and two of B2, all weaker: of every four places B1 has two."""
    con.execute("""
        insert into core.contract (contract_id, buyer_id, amount_mxn)
        select 'N' || i, 'B1', 100 - i from range(5) r(i);
        insert into core.contract (contract_id, buyer_id, amount_mxn) values ('W1', 'B2', 9), ('W2', 'B2', 8)
    """)
    for i in range(5):
        flag(con, "A1", f"N{i}")
    flag(con, "A1", "W1", "low")
    flag(con, "A1", "W2", "low")
    cases = queue(con, queue=QueueSettings(window=4, per_buyer=2))
    assert [(c["subject_id"], c["rank_uncapped"], c["deferred"]) for c in cases] == [
        ("N0", 1, False),
        ("N1", 2, False),
        ("W1", 6, False),
        ("W2", 7, False),
        ("N2", 3, True),
        ("N3", 4, True),
        ("N4", 5, True),
    ]
    assert {c["score"] for c in cases if c["subject_id"].startswith("N")} == {0.72}
    assert con.execute("from cases.cap").fetchall() == [(4, 2)]


buyers = st.lists(st.sampled_from([None, "a", "b", "c", "d"]), max_size=60)


@given(buyers, st.integers(1, 9), st.integers(1, 4))
def test_the_cap_never_drops_a_case_and_keeps_a_buyers_order(found, window, per_buyer):
    order = capped_order(found, window, per_buyer)
    assert sorted(order) == list(range(len(found)))
    for buyer in {*found} - {None}:
        own = [place for place in order if found[place] == buyer]
        assert own == sorted(own)
    room = sum(min(found.count(b), per_buyer) for b in {*found} - {None}) + found.count(None)
    first = [found[place] for place in order[: min(window, room)]]
    assert all(first.count(buyer) <= per_buyer for buyer in {*first} - {None})
    assert order == slow_order(found, window, per_buyer)


def slow_order(found, window, per_buyer):
    """Window after window, the whole rest is gone through from its best case."""
    left, order = list(range(len(found))), []
    while left:
        taken: list[int] = []
        for place in left:
            same = [t for t in taken if found[t] == found[place]]
            if len(taken) < window and (found[place] is None or len(same) < per_buyer):
                taken.append(place)
        order += taken
        left = [place for place in left if place not in taken]
    return order


@given(buyers)
def test_without_excess_the_cap_changes_nothing(found):
    assert capped_order(found, 20, 60) == list(range(len(found)))


strength = st.tuples(st.sampled_from(list(SEVERITY)), st.sampled_from(list(CERTAINTY)))


@settings(max_examples=examples(25))
@given(st.dictionaries(st.sampled_from(["A1", "A2", "B1"]), strength, min_size=1), strength)
def test_a_score_lies_between_0_and_1_and_never_falls_with_another_flag(flags, extra):
    def score(flags):
        con = make()
        for rule, (severity, certainty) in flags.items():
            flag(con, rule, "K1", severity, certainty)
        [case] = queue(con)
        con.close()
        return case["score"]

    fewer = score(flags)
    more = score({"M1": extra, **flags})
    assert 0 <= fewer <= more <= 1


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

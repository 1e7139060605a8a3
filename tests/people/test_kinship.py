"""Surnames shared with an official: counted by hand, and always no more than candidates."""

import math
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera import content, normalise

BODY = "INSTITUTO DEL AIRE"


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """One official, 40 people on the payroll: one with both surnames, and HERNANDEZ in plenty."""
    con = duckdb.connect()
    normalise.register(con)
    con.execute("""
        create schema core;
        create table core.person_mention (mention_id varchar, likely_id varchar, role varchar, official_id varchar,
            institution_key varchar, institution_id varchar, first_surname varchar, second_surname varchar, supplier_id varchar);
        create table core.contract (buyer_id varchar, supplier_id varchar, is_current boolean);
        create table core.buyer (buyer_id varchar, institution varchar);
        insert into core.buyer values ('B', 'Instituto del Aire');
        insert into core.contract values ('B', 'S1', true)""")  # fmt: skip
    people: list[tuple[str, str, str, str, str | None]] = [
        ("O1", "procurement_official", "OLAGUE", "HERNANDEZ", None),
        ("O2", "procurement_official", "HERNANDEZ", "LOPEZ", None),
        ("W1", "staff", "OLAGUE", "HERNANDEZ", None),
        *((f"H{n}", "staff", "HERNANDEZ", f"X{n}", None) for n in range(20)),
        *((f"Z{n}", "staff", f"A{n}", f"B{n}", None) for n in range(17)),
        ("F1", "partner", "OLAGUE", "RETANA", "S1"),
    ]
    for person, role, first, second, supplier in people:
        con.execute(
            "insert into core.person_mention values (?, ?, ?, ?, ?, null, ?, ?, ?)",
            [f"M{person}", person, role, None if supplier else f"OF{person}",
             None if supplier else BODY, first, second, supplier],
        )  # fmt: skip
    sql = (Path(content.root("models")) / "core" / "kinship.sql").read_text(encoding="utf-8")
    con.execute(f"create table core.kinship as {sql}")
    return con


def rows(con: duckdb.DuckDBPyConnection, a: str, b: str) -> list[tuple[Any, ...]]:
    return con.execute(
        "select relation, degree, pattern, roster, roster_size, n_pairs, p_chance, weight "
        "from core.kinship where person_a = ? and person_b = ?",
        [a, b],
    ).fetchall()


def test_both_surnames_make_siblings_weighed_by_how_rare_they_are(
    con: duckdb.DuckDBPyConnection,
) -> None:
    ((relation, degree, pattern, roster, size, n_pairs, p_chance, weight),) = rows(con, "O1", "W1")
    assert (relation, degree, pattern, roster, size) == ("sibling", 2, "same_both", "staff", 40)
    assert n_pairs == 1
    # Without the two of them nobody on the payroll is OLAGUE first or HERNANDEZ second; among all 41
    # there is one more OLAGUE first (of a firm), weighed as 200 people.
    first = 200 * (1 + 0.5) / 42 / 240
    second = 200 * 0.5 / 42 / 240
    assert p_chance == pytest.approx(1 - (1 - first * second) ** 39)
    assert weight == pytest.approx(1 - p_chance)


def test_a_surname_that_half_the_payroll_bears_makes_no_pair_but_is_counted(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(con, "O2", "H1") == []
    # O1's second surname is the first of 20 and of O2: crossed, and far too common as well.
    assert rows(con, "O1", "H1") == []
    found = con.execute(
        "select count(*) from core.kinship where roster = 'staff' and person_b like 'H%'"
    ).fetchone()
    assert found == (0,)


def test_who_is_behind_a_firm_that_sells_to_the_body_is_held_against_its_officials(
    con: duckdb.DuckDBPyConnection,
) -> None:
    ((relation, degree, pattern, roster, size, n_pairs, p_chance, _),) = rows(con, "O1", "F1")
    assert (relation, degree, pattern, roster, size, n_pairs) == (
        "parent_child", 1, "same_first", "firms", 1, 1,
    )  # fmt: skip
    # Of 41 people two others than the official bear OLAGUE first, one of them the pair's other.
    assert p_chance == pytest.approx(200 * (1 + 0.5) / 42 / 201)


def test_expected_pairs_stand_beside_those_found(con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "select distinct n_pairs, expected_by_chance from core.kinship where roster = 'staff' and pattern = 'same_both'"
    ).fetchall()

    # By hand, for both officials: the chance of first and second surname on a payroll of 40, 39 others.
    def rate(on_roster: int, among_all: int) -> float:
        return (on_roster + 200 * (among_all + 0.5) / 42) / 240

    one = rate(1, 2) * rate(1, 1)  # OLAGUE first: W1; W1 and F1. HERNANDEZ second: W1.
    other = rate(20, 20) * rate(0, 0)
    ((n_pairs, expected),) = found
    assert n_pairs == 1
    assert math.isclose(expected, 39 * (one + other), abs_tol=1e-9)


def test_nothing_of_it_is_ever_more_than_a_candidate(con: duckdb.DuckDBPyConnection) -> None:
    assert con.execute("select distinct certainty, basis from core.kinship").fetchall() == [
        ("candidate", "surnames")
    ]

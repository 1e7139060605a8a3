"""The screens of the warehouse, in SQL, are those that the models are evaluated with."""

import duckdb
import numpy as np
import pytest
from lumbrera import content
from lumbrera.modelling.collusion.screens import SCREENS, screens

SQL = content.root("models") / "features" / "offer_screens.sql"


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("""
        create schema core; create schema features;
        create table core.bid (bid_id varchar, procedure_id varchar, has_proposed boolean,
            amount_mxn decimal(18, 2));
        create table core.quotation (quotation_id varchar, contract_id varchar,
            amount_mxn decimal(18, 2), amount_with_vat decimal(18, 2));
        create table offers (subject_id varchar, amount decimal(18, 2));
    """)
    rng = np.random.default_rng(8)
    offers = {f"P{i}": rng.integers(10_000, 999_999_999, 3 + i % 7) / 100 for i in range(60)}
    offers |= {"equal": np.full(4, 70.0), "equal losers": np.array([100.0, 130, 130])}
    offers |= {"tied lowest": np.array([5.0, 5, 6, 9]), "few": np.array([1.0, 2])}
    con.executemany(
        "insert into offers values (?, ?)", [[k, float(v)] for k, vs in offers.items() for v in vs]
    )
    con.execute("""
        insert into core.bid select 'b', subject_id, true, amount from offers;
        insert into core.bid values ('x', 'P0', false, 1), ('x', null, true, 1);
        insert into core.quotation select 'q', subject_id, null, amount from offers;
    """)
    con.execute(f"create table features.offer_screens as {SQL.read_text(encoding='utf-8')}")
    return con


@pytest.mark.parametrize("kind", ["procedure", "contract"])
def test_every_screen_of_every_purchase_is_that_of_the_models(
    con: duckdb.DuckDBPyConnection, kind: str
) -> None:
    found = con.execute(
        f"select subject_id, {', '.join(SCREENS)} from features.offer_screens where subject_type = ?",
        [kind],
    ).fetchall()
    assert len(found) == 63  # all but the one of two offers
    for subject, *values in found:
        offers = con.execute(
            "select amount::double from offers where subject_id = ?", [subject]
        ).fetchall()
        expected = screens(np.array([v for (v,) in offers]))
        got = [np.nan if v is None else v for v in values]
        assert got == pytest.approx(expected.tolist(), rel=1e-6, abs=1e-9, nan_ok=True), subject


def test_peers_are_those_with_as_many_offers(con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute("""
        select least(n_priced, 5), count(*), max(n_peers), min(cv_share), max(cv_share)
        from features.offer_screens where subject_type = 'procedure' group by 1 order by 1
    """).fetchall()
    assert [(n, count, peers) for n, count, peers, *_ in rows] == [
        (3, 10, 10),
        (4, 11, 11),
        (5, 42, 42),
    ]
    assert all(low == pytest.approx(1 / count) and high == 1 for _, count, _, low, high in rows)

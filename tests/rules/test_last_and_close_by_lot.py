"""Who comes in last and how close the next is, dealt by lot: chance alone is seldom taken for a leak."""

from collections.abc import Iterator

import duckdb
import pytest
from lumbrera import content, normalise

PROCEDURES, DEALS = 1500, 40


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        normalise.register(con)
        con.execute(
            """
            create schema core; create schema features;
            create table core.buyer as
            select 'U' || i as buyer_id, 'Unidad ' || i as unit, null::varchar as institution from range(40) t(i);
            create table features.seller_name as
            select 'S' || i as seller_id, 'Proveedora ' || i as seller from range(60) t(i)
            """
        )
        yield con


def dealt(con: duckdb.DuckDBPyConnection, deal: int, extra: str = "") -> int:
    """How many pairs of a unit and a supplier stand out when gaps and hours are drawn."""
    con.execute(
        f"""
        create or replace table features.procedure_bids as
        select 'P' || i as procedure_id, 'F' || hash(i, {deal}, 1) % 6 as item_family,
            'U' || hash(i, {deal}, 2) % 40 as buyer_id,
            'S' || sqrt((hash(i, {deal}, 3) % 3600)::double)::int as winner_id, date '2025-01-01' as event_on,
            ['B' || i] as bid_ids, n_bids, n_bids as n_valid, 0 as n_unstated, n_bids as n_priced,
            (hash(i, {deal}, 5) % 60)::bigint % n_bids = 0 as winner_was_last,
            (hash(i, {deal}, 6) % 10000 + 1) / 50000.0 as gap_share, 1 as n_winners, 1 as n_awarded,
            'open' as method, true as is_final, false as is_cancelled
        from (select i, 2 + (hash(i, {deal}, 4) % 4)::bigint as n_bids from range({PROCEDURES}) t(i)) {extra}
        """
    )
    models = content.root("models") / "features"
    con.execute(
        f"create or replace view features.won_procedure as {(models / 'won_procedure.sql').read_text()}"
    )
    sql = (models / "pair_last_close.sql").read_text()
    row = con.execute(
        f"select count(*) from ({sql}) where false_share <= 0.05 and n_hits >= 3"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_proposals_dealt_by_lot_make_no_pair_stand_out(con: duckdb.DuckDBPyConnection) -> None:
    # One test a deal at 5 %: of forty deals, two with an alert are what was promised.
    assert sum(dealt(con, deal) > 0 for deal in range(DEALS)) <= 2


def test_five_wins_by_a_hundredth_with_the_last_proposal_stand_out(
    con: duckdb.DuckDBPyConnection,
) -> None:
    planted = """
        union all
        select 'X' || i, 'F1', 'U1', 'S1', date '2025-02-01', ['X' || i], 4, 4, 0, 4, true, 0.008 + i / 1000.0, 1, 1, 'open', true, false
        from range(5) t(i)"""
    assert dealt(con, 1) == 0
    assert dealt(con, 1, planted) == 1

"""Awards near the ceiling, dealt by lot: what chance alone brings is seldom taken for a pattern."""

from collections.abc import Iterator

import duckdb
import pytest
from lumbrera import content, normalise

AWARDS, SUPPLIERS, INSTITUTIONS, DEALS = 4000, 300, 12, 30


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Twelve institutions of three units buy from 300 firms, every fifth award near the ceiling."""
    with duckdb.connect() as con:
        normalise.register(con)
        con.execute("create schema core; create schema features; create schema networks")
        con.execute(
            f"""
            create table core.institution as
            select 'I' || i as institution_id, 'Institución ' || i as institution
            from range({INSTITUTIONS}) t(i);
            create table core.supplier as select 'S' || i as supplier_id from range({SUPPLIERS}) t(i);
            create table features.seller_name as
            select supplier_id as seller_id, 'Proveedora ' || supplier_id as seller from core.supplier;
            create table networks.owner_tie as
            select 'P' || i // 2 as tie, 'partner' as basis, 'certain' as certainty, 'S' || i as supplier_id
            from range({SUPPLIERS}) t(i);
            create table features.award_span (level varchar, span varchar, holder_id varchar, held_id varchar,
                n_contracts bigint, ceiling_mxn double, ceiling_missing varchar)
            """
        )
        yield con


def dealt(con: duckdb.DuckDBPyConnection, deal: int, extra: str = "") -> int:
    """How many sellers stand out at 5 % when who was awarded what, when and by whom is drawn."""
    con.execute(
        f"""
        create or replace table features.amount_award as
        select 'C' || i as contract_id, 'I' || who // 3 as institution_id, 'U' || who as buyer_id,
            'S' || s as supplier_id, 'F' || f as item_family, date '2024-01-01' + day::int as given_on,
            (case when near then 150000 + i else 30000 + i end)::decimal(18, 2) as amount_mxn,
            300000::decimal(18, 2) as tier_mxn, 500000::decimal(18, 2) as highest_mxn,
            true as ceiling_is_verified, 'fallo' as dated_by
        from (
            select i, hash(i, {deal}, 1) % {3 * INSTITUTIONS} as who, hash(i, {deal}, 2) % 900 as day,
                sqrt(hash(i, {deal}, 3) % {SUPPLIERS**2})::int as s, hash(i, {deal}, 4) % 9 as f,
                hash(i, {deal}, 5) % 5 = 0 as near
            from range({AWARDS}) t(i)
        ) {extra}
        """
    )
    sql = (content.root("models") / "features" / "near_ceiling_seller.sql").read_text()
    row = con.execute(
        f"select count(*) from ({sql}) where false_share <= 0.05 and n_near >= 4"
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_awards_dealt_by_lot_make_no_seller_stand_out(con: duckdb.DuckDBPyConnection) -> None:
    # Four tests a deal, each at 5 %: of thirty deals, six with an alert are what was promised.
    assert sum(dealt(con, deal) > 0 for deal in range(DEALS)) <= 6


def test_six_purchases_near_the_ceiling_by_three_units_stand_out_among_them(
    con: duckdb.DuckDBPyConnection,
) -> None:
    planted = """
        union all
        select 'X' || i, 'I0', 'U' || i % 3, 'S7', 'F1', date '2025-03-01' + (i * 12)::int, 200000, 300000, 500000, true, 'fallo'
        from range(6) t(i)"""
    before = dealt(con, 1)
    assert dealt(con, 1, planted) > before

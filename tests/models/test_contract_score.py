"""How unlike its peers a contract is, held against values worked out by hand and by a slow twin."""

import math
import statistics
from collections.abc import Iterator

import duckdb
import pytest
from lumbrera.build import runner

from tests import shipped


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """300 ordinary direct awards of one family, and one of fifty times their amount."""
    with duckdb.connect() as con:
        con.execute("""
            create schema core; create schema anomaly; create schema meta;
            create table meta.model_setting as select 1000::bigint as score_up_to;
            create table core.buyer as
                select 'U' || i as buyer_id, 'state' as government_order from range(5) t(i);
            create table core.contract as
            select 'C' || lpad(i::varchar, 3, '0') as contract_id, 'U' || i % 5 as buyer_id,
                'S' || i % 40 as supplier_id, true as is_current,
                (case when i = 300 then 50000 else 900 + (i * 37) % 200 end)::decimal(18, 2) as amount_mxn,
                date '2026-01-05' + (i % 90)::int as event_on, 2026 as procedure_year,
                '2500' as item_family, 'direct' as method,
                date '2026-01-01' + (i % 90)::int as published_on,
                date '2026-01-05' + (i % 90)::int as award_on,
                date '2026-01-12' + (i % 90)::int as signed_on,
                date '2026-02-01' as start_on, date '2026-12-31' as end_on
            from range(301) t(i);
            create table anomaly.unit_price (contract_item_id varchar, contract_id varchar, unit varchar,
                n_alike bigint, times double);
        """)
        yield con


def compute(con: duckdb.DuckDBPyConnection) -> None:
    for file in ("anomaly/contract_measure.sql", "anomaly/contract_score.py"):
        runner.materialise(con, shipped.model(file))


def test_the_one_of_fifty_times_the_amount_stands_first_and_says_so(con) -> None:
    compute(con)
    first = con.execute("""
        select contract_id, percentile, n_peers, peer_group, reasons[1]
        from anomaly.contract_score order by percentile desc limit 1""").fetchone()
    amounts = [900 + (i * 37) % 200 for i in range(300)] + [50000]
    times = 50000 / statistics.median(amounts)
    assert first == (
        "C300", 1.0, 301, "adjudicaciones directas, familia 2500, gobierno estatal, 2026",
        f"importe {times:.1f} veces la mediana de 301 parecidos",
    )  # fmt: skip


def test_a_deviation_is_the_distance_from_the_median_in_robust_spreads(con) -> None:
    compute(con)
    logs = [math.log(900 + (i * 37) % 200) for i in range(300)] + [math.log(50000)]
    centre = statistics.median(logs)
    spread = max(1.4826 * statistics.median(abs(x - centre) for x in logs), 0.1)
    found = dict(
        con.execute("select contract_id, amount_mxn from anomaly.contract_deviation").fetchall()
    )
    for i, logged in enumerate(logs):
        # Cheaper than usual is usual here: only what is dearer is told.
        assert found[f"C{i:03}"] == pytest.approx(max((logged - centre) / spread, 0), abs=1e-9)


def test_the_same_contracts_in_another_order_give_the_same_scores(con) -> None:
    compute(con)
    before = con.execute("from anomaly.contract_score order by all").fetchall()
    con.execute("create or replace table core.contract as from core.contract order by amount_mxn")
    compute(con)
    assert con.execute("from anomaly.contract_score order by all").fetchall() == before


def test_beyond_the_number_of_the_settings_and_below_two_hundred_nothing_is_scored(con) -> None:
    con.execute("update meta.model_setting set score_up_to = 300")
    compute(con)
    assert con.execute("select count(*) from anomaly.contract_score").fetchone() == (0,)
    # Nor is anything measured that only the scores are made of.
    assert con.execute("select count(*) from anomaly.contract_deviation").fetchone() == (0,)
    con.execute("update meta.model_setting set score_up_to = 1000")
    con.execute("delete from core.contract where contract_id >= 'C150'")
    compute(con)
    assert con.execute("select count(*) from anomaly.contract_score").fetchone() == (0,)


def test_small_groups_are_pooled_with_wider_ones(con) -> None:
    con.execute(
        "update core.contract set item_family = '3300' where contract_id between 'C000' and 'C048'"
    )
    compute(con)
    groups = con.execute("""
        select peer_group, count(*), any_value(n_peers) from anomaly.contract_measure
        group by 1 order by 1""").fetchall()
    # 49 of the other family are too few for a group of their own: they are compared with all 301.
    assert groups == [
        ("adjudicaciones directas, 2026", 49, 301),
        ("adjudicaciones directas, familia 2500, gobierno estatal, 2026", 252, 252),
    ]


def test_of_the_items_of_a_contract_the_dearest_is_told_with_its_unit(con) -> None:
    con.execute("""
        insert into anomaly.unit_price
        select 'I' || contract_id, contract_id, 'LITRO', 212, 0.9 + (hash(contract_id) % 21) / 100
        from core.contract where contract_id < 'C200';
        insert into anomaly.unit_price values
            ('J1', 'C007', 'CAJA', 30, 1.0), ('J2', 'C007', 'LITRO', 212, 4.1);
    """)
    compute(con)
    [(percentile, reasons)] = con.execute(
        "select percentile, reasons from anomaly.contract_score where contract_id = 'C007'"
    ).fetchall()
    assert reasons[0] == "precio unitario 4.1 veces la mediana de 212 compras iguales, por litro"
    assert percentile > 0.99
    # A contract without unit prices is compared by the rest, and one of usual prices tells nothing.
    others = con.execute("""
        select count(*) filter (array_to_string(reasons, ' ') like '%unitario%') from anomaly.contract_score
        where contract_id <> 'C007'""").fetchone()
    assert others == (0,)

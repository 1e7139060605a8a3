"""What a unit of a thing costs: from purchases alike, never from the item itself or its procedure."""

import statistics
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from lumbrera.build import runner

from tests import shipped

N = 400


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Fuel for about 20 a litre and paper for about 100 a packet, by turns, one item a contract."""
    with duckdb.connect() as con:
        con.execute(f"""
            create schema core; create schema anomaly; create schema features; create schema meta; create schema reference;
            create table meta.model_setting as select 5000::bigint as score_up_to;
            create table reference.title_stopwords as select 'para' as word;
            create table core.contract as
            select 'C' || lpad(i::varchar, 3, '0') as contract_id, 'P' || i as procedure_id,
                true as is_current, date '2026-01-05' + (i % 90)::int as event_on, 2026 as procedure_year
            from range({N}) t(i);
            create table core.contract_item as
            select 'I' || contract_id as contract_item_id, contract_id,
                case when i % 2 = 0 then 'Gasolina magna ' else 'Papel bond carta ' end || i as description,
                'CUCOP' as classification_scheme, case when i % 2 = 0 then '26102' else '21101' end as classification_id,
                (10 + i * 13 % 90)::double as quantity, case when i % 2 = 0 then 'Litro' else 'Paquete' end as unit,
                ((case when i % 2 = 0 then 20 else 100 end) * (0.9 + (i * 37 % 200) / 1000))::decimal(18, 4) as unit_price,
                'MXN' as currency
            from (select contract_id, contract_id[2:]::int as i from core.contract)
        """)
        yield con


def compute(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    runner.materialise(con, shipped.model("features/item_pack.sql"))
    runner.materialise(con, shipped.model("anomaly/unit_price.py"))
    rows = con.sql("select * from anomaly.unit_price order by contract_item_id")
    return {r[0]: dict(zip(rows.columns, r, strict=True)) for r in rows.fetchall()}


def test_fuel_is_compared_with_fuel_by_the_litre_and_the_interval_holds_what_is_usual(con) -> None:
    found = compute(con)
    assert len(found) == N
    litres = [20 * (0.9 + (i * 37 % 200) / 1000) for i in range(0, N, 2)]
    of_one = found["IC000"]
    assert (of_one["unit"], of_one["n_alike"]) == ("LITRO", N // 2)
    assert float(of_one["median_price"]) == pytest.approx(statistics.median(litres), abs=1e-4)
    assert of_one["times"] == pytest.approx(18 / statistics.median(litres), abs=1e-3)
    assert of_one["peers"] == "texto con gasolina magna, CUCOP 26102, de 2026"
    inside = sum(r["expected_low"] <= r["unit_price"] <= r["expected_high"] for r in found.values())
    assert 0.82 <= inside / N <= 0.97
    for r in found.values():
        usual = 20 if r["unit"] == "LITRO" else 100
        assert (
            0.85 * usual
            <= r["expected_low"]
            <= r["expected_price"]
            <= r["expected_high"]
            <= 1.15 * usual
        )


def test_one_at_four_times_the_price_stands_above_the_interval_and_moves_nothing(con) -> None:
    before = compute(con)
    con.execute(
        "update core.contract_item set unit_price = 4 * unit_price where contract_id = 'C010'"
    )
    after = compute(con)
    dear = after["IC010"]
    assert dear["times"] == pytest.approx(4 * before["IC010"]["times"], rel=0.01)
    assert dear["unit_price"] > 3 * dear["expected_high"]
    # Its own price is in nothing that is said of what it should have been.
    told = ("expected_low", "expected_price", "expected_high")
    assert [dear[c] for c in told] == [before["IC010"][c] for c in told]


def test_a_litre_and_a_drum_are_not_compared_nor_pesos_with_dollars(con) -> None:
    con.execute("""
        update core.contract_item set unit = 'Tambo' where contract_id < 'C040' and unit = 'Litro';
        update core.contract_item set currency = 'USD' where contract_id between 'C040' and 'C081' and unit = 'Litro'
    """)
    found = compute(con)
    counts = {(r["unit"], r["currency"]): r["n_alike"] for r in found.values()}
    assert counts == {
        ("TAMBO", "MXN"): 20, ("LITRO", "USD"): 21, ("LITRO", "MXN"): 159, ("PAQUETE", "MXN"): 200,
    }  # fmt: skip


def test_a_packet_and_a_bale_of_twenty_are_not_compared_and_a_box_of_who_knows_how_many_with_none(
    con,
) -> None:
    con.execute("""
        update core.contract_item set description = 'Fardo 20/1 de ' || description where contract_id < 'C080' and unit = 'Paquete';
        update core.contract_item set description = 'Caja de ' || description where contract_id between 'C080' and 'C100' and unit = 'Paquete'
    """)
    found = compute(con)
    by_pack = {
        (r["peers"].split(", ")[-2], r["n_alike"]) for r in found.values() if r["unit"] == "PAQUETE"
    }
    assert by_pack == {("presentación 20 piezas", 40), ("CUCOP 21101", 150)}
    assert not any("IC080" < i < "IC100" and r["unit"] == "PAQUETE" for i, r in found.items())


def test_nineteen_alike_are_too_few_and_what_varies_wildly_is_not_alike(con) -> None:
    con.execute("""
        update core.contract_item set unit = 'Tambo' where contract_id < 'C038' and unit = 'Litro';
        update core.contract_item set unit_price = unit_price * power(10, contract_id[2:]::int // 2 % 5)
        where unit = 'Paquete'
    """)
    assert {r["unit"] for r in compute(con).values()} == {"LITRO"}


def test_few_of_a_year_are_compared_with_those_of_every_year(con) -> None:
    con.execute("update core.contract set event_on = date '2020-03-01' where contract_id < 'C010'")
    found = compute(con)
    assert found["IC000"]["peers"] == "texto con gasolina magna, CUCOP 26102, de todos los años"
    assert found["IC000"]["n_alike"] == N // 2
    assert found["IC020"]["n_alike"] == N // 2 - 5


def test_without_quantity_unit_or_price_nothing_is_said(con) -> None:
    con.execute("""
        update core.contract_item set quantity = null where contract_id = 'C001';
        update core.contract_item set unit = ' ' where contract_id = 'C003';
        update core.contract_item set unit_price = 0 where contract_id = 'C005';
        update core.contract set is_current = false where contract_id = 'C007'
    """)
    assert len(compute(con)) == N - 4
    con.execute("delete from core.contract_item")
    assert compute(con) == {}


def test_the_same_items_in_another_order_give_the_same_figures(con) -> None:
    before = compute(con)
    con.execute(
        "create or replace table core.contract_item as from core.contract_item order by unit_price"
    )
    assert compute(con) == before


def test_beyond_the_number_of_the_settings_nothing_is_computed(con) -> None:
    con.execute("update meta.model_setting set score_up_to = 399")
    assert compute(con) == {}

"""The networks' tables on a small town whose every distance can be counted with a finger.

A and B have one address and one telephone; B and C one representative (by name); C and D one partner
(by RFC), who holds half of each; D is banned; F is definitive on the list. Forty firms (T1 … T40)
have one address, nothing else.
"""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest
from lumbrera.build.models import upstream
from lumbrera.build.runner import materialise

from tests import shipped

TABLES = [
    "edge", "node", "shared_attribute", "firm_tie", "seller_group", "component", "community",
    "supplier_metrics", "path",
]  # fmt: skip
ROWS = """
insert into core.supplier (supplier_id, name, kind, name_key, rfc, rfc_status)
select s, s || ' SA DE CV', 'company', s || '|SA_CV', 'RFC' || s, 'valid'
from (select unnest(['A', 'B', 'C', 'D', 'F']) as s union all select 'T' || i from range(1, 41) t(i));
insert into core.buyer (buyer_id, unit, institution_id, institution)
values ('U1', 'Unidad Uno', 'I1', 'Instituto Uno'), ('U2', 'Unidad Dos', 'I1', 'Instituto Uno');
insert into core.contract (contract_id, buyer_id, supplier_id, is_current, event_on, amount_mxn, method)
values ('K1', 'U1', 'A', true, '2025-01-10', 100, 'direct'), ('K2', 'U1', 'A', true, '2025-02-10', 50, 'direct'),
       ('K3', 'U2', 'A', true, '2025-02-10', 10, 'direct'), ('K4', 'U1', 'B', true, '2025-02-10', 10, 'direct'),
       ('K5', 'U2', 'B', true, '2025-02-10', 10, 'direct'), ('K6', 'U1', 'F', true, '2025-02-10', 10, 'direct'),
       ('K7', 'U1', 'B', false, '2020-02-10', 10, 'direct');
insert into core.register_firm (firm_key, supplier_id, address_key, phone_key)
select 'F' || supplier_id, supplier_id,
       case when supplier_id in ('A', 'B') then 'calle uno' when supplier_id like 'T%' then 'torre' else 'casa de ' || supplier_id end,
       case when supplier_id in ('A', 'B') then '4920000000' end
from core.supplier;
insert into core.register_person (firm_key, supplier_id, role, given_name, first_surname, second_surname, person_key, rfc, percent)
values ('FB', 'B', 'representative', 'EVA', 'PEREZ', 'LUNA', 'EVA PEREZ LUNA', null, null),
       ('FC', 'C', 'representative', 'EVA', 'PEREZ', 'LUNA', 'EVA PEREZ LUNA', null, null),
       ('FC', 'C', 'partner', 'JOSE', 'RIOS', 'MATA', 'JOSE RIOS MATA', 'RIMJ700101AB1', 50),
       ('FD', 'D', 'partner', 'J', 'RIOS', 'MATA', 'J RIOS MATA', 'RIMJ700101AB1', 60),
       ('FF', 'F', 'partner', 'JOSE', 'RIOS', 'MATA', 'JOSE RIOS MATA', 'RIMJ800101AB1', 10);
insert into core.person_mention (mention_id, system, role, supplier_id, person_id, likely_id)
values ('M1', 'register', 'representative', 'B', 'P1', 'P1'), ('M2', 'register', 'representative', 'C', 'P2', 'P1'),
       ('M3', 'register', 'partner', 'C', 'P3', 'P3'), ('M4', 'register', 'partner', 'D', 'P3', 'P3'),
       ('M5', 'register', 'partner', 'F', 'P5', 'P5');
insert into core.sanction (sanction_id, name_key, has_ban, party_kind) values ('X1', 'D|SA_CV', true, 'company');
insert into core.tax_listing (listing_id, rfc, status, definitive_on)
values ('T1', 'RFCF', 'definitive', '2024-01-01'), ('T2', 'RFCA', 'cleared', null);
insert into core.official (official_id, institution_id, institution, position)
values ('O1', 'I1', 'Instituto Uno', 'Jefatura'), ('O2', 'I2', 'Instituto Dos', 'Jefatura');
insert into core.official_firm_link (official_id, supplier_id, relation, certainty, source_ids)
values ('O1', 'C', 'partner', 'certain', ['M1']), ('O2', 'C', 'partner', 'certain', ['M2']);
insert into meta.run (as_of) values ('2026-01-01')
"""


@pytest.fixture(scope="module")
def town(
    blank_warehouse: Callable[[], duckdb.DuckDBPyConnection],
) -> Iterator[duckdb.DuckDBPyConnection]:
    models = shipped.models()
    with blank_warehouse() as con:
        con.execute(ROWS)
        needed = upstream(
            models, [*(f"networks.{t}" for t in TABLES), "features.direct_award_period"]
        )
        for model in needed:
            if model.file.split("/")[0] in ("features", "networks"):
                materialise(con, model)
        yield con


def rows(town: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return town.execute(sql).fetchall()


def test_contracts_in_force_make_one_tie_of_unit_and_supplier(
    town: duckdb.DuckDBPyConnection,
) -> None:
    sql = "select source, target, n, amount_mxn from networks.edge where kind = 'bought' order by 1, 2"
    assert rows(town, sql) == [
        ("buyer:U1", "supplier:A", 2, 150),
        ("buyer:U1", "supplier:B", 1, 10),
        ("buyer:U1", "supplier:F", 1, 10),
        ("buyer:U2", "supplier:A", 1, 10),
        ("buyer:U2", "supplier:B", 1, 10),
    ]


def test_an_address_of_forty_firms_weighs_little_and_ties_nobody(
    town: duckdb.DuckDBPyConnection,
) -> None:
    sql = """select n_firms, round(weight, 3), is_close from networks.shared_attribute
             where kind = 'address' order by n_firms"""
    assert rows(town, sql) == [(2, 1.0, True), (40, 0.188, False)]
    assert rows(town, "select 1 from networks.firm_tie where supplier_a like 'T%'") == []


def test_who_shares_what_and_on_what_it_stands(town: duckdb.DuckDBPyConnection) -> None:
    sql = """select supplier_a, supplier_b, close_kinds, certain_kinds, weight
             from networks.firm_tie order by 1"""
    assert rows(town, sql) == [
        ("A", "B", ["address", "phone"], ["address", "phone"], 2.0),
        ("B", "C", ["representative"], [], 0.5),  # by name alone: half
        ("C", "D", ["partner"], ["partner"], 1.0),
    ]


def test_a_homonym_with_another_rfc_is_another_person(town: duckdb.DuckDBPyConnection) -> None:
    sql = "select listing_distance from networks.supplier_metrics where supplier_id = 'C'"
    assert rows(town, sql) == [(None,)]


def test_ties_to_the_banned_firm_are_counted_and_the_firm_is_named(
    town: duckdb.DuckDBPyConnection,
) -> None:
    sql = """select supplier_id, sanction_distance, sanction_via from networks.supplier_metrics
             where sanction_distance is not null order by 2"""
    assert rows(town, sql) == [("D", 0, "D"), ("C", 1, "D"), ("B", 2, "D"), ("A", 3, "D")]
    assert rows(
        town,
        "select supplier_id from networks.supplier_metrics where listing_distance is not null",
    ) == [("F",)]  # a cleared listing is none


def test_the_core_of_trade_needs_two_units_and_two_suppliers_in_common(
    town: duckdb.DuckDBPyConnection,
) -> None:
    sql = "select supplier_id, n_buyers, trade_core from networks.supplier_metrics where n_buyers > 0 order by 1"
    assert rows(town, sql) == [("A", 2, 2), ("B", 2, 2), ("F", 1, 1)]


def test_close_ties_hold_four_firms_together(town: duckdb.DuckDBPyConnection) -> None:
    sql = """select component_id, n_suppliers, list(node_id order by node_id) filter (node_id like 'supplier%')
             from networks.component group by 1, 2"""
    assert rows(town, sql) == [("A", 4, ["supplier:A", "supplier:B", "supplier:C", "supplier:D"])]


def test_every_node_is_in_one_community(town: duckdb.DuckDBPyConnection) -> None:
    sql = """select count(*), count(distinct c.node_id), (select count(*) from networks.node)
             from networks.community c"""
    total, distinct, nodes = rows(town, sql)[0]
    assert total == distinct == nodes
    tower = """select count(distinct c.community_id) from networks.community c
               where c.node_id like 'supplier:T%'"""
    assert rows(town, tower) == [(1,)]


def test_one_owner_or_one_address_is_one_seller_and_sums_its_direct_awards(
    town: duckdb.DuckDBPyConnection,
) -> None:
    sql = "select supplier_id, seller_id, basis from networks.seller_group order by 1"
    assert rows(town, sql) == [
        ("A", "A", "address"),
        ("B", "A", "address"),
        ("C", "C", "owner"),
        ("D", "C", "owner"),
    ]
    awards = """select seller_id, contract_ids, unexplained_mxn from features.direct_award_period
                where buyer_id = 'U1' and period = '2025' order by 1"""
    assert rows(town, awards) == [("A", ["K1", "K2", "K4"], 160), ("F", ["K6"], 10)]


def test_the_way_from_an_official_to_who_sold_is_told_step_by_step(
    town: duckdb.DuckDBPyConnection,
) -> None:
    """O1 is a partner of C, which sold nothing; B and, by way of it, A sold to the institute."""
    sql = """select supplier_id, steps, firms, certainty, audience, n_contracts, sentence
             from networks.path order by steps"""
    near, far = rows(town, sql)
    assert near == (
        "B", 2, ["C", "B"], "probable", "analyst", 2,
        "Por verificar: Una persona servidora pública de Instituto Uno (Jefatura) consta como socia de "
        "C SA DE CV; C SA DE CV comparte representante con B SA DE CV; B SA DE CV ganó 2 contratos de esa "
        "institución.",
    )  # fmt: skip
    assert far[:4] == ("A", 3, ["C", "B", "A"], "probable")
    assert "B SA DE CV comparte domicilio y teléfono con A SA DE CV; A SA DE CV ganó 3" in far[-1]


def test_where_only_trade_is_known_nothing_is_clustered_and_lists_are_still_told(
    blank_warehouse: Callable[[], duckdb.DuckDBPyConnection],
) -> None:
    """The same trade, banned and listed firms, without register, officials or bids."""
    models = shipped.models()
    with blank_warehouse() as con:
        con.execute(ROWS)
        for table in (
            "register_firm",
            "register_person",
            "person_mention",
            "official",
            "official_firm_link",
        ):
            con.execute(f"delete from core.{table}")
        for model in upstream(models, ["networks.supplier_metrics"]):
            if model.file.split("/")[0] in ("features", "networks"):
                materialise(con, model)
        told = con.execute("""
            select supplier_id, n_buyers, trade_core, community_id, n_ties, sanction_distance, listing_distance, listing_via
            from networks.supplier_metrics order by 1""").fetchall()
        assert told == [
            ("A", 2, None, None, 0, None, None, None),
            ("B", 2, None, None, 0, None, None, None),
            ("D", 0, None, None, 0, 0, None, None),
            ("F", 1, None, None, 0, None, 0, "F"),
        ]
        for table in ("component", "community"):
            assert con.execute(f"select count(*) from networks.{table}").fetchone() == (0,)

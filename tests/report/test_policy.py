"""Purchases from micro and small firms stand in the report as a policy, with the plan's goal."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera.report import policy, write_report

TABLES = """
create schema if not exists features; create schema if not exists reference;
create table features.small_supplier_purchase(buyer_id varchar, given_in bigint, state varchar,
  matter varchar, n_direct bigint, direct_mxn decimal(18,2), n_sized bigint, n_small bigint,
  small_mxn decimal(18,2), n_micro bigint, micro_mxn decimal(18,2), small_suppliers bigint);
insert into features.small_supplier_purchase values
  ('U1', 2025, null, 'goods_services', 10, 900, 8, 6, 500, 1, 50, 3),
  ('U2', 2025, null, 'works', 4, 600, 2, 1, 100, 0, 0, 1),
  ('U1', 2026, null, 'goods_services', 3, 300, 0, 0, 0, 0, 0, 0);
create table reference.plan_goals(state varchar, goal varchar, contracts varchar, title_es varchar,
  source varchar, status varchar);
insert into reference.plan_goals values
  ('ZACATECAS', 'local_goods', '1540', 'Compras de bienes', 'x', 'to_verify'),
  ('JALISCO', 'local_goods', '9', 'Compras de bienes', 'x', 'verified');
update core.buyer set state = 'Zacatecas';
"""


@pytest.fixture
def con(warehouse: Any, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the warehouse of the report's tests, with what this page reads added to it."""
    with duckdb.connect(str(shutil.copy(warehouse.path, tmp_path / "copy.duckdb"))) as con:
        con.execute(TABLES)
        yield con


def test_years_are_summed_over_units_and_the_share_is_of_known_sizes(con: Any) -> None:
    latest, before = policy.purchases(con)
    assert (latest.year, latest.n_direct, latest.small_share) == (2026, 3, None)
    assert (before.n_direct, before.n_sized, before.n_small, before.suppliers) == (14, 10, 7, 4)
    assert (before.direct_amount, before.small_amount, before.small_share) == (1500, 600, 0.7)


def test_only_the_goals_of_states_in_the_data_are_set_beside(con: Any) -> None:
    (goal,) = policy.goals(con)
    assert (goal.state, goal.contracts, goal.verified) == ("Zacatecas", 1540, False)


def test_the_index_says_that_it_is_no_alert(con: Any, tmp_path: Path) -> None:
    text = write_report(con, tmp_path / "report").read_text(encoding="utf-8")
    assert "es una política pública, no una alerta" in text
    assert "Meta del plan de Zacatecas: compras de bienes, 1,540 contratos (por verificar" in text


def test_a_rules_page_tells_half_and_double_the_threshold_in_spanish(
    con: Any, tmp_path: Path
) -> None:
    con.execute("""create table flags.sensitivity (rule_id varchar, param varchar, factor double,
        param_value double, n_flagged bigint, n_computed bigint, n_opened bigint)""")
    con.execute("insert into flags.sensitivity values ('D7', 'max_share', 2, 0.666, 20, 68, 3)")
    write_report(con, tmp_path / "report")
    text = (tmp_path / "report" / "reglas" / "D7.html").read_text(encoding="utf-8")
    assert "el doble" in text and "0.666" in text and "n_flagged" not in text

"""Without networks no tie is known, and rules that ask for ties say so instead of clearing anybody."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from lumbrera.build.models import upstream
from lumbrera.build.runner import materialise
from lumbrera.ruleset import load_rules, select_rules
from lumbrera.ruleset.params import bind

from tests import shipped

ROWS = """
insert into core.supplier (supplier_id, name, kind, name_key)
select 'S' || i, 'EMPRESA ' || i, 'company', 'EMPRESA ' || i from range(3) t(i);
insert into core.buyer (buyer_id, unit, government_order) values ('U', 'Unidad', 'state');
insert into core.contract (contract_id, buyer_id, supplier_id, is_current, event_on, amount_mxn, method)
select 'K' || i, 'U', 'S' || i, true, date '2026-01-05', 1000, 'direct' from range(3) t(i);
insert into core.register_firm (firm_key, supplier_id, address_key, phone_key)
select 'F' || i, 'S' || i, 'domicilio', 'telefono' from range(3) t(i);
insert into core.register_person (firm_key, supplier_id, role, given_name, rfc, percent)
select 'F' || i, 'S' || i, 'partner', 'N', 'PPPP010101AAA', 60 from range(3) t(i);
insert into core.bid (procedure_id, supplier_id, has_proposed) values ('P', 'S0', true), ('P', 'S1', true);
"""


@pytest.fixture(scope="module")
def warehouse(blank_warehouse: Callable[[], duckdb.DuckDBPyConnection]) -> Any:
    with blank_warehouse() as con:
        con.execute(ROWS)
        yield con


def outcomes(con: duckdb.DuckDBPyConnection, *, enabled: bool) -> dict[str, Any]:
    """Groups of sellers, and what F6, F7 and F14 lack, by rule."""
    con.execute("update meta.network_setting set enabled = ?", [enabled])
    models = shipped.models()
    rules = {b.rule.id: b for b in bind(select_rules(load_rules(), ["F6", "F7", "F14"]), {})}
    wanted = ["features.registered_supplier", "features.tied_supplier", "features.bidder_tie"]
    for model in upstream(models, [*wanted, "networks.seller_group"]):
        if model.file.split("/")[0] in ("networks", "features"):
            materialise(con, model)
    found: dict[str, Any] = {
        "groups": con.execute("select count(*) from networks.seller_group").fetchall()[0][0],
        "ties": con.execute("select count(*) from networks.edge").fetchall()[0][0],
    }
    for rule_id, bound in rules.items():
        found[rule_id] = con.execute(
            f"select distinct missing, {'n_firms' if rule_id == 'F6' else 'missing'} from ({bound.rule.sql}) r",
            bound.values or None,
        ).fetchall()
    return found


def test_with_networks_three_firms_of_one_owner_are_one_seller(warehouse) -> None:
    found = outcomes(warehouse, enabled=True)
    assert found["groups"] == 3
    assert found["ties"] > 0
    assert found["F6"] == [(None, 3)]
    assert found["F7"] == found["F14"] == [(None, None)]


def test_without_them_they_are_three_and_the_rules_over_ties_have_no_answer(warehouse) -> None:
    found = outcomes(warehouse, enabled=False)
    assert (found["groups"], found["ties"]) == (0, 0)
    # F6 requires the number of firms, which nobody counted.
    assert found["F6"] == [(None, None)]
    assert found["F7"] == found["F14"] == [("networks", "networks")]

"""What a buyer's page tells of the concentration of its direct awards, from contract to table."""

from collections.abc import Callable, Iterator

import duckdb
import pytest
from lumbrera.build.models import upstream
from lumbrera.build.runner import materialise
from lumbrera.report.concentration import Concentration, concentration

from tests import shipped

CONTRACTS = """
    -- 2024: 6 direct by amount (4 of S1 for 40, 2 of S2 for 60), 2 direct by patent (100), 4 open (200)
    select 'UC1' as buyer_id, 'S1' as supplier_id, 'direct' as method, 'amount' as exception,
           date '2024-03-01' as event_on, 10 as amount_mxn from range(4)
    union all select 'UC1', 'S2', 'direct', 'amount', date '2024-03-01', 30 from range(2)
    union all select 'UC1', 'S3', 'direct', 'sole_supplier', date '2024-03-01', 50 from range(2)
    union all select 'UC1', 'S4', 'open', null, date '2024-03-01', 50 from range(4)
    -- 2025: 5 direct by amount, all of S1, 20 each
    union all select 'UC1', 'S1', 'direct', 'amount', date '2025-05-01', 20 from range(5)
    -- the institution's other unit, 2025: 5 of S2, 20 each
    union all select 'UC2', 'S2', 'direct', 'amount', date '2025-05-01', 20 from range(5)"""


@pytest.fixture(scope="module")
def told(
    blank_warehouse: Callable[[], duckdb.DuckDBPyConnection],
) -> Iterator[dict[str, Concentration]]:
    with blank_warehouse() as con:
        con.execute("update meta.run set as_of = date '2025-12-31'")
        con.execute(
            "insert into meta.run (as_of) select date '2025-12-31' where not exists (from meta.run)"
        )
        con.execute("""
            insert into core.buyer by name select unnest(['UC1', 'UC2']) as buyer_id, 'I1' as institution_id,
                'Instituto de Ejemplo' as institution, 'federal' as government_order;
            insert into core.institution by name select 'I1' as institution_id,
                'Instituto de Ejemplo' as institution, 'federal' as government_order, 2 as n_units;
            insert into core.supplier by name select unnest(['S1', 'S2', 'S3', 'S4']) as supplier_id,
                'company' as kind, unnest(['Uno', 'Dos', 'Tres', 'Cuatro']) as name""")
        con.execute(f"""
            insert into core.contract by name select 'c' || row_number() over () as contract_id, *,
                true as is_current, '351' as item_family from ({CONTRACTS})""")  # fmt: skip
        wanted = ["features.concentration", "features.family_direct_share"]
        for model in upstream(shipped.models(), wanted):
            if model.file.startswith(("features/", "networks/")):
                materialise(con, model)
        con.execute("create temp table page_party as select 'UC1' as party_id")
        yield concentration(con, ["UC1"])


def test_each_year_has_shares_and_the_institution_beside_it(told: dict[str, Concentration]) -> None:
    rolling, last, before = told["UC1"].periods
    assert (rolling.name, last.name, before.name) == (
        "los últimos doce meses de datos", "2025", "2024",
    )  # fmt: skip
    assert (before.n_direct, before.n_contracts) == (8, 12)
    assert before.direct_share == pytest.approx(200 / 400)
    assert before.count_share == pytest.approx(8 / 12)
    assert before.unexplained == pytest.approx(100 / 400)
    assert before.explained == pytest.approx(100 / 400)
    assert before.hhi == pytest.approx(0.4**2 + 0.6**2)
    assert before.top_share == pytest.approx(0.6)
    assert (last.direct_share, last.hhi, last.top_share) == (1, 1, 1)
    assert last.institution_share == 1
    assert before.peers == ""  # two units are no peers


def test_a_family_tells_its_first_supplier_now_and_the_year_before(
    told: dict[str, Concentration],
) -> None:
    (family,) = told["UC1"].families
    assert (family.family, family.period, family.n, family.sellers) == ("351", "2025", 5, 1)
    assert (family.supplier, family.share, family.amount) == ("Uno", 1, 100)
    assert family.before == pytest.approx(0.4)  # 40 of the 100 of 2024
    assert family.institution_share == pytest.approx(0.5)  # S1 and S2 sold as much to both units


def test_a_snapshot_without_these_tables_tells_nothing() -> None:
    con = duckdb.connect()
    assert concentration(con, ["UC1"]) == {}

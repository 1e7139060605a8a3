"""Learning from few listed suppliers: only from the past, and silent where nothing can be said."""

import datetime as dt
from collections.abc import Iterator

import duckdb
import numpy as np
import pytest
from lumbrera.modelling import supplier_risk
from lumbrera.modelling.supplier_history import FEATURES, History

AS_OF = dt.date(2026, 6, 30)


def state(con: duckdb.DuckDBPyConnection, *, telling: bool) -> None:
    """600 suppliers with ten contracts each over five years. Every eighth is listed, on a day that
    differs; where `telling`, those sell by direct award alone, and the others in tenders."""
    con.execute("""
        create schema core; create schema meta; create schema anomaly; create schema flags;
        create table meta.run as select date '2026-06-30' as as_of;
        create table core.sanction (name_key varchar, ban_start_on date, party_kind varchar);
        create table core.supplier as
            select 'S' || i as supplier_id, 'RFC' || i as rfc, 'N' || i as name_key, 'company' as kind,
                'SA DE CV' as legal_form from range(600) t(i);
        create table core.tax_listing as
            select 'RFC' || i as rfc, 'definitive' as status,
                date '2022-09-01' + (i * 29 % 1390)::int as definitive_on, null::date as first_listed_on
            from range(0, 600, 8) t(i);
        create table flags.flag (rule_id varchar, subject_type varchar, subject_id varchar, event_on date,
            source_ids varchar[]);
    """)
    con.execute(f"""
        create table core.contract as
        select 'C' || i || '-' || j as contract_id, 'S' || i as supplier_id, 'U' || (i * 7 + j) % 40 as buyer_id,
            (1000 + hash(i * 100 + j) % 900000)::decimal(18, 2) as amount_mxn,
            date '2021-07-01' + (hash(i * 31 + j) % 1800)::int as event_on, '2500' as item_family,
            case when {"i % 8 = 0" if telling else "hash(i) % 8 = 0"} then 'direct' else 'open' end as method,
            false as award_is_scheduled
        from range(600) t(i), range(10) u(j)
    """)  # fmt: skip


@pytest.fixture(autouse=True)
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two trees a round: the same steps in a fifth of the time."""
    monkeypatch.setattr(supplier_risk, "TREES", 40)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        yield con


def test_a_history_that_tells_is_found_in_the_year_that_was_not_seen(con) -> None:
    state(con, telling=True)
    found = supplier_risk.evaluate(con)
    assert found.tested_on == dt.date(2025, 6, 30)
    assert found.auc is not None and found.auc > 0.9
    assert found.lift["5%"] > 3 > found.baselines["importe"]["5%"] / found.observed


def test_where_nothing_tells_the_answer_is_about_chance(con) -> None:
    state(con, telling=False)
    found = supplier_risk.evaluate(con)
    assert found.auc is not None and 0.3 < found.auc < 0.7


def test_below_twenty_listed_suppliers_nothing_is_learnt_and_the_number_is_told(con) -> None:
    state(con, telling=True)
    con.execute("delete from core.tax_listing where rfc not in ('RFC0', 'RFC8', 'RFC16')")
    found = supplier_risk.evaluate(con)
    assert found.auc is None and found.precision == {}
    assert "3 proveedores estaban en una lista;" in found.reason
    assert "de menos de 20 no se aprende" in found.reason


def test_what_came_later_does_not_change_what_was_known(con) -> None:
    state(con, telling=True)
    day = dt.date(2024, 1, 1)
    before = History(con).on(day)
    con.execute(
        "update core.contract set amount_mxn = amount_mxn * 50 where event_on > date '2024-01-01'"
    )
    con.execute("insert into core.contract select 'Z' || contract_id, * exclude (contract_id) from core.contract "
                "where event_on > date '2024-01-01'")  # fmt: skip
    after = History(con).on(day)
    assert len(before.supplier) > 500
    assert (before.supplier == after.supplier).all()
    assert np.array_equal(before.x, after.x)


def test_the_features_of_one_supplier_are_those_worked_out_by_hand(con) -> None:
    state(con, telling=True)
    con.execute("""
        delete from core.contract;
        insert into core.contract values
            ('C1', 'S1', 'U1', 100, '2023-12-01', '2500', 'direct', false),
            ('C2', 'S1', 'U2', 300, '2024-06-01', '3300', 'open', false),
            ('C3', 'S2', 'U2', 50, '2024-06-01', '3300', 'open', false)""")
    known = History(con).on(dt.date(2024, 12, 31))
    found = con.execute("select s from supplier_one where supplier_id = 'S1'").fetchone()
    x = dict(zip(FEATURES, known.x[list(known.supplier).index(*found)], strict=True))
    assert x["log_total"] == pytest.approx(np.log(400))
    assert x["direct_share"] == 0.25
    assert x["top_unit_share"] == 0.75
    assert x["known_days"] == 396
    assert x["recent_share"] == 0.75
    assert x["december_share"] == 0.25
    assert x["jump"] == pytest.approx(np.log(3))
    # U1 has S1 alone; U2 has S2 beside it.
    assert x["rivals"] == 1


def test_suppliers_of_an_owner_that_was_learnt_from_are_not_tested_on(con) -> None:
    state(con, telling=True)
    alone = supplier_risk.evaluate(con)
    con.execute("""
        create schema networks;
        create table networks.seller_group as
        -- Each supplier listed in the last year belongs to the owner of one listed long before.
        select s.supplier_id, first(o.supplier_id order by o.supplier_id) as seller_id
        from core.supplier s join core.tax_listing t using (rfc),
            core.supplier o join core.tax_listing p on p.rfc = o.rfc and p.definitive_on < date '2024-01-01'
        where t.definitive_on > date '2025-06-30' group by 1""")
    con.execute(
        "insert into networks.seller_group select distinct seller_id, seller_id from networks.seller_group"
    )
    together = supplier_risk.evaluate(con)
    assert alone.positives > 0
    assert together.positives == 0


def test_the_same_snapshot_gives_the_same_figures(con) -> None:
    state(con, telling=True)
    assert supplier_risk.evaluate(con) == supplier_risk.evaluate(con)


def test_scores_made_after_the_test_are_those_made_alone(con) -> None:
    state(con, telling=True)
    con.execute("create table anomaly.supplier_risk (supplier_id varchar, percentile double)")
    history = History(con)
    supplier_risk.evaluate(con, only_order=True, history=history)
    supplier_risk.write_scores(con, history=history)
    together = con.execute("from anomaly.supplier_risk order by all").fetchall()
    history.close()
    con.execute("delete from anomaly.supplier_risk")
    supplier_risk.write_scores(con)
    assert con.execute("from anomaly.supplier_risk order by all").fetchall() == together != []


def test_the_order_is_the_same_without_calibration(con) -> None:
    state(con, telling=True)
    whole, order = supplier_risk.evaluate(con), supplier_risk.evaluate(con, only_order=True)
    assert order.brier is None and whole.brier is not None
    assert (order.auc, order.precision, order.lift) == (whole.auc, whole.precision, whole.lift)

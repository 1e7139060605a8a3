"""What a contract like this one amounts to: from the others, never from itself."""

import math
from collections.abc import Iterator

import duckdb
import pytest
from lumbrera.build import runner
from lumbrera.modelling import price_expectation

from tests import shipped

N = 1200


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Paper for about 1,000 and dialysis for about 1,000,000, by turns; two contracts a procedure."""
    with duckdb.connect() as con:
        con.execute(f"""
            create schema core; create schema features; create schema reference;
            create schema anomaly; create schema meta;
            create table meta.model_setting as select 5000::bigint as score_up_to;
            create table reference.title_stopwords as select 'para' as word;
            create table core.buyer as select 'U' as buyer_id, 'state' as government_order;
            create table core.contract as
            select 'C' || lpad(i::varchar, 4, '0') as contract_id, 'P' || i // 4 || '-' || i % 2 as procedure_id,
                'U' as buyer_id, true as is_current,
                ((case when i % 2 = 0 then 1000 else 1000000 end)
                    * (0.8 + (i * 37 % 400) / 1000))::decimal(18, 2) as amount_mxn,
                date '2026-01-05' + (i % 90)::int as event_on, 2026 as procedure_year,
                '2500' as item_family, 'direct' as method, 'goods' as matter,
                date '2026-02-01' as start_on, date '2026-12-31' as end_on
            from range({N}) t(i);
            create table core.contract_item (contract_id varchar, classification_scheme varchar,
                classification_id varchar);
            create table features.contract_title_words as
            select contract_id, true as has_text, 2 as n_content_words,
                case when amount_mxn < 100000 then 'Papel bond carta para oficina '
                     else 'Servicio subrogado de hemodiálisis ' end || contract_id[-1:] as text
            from core.contract
        """)
        yield con


def compute(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[float, float, float]]:
    runner.materialise(con, shipped.model("anomaly/price_expectation.py"))
    rows = con.execute(
        "select contract_id, expected_low_mxn, expected_mxn, expected_high_mxn "
        "from anomaly.price_expectation order by 1"
    ).fetchall()
    return {contract: (low, middle, high) for contract, low, middle, high in rows}


def test_paper_is_expected_to_cost_what_paper_costs_and_dialysis_what_dialysis_does(con) -> None:
    found = compute(con)
    assert len(found) == N
    assert all(low <= middle <= high for low, middle, high in found.values())
    for contract, (low, middle, high) in found.items():
        usual = 1000 if int(contract[1:]) % 2 == 0 else 1_000_000
        assert 0.8 * usual <= middle <= 1.2 * usual, contract
        assert 0.7 * usual <= low and high <= 1.3 * usual, contract
    words = dict(
        con.execute("""
            select amount_mxn < 100000, string_agg(distinct family_words, ' ')
            from anomaly.price_expectation join core.contract using (contract_id) group by 1
        """).fetchall()
    )
    assert "papel" in words[True] and "hemodialisis" not in words[True]
    assert "hemodialisis" in words[False] and "papel" not in words[False]


def test_the_figures_say_how_many_amounts_the_interval_holds(con) -> None:
    found = compute(con)
    amounts = dict(
        con.execute("select contract_id, amount_mxn::double from core.contract").fetchall()
    )
    told = price_expectation.evaluate(con)
    inside = [c for c, (low, _, high) in found.items() if low <= amounts[c] <= high]
    assert (told.contracts, told.expected) == (N, N)
    assert told.covered == pytest.approx(len(inside) / N)
    assert told.covered is not None and abs(told.covered - price_expectation.NOMINAL) < 0.06
    misses = sorted(abs(math.log(amounts[c] / found[c][1])) for c in found)
    assert told.off == pytest.approx(math.exp((misses[N // 2 - 1] + misses[N // 2]) / 2))


def test_a_contract_predicts_neither_itself_nor_those_of_its_procedure(con) -> None:
    before = compute(con)
    con.execute(
        "update core.contract set amount_mxn = amount_mxn * 5000 where procedure_id = 'P7-0'"
    )
    after = compute(con)
    own = [
        c for (c,) in con.execute(
            "select contract_id from core.contract where procedure_id = 'P7-0'").fetchall()
    ]  # fmt: skip
    assert len(own) == 2
    assert [after[c] for c in own] == [before[c] for c in own]
    assert after != before


def test_the_same_contracts_in_another_order_give_the_same_figures(con) -> None:
    before = compute(con)
    con.execute("create or replace table core.contract as from core.contract order by amount_mxn")
    con.execute("""
        create or replace table features.contract_title_words as
        from features.contract_title_words order by text desc""")
    assert compute(con) == before


def test_texts_without_a_word_in_common_are_one_family(con) -> None:
    con.execute("update features.contract_title_words set text = 'folio ' || contract_id")
    con.execute("insert into reference.title_stopwords values ('folio')")
    assert len(compute(con)) == N
    assert con.execute(
        "select distinct family_words, n_family from anomaly.price_expectation"
    ).fetchall() == [("sin palabras en común", N)]


def test_nothing_is_expected_of_few_contracts_nor_beyond_the_number_of_the_settings(con) -> None:
    con.execute("update meta.model_setting set score_up_to = 1199")
    assert compute(con) == {}
    con.execute("update meta.model_setting set score_up_to = 5000")
    con.execute("delete from core.contract where contract_id >= 'C0999'")
    assert compute(con) == {}
    told = price_expectation.evaluate(con)
    assert (told.contracts, told.expected, told.covered) == (999, 0, None)


def test_a_format_without_the_end_of_contracts_leaves_duration_out_and_nothing_else(con) -> None:
    con.execute("update core.contract set start_on = null, end_on = null")
    compute(con)
    found = con.execute("select count(*), count(expected_mxn) from anomaly.price_expectation")
    n, expected = found.fetchone()
    assert n > 0 and n == expected


def test_a_contract_whose_text_says_nothing_is_expected_to_cost_nothing_in_particular(con) -> None:
    con.execute("""
        update features.contract_title_words set n_content_words = 0, text = 'Adquisición de bienes'
        where contract_id in ('C0003', 'C0004')""")
    found = compute(con)
    assert len(found) == N - 2
    assert not {"C0003", "C0004"} & found.keys()


def test_where_no_budget_item_is_published_the_class_of_what_was_bought_tells_the_price(
    con,
) -> None:
    con.execute("update core.contract set item_family = null")
    con.execute("update features.contract_title_words set text = 'Bienes diversos'")
    blind = compute(con)
    con.execute("""
        insert into core.contract_item
        select contract_id, 'UNSPSC', case when amount_mxn < 100000 then '14111507' else '85121800' end
        from core.contract""")
    told = compute(con)
    for contract in told:
        usual = 1000 if int(contract[1:]) % 2 == 0 else 1_000_000
        assert 0.8 * usual <= told[contract][1] <= 1.2 * usual
    # By text alone one contract in two is off by a factor of hundreds.
    assert sum(max(blind[c][1] / told[c][1], told[c][1] / blind[c][1]) > 100 for c in told) > N / 3

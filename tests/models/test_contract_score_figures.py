"""What the first contracts of the order are worth, counted by hand on a hundred of them."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from lumbrera.cli.models_contract_score import command, figures
from lumbrera.errors import UsageError
from lumbrera.evaluation import truth
from lumbrera.modelling import contract_score
from lumbrera.modelling.contract_score import Kind, State


@pytest.fixture
def con(monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """C00 to C99, the later the stranger and the cheaper; a scheme has C99, C98 and C00, another C50."""

    def planted(con: duckdb.DuckDBPyConnection, folder: Path, key: str) -> None:
        con.execute("""
            create temp table instance as select * from (values
                ('S1', 'inflated_price', 'naive', true), ('S2', 'carousel', 'careful', true),
                ('L1', 'single_source', null, false)) t(instance_id, kind, skill, is_scheme);
            create temp table subject as select * from (values
                ('S1', true, 'contract', 'C99'), ('S1', true, 'contract', 'C98'),
                ('S1', true, 'contract', 'C00'), ('S2', true, 'contract', 'C50'),
                ('S2', true, 'supplier', 'C97'), ('L1', false, 'contract', 'C96')
            ) t(instance_id, is_scheme, subject_type, subject_id)
        """)

    monkeypatch.setattr(truth, "load", planted)
    with duckdb.connect() as con:
        con.execute("""
            create schema anomaly;
            create table anomaly.contract_score as
                select 'C' || lpad(i::varchar, 2, '0') as contract_id, (i + 1) / 100 as percentile
                from range(100) t(i);
            create table anomaly.contract_measure as
                select contract_id, (200 - 100 * percentile)::decimal(18, 2) as amount_mxn
                from anomaly.contract_score;
            create table anomaly.contract_deviation as
                select contract_id, null::double as amount_mxn from anomaly.contract_score
        """)
        yield con


def test_precision_counts_contracts_of_schemes_and_no_look_alikes(con) -> None:
    state = contract_score.measure(con, Path("truth"))
    assert (state.contracts, state.positives) == (100, 4)
    # The first by score is C99; the first five are C99 to C95, of which C96 is a look-alike's.
    assert state.hits["modelo"] == {0.01: (1, 1), 0.05: (2, 5)}
    # The dearest are C00 to C04.
    assert state.hits["importe"] == {0.01: (1, 1), 0.05: (1, 5)}
    assert state.kinds == (Kind("carousel", "careful", 1, 0), Kind("inflated_price", "naive", 1, 1))


def test_states_are_summed_and_no_ratio_is_averaged() -> None:
    def state(contracts: int, positives: int, found: int, read: int) -> State:
        hits = {o: {0.01: (0, 1), 0.05: (found, read)} for o in contract_score.ORDERS}
        return State(contracts, positives, hits, (Kind("carousel", "naive", 2, found),))

    pooled = contract_score.pool([state(100, 10, 1, 5), state(300, 10, 2, 15)])
    assert pooled.precision("modelo", 0.05) == 3 / 20
    assert pooled.lift("modelo", 0.05) == pytest.approx((3 / 20) / (20 / 400))
    assert pooled.kinds == {("carousel", "naive"): (3, 4)}
    told = {f.name: f.value for f in figures(2, pooled)}
    assert told["precisión al azar"] == 0.05
    assert told["esquemas tocados en el primer 5%: carousel, naive"] == "3 de 4"


def test_without_a_scheme_there_is_no_lift() -> None:
    hits = {o: {0.01: (0, 1), 0.05: (0, 5)} for o in contract_score.ORDERS}
    assert contract_score.pool([State(100, 0, hits, ())]).lift("modelo", 0.01) is None


@pytest.mark.parametrize("words", [[], ["--simulated", "x", "--seeds", "1"]])
def test_either_folders_or_seeds_are_asked_for(words: list[str]) -> None:
    outcome = CliRunner().invoke(command, words)
    assert isinstance(outcome.exception, UsageError)


def test_a_record_is_only_of_states_that_can_be_made_again(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(
        command, ["--simulated", "x", "--record", str(tmp_path / "r.json")]
    )
    assert isinstance(outcome.exception, UsageError)

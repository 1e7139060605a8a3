"""The engine on simulated states: reproducible, blind to the truth, and no worse than recorded."""

import json
import re
from pathlib import Path

import duckdb
import msgspec
import pytest
from click.testing import CliRunner
from lumbrera import demo
from lumbrera.cli.evaluate import command
from lumbrera.errors import UsageError
from lumbrera.evaluation import evaluate, evaluate_seeds, regressions
from lumbrera.evaluation.figures import Record
from lumbrera.evaluation.page import page
from lumbrera.run import ingest, run
from lumbrera.simulate import simulate

RECORDED = Path(__file__).parent / "recorded.json"
TRUTH_ID = r"\b([SL]\d{4}|[PE]\d{5})\b"

SQUARES = "features.direct_award_period"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state half of whose contracts belong to schemes, so that the truth is rich."""
    return simulate(
        tmp_path_factory.mktemp("estado") / "sim", contracts=300, years=2, seed=5, prevalence=0.5
    ).out


def test_a_folder_that_is_no_simulated_state_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the folder publicado is missing"):
        evaluate(tmp_path)


def test_a_folder_and_seeds_together_are_refused(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(command, [str(tmp_path), "--seeds", "7"])
    assert isinstance(outcome.exception, UsageError)


def test_every_file_of_the_truth_pointed_at_directly_is_refused(
    state: Path, tmp_path: Path
) -> None:
    files = sorted(p for p in (state / "truth").rglob("*") if p.is_file())
    assert len(files) > 10
    result = ingest(files, tmp_path / "data")
    assert sorted(r.name for r in result.seen) == sorted(p.name for p in files)
    assert [r.name for r in result.seen if r.is_loaded() or r.rows_loaded] == []


@pytest.mark.long
def test_no_table_holds_an_id_of_the_truth_even_when_all_folders_are_pointed_at(
    state: Path, tmp_path: Path
) -> None:
    truth = (state / "truth" / "schemes.json").read_text(encoding="utf-8")
    notes = sorted({instance["note"] for instance in json.loads(truth)})
    assert re.search(TRUTH_ID, truth)
    told = "|".join([TRUTH_ID, *map(re.escape, notes)])
    data = tmp_path / "data"
    demo.settle(state, data)
    run([state], data, waiting=lambda _: None)
    staged = [str(p) for p in data.glob("staged/*/*.parquet")]
    assert staged
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        tables = [
            f'"{schema}"."{name}"'
            for schema, name in con.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
        ]
        assert len(tables) > 30
        for table in [*tables, *(f"read_parquet('{path}')" for path in staged)]:
            hits = con.execute(
                f"select row from (select cast(t as varchar) as row from {table} t)"
                " where regexp_matches(row, ?) limit 1",
                [told],
            ).fetchall()
            assert hits == [], table


@pytest.mark.long
def test_the_same_seed_gives_the_same_figures_to_the_digit() -> None:
    first, second = (msgspec.json.encode(evaluate_seeds([4], contracts=400)) for _ in range(2))
    assert first == second


@pytest.mark.long
def test_two_runs_over_the_same_files_leave_the_same_tables(state: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        demo.settle(state, tmp_path / name)
        run([state / "publicado"], tmp_path / name, waiting=lambda _: None)
    with duckdb.connect() as con:
        for name in ("first", "second"):
            con.execute(f"attach '{tmp_path / name / 'current.duckdb'}' as {name} (read_only)")
        tables = con.execute("""
            select schema_name || '.' || table_name from duckdb_tables()
            where database_name = 'first' and schema_name not in ('meta', 'ingest')
        """).fetchall()
        assert len(tables) > 100
        for (table,) in tables:
            # The one sum of doubles that is kept as it is: what is told of it is rounded.
            columns = "* exclude (unexplained_squares)" if table == SQUARES else "*"
            differing = f"select {columns} from first.{table} except all select {columns} from second.{table}"
            assert con.execute(f"{differing} limit 1").fetchall() == [], table


@pytest.mark.long
def test_no_figure_falls_below_what_is_recorded_by_more_than_its_spread() -> None:
    recorded = msgspec.json.decode(RECORDED.read_bytes(), type=Record)
    series = evaluate_seeds(recorded.seeds, recorded.contracts)
    assert regressions(recorded, series.record()) == []
    text = page(series, "lumbrera evaluate")
    for kind in {s.kind for r in series.runs for s in r.schemes}:
        assert f"`{kind}`" in text
    assert all(r.queue.not_judged == 0 for r in series.runs)
    assert all(r.planted_contracts_in_warehouse == r.planted_contracts for r in series.runs)

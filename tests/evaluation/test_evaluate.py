"""The engine on simulated states: reproducible, blind to the truth, and no worse than recorded."""

import datetime as dt
import json
import random
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

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
def test_the_same_seed_gives_the_same_figures_to_the_digit_on_any_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    today = msgspec.json.encode(evaluate_seeds([9], contracts=400))

    class AYearLater(dt.date):
        @classmethod
        def today(cls) -> dt.date:
            return dt.date.today() + dt.timedelta(days=365)

    monkeypatch.setattr(
        "lumbrera.ingest.dt", SimpleNamespace(date=AYearLater, datetime=dt.datetime)
    )
    assert msgspec.json.encode(evaluate_seeds([9], contracts=400)) == today


@pytest.fixture(scope="module")
def once(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The snapshot of one run over the whole state."""
    return built(state, tmp_path_factory.mktemp("once"), [state / "publicado"])


def built(state: Path, data: Path, *parts: list[Path]) -> Path:
    """The snapshot after a run over each part of the files."""
    demo.settle(state, data)
    for paths in parts:
        run(paths, data, waiting=lambda _: None)
    return data / "current.duckdb"


def differing(one: Path, other: Path, *schemas: str) -> dict[str, tuple[object]]:
    """Table to a row that only the first snapshot has."""
    found = {}
    with duckdb.connect() as con:
        con.execute(f"attach '{one}' as one (read_only); attach '{other}' as other (read_only)")
        tables = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() "
            "where database_name = 'one' and list_contains(?, schema_name)",
            [list(schemas)],
        ).fetchall()
        assert tables
        for (table,) in tables:
            # The one sum of doubles that is kept as it is: what is told of it is rounded.
            columns = "* exclude (unexplained_squares)" if table == SQUARES else "*"
            row = con.execute(
                f"select {columns} from one.{table} except all select {columns} from other.{table} limit 1"
            ).fetchone()
            if row is not None:
                found[table] = row
    return found


BUILT = ("reference", "core", "features", "networks", "anomaly", "flags")


@pytest.mark.long
def test_two_runs_over_the_same_files_leave_the_same_tables(
    state: Path, once: Path, tmp_path: Path
) -> None:
    again = built(state, tmp_path, [state / "publicado"])
    assert differing(once, again, *BUILT, "cases") == {}


@pytest.mark.long
def test_files_that_come_in_parts_and_in_another_order_leave_the_same_alerts(
    state: Path, once: Path, tmp_path: Path
) -> None:
    files = sorted(path for path in (state / "publicado").rglob("*") if path.is_file())
    random.Random(3).shuffle(files)
    middle = len(files) // 2
    assert differing(once, built(state, tmp_path, files[:middle], files[middle:]), *BUILT) == {}


@pytest.mark.long
def test_rows_in_another_order_raise_the_same_alerts(
    state: Path, once: Path, tmp_path: Path
) -> None:
    mixed = shutil.copytree(state / "publicado", tmp_path / "mixed")
    assert sum(map(mix_rows, mixed.rglob("*"))) >= 10
    query = """
        select flag_id, rule_id, subject_type, subject_id, kind, event_on, value, severity, certainty
        from flags.flag order by all
    """
    alerts = []
    for snapshot in (once, built(state, tmp_path / "data", [mixed])):
        with duckdb.connect(str(snapshot), read_only=True) as con:
            alerts.append(con.execute(query).fetchall())
    assert len(alerts[0]) > 100
    # Of a name that one export spells in two ways the last is shown: sentences may differ.
    assert alerts[0] == alerts[1]


def mix_rows(path: Path) -> bool:
    """Puts the rows of a delimited or line-delimited file in another order; whether it is one."""
    if path.suffix not in (".csv", ".jsonl"):
        return False
    records, row = [], b""
    for line in path.read_bytes().splitlines(keepends=True):
        row += line
        if path.suffix == ".jsonl" or row.count(b'"') % 2 == 0:
            records.append(row if row.endswith(b"\n") else row + b"\n")
            row = b""
    first = 0
    if path.suffix == ".csv":
        # The header is the widest of the first records; a preamble stands before it.
        first = 1 + max(range(min(6, len(records))), key=lambda i: (records[i].count(b","), -i))
    body = records[first:]
    random.Random(path.name).shuffle(body)
    path.write_bytes(b"".join([*records[:first], *body, row]))
    return True


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

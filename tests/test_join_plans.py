"""Rows are joined by key, not by trying every pair.

`left join b on a.kind = 'x' and b.id = a.id` looks harmless, yet the condition on the left side alone
makes DuckDB try all pairs; a key that is null for other kinds says the same and is hashed. Likewise rows
of one workbook that are first joined by their workbook alone: four times the rows are sixteen times the work.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from lumbrera import content, demo, normalise, ruleset, warehouse
from lumbrera.config import Settings
from lumbrera.ingest.record import all_records
from lumbrera.ruleset import suppress
from lumbrera.ruleset.evaluate import DRAFT_COLUMNS
from lumbrera.run import run
from lumbrera.simulate import simulate
from lumbrera.workspace import Workspace

from tests import shipped


def all_pairs(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    """How many joins of a query's plan try every pair."""
    found = 0
    stack = json.loads(con.execute(f"explain (format json) {sql}").fetchall()[0][1])
    while stack:
        node = stack.pop()
        found += node["name"].strip() == "BLOCKWISE_NL_JOIN"
        stack += node.get("children", [])
    return found


@pytest.fixture(scope="module")
def blank(
    blank_warehouse: Callable[[], duckdb.DuckDBPyConnection],
) -> Iterator[duckdb.DuckDBPyConnection]:
    with blank_warehouse() as con:
        yield con


def test_the_parties_of_alerts_are_found_by_key(blank: duckdb.DuckDBPyConnection) -> None:
    blank.execute(f"create or replace temp table draft ({DRAFT_COLUMNS})")
    sql = suppress.PARTIES.replace("{draft}", "draft").partition(" as\n")[2]
    assert all_pairs(blank, sql) == 0


def test_no_view_of_the_models_tries_every_pair(blank: duckdb.DuckDBPyConnection) -> None:
    views = {
        f"{path.parent.name}.{path.stem}": path.read_text(encoding="utf-8")
        for path in sorted(content.root("models").glob("*/*.sql"))
        if path.read_text(encoding="utf-8").startswith("-- view:")
    }
    assert "features.public_supplier" in views
    assert [name for name, sql in views.items() if all_pairs(blank, sql)] == []


@pytest.mark.parametrize(
    ("condition", "tried"),
    [("a.kind = 'x' and a.id = b.id", 1), ("b.id = case when a.kind = 'x' then a.id end", 0)],
)
def test_the_check_tells_a_join_of_all_pairs_from_one_by_key(condition: str, tried: int) -> None:
    with duckdb.connect() as con:
        con.execute("create table a as select 'x' as kind, i as id from range(3) t(i)")
        con.execute("create table b as select i as id from range(3) t(i)")
        assert all_pairs(con, f"select * from a left join b on {condition}") == tried


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse of a small state, in which every model and rule can be computed again."""
    root: Path = tmp_path_factory.mktemp("joins")
    simulate(root / "state", contracts=1_000, seed=11)
    demo.settle(root / "state", root / "data")
    run([root / "state" / "publicado"], root / "data", waiting=lambda _: None)
    workspace, copy = Workspace(root / "data"), root / "copy.duckdb"
    shutil.copyfile(workspace.current, copy)
    with warehouse.connect(copy, workspace, Settings()) as con:
        normalise.register(con)
        warehouse.create_staged_views(con, workspace, all_records(workspace))
        yield con


def most_rows(con: duckdb.DuckDBPyConnection, sql: str, values: dict[str, object]) -> int:
    """The rows of the largest step of a query, as counted while it runs."""
    plan = con.execute(f"explain (analyze, format json) {sql}", values or None).fetchall()[0][1]
    most, stack = 0, [json.loads(plan)]
    while stack:
        node = stack.pop()
        most = max(most, node.get("operator_cardinality") or 0)
        stack += node.get("children", [])
    return most


@pytest.mark.long
def test_no_model_or_rule_multiplies_rows_on_its_way(filled: duckdb.DuckDBPyConnection) -> None:
    queries: dict[str, tuple[str, dict[str, object]]] = {
        model.file: (model.sql, {})
        for model in shipped.models()
        if model.kind == "sql" and not model.file.startswith("restricted/")
    }
    for bound in ruleset.bind(ruleset.load_rules(), {}):
        if not any(table.startswith("restricted.") for table in bound.rule.reads):
            queries[bound.rule.id] = (bound.rule.sql, bound.values)
    assert {"core/bid.sql", "core/register_person.sql", "D7"} <= queries.keys()
    largest = max(
        n for (n,) in filled.execute("select n_rows from meta.table_digest").fetchall() if n
    )
    found = {name: most_rows(filled, *query) for name, query in queries.items()}
    assert {name: n for name, n in found.items() if n > 2 * largest} == {}


def test_the_count_sees_what_a_step_makes_and_the_next_throws_away() -> None:
    with duckdb.connect() as con:
        con.execute("create table a as select 1 as book, i as id from range(100) t(i)")
        everyone = "select count(*) from a join a b using (book) where a.id + b.id = 7"
        assert most_rows(con, everyone, {}) >= 100
        assert most_rows(con, "select count(*) from a join a b using (book, id)", {}) == 100

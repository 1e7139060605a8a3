"""Alerts are joined to their parties by key, not by trying every pair.

`left join b on a.kind = 'x' and b.id = a.id` looks harmless, yet the condition on the left side alone
makes DuckDB try all pairs; a key that is null for other kinds says the same and is hashed.
"""

import json
from collections.abc import Iterator

import duckdb
import pytest
from lumbrera import content
from lumbrera.ruleset import suppress
from lumbrera.ruleset.blank import empty_warehouse
from lumbrera.ruleset.evaluate import DRAFT_COLUMNS


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
def blank() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_warehouse() as con:
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

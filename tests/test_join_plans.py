"""Alerts are joined to their parties by key, not by trying every pair.

`left join b on a.kind = 'x' and b.id = a.id` looks harmless, yet the condition on the left side alone
makes DuckDB try all pairs; a key that is null for other kinds says the same and is hashed.
"""

import json

import duckdb
import pytest
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


def test_the_parties_of_alerts_are_found_by_key() -> None:
    with empty_warehouse() as con:
        con.execute(f"create or replace temp table draft ({DRAFT_COLUMNS})")
        sql = suppress.PARTIES.replace("{draft}", "draft").partition(" as\n")[2]
        assert all_pairs(con, sql) == 0


@pytest.mark.parametrize(
    ("condition", "tried"),
    [("a.kind = 'x' and a.id = b.id", 1), ("b.id = case when a.kind = 'x' then a.id end", 0)],
)
def test_the_check_tells_a_join_of_all_pairs_from_one_by_key(condition: str, tried: int) -> None:
    with duckdb.connect() as con:
        con.execute("create table a as select 'x' as kind, i as id from range(3) t(i)")
        con.execute("create table b as select i as id from range(3) t(i)")
        assert all_pairs(con, f"select * from a left join b on {condition}") == tried

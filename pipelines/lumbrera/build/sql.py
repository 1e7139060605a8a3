"""What a query reads and which parameters it uses, told by DuckDB's own parser."""

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from lumbrera.errors import LumbreraError


@dataclass(frozen=True)
class Query:
    """A parsed select: the ``schema.table`` names it reads, its ``$parameters`` and the functions and
    macros it calls, each sorted."""

    tables: tuple[str, ...]
    parameters: tuple[str, ...]
    functions: tuple[str, ...]


def parse_select(sql: str, where: str) -> Query:
    """Parse one select without binding it.

    where: the file's name, for messages.
    Raises LumbreraError when the text is not exactly one select, does not parse, or names a table
    without its schema (the names of its own CTEs are free).
    """
    with _parser().cursor() as parser:
        row = parser.execute("select json_serialize_sql(?)", [sql]).fetchone()
    assert row is not None
    tree = json.loads(row[0])
    if tree["error"]:
        raise LumbreraError(
            f"{where}: {tree['error_message']}", hint="The file must hold one select statement."
        )
    if len(tree["statements"]) != 1:
        raise LumbreraError(
            f"{where}: {len(tree['statements'])} statements",
            hint="The file must hold one select statement.",
        )
    ctes: set[str] = set()
    tables: set[str] = set()
    unqualified: set[str] = set()
    parameters: set[str] = set()
    functions: set[str] = set()
    for node in _nodes(tree):
        if isinstance(node.get("cte_map"), dict):
            ctes.update(entry["key"].lower() for entry in node["cte_map"].get("map", []))
        if node.get("type") == "BASE_TABLE":
            name = node["table_name"].lower()
            if node["schema_name"]:
                tables.add(f"{node['schema_name'].lower()}.{name}")
            else:
                unqualified.add(name)
        if node.get("class") == "PARAMETER":
            parameters.add(node["identifier"])
        if "function_name" in node:
            functions.add(node["function_name"].lower())
    if unqualified - ctes:
        names = ", ".join(sorted(unqualified - ctes))
        raise LumbreraError(
            f"{where}: table without schema: {names}", hint="Write it as schema.table."
        )
    return Query(tuple(sorted(tables)), tuple(sorted(parameters)), tuple(sorted(functions)))


@functools.cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Opening a connection costs more than parsing, so one serves every file."""
    return duckdb.connect()


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)

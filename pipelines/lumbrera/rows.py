"""Rows of a query by the names of their columns."""

from collections.abc import Sequence
from typing import Any

import duckdb


def records(
    con: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries, all fetched."""
    cursor = con.execute(sql, params) if params else con.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Adds the rows to a table in one statement: each of its own is a commit, that takes as long as
    a small query. Meant for some hundreds of rows, such as counts per rule."""
    if not rows:
        return
    one = f"({', '.join('?' * len(rows[0]))})"
    con.execute(
        f"insert into {table} values {', '.join([one] * len(rows))}",
        [value for row in rows for value in row],
    )

"""Rows of a query by the names of their columns."""

from typing import Any

import duckdb


def records(
    con: duckdb.DuckDBPyConnection, sql: str, params: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The rows of a query as dictionaries, all fetched."""
    cursor = con.execute(sql, params) if params else con.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

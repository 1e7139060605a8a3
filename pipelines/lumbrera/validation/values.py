"""The distinct values of a file's columns: what its row expectations are judged on.

An expectation on rows looks at nothing but the values of its columns, and most columns of a
published table hold a few dozen: what the rows say is counted by DuckDB, each value is judged
once, and the rows that have a failing one are looked up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import duckdb
import msgspec

from lumbrera.validation.engine import NARROW_FROM, check
from lumbrera.validation.suite import Expectation

if TYPE_CHECKING:
    import pandas as pd

_PRESENCE = "expect_column_values_to_not_be_null"


@dataclass
class Judged:
    """What one expectation found: the counts of rows, and the values that failed.

    `failing` has a row for each failing combination of the columns that were looked at together:
    these columns, `value_rows` (how many rows have it) and `value_first` (the first of them).
    """

    element_count: int = 0
    missing_count: int = 0
    unexpected_count: int = 0
    failing: Any = None


@dataclass(frozen=True)
class _Group:
    """Columns that some expectation compares, the places of the expectations on them, and their
    distinct values as an Arrow table and a frame."""

    columns: tuple[str, ...]
    places: tuple[int, ...]
    table: Any = None
    frame: Any = None


def judge(
    con: duckdb.DuckDBPyConnection,
    relation_sql: str,
    kinds: dict[str, str],
    expectations: Sequence[Expectation],
    *,
    suite: str,
    batch_rows: int,
) -> list[Judged]:
    """Runs row expectations over the distinct values of their columns; what each found, in order.

    `kinds` gives the DuckDB type of each column. At most `batch_rows` values are looked at at a
    time. Raises LumbreraError naming suite and expectation when one cannot be run at all.
    """
    groups = [
        _with_values(con, relation_sql, kinds, g, _is_presence(expectations, g))
        for g in _groups(expectations)
    ]
    # A share is judged on the counts of rows, by whoever asked.
    plain = [
        msgspec.structs.replace(e, kwargs={k: v for k, v in e.kwargs.items() if k != "mostly"})
        for e in expectations
    ]
    found = [Judged() for _ in expectations]
    small = [g for g in groups if len(g.frame) < NARROW_FROM]
    portions = [small] if small else []
    for portion in [*portions, *([g] for g in groups if len(g.frame) >= NARROW_FROM)]:
        failing = _failing(portion, plain, suite, batch_rows)
        for group in portion:
            for at in group.places:
                found[at] = _judged(group, expectations[at], failing[at])
    return found


def rows_having(
    con: duckdb.DuckDBPyConnection,
    relation_sql: str,
    kinds: dict[str, str],
    column: str,
    failing: Any,
    limit: int | None = None,
) -> Iterator[tuple[int, Any]]:
    """The number and the value of `column` of each row that has one of the failing values, by row
    number; the first so many when there is a limit."""
    columns = [c for c in failing.column_names if c not in ("value_rows", "value_first")]
    read = ", ".join(as_read(c, kinds[c]) for c in columns)
    same = " and ".join(f"r.{c} is not distinct from f.{c}" for c in columns)
    con.register("failing_values", failing)
    try:
        rows = con.execute(
            f"select row_number, {column} as value from (select row_number, {read} from ({relation_sql})) r "
            f"semi join failing_values f on {same} order by row_number"
            + (f" limit {limit}" if limit is not None else "")
        ).to_arrow_table()
    finally:
        con.unregister("failing_values")
    frame = rows.to_pandas(date_as_object=False)
    yield from zip(map(int, frame["row_number"]), frame["value"], strict=True)


def as_read(column: str, kind: str) -> str:
    """SQL for how a column is fetched: blank text as missing, money as a double."""
    if kind == "VARCHAR":
        return f"nullif(trim({column}), '') as {column}"
    return f"{column}::double as {column}" if kind.startswith("DECIMAL") else column


def _groups(expectations: Sequence[Expectation]) -> list[_Group]:
    """Each column in one group, together with those that it is compared with."""
    groups: list[_Group] = []
    for at, e in enumerate(expectations):
        met = [g for g in groups if not set(g.columns).isdisjoint(e.columns)]
        columns = dict.fromkeys(c for g in met for c in g.columns) | dict.fromkeys(e.columns)
        places = sorted([at, *(p for g in met for p in g.places)])
        groups = [*(g for g in groups if g not in met), _Group(tuple(columns), tuple(places))]
    return groups


def _is_presence(expectations: Sequence[Expectation], group: _Group) -> bool:
    """Whether nothing is asked of the values but that they are there: one may stand for all."""
    return all(expectations[at].kind == _PRESENCE for at in group.places)


def _with_values(
    con: duckdb.DuckDBPyConnection,
    relation_sql: str,
    kinds: dict[str, str],
    group: _Group,
    is_presence: bool,
) -> _Group:
    read = ", ".join(as_read(c, kinds[c]) for c in group.columns)
    if is_presence:
        (column,) = group.columns
        if kinds[column] == "VARCHAR":  # what begins with a printed sign is not blank, untrimmed
            read = f"if(ascii({column}) between 33 and 126, {column}, nullif(trim({column}), '')) as {column}"
        sql = f"""
            select any_value({column}) as {column}, count(*) as value_rows, min(row_number) as value_first
            from (select row_number, {read} from ({relation_sql})) group by {column} is null
        """
    else:
        sql = f"""
            select {read}, value_rows, value_first from (
                select {", ".join(group.columns)}, count(*) as value_rows, min(row_number) as value_first
                from ({relation_sql}) group by all
            )
        """
    # Through Arrow: text reaches pandas without becoming Python strings.
    table = con.execute(sql).to_arrow_table()
    return replace(
        group, table=table, frame=table.to_pandas(date_as_object=False).rename_axis("value")
    )


def _failing(
    groups: Sequence[_Group], expectations: Sequence[Expectation], suite: str, batch_rows: int
) -> dict[int, list[int]]:
    """For each expectation of some groups, the places of the values that fail it.

    The groups are laid side by side in one frame, since each call of Great Expectations costs
    some 20 ms; the shorter ones are filled up with their first value.
    """
    import numpy as np
    import pandas as pd

    here = [at for g in groups for at in g.places]
    failing: dict[int, list[int]] = {at: [] for at in here}
    length = max(len(g.frame) for g in groups)
    for start in range(0, length, batch_rows):
        places = np.arange(start, min(start + batch_rows, length))
        frame = pd.concat(
            [
                g.frame[list(g.columns)]
                .take(np.where(places < len(g.frame), places, 0))
                .set_axis(places)
                for g in groups
            ],
            axis=1,
        ).rename_axis("value")
        tallies = check(frame, [expectations[at] for at in here], suite)
        for at, tally in zip(here, tallies, strict=True):
            failing[at] += [int(str(place)) for place in tally.failing]
    return {
        at: [place for place in failing[at] if place < len(g.frame)]
        for g in groups
        for at in g.places
    }


def _judged(group: _Group, e: Expectation, failing: list[int]) -> Judged:
    n = group.frame["value_rows"]
    return Judged(
        element_count=int(n.sum()),
        missing_count=int(n[_is_missing(e, group.frame)].sum()),
        unexpected_count=int(n.iloc[failing].sum()),
        failing=group.table.take(failing) if failing else None,
    )


def _is_missing(e: Expectation, frame: "pd.DataFrame") -> "pd.Series[bool]":
    """Which values are not looked at, as Great Expectations counts them."""
    absent = frame[list(e.columns)].isna()
    if "null" in e.kind:
        return absent.any(axis=1) & False
    if not e.kind.startswith("expect_column_pair_"):
        return absent.any(axis=1)
    ignored = e.kwargs.get("ignore_row_if", "both_values_are_missing")
    if ignored == "either_value_is_missing":
        return absent.any(axis=1)
    return absent.all(axis=1) & (ignored == "both_values_are_missing")

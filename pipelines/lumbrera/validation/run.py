"""Validates the rows of a file as they arrived, and the built model through totals in SQL."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import msgspec

from lumbrera.errors import LumbreraError
from lumbrera.lean import allow_pandas
from lumbrera.validation import words
from lumbrera.validation.engine import Tally, check, plain_kwargs
from lumbrera.validation.report import Outcome, SuiteReport, report_of
from lumbrera.validation.suite import Expectation, Suite, core_suites, staged_suite

if TYPE_CHECKING:
    import pandas as pd

BATCH_ROWS = 500_000
EXAMPLE_ROWS = 20


class _Found(msgspec.Struct):
    """What one row expectation found in the batches so far."""

    tally: Tally
    values: Counter[str]


def validate_staged(
    con: duckdb.DuckDBPyConnection,
    table: str,
    relation_sql: str,
    *,
    target: str,
    batch_rows: int = BATCH_ROWS,
    folder: Path | None = None,
) -> SuiteReport:
    """Validates the rows of one file against the suite of its staged table.

    `table` is the source (``sat_69b`` or ``staged.sat_69b``); `relation_sql` a select over the
    rows that arrived, with `row_number` and the columns the suite names; `target` the file's name.
    Text that is blank counts as missing. Rows are judged in batches of at most `batch_rows`, with
    the same result whatever the size.

    Raises LumbreraError when the table has no suite, the rows lack a column that the suite names,
    or an expectation cannot be run.
    """
    allow_pandas()
    suite = staged_suite(table.removeprefix("staged."), folder)
    rows = [e for e in suite.expectations if e.aggregate is None]
    kinds = _column_types(con, suite, relation_sql)
    found = [_Found(Tally(), Counter()) for _ in rows]
    failing: dict[int, list[str]] = {}
    if rows:
        columns = ", ".join(_as_read(c, kinds[c]) for c in suite.row_columns)
        for start, end in _batches(con, suite, relation_sql, batch_rows):
            # Through Arrow: text reaches pandas without becoming Python strings.
            frame = (
                con.sql(
                    f"select row_number, {columns} from ({relation_sql}) "
                    f"where row_number between {start} and {end}"
                )
                .to_arrow_table()
                .to_pandas(date_as_object=False)
                .set_index("row_number")
            )
            if not frame.index.is_monotonic_increasing:  # staged files are in their own order
                frame = frame.sort_index()
            if len(frame):
                _judge(suite, rows, frame, found, failing)
    outcomes = {
        id(e): _outcome(suite, e, f.tally, [f"«{v}» ({n:,})" for v, n in f.values.most_common()])
        for e, f in zip(rows, found, strict=True)
    }
    outcomes |= _judge_aggregates(con, suite, f"batch as ({relation_sql})")
    return report_of(
        suite.suite,
        target,
        [outcomes[id(e)] for e in suite.expectations],
        {row: " ".join(reasons) for row, reasons in sorted(failing.items())},
    )


def validate_core(
    con: duckdb.DuckDBPyConnection, *, folder: Path | None = None
) -> list[SuiteReport]:
    """Validates the built model: every suite under ``expectations/core`` over its aggregates.

    Raises LumbreraError when an aggregate's SQL fails or an expectation cannot be run.
    """
    allow_pandas()
    reports = []
    for suite in core_suites(folder):
        outcomes = _judge_aggregates(con, suite, None)
        reports.append(
            report_of(suite.suite, suite.table, [outcomes[id(e)] for e in suite.expectations])
        )
    return reports


def _judge(
    suite: Suite,
    rows: list[Expectation],
    frame: "pd.DataFrame",
    found: list[_Found],
    failing: dict[int, list[str]],
) -> None:
    """Adds to `found` and `failing` what the row expectations find in one batch."""
    for e, so_far, tally in zip(rows, found, check(frame, rows, suite.suite), strict=True):
        total = so_far.tally
        total.element_count += tally.element_count
        total.missing_count += tally.missing_count
        total.unexpected_count += tally.unexpected_count
        # An empty batch list is shared by default, so lists are replaced, never extended.
        room = EXAMPLE_ROWS - len(total.failing)
        total.failing = [*total.failing, *tally.failing[:room]] if room > 0 else total.failing
        total.success = _holds(e, total)
        if not tally.failing:
            continue
        bad = frame.loc[tally.failing, e.columns[0]]
        if e.kind == "expect_column_values_to_be_in_set":
            so_far.values.update({str(v): int(n) for v, n in bad.value_counts().items()})
        if e.action == "quarantine":
            for row, value in bad.items():
                failing.setdefault(int(str(row)), []).append(words.reason(e, suite, value))


def _judge_aggregates(
    con: duckdb.DuckDBPyConnection, suite: Suite, batch: str | None
) -> dict[int, Outcome]:
    """The outcomes of the expectations on aggregates, by the identity of the expectation."""
    outcomes: dict[int, Outcome] = {}
    for name, sql in suite.aggregates.items():
        here = [e for e in suite.expectations if e.aggregate == name]
        query = f"with {batch} select * from ({sql})" if batch else sql
        try:
            frame = con.execute(query).df()
        except duckdb.Error as error:
            raise LumbreraError(f"{suite.suite}: aggregates.{name}: {error}") from error
        unknown = {c for e in here for c in e.columns} - set(frame.columns)
        if unknown:
            raise LumbreraError(
                f"{suite.suite}: aggregates.{name} gives no column {min(unknown)!r}"
            )
        named = "subject" in frame.columns
        frame = frame.set_index("subject") if named else frame.rename_axis("subject")
        for e, tally in zip(here, check(frame, here, suite.suite), strict=True):
            values: list[str] = []
            if tally.failing:
                bad = frame.loc[tally.failing, e.columns[0]]
                values = [
                    f"{label}, {words.show(v)}" if named else words.show(v)
                    for label, v in bad.items()
                ]
            tally.failing = []
            outcomes[id(e)] = _outcome(suite, e, tally, values)
    return outcomes


def _outcome(suite: Suite, e: Expectation, tally: Tally, values: list[str]) -> Outcome:
    return Outcome(
        suite=suite.suite,
        expectation=e.kind,
        column=e.columns[0] if e.columns else None,
        severity=e.severity,
        row_level=e.row_level,
        success=tally.success,
        unexpected_count=tally.unexpected_count,
        element_count=tally.element_count,
        why=e.why,
        message=words.found(e, suite, tally, values),
        action=e.action,
        missing_count=tally.missing_count,
        kwargs=plain_kwargs(e.kwargs),
        values=values,
        example_rows=[int(str(r)) for r in tally.failing],
    )


def _holds(e: Expectation, total: Tally) -> bool:
    """Whether the expectation holds over all batches, by the counts added up."""
    mostly = e.kwargs.get("mostly")
    if mostly is None:
        return total.unexpected_count == 0
    present = total.element_count - total.missing_count
    return present == 0 or (present - total.unexpected_count) / present >= float(mostly)


def _column_types(
    con: duckdb.DuckDBPyConnection, suite: Suite, relation_sql: str
) -> dict[str, str]:
    """The DuckDB type of each column of the rows; LumbreraError if one the suite names is absent."""
    described = con.execute(f"describe {relation_sql}").fetchall()
    kinds = {str(name): str(kind) for name, kind, *_ in described}
    absent = [c for c in ("row_number", *suite.row_columns) if c not in kinds]
    if absent:
        raise LumbreraError(
            f"{suite.suite}: the rows have no column {absent[0]!r}.",
            hint=f"They have: {', '.join(kinds)}.",
        )
    return kinds


def _as_read(column: str, kind: str) -> str:
    """How a column is fetched: blank text as missing, money as a double."""
    if kind == "VARCHAR":
        return f"nullif(trim({column}), '') as {column}"
    return f"{column}::double as {column}" if kind.startswith("DECIMAL") else column


def _batches(
    con: duckdb.DuckDBPyConnection, suite: Suite, relation_sql: str, batch_rows: int
) -> list[tuple[int, int]]:
    """The first and last row number of each batch; numbers may have gaps of any width."""
    first, last, n = _fetch_one(
        con,
        f"select min(row_number), max(row_number), count(*) from ({relation_sql})",
        suite,
        "row_number",
    )
    if n <= batch_rows:
        return [(first, last)] if n else []
    if last - first < 2 * n:
        return [(start, start + batch_rows - 1) for start in range(first, last + 1, batch_rows)]
    return con.execute(f"""
        select min(row_number), max(row_number) from (
            select row_number, (row_number() over (order by row_number) - 1) // {batch_rows} as batch
            from ({relation_sql})
        ) group by batch order by batch
    """).fetchall()


def _fetch_one(
    con: duckdb.DuckDBPyConnection, sql: str, suite: Suite, what: str
) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = con.execute(sql).fetchone()
    if row is None:
        raise LumbreraError(f"{suite.suite}: no {what}")
    return row

"""Validates the rows of a file as they arrived, and the built model through totals in SQL."""

from collections import Counter
from pathlib import Path

import duckdb

from lumbrera.errors import LumbreraError
from lumbrera.lean import allow_pandas
from lumbrera.validation import values, words
from lumbrera.validation.engine import Tally, check, plain_kwargs
from lumbrera.validation.report import Outcome, SuiteReport, report_of
from lumbrera.validation.suite import Expectation, Suite, core_suites, staged_suite

BATCH_ROWS = 500_000
EXAMPLE_ROWS = 20


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
    Text that is blank counts as missing. Rows are judged by their distinct values, in batches of
    at most `batch_rows`, with the same result whatever the size.

    Raises LumbreraError when the table has no suite, the rows lack a column that the suite names,
    or an expectation cannot be run.
    """
    allow_pandas()
    suite = staged_suite(table.removeprefix("staged."), folder)
    rows = [e for e in suite.expectations if e.aggregate is None]
    kinds = _column_types(con, suite, relation_sql)
    found = values.judge(con, relation_sql, kinds, rows, suite=suite.suite, batch_rows=batch_rows)
    outcomes: dict[int, Outcome] = {}
    failing: dict[int, list[str]] = {}
    for e, judged in zip(rows, found, strict=True):
        tally = Tally(judged.element_count, judged.missing_count, judged.unexpected_count)
        tally.success = _holds(e, tally)
        if not tally.success:
            is_aside = e.action == "quarantine"
            having = values.rows_having(
                con, relation_sql, kinds, e.columns[0], judged.failing,
                limit=None if is_aside else EXAMPLE_ROWS,
            )  # fmt: skip
            for row, value in having:
                if len(tally.failing) < EXAMPLE_ROWS:
                    tally.failing = [*tally.failing, row]
                if is_aside:
                    failing.setdefault(row, []).append(words.reason(e, suite, value))
        outcomes[id(e)] = _outcome(suite, e, tally, _categories(e, tally, judged))
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


def _categories(e: Expectation, tally: Tally, judged: values.Judged) -> list[str]:
    """Of a set of known values: which others came and how often, the most frequent first."""
    if tally.success or e.kind != "expect_column_values_to_be_in_set":
        return []
    came = zip(
        *(judged.failing[c].to_pylist() for c in (e.columns[0], "value_rows", "value_first")),
        strict=True,
    )
    times: Counter[str] = Counter()
    for value, n, _ in sorted(came, key=lambda v: v[2]):
        times[str(value)] += n
    return [f"«{v}» ({n:,})" for v, n in times.most_common()]


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

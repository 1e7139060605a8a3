"""The only place that runs Great Expectations: a pandas frame in, counts and failing rows out."""

import threading
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from lumbrera.errors import LumbreraError
from lumbrera.lean import allow_pandas
from lumbrera.validation.suite import Expectation

if TYPE_CHECKING:
    import pandas as pd

# Two passes: counts of everything, then the failing rows of what failed. Without the failing
# values, Great Expectations hands over the failing index in one go; with them it loops over the
# rows (38 s instead of 0.8 s for 440,000 failing rows), and keeps personal data in its results.
COUNTS = {"result_format": "BASIC", "exclude_unexpected_values": True}
ROWS = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}

# Great Expectations copies the whole frame for every column it looks at: large frames are handed
# over column by column, small ones at once, since each call costs some 20 ms.
NARROW_FROM = 50_000

EPOCH = date(1970, 1, 1)


class Tally(msgspec.Struct):
    """What one expectation counted in one frame; `failing` are the index labels that failed."""

    element_count: int = 0
    missing_count: int = 0
    unexpected_count: int = 0
    failing: list[Hashable] = []
    observed: Any = None
    success: bool = True


_lock = threading.Lock()
_warming: threading.Thread | None = None
_batches: Any = None


def warm_up() -> None:
    """Starts importing Great Expectations in the background, so that staging can go on meanwhile.

    Returns at once; the first validation waits for what is left. Calling it again does nothing.
    """
    allow_pandas()
    global _warming
    if _warming is None:
        _warming = threading.Thread(target=_import, name="warm-up", daemon=True)
        _warming.start()


def check(frame: "pd.DataFrame", expectations: Sequence[Expectation], suite: str) -> list[Tally]:
    """Runs the expectations over the frame; a tally for each, in the order given.

    The frame's index must be named: its labels are what `Tally.failing` holds.
    Raises LumbreraError naming suite and expectation when one cannot be run at all.
    """
    frame = _with_days(frame)
    empty = {str(c) for c in frame.columns if frame[c].isna().all()}
    tallies: dict[int, Tally] = {}
    wanted: list[int] = []
    for at, e in enumerate(expectations):
        if _has_nothing_to_judge(e, empty):
            tallies[at] = Tally(element_count=len(frame), missing_count=len(frame))
        else:
            wanted.append(at)
    for places in _portions(wanted, expectations, len(frame)):
        here = [expectations[at] for at in places]
        columns = list(dict.fromkeys(c for e in here for c in e.columns))
        part = frame[columns] if columns else frame
        tallies.update(zip(places, _run(part, here, suite, COUNTS), strict=True))
        failed = [at for at in places if not tallies[at].success]
        again = _run(part, [expectations[at] for at in failed], suite, ROWS) if failed else []
        tallies.update(zip(failed, again, strict=True))
    return [tallies[at] for at in range(len(expectations))]


def _portions(places: list[int], expectations: Sequence[Expectation], rows: int) -> list[list[int]]:
    """The expectations to run at once: all of them, or on a large frame those of one column."""
    if rows < NARROW_FROM:
        return [places] if places else []
    by_columns: dict[tuple[str, ...], list[int]] = {}
    for at in places:
        by_columns.setdefault(expectations[at].columns, []).append(at)
    return list(by_columns.values())


def _has_nothing_to_judge(e: Expectation, empty: set[str]) -> bool:
    """Whether it looks only at values of a column that has none (its layout lacks the column)."""
    if e.kind.startswith("expect_column_pair_"):
        ignores = e.kwargs.get("ignore_row_if") == "either_value_is_missing"
        return ignores and not empty.isdisjoint(e.columns)
    judges_values = e.kind.startswith("expect_column_value") and "null" not in e.kind
    return judges_values and e.columns[0] in empty


def _run(
    frame: "pd.DataFrame",
    expectations: Sequence[Expectation],
    suite: str,
    result_format: dict[str, Any],
) -> list[Tally]:
    gx, batches = great_expectations()
    # Results come back in another order, so each is marked with its place.
    settings = [
        {"type": e.kind, "kwargs": _with_dates(e.kwargs, _days), "meta": {"at": at}}
        for at, e in enumerate(expectations)
    ]
    try:
        wanted = gx.ExpectationSuite(name=suite, expectations=settings)
    except Exception as error:
        raise LumbreraError(
            f"expectations of {suite}: {_first_line(error)}",
            hint="Check type and kwargs against the Great Expectations gallery.",
        ) from error
    with _lock:
        batch = batches.get_batch(batch_parameters={"dataframe": frame})
        validated = batch.validate(wanted, result_format=result_format)
    tallies = [Tally() for _ in expectations]
    for result in validated.results:
        at = result.expectation_config.meta["at"]
        if result.exception_info.get("raised_exception", True):
            e = expectations[at]
            raise LumbreraError(
                f"{suite}: {e.kind} on {', '.join(e.columns) or 'the table'} could not be run: "
                f"{_first_line(result.exception_info.get('exception_message'))}"
            )
        tallies[at] = _tally(result)
    return tallies


def plain_kwargs(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Keyword arguments with the dates of the YAML as ISO text, to be shown or kept."""
    return _with_dates(kwargs, date.isoformat)


def great_expectations() -> tuple[Any, Any]:
    """The imported library and a place to hand data frames to, made once per process."""
    global _batches
    if _warming is not None:
        _warming.join()
    gx = _import()
    with _lock:
        if _batches is None:
            context = gx.get_context(mode="ephemeral")
            context.variables.progress_bars = {"globally": False}
            asset = context.data_sources.add_pandas("lumbrera").add_dataframe_asset("batch")
            _batches = asset.add_batch_definition_whole_dataframe("all")
    return gx, _batches


def _import() -> Any:
    """Imports the library without telemetry, progress bars or chatter on the terminal."""
    allow_pandas()
    import logging
    import os

    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    os.environ.setdefault("TQDM_DISABLE", "1")
    for name in ("great_expectations", "great_expectations._docs_decorators"):
        logging.getLogger(name).setLevel(logging.ERROR)
    import great_expectations as gx
    from great_expectations.execution_engine import pandas_execution_engine

    # Of a smaller frame it works out a fingerprint, twice, which nobody here reads: a fifth of the time.
    pandas_execution_engine.HASH_THRESHOLD = 0
    return gx


def _with_dates(kwargs: dict[str, Any], change: Callable[[date], Any]) -> dict[str, Any]:
    return {k: change(v) if isinstance(v, date) else v for k, v in kwargs.items()}


def _days(value: date) -> float:
    return float((value - EPOCH).days)


def _with_days(frame: "pd.DataFrame") -> "pd.DataFrame":
    """The frame with its dates as days since 1970.

    Great Expectations compares floats as a column, but dates of microsecond precision one by one
    (7 s a million); nanoseconds, which it would also compare as a column, cannot hold the year 23.
    """
    import numpy as np

    dates = frame.select_dtypes("datetime").columns
    day = np.timedelta64(1, "D")
    return frame.assign(**{c: (frame[c] - np.datetime64(EPOCH)) / day for c in dates})


def _tally(result: Any) -> Tally:
    """The counts of one result; of an aggregate expectation, the value it observed."""
    found = result.result
    failing: list[Hashable] = []
    for entry in found.get("unexpected_index_list") or []:
        for labels in entry.values():
            failing.extend(labels)
    return Tally(
        element_count=int(found.get("element_count") or 0),
        missing_count=int(found.get("missing_count") or 0),
        unexpected_count=int(found.get("unexpected_count") or 0),
        failing=failing,
        observed=found.get("observed_value"),
        success=bool(result.success),
    )


def _first_line(error: object) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "unknown")

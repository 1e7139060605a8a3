"""When a file was exported: from its manifest, its name, its preamble or the dates inside."""

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

BY_MANIFEST = "manifiesto"
BY_READING = "fecha de lectura"

_DAY = re.compile(r"(?<!\d)(20\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d\d)[-_](\d\d)[-_](20\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)(20\d\d)[-_](\d\d)(?![\d-])")


def from_name(name: str) -> dt.date | None:
    """The last date in a file's name, ISO or day first; for a month alone, its last day.

    >>> from_name("contratos__snap_2026-03-08.csv")
    datetime.date(2026, 3, 8)
    >>> from_name("lista_2026-02.csv")
    datetime.date(2026, 2, 28)
    """
    found = None
    days = _DAY.findall(name) or [parts[::-1] for parts in _DAY_FIRST.findall(name)]
    for year, month, day in days:
        try:
            found = dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    if found:
        return found
    for year, month in _MONTH.findall(name):
        if 1 <= int(month) <= 12:
            next_month = dt.date(int(year) + int(month) // 12, int(month) % 12 + 1, 1)
            found = next_month - dt.timedelta(days=1)
    return found


def latest_past(
    con: duckdb.DuckDBPyConnection, staged: Path, columns: Sequence[str], today: dt.date
) -> dt.date | None:
    """The latest date up to today in some columns of a staged Parquet file; None without one."""
    if not columns:
        return None
    greatest = ", ".join(f"max({c}) filter ({c} <= $today)" for c in columns)
    row = con.execute(
        f"select {greatest} from read_parquet($path)", {"path": str(staged), "today": today}
    ).fetchone()
    return max((d for d in row or () if d is not None), default=None)


def decide(
    *,
    manifest: dt.date | None,
    name: str,
    preamble: str | None,
    latest_inside: dt.date | None,
    today: dt.date,
) -> tuple[dt.date, str]:
    """The export date and on what it stands, in Spanish, for the report.

    A date in a name that lies in the future is no export date; a month's end is cut to today.
    """
    if manifest:
        return manifest, BY_MANIFEST
    named = from_name(name)
    if named and named.replace(day=1) <= today:
        return min(named, today), "nombre del archivo"
    if preamble:
        return dt.date.fromisoformat(preamble), "fecha que declara el archivo"
    if latest_inside:
        return latest_inside, "última fecha registrada dentro del archivo"
    return today, BY_READING

"""Office workbooks (xlsx, xls, ods): the first rows of each sheet, and all rows, into DuckDB."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb

from lumbrera import lean
from lumbrera.files.container import UnreadableFileError
from lumbrera.files.rows import Loaded, column_names, padded

PEEK_ROWS = 40


def open_workbook(path: Path) -> Any:
    """The workbook at path. Raises UnreadableFileError when it is damaged or protected."""
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, OSError) as exc:
        raise UnreadableFileError(
            f"el libro de cálculo está dañado o protegido ({exc}); descárguelo de nuevo"
        ) from exc


def cell_text(value: Any) -> str:
    """A cell as the text a publisher would have written: whole numbers without point, ISO dates."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).replace("\0", "")


def sheet_rows(workbook: Any, sheet: str, limit: int | None = None) -> list[list[str]]:
    """The rows of a sheet as text, from its first row on (empty rows included)."""
    rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=limit)
    return [[cell_text(v) for v in row] for row in rows]


def load(
    con: duckdb.DuckDBPyConnection,
    table: str,
    workbook: Any,
    sheet: str,
    *,
    header_index: int,
    width: int,
) -> Loaded:
    """Loads the rows after the header into `table` (row_number, c0 … as text)."""
    pa = lean.pyarrow()

    rows = sheet_rows(workbook, sheet)[header_index + 1 :]
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    arrays = [pa.array(range(header_index + 2, header_index + 2 + len(rows)), pa.int64())]
    arrays += [pa.array(c, pa.string()) for c in columns[:width]]
    data = pa.Table.from_arrays(arrays, names=["row_number", *column_names(width)])
    con.register("incoming_rows", data)
    con.execute(f"create or replace temp table {table} as select * from incoming_rows")
    con.unregister("incoming_rows")
    blank_edged = padded(zip(data.column_names[1:], data.columns[1:], strict=True))
    return Loaded(len(rows), padded=frozenset(blank_edged))

"""Reference tables: CSV files whose column names tell their types."""

import csv

import duckdb

from lumbrera.build.models import Model
from lumbrera.errors import LumbreraError


def column_type(name: str) -> str:
    """The DuckDB type of a reference column, from its name; text unless the name says otherwise."""
    if name.endswith("_mxn"):
        return "DECIMAL(18,2)"
    if name.endswith("_on") or name in ("valid_from", "valid_to"):
        return "DATE"
    if name.endswith(("_days", "_year", "_degree")) or name in ("year", "degree", "priority"):
        return "INTEGER"
    return "VARCHAR"


def select_csv(model: Model) -> str:
    """The select that reads a reference CSV with its types; an empty cell is null.

    Raises LumbreraError when the file has no header or repeats a column.
    """
    with model.path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file), [])
    if not header or len(set(header)) != len(header):
        raise LumbreraError(f"{model.file}: needs one header row with distinct column names")
    columns = ", ".join(f'cast("{name}" as {column_type(name)}) as "{name}"' for name in header)
    location = str(model.path).replace("'", "''")
    return (
        f"select {columns} from read_csv('{location}', header = true, all_varchar = true, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', strict_mode = true)"
    )


def load_csv(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create the reference table of a CSV model."""
    con.execute(f"create or replace table {model.writes[0]} as {select_csv(model)}")

"""Reference tables: CSV files whose column names tell their types."""

import csv
from pathlib import Path

import duckdb

from lumbrera.build.models import Model
from lumbrera.errors import LumbreraError


def column_type(name: str) -> str:
    """The DuckDB type of a reference column, from its name; text unless the name says otherwise."""
    if name.endswith("_mxn"):
        return "DECIMAL(18,2)"
    if name.endswith("_on") or name in ("valid_from", "valid_to"):
        return "DATE"
    if name.endswith(("_days", "_year", "_degree")) or name in (
        "year",
        "degree",
        "priority",
        "population",
    ):
        return "INTEGER"
    return "VARCHAR"


OWN_KEYS = {
    "ceilings": ("jurisdiction", "year", "law"),
    "deadlines": ("law_regime", "procedure", "character"),
    "exception_articles": ("law_regime",),
    "law_regimes": ("law", "law_regime"),
    "municipalities": ("state_code",),
    "public_bodies": ("state_code",),
    "uma": ("year",),
}
"""What a deployment's own rows take the place of: shipped rows that agree in these columns. In a
table that is not named here own rows are added, and the first column tells which are the same."""


def select_csv(model: Model) -> str:
    """The select that reads a reference CSV with its types; an empty cell is null.

    Own rows of the deployment come with the shipped ones, except those they take the place of.
    Raises LumbreraError when the file has no header or repeats a column.
    """
    shipped = _select_file(model.path, model.file)
    if model.own is None:
        return shipped
    with model.path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    keys = OWN_KEYS.get(model.path.stem, (header[0],))
    same = " and ".join(f"o.{key} is not distinct from s.{key}" for key in keys)
    own = _select_file(model.own, model.own.name)
    return (
        f"with own as ({own}), shipped as ({shipped}) "
        f"select * from own union all by name "
        f"select s.* from shipped s where not exists (select 1 from own o where {same})"
    )


def _select_file(path: Path, name: str) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), [])
    if not header or len(set(header)) != len(header):
        raise LumbreraError(f"{name}: needs one header row with distinct column names")
    columns = ", ".join(f'cast("{name}" as {column_type(name)}) as "{name}"' for name in header)
    location = str(path).replace("'", "''")
    return (
        f"select {columns} from read_csv('{location}', header = true, all_varchar = true, "
        "delim = ',', quote = '\"', escape = '\"', nullstr = '', strict_mode = true)"
    )


def load_csv(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create the reference table of a CSV model."""
    con.execute(f"create or replace table {model.writes[0]} as {select_csv(model)}")

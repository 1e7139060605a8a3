"""Building: a table is rebuilt when its own text, the parameters or an input changed."""

import hashlib
import importlib
import importlib.util
import json
import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Literal

import duckdb

from lumbrera import content
from lumbrera.build.models import RESERVED, SCHEMAS, VIEW, Model, order
from lumbrera.build.reference import load_csv
from lumbrera.build.sql import parse_select
from lumbrera.errors import LumbreraError

_DIGEST_TABLE = """
create schema if not exists meta;
create table if not exists meta.table_digest (
    table_name varchar primary key, digest varchar, n_rows bigint, seconds double
)"""


@dataclass(frozen=True)
class TableBuild:
    """One table of a build; seconds is 0 for a table that was kept, rows None for a view (counting its
    rows would compute it)."""

    table: str
    rows: int | None
    seconds: float
    built: bool
    digest: str


@dataclass(frozen=True)
class BuildReport:
    """What a build did: tables in build order, and the tables dropped for want of a model."""

    tables: tuple[TableBuild, ...]
    dropped: tuple[str, ...]

    @property
    def digests(self) -> dict[str, str]:
        """Table name to digest, of every table with a model."""
        return {table.table: table.digest for table in self.tables}

    @property
    def built(self) -> tuple[str, ...]:
        """The tables that were rebuilt."""
        return tuple(table.table for table in self.tables if table.built)


def build(
    con: duckdb.DuckDBPyConnection,
    models: Sequence[Model],
    external: Mapping[str, str],
    settings_params: Mapping[str, object] | None = None,
    *,
    on_table: Callable[[TableBuild], None] | None = None,
) -> BuildReport:
    """Bring every model's tables up to date in con and record their digests in meta.table_digest.

    external: digest of each input that has no model (``staged.x``, ``ingest.x``, ``meta.run``...);
    the table or view must already be in con. settings_params: whatever else changes the meaning of
    every table (version of the macros, for one). on_table is called after each table.
    Raises LumbreraError naming the file for an unknown input, a cycle, or an error in the SQL.
    """
    models = order(models)
    con.execute(_DIGEST_TABLE)
    for schema in SCHEMAS:
        if schema == RESERVED:
            continue
        con.execute(f"create schema if not exists {schema}")
    recorded = {
        name: (digest, rows)
        for name, digest, rows in con.execute(
            "select table_name, digest, n_rows from meta.table_digest"
        ).fetchall()
    }
    present = _tables(con)
    parameters = json.dumps(dict(settings_params or {}), sort_keys=True, default=str)
    digests = dict(external)
    report: list[TableBuild] = []
    for model in models:
        digest = _digest(model, parameters, digests)
        fresh = all(
            recorded.get(table, ("", 0))[0] == digest and table in present for table in model.writes
        )
        built = (
            [TableBuild(table, recorded[table][1], 0.0, False, digest) for table in model.writes]
            if fresh
            else _rebuild(con, model, digest, recorded, present)
        )
        for table in built:
            digests[table.table] = digest
            report.append(table)
            if on_table:
                on_table(table)
    return BuildReport(tuple(report), _drop_orphans(con, digests))


def materialise(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create the tables of one model, or its view, from the inputs in con.

    Raises LumbreraError with the file's name when the model fails or leaves a table out, or when a view
    calls a macro that the snapshot does not keep.
    """
    if not model.stored:
        _check_macros(con, model)
    try:
        if model.kind == "sql":
            kind = "table" if model.stored else "view"
            con.execute(f"create or replace {kind} {model.writes[0]} as\n{model.sql}")
        elif model.kind == "csv":
            load_csv(con, model)
        else:
            _module(model).model(con)
    except duckdb.Error as error:
        raise LumbreraError(f"{model.file}: {error}") from error
    # The statements above made what they name, or failed.
    missing = set(model.writes) - _tables(con) if model.kind == "python" else None
    if missing:
        raise LumbreraError(f"{model.file}: did not create {', '.join(sorted(missing))}")


def _check_macros(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """The macros of lumbrera.normalise belong to the connection: who opens the snapshot has none."""
    temporary = con.execute(
        "select function_name from duckdb_functions() where database_name = 'temp'"
    ).fetchall()
    used = {name for (name,) in temporary} & set(parse_select(model.sql, model.file).functions)
    if used:
        raise LumbreraError(
            f"{model.file}: a view that calls {', '.join(sorted(used))}, which no snapshot holds",
            hint=f"Store it: take out the line that begins with {VIEW.strip()}",
        )


def _drop(con: duckdb.DuckDBPyConnection, name: str, kind: Literal["table", "view"]) -> None:
    """Drop what has the name, if it is of that kind."""
    if name in _tables(con, kind):
        con.execute(f"drop {kind} {name}")


def _rebuild(
    con: duckdb.DuckDBPyConnection,
    model: Model,
    digest: str,
    recorded: Container[str],
    present: Container[str],
) -> list[TableBuild]:
    """recorded: the tables with a digest, present: those in con, both as they were before the build."""
    started = time.perf_counter()
    if any(table in recorded for table in model.writes):
        con.execute(
            "delete from meta.table_digest where list_contains(?, table_name)", [model.writes]
        )
    for table in model.writes:
        if table in present:
            _drop(con, table, "view" if model.stored else "table")
    materialise(con, model)
    seconds = time.perf_counter() - started
    built = []
    for table in model.writes:
        rows = None
        if model.stored:
            row = con.execute(f"select count(*) from {table}").fetchone()
            assert row is not None
            rows = row[0]
        con.execute(
            "insert into meta.table_digest values (?, ?, ?, ?)", [table, digest, rows, seconds]
        )
        built.append(TableBuild(table, rows, seconds, True, digest))
    return built


def _digest(model: Model, parameters: str, digests: Mapping[str, str]) -> str:
    parts = [model.digest, parameters]
    for table in model.reads:
        if table not in digests:
            raise LumbreraError(
                f"{model.file}: reads {table}, which no model writes and no source provides",
                hint="Check the name, or add the model that writes it.",
            )
        parts += [table, digests[table]]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _drop_orphans(con: duckdb.DuckDBPyConnection, digests: Mapping[str, str]) -> tuple[str, ...]:
    known = {row[0] for row in con.execute("select table_name from meta.table_digest").fetchall()}
    orphans = tuple(sorted(known - set(digests)))
    for table in orphans:
        _drop(con, table, "table")
        _drop(con, table, "view")
        con.execute("delete from meta.table_digest where table_name = ?", [table])
    return orphans


def _tables(con: duckdb.DuckDBPyConnection, *kinds: Literal["table", "view"]) -> set[str]:
    """``schema.name`` of the tables and views of the warehouse and of the reserved sections."""
    found: set[str] = set()
    for kind in kinds or ("table", "view"):
        rows = con.execute(
            "select case when database_name = current_database() then schema_name else database_name end "
            f"|| '.' || {kind}_name from duckdb_{kind}s() "
            f"where database_name in (current_database(), '{RESERVED}')"
        ).fetchall()
        found.update(name.lower() for (name,) in rows)
    return found


def _module(model: Model) -> ModuleType:
    """The model's module, under its one name when it is shipped content (pickles depend on it)."""
    schema, stem = model.path.parent.name, model.path.stem
    if model.path.parent.parent == content.root("models"):
        return importlib.import_module(f"lumbrera.content.models.{schema}.{stem}")
    spec = importlib.util.spec_from_file_location(f"lumbrera_model_{schema}_{stem}", model.path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

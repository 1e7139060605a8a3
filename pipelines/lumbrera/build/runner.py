"""Building: a table is rebuilt when its own text, the parameters or an input changed."""

import hashlib
import importlib
import importlib.util
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import duckdb

from lumbrera import content
from lumbrera.build.models import RESERVED, SCHEMAS, Model, order
from lumbrera.build.reference import load_csv
from lumbrera.errors import LumbreraError

_DIGEST_TABLE = """
create schema if not exists meta;
create table if not exists meta.table_digest (
    table_name varchar primary key, digest varchar, n_rows bigint, seconds double
)"""


@dataclass(frozen=True)
class TableBuild:
    """One table of a build; seconds is 0 for a table that was kept."""

    table: str
    rows: int
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
            else _rebuild(con, model, digest)
        )
        for table in built:
            digests[table.table] = digest
            report.append(table)
            if on_table:
                on_table(table)
    return BuildReport(tuple(report), _drop_orphans(con, digests))


def materialise(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Create the tables of one model from the inputs in con.

    Raises LumbreraError with the file's name when the model fails or leaves a table out.
    """
    try:
        if model.kind == "sql":
            con.execute(f"create or replace table {model.writes[0]} as\n{model.sql}")
        elif model.kind == "csv":
            load_csv(con, model)
        else:
            _module(model).model(con)
    except duckdb.Error as error:
        raise LumbreraError(f"{model.file}: {error}") from error
    missing = set(model.writes) - _tables(con)
    if missing:
        raise LumbreraError(f"{model.file}: did not create {', '.join(sorted(missing))}")


def _rebuild(con: duckdb.DuckDBPyConnection, model: Model, digest: str) -> list[TableBuild]:
    started = time.perf_counter()
    con.execute("delete from meta.table_digest where list_contains(?, table_name)", [model.writes])
    materialise(con, model)
    seconds = time.perf_counter() - started
    built = []
    for table in model.writes:
        row = con.execute(f"select count(*) from {table}").fetchone()
        assert row is not None
        con.execute(
            "insert into meta.table_digest values (?, ?, ?, ?)", [table, digest, row[0], seconds]
        )
        built.append(TableBuild(table, row[0], seconds, True, digest))
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
        con.execute(f"drop table if exists {table}")
        con.execute("delete from meta.table_digest where table_name = ?", [table])
    return orphans


def _tables(con: duckdb.DuckDBPyConnection) -> set[str]:
    rows = con.execute(
        "select case when database_name = current_database() then schema_name else database_name end "
        "|| '.' || table_name from duckdb_tables() "
        f"where database_name in (current_database(), '{RESERVED}')"
    ).fetchall()
    return {row[0].lower() for row in rows}


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

"""An empty warehouse with the tables of a real build, to run case files on."""

import datetime as dt

import duckdb

_RUN = """
create table meta.run (
    as_of date, built_at timestamp, engine_version varchar, settings_digest varchar,
    run_digest varchar
)"""


def empty_warehouse() -> duckdb.DuckDBPyConnection:
    """A connection in which every shipped model was built from no published file at all.

    Reference tables hold their rows; every other table is empty, meta.run and restricted too.
    """
    from lumbrera import content, normalise, warehouse
    from lumbrera.build import build, discover
    from lumbrera.config import Settings
    from lumbrera.ingest.stage import empty_staged_columns
    from lumbrera.restricted import EMPTY
    from lumbrera.sources import SOURCES

    con = duckdb.connect()
    normalise.register(con, normalise.DEFAULT_KEY)
    con.execute("create schema staged")
    for source in SOURCES:
        con.execute(
            f"create view staged.{source.name} as select {empty_staged_columns(source.fields)}, "
            "cast(null as date) as export_on, cast(null as varchar) as book_sha256 limit 0"
        )
    con.execute("create schema ingest")
    con.execute("create table ingest.file (file_sha256 varchar, name varchar)")
    con.execute(f"create schema restricted; create table restricted.declared_relative as {EMPTY}")
    external = {
        "restricted.declared_relative": "",
        **{f"staged.{source.name}": "" for source in SOURCES},
        **warehouse.write_settings(con, Settings(), dt.date(2026, 1, 1)),
    }
    con.execute(_RUN)
    build(con, discover(content.root("models")), external)
    con.execute("delete from core.list_availability")
    return con

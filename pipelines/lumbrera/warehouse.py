"""The inputs of a build: staged files as views, what was ingested and the settings as tables.

Each comes with a digest, so that the builder knows which tables are stale.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import msgspec

from lumbrera import lean, normalise
from lumbrera.config import Settings
from lumbrera.errors import UsageError
from lumbrera.ingest.export_date import BY_READING
from lumbrera.ingest.record import FileRecord
from lumbrera.ingest.stage import empty_staged_columns
from lumbrera.people import decisions
from lumbrera.people.decisions import LinkDecision
from lumbrera.sources import SOURCES
from lumbrera.workspace import Workspace


def connect(
    path: Path | str, workspace: Workspace, settings: Settings, *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection within the limits of the settings; it never downloads an extension."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": settings.engine.memory_limit,
        "temp_directory": str(workspace.temporary),
        "autoinstall_known_extensions": False,
        # Half of the time of a large build is storing: strings compressed as DuckDB 1.3 and newer read
        # them, and one method less to try, take a tenth of that away and no more room.
        "storage_compatibility_version": "v1.3.0",
        "disabled_compression_methods": "zstd",
    }
    if settings.engine.threads:
        config["threads"] = settings.engine.threads
    con = duckdb.connect(str(path), read_only=read_only, config=config)
    # Its bar would end up on standard output, among what other programs read.
    con.execute("set enable_progress_bar = false")
    return con


def known_as_of(records: list[FileRecord], as_of: dt.date | None) -> list[FileRecord]:
    """The loaded files that had been published by a date; all of them without one."""
    return [
        r
        for r in records
        if r.is_loaded() and (as_of is None or r.export_date is None or r.export_date <= as_of)
    ]


def cut_off(records: list[FileRecord], as_of: dt.date | None) -> dt.date:
    """The date the warehouse tells of: the one asked for, else that of the latest export."""
    if as_of:
        return as_of
    dates = [r.export_date for r in records if r.export_date and r.export_basis != BY_READING]
    return max(dates, default=dt.date.today())


def digest(*parts: object) -> str:
    """One digest of several values."""
    text = "\0".join(msgspec.json.encode(p).decode() for p in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def staged_digests(loaded: list[FileRecord]) -> dict[str, str]:
    """The digest of each staged table: of the files in it and how they were read."""
    return {
        f"staged.{source.name}": digest(
            [
                (r.file_sha256, r.export_date, r.reader, r.rows_loaded)
                for r in sorted(loaded, key=lambda r: r.file_sha256)
                if r.source == source.name
            ]
        )
        for source in SOURCES
    }


def create_staged_views(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, loaded: list[FileRecord]
) -> None:
    """One view per source over the Parquet of its files, with the date each was exported and the
    digest of the workbook it is a sheet of (its own where it is none)."""
    con.execute("create schema if not exists staged")
    for source in SOURCES:
        files = [r for r in loaded if r.source == source.name]
        if not files:
            con.execute(
                f"create or replace view staged.{source.name} as select "
                f"{empty_staged_columns(source.fields)}, cast(null as date) as export_on, "
                "cast(null as varchar) as book_sha256 limit 0"
            )
            continue
        paths = ", ".join(
            "'"
            + str(workspace.staged / source.name / f"{r.file_sha256}.parquet").replace("'", "''")
            + "'"
            for r in files
        )
        dates = ", ".join(
            f"('{r.file_sha256}', date '{r.export_date}', '{r.book_sha256}')" for r in files
        )
        con.execute(f"""
            create or replace view staged.{source.name} as
            select s.*, f.export_on, f.book_sha256 from read_parquet([{paths}]) s
            join (values {dates}) f(file_sha256, export_on, book_sha256) using (file_sha256)
        """)


def drop_staged_views(con: duckdb.DuckDBPyConnection) -> None:
    """Removes the views: a snapshot does not depend on where the staged files lie."""
    con.execute("drop schema if exists staged cascade")


def write_ingest(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, records: list[FileRecord]
) -> None:
    """ingest.file, ingest.quarantine and meta.file_validation, from the records of the files."""
    pa = lean.pyarrow()

    con.execute("create schema if not exists ingest; create schema if not exists meta")
    columns = {
        "file_sha256": pa.string(), "source": pa.string(), "layout": pa.string(),
        "name": pa.string(), "export_date": pa.date32(), "export_basis": pa.string(),
        "rows_read": pa.int64(), "rows_loaded": pa.int64(), "rows_quarantined": pa.int64(),
        "rows_duplicate": pa.int64(), "columns_unknown": pa.list_(pa.string()),
        "columns_missing": pa.list_(pa.string()), "notes": pa.list_(pa.string()),
        "status": pa.string(), "reason": pa.string(), "ingested_at": pa.timestamp("s"),
        "size_bytes": pa.int64(), "encoding": pa.string(),
    }  # fmt: skip
    con.register(
        "file_records",
        pa.table({c: pa.array([getattr(r, c) for r in records], t) for c, t in columns.items()}),
    )
    con.execute("create or replace table ingest.file as select * from file_records order by name")
    con.unregister("file_records")
    kept = [
        str(path)
        for r in records
        if r.source
        and (path := workspace.staged / r.source / f"{r.file_sha256}.quarantine.parquet").exists()
    ]
    con.execute(
        "create or replace table ingest.quarantine "
        "(file_sha256 varchar, row_number bigint, reason varchar, raw varchar)"
    )
    if kept:
        con.execute(
            """
            insert into ingest.quarantine
            select regexp_extract(filename, '([0-9a-f]{64})\\.quarantine', 1), row_number, reason, raw
            from read_parquet(?, filename = true) order by all
            """,
            [kept],
        )
    outcomes = [(r, o) for r in records if r.validation for o in r.validation.outcomes]
    write_validation(con, "meta.file_validation", [(r.name, o) for r, o in outcomes])


def write_validation(
    con: duckdb.DuckDBPyConnection, table: str, outcomes: list[tuple[str, object]]
) -> None:
    """A table of validation outcomes: suite, target, expectation, column_name, severity, success,
    unexpected_count, message, why."""
    pa = lean.pyarrow()

    def column(name: str) -> list[object]:
        return [getattr(o, name) for _, o in outcomes]

    con.register(
        "outcomes",
        pa.table(
            {
                "suite": pa.array(column("suite"), pa.string()),
                "target": pa.array([t for t, _ in outcomes], pa.string()),
                "expectation": pa.array(column("expectation"), pa.string()),
                "column_name": pa.array(column("column"), pa.string()),
                "severity": pa.array(column("severity"), pa.string()),
                "success": pa.array(column("success"), pa.bool_()),
                "unexpected_count": pa.array(column("unexpected_count"), pa.int64()),
                "message": pa.array(column("message"), pa.string()),
                "why": pa.array(column("why"), pa.string()),
            }
        ),
    )
    con.execute(f"create or replace table {table} as select * from outcomes")
    con.unregister("outcomes")


def write_settings(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    as_of: dt.date,
    links: Sequence[LinkDecision] = (),
) -> Mapping[str, str]:
    """The settings that models and rules read, as tables; gives the digest of each.

    links: what people decided about who is who (links.toml).
    """
    con.execute("create schema if not exists meta")
    con.execute(
        "create or replace table meta.version_setting as select ? as complete_share, ? as missing_floor",
        [settings.versions.complete_share, settings.versions.missing_floor],
    )
    con.execute(
        "create or replace table meta.jurisdiction as select ? as code",
        [settings.jurisdiction.code],
    )
    con.execute(
        "create or replace table meta.model_setting as select ?::bigint as score_up_to",
        [settings.models.score_up_to],
    )
    con.execute(
        "create or replace table meta.network_setting as select ?::boolean as enabled",
        [settings.networks.enabled],
    )
    con.execute(
        "create or replace table meta.budget (institution_id varchar, year integer, budget_mxn decimal(18, 2))"
    )
    if settings.budgets:
        con.executemany(
            "insert into meta.budget values (?, ?, ?)",
            [_budget_row(key, amount) for key, amount in sorted(settings.budgets.items())],
        )
    con.execute(
        "create or replace table meta.link_decision (profile_a varchar, profile_b varchar, "
        "is_confirmed boolean, who varchar, decided_on date, reason varchar)"
    )
    if links:
        con.executemany(
            "insert into meta.link_decision values (?, ?, ?, ?, ?, ?)", decisions.in_force(links)
        )
    return {
        "meta.link_decision": digest(list(links)),
        "meta.version_setting": digest(settings.versions),
        "meta.jurisdiction": digest(settings.jurisdiction),
        "meta.budget": digest(settings.budgets),
        "meta.model_setting": digest(settings.models),
        "meta.network_setting": digest(settings.networks),
        "meta.run": digest(as_of),
    }


def _budget_row(key: str, amount: float) -> tuple[str, int | None, float]:
    """'050GYR' applies to every year, '050GYR:2026' to one."""
    institution, _, year = key.partition(":")
    return institution, int(year) if year else None, amount


def id_key(settings: Settings, workspace: Workspace) -> str:
    """The deployment's own key for ids, or the default one. Raises UsageError without its file."""
    if not settings.identity.key_file:
        return normalise.DEFAULT_KEY
    path = workspace.root / settings.identity.key_file
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(
            f"identity.key_file: {path} cannot be read ({exc})",
            hint="restore it: with another key, every id changes",
        ) from exc

"""The main job: recognise, stage, validate, build, flag, rank, report.

The command line and the Airflow DAGs call `run`; nothing else builds a warehouse.
"""

import contextlib
import datetime as dt
import errno
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from lumbrera import (
    __version__,
    build,
    config,
    fetch,
    normalise,
    recipes,
    restricted,
    rows,
    ruleset,
    snapshot,
    warehouse,
)
from lumbrera.config import Settings
from lumbrera.errors import LumbreraError
from lumbrera.ingest import Ingestion, IngestResult
from lumbrera.ingest.record import FileRecord, all_records
from lumbrera.modelling import drift
from lumbrera.recipes import Recipe
from lumbrera.workspace import Workspace

Tell = Callable[[str, str, int, int], None]
"""Progress: the step, what it is at, its place, how many there are (0 when unknown)."""


def silent(step: str, item: str, place: int, total: int) -> None:
    """A Tell that tells nothing."""


@dataclass
class RunResult:
    """What a run did. `exit_code` is 0, or 1 when a file was refused or a critical check failed."""

    as_of: dt.date
    snapshot: Path | None
    is_new: bool
    report: Path | None
    files: list[FileRecord]
    critical: list[str] = field(default_factory=list)
    rules: list[dict[str, object]] = field(default_factory=list)
    cases: list[dict[str, object]] = field(default_factory=list)
    n_cases: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    suppressions: list[dict[str, object]] = field(default_factory=list)
    tables_built: list[str] = field(default_factory=list)
    previous_as_of: dt.date | None = None
    unfetched: list[str] = field(default_factory=list)

    @property
    def refused(self) -> list[FileRecord]:
        """The files that were not loaded, with their reasons."""
        return [f for f in self.files if not f.is_loaded()]

    @property
    def exit_code(self) -> int:
        """0 done; 1 a source was refused or not fetched, or a critical expectation failed."""
        return 1 if self.refused or self.critical or self.unfetched else 0


def run(
    paths: Iterable[Path],
    data: Path,
    *,
    as_of: dt.date | None = None,
    tell: Tell = silent,
    waiting: Callable[[str], None] = print,
) -> RunResult:
    """Reads the paths into the data directory and brings warehouse, alerts and report up to date.

    Without paths the sources configured in lumbrera.toml are read.
    as_of: only exports and lists published by that day count. Raises UsageError for paths or
    settings that are wrong, LumbreraError when the disk is full or a model or rule fails; the last
    good snapshot stays in every case.
    """
    workspace = Workspace(data)
    workspace.prepare()
    settings = config.load(workspace.settings_file)
    unfetched: list[str] = []
    recipe = recipes.load(
        workspace, settings
    )  # what is wrong in it is said before anything is read
    with _explaining(workspace):
        to_read = list(paths) or fetch.configured_paths(workspace, settings, unfetched.append)
    with workspace.locked(waiting), _explaining(workspace):
        read = _ingest(workspace, settings, to_read, tell)
        result = _analyse(workspace, settings, recipe, read.seen, as_of, tell)
    result.unfetched = unfetched
    return result


def ingest(
    paths: Iterable[Path],
    data: Path,
    *,
    tell: Tell = silent,
    waiting: Callable[[str], None] = print,
) -> IngestResult:
    """Only reads and stages the paths, or without any the configured sources; `analyse` builds from
    what is staged."""
    workspace = Workspace(data)
    workspace.prepare()
    settings = config.load(workspace.settings_file)
    unfetched: list[str] = []
    with _explaining(workspace):
        to_read = list(paths) or fetch.configured_paths(workspace, settings, unfetched.append)
    with workspace.locked(waiting), _explaining(workspace):
        result = _ingest(workspace, settings, to_read, tell)
    result.unfetched = unfetched
    return result


def analyse(
    data: Path,
    *,
    as_of: dt.date | None = None,
    score_all: bool = False,
    tell: Tell = silent,
    waiting: Callable[[str], None] = print,
) -> RunResult:
    """Builds warehouse, alerts and report from what is staged in the data directory.

    score_all: the models read every contract, however many the settings allow.
    """
    workspace = Workspace(data)
    workspace.prepare()
    settings = config.load(workspace.settings_file)
    if score_all:
        settings.models.score_up_to = sys.maxsize
    recipe = recipes.load(workspace, settings)
    with workspace.locked(waiting), _explaining(workspace):
        # What was refused was said, and counted, when it was read.
        loaded = [r for r in all_records(workspace) if r.is_loaded()]
        return _analyse(workspace, settings, recipe, loaded, as_of, tell)


def _ingest(
    workspace: Workspace, settings: Settings, paths: list[Path], tell: Tell
) -> IngestResult:
    with warehouse.connect(":memory:", workspace, settings) as con:
        ingestion = Ingestion(workspace, con, settings)
        return ingestion.run(paths, lambda name, place, n: tell("leer", name, place, n))


def _analyse(
    workspace: Workspace,
    settings: Settings,
    recipe: Recipe,
    seen: list[FileRecord],
    as_of: dt.date | None,
    tell: Tell,
) -> RunResult:
    records = all_records(workspace)
    loaded = warehouse.known_as_of(records, as_of)
    date = warehouse.cut_off(loaded, as_of)
    run_digest = warehouse.digest(
        __version__, date, normalise.digest(recipe.key), settings.versions, settings.budgets,
        settings.jurisdiction, [m.digest for m in recipe.models], [r.digest for r in recipe.rules],
        settings.queue, settings.models, settings.networks, recipe.suppressions, recipe.links,
        restricted.digest(workspace, settings),
        [(r.file_sha256, r.export_date, r.status, r.reader, r.rows_loaded) for r in records],
        [r.file_sha256 for r in loaded],
    )  # fmt: skip
    result = RunResult(date, workspace.current, False, workspace.report / "index.html", seen)
    if snapshot.run_digest(workspace) != run_digest:
        _build(workspace, settings, recipe, records, loaded, date, run_digest, result, tell)
    _read_back(workspace, settings, result, tell)
    return result


def _build(
    workspace: Workspace,
    settings: Settings,
    recipe: Recipe,
    records: list[FileRecord],
    loaded: list[FileRecord],
    as_of: dt.date,
    run_digest: str,
    result: RunResult,
    tell: Tell,
) -> None:
    """Builds the next snapshot and publishes it."""
    building = snapshot.begin(workspace)
    con = warehouse.connect(building, workspace, settings)
    try:
        normalise.register(con, recipe.key)
        warehouse.create_staged_views(con, workspace, loaded)
        ingest_digest = warehouse.digest(records)
        if snapshot.recorded(con, "ingest_digest") != ingest_digest:
            warehouse.write_ingest(con, workspace, records)
        external = {
            **warehouse.staged_digests(loaded),
            **warehouse.write_settings(con, settings, as_of, recipe.links),
            "restricted.declared_relative": warehouse.digest(
                restricted.digest(workspace, settings), [r.file_sha256 for r in loaded]
            ),
        }
        restricted.begin(con, workspace, settings)
        con.execute(
            """
            create or replace table meta.run as
            select $as_of as as_of, $now as built_at, $version as engine_version,
                   $settings as settings_digest, $run as run_digest, $ingest as ingest_digest,
                   cast($previous as date) as previous_as_of
            """,
            {
                "as_of": as_of,
                "now": dt.datetime.now().replace(microsecond=0),
                "version": __version__,
                "settings": warehouse.digest(settings),
                "run": run_digest,
                "ingest": ingest_digest,
                "previous": snapshot.recorded(con, "as_of"),
            },
        )
        built = build.build(
            con, recipe.models, external, {"macros": normalise.digest(recipe.key)},
            on_table=lambda t: tell("construir", t.table, 0, 0) if t.built else None,
        )  # fmt: skip
        # Those of the reserved sections are made anew in every run, in a database of their own.
        result.tables_built = [t for t in built.built if not t.startswith("restricted.")]
        previous = None
        if workspace.current.exists():
            con.execute(f"attach '{_escaped(workspace.current)}' as previous (read_only)")
            previous = "previous"
        if result.tables_built:
            drift.write_drift(con, previous)
        ruleset.run_rules(
            con, recipe.rules, previous=previous, queue=settings.queue,
            suppressions=recipe.suppressions,
            on_rule=lambda o: tell("evaluar", o.rule.id, 0, 0),
        )  # fmt: skip
        if previous:
            con.execute("detach previous")
        if result.tables_built:
            _validate(con, workspace, records, tell)
        warehouse.drop_staged_views(con)
        restricted.finish(con, workspace, settings)
        con.execute("checkpoint")
    finally:
        con.close()
    snapshot.publish(workspace, building, f"{as_of}-{run_digest[:12]}")
    snapshot.retain(workspace, settings.retention.snapshots)
    result.is_new = True


def _validate(
    con: duckdb.DuckDBPyConnection, workspace: Workspace, records: list[FileRecord], tell: Tell
) -> None:
    from lumbrera import validation

    tell("validar", "núcleo", 0, 0)
    core = validation.validate_core(con)
    warehouse.write_validation(
        con, "meta.core_validation", [(r.target, o) for r in core for o in r.outcomes]
    )
    con.execute(
        "create or replace view meta.validation as "
        "from meta.file_validation union all by name from meta.core_validation"
    )
    tell("documentar", "validación", 0, 0)
    validation.build_docs(
        [r.validation for r in records if r.validation] + core, workspace.validation
    )


def _read_back(workspace: Workspace, settings: Settings, result: RunResult, tell: Tell) -> None:
    """The summary and the report, from the published snapshot alone."""
    from lumbrera.report import write_report

    with warehouse.connect(workspace.current, workspace, settings, read_only=True) as con:
        result.critical = [
            f"{target}: {message}"
            for target, message in con.execute("""
                select target, message from meta.validation
                where severity = 'critical' and not success
                    and target not in (select name from ingest.file where status = 'refused')
            """).fetchall()
        ]
        result.rules = rows.records(
            con,
            """
            select rule_id, any_value(title) as title,
                coalesce(sum(n) filter (outcome = 'flagged'), 0)::bigint as flagged,
                coalesce(sum(n) filter (outcome = 'cleared'), 0)::bigint as cleared,
                coalesce(sum(n) filter (outcome = 'not_computable'), 0)::bigint as not_computable,
                any_value(miscalibrated) as miscalibrated
            from flags.coverage join flags.rule using (rule_id) group by rule_id order by rule_id
        """,
        )
        missing: dict[str, dict[str, int]] = {}
        for rule_id, name, n in con.execute(
            "select rule_id, missing, n from flags.coverage where outcome = 'not_computable' order by n desc"
        ).fetchall():
            missing.setdefault(rule_id, {})[name] = n
        for rule in result.rules:
            rule["missing"] = missing.get(str(rule["rule_id"]), {})
        result.cases = rows.records(
            con,
            f"""
            select case_id, subject_type, subject_id, score, amount, rank, rules, first_flagged_on,
                (select first(sentence order by {ruleset.STRONGEST_FIRST}) from flags.flag f where f.case_id = q.case_id) as sentence
            from cases.queue q order by rank limit 10
        """,
        )
        result.changes = dict(
            con.execute(
                "select change, count(*) from cases.change group by 1 order by 1"
            ).fetchall()
        )
        result.suppressions = rows.records(
            con, "select entry, status, note, n_flags from cases.suppression order by entry"
        )
        row = con.execute("select count(*) from cases.queue").fetchone()
        result.n_cases = row[0] if row else 0
        result.previous_as_of = snapshot.recorded(con, "previous_as_of")
        index = workspace.report / "index.html"
        # A run that was killed between snapshot and report left an older report, or none.
        if not index.exists() or index.stat().st_mtime_ns < workspace.current.stat().st_mtime_ns:
            tell("informe", "index.html", 0, 0)
            docs = workspace.validation / "index.html"
            result.report = write_report(
                con,
                workspace.report,
                docs_index=docs if docs.exists() else None,
                cache_dir=workspace.cache / "charts",
                new_since=result.previous_as_of,
            )


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


@contextlib.contextmanager
def _explaining(workspace: Workspace) -> Iterator[None]:
    """Tells a person what a failure of the machine means, wherever it comes up."""
    try:
        yield
    except LumbreraError as exc:
        # A model or rule that could not be written is no fault of the model or rule.
        if "No space left" in str(exc):
            raise _explained(exc, workspace) from exc
        raise
    except (OSError, duckdb.Error) as exc:
        raise _explained(exc, workspace) from exc


def _explained(error: Exception, workspace: Workspace) -> LumbreraError:
    """What a failure of the machine means for the person, and what to do."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or "No space left" in str(error):
        return LumbreraError(
            f"the disk that holds {workspace.root} is full; the last snapshot is untouched",
            hint="free some space, or lower retention.snapshots in lumbrera.toml, and run again",
        )
    if isinstance(error, OSError):
        return LumbreraError(
            f"{error.filename or workspace.root}: {error.strerror or error}; the last snapshot is untouched",
            hint="check that the folder exists and can be written, and run again",
        )
    return LumbreraError(
        f"{error}", hint="the last snapshot is untouched; please report this with the text above"
    )

"""Reading published files into the data directory, with an account for every row.

Each published table is parsed once: its staged Parquet, its quarantine and its record are named
by the sha256 of its content, so a file seen before costs only the reading of its bytes.
"""

import datetime as dt
import errno
import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from lumbrera import restricted
from lumbrera.config import Settings, published_sources
from lumbrera.errors import UsageError
from lumbrera.files.container import (
    READ_ERRORS,
    Member,
    UnreadableFileError,
    describe_read_error,
    holds_a_workbook,
    members,
)
from lumbrera.files.encoding import Scan, open_text, scan
from lumbrera.ingest import export_date, raw, record, stage, table, tables_of, volume
from lumbrera.ingest.reader import reader_version
from lumbrera.ingest.record import FileRecord, all_records
from lumbrera.ingest.table import Table
from lumbrera.ingest.walk import published_files
from lumbrera.sources.base import Match
from lumbrera.validation.report import SuiteReport
from lumbrera.workspace import Workspace, replace_file

Progress = Callable[[str, int, int], None]
"""Called with a file's name, its place and how many there are."""


@dataclass
class IngestResult:
    """The records of the files pointed at, the digests of those read just now, and which configured
    addresses gave no file."""

    seen: list[FileRecord] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)
    unfetched: list[str] = field(default_factory=list)

    def refused(self) -> list[FileRecord]:
        """Those of the files pointed at that were not loaded."""
        return [r for r in self.seen if not r.is_loaded()]


@dataclass(frozen=True)
class Staged:
    """A file that was read and typed but not yet judged."""

    match: Match
    rows: Path
    quarantine: Path
    seen: FileRecord
    report: Future[SuiteReport]


class Ingestion:
    """One pass over published files into a workspace; the workspace's lock is held.

    All files are staged first and judged afterwards, oldest export first, so that each is held
    against the export before it, in whatever order they came. Meanwhile a thread validates what is
    staged: that is Python's work, staging is DuckDB's.
    """

    def __init__(
        self, workspace: Workspace, con: duckdb.DuckDBPyConnection, settings: Settings
    ) -> None:
        self.workspace = workspace
        self.con = con
        self.settings = settings
        self.today = dt.date.today()
        self.sources = published_sources(settings.sources)
        self.reader = reader_version(self.sources)
        self._staged: dict[str, Staged] = {}
        self._read: dict[str, list[FileRecord]] = {}
        self._validator = ThreadPoolExecutor(1, thread_name_prefix="validate")

    def run(self, paths: Iterable[Path], progress: Progress) -> IngestResult:
        """Reads every file; gives a record for each, loaded or refused."""
        pointed_at = list(paths)
        files = published_files(pointed_at, self.workspace.owns)
        if not files:
            raise UsageError(
                "there is no file to read in " + ", ".join(map(str, pointed_at)),
                hint="give files, or folders that hold some",
            )
        try:
            return self._read_and_judge(files, progress)
        finally:
            self._validator.shutdown(cancel_futures=True)

    def _read_and_judge(self, files: list[Path], progress: Progress) -> IngestResult:
        result = IngestResult()
        for place, path in enumerate(files, start=1):
            progress(path.name, place, len(files))
            for name, seen, is_fresh in self._file(path):
                known = next((r for r in result.seen if r.file_sha256 == seen.file_sha256), None)
                if known is not None or seen.name != name:
                    told = known or seen
                    told.notes = [*told.notes, f"el mismo contenido llegó también como {name}"]
                if known is not None:
                    continue
                result.seen.append(seen)
                if is_fresh:
                    result.fresh.add(seen.file_sha256)
        for staged in sorted(self._staged.values(), key=lambda f: tables_of.by_export(f.seen)):
            self._judge(staged)
        return result

    def _file(self, path: Path) -> Iterable[tuple[str, FileRecord, bool]]:
        """Name, record and whether it was read just now, for each table of a file."""
        try:
            for member in members(path):
                yield from self._member(member)
        except (UnreadableFileError, *READ_ERRORS) as exc:
            yield path.name, self._refuse_unread(path, path.name, self._why(exc)), True

    def _member(self, member: Member) -> Iterable[tuple[str, FileRecord, bool]]:
        try:
            with member.open() as stream:
                found = scan(stream)
        except (UnreadableFileError, *READ_ERRORS) as exc:
            refused = self._refuse_unread(member.path, member.name, self._why(exc))
            return [(member.name, refused, True)]
        if found.sha256 in self._read:
            return [(tables_of.name_of(member, r), r, False) for r in self._read[found.sha256]]
        known = self._known_tables(found.sha256)
        if known:
            self._date_by_manifest(member, known)
            for seen in known:
                self._forget_refusals(tables_of.name_of(member, seen))
            return [(tables_of.name_of(member, r), r, False) for r in known]
        fresh = self._read[found.sha256] = self._tables(member, found)
        return [(r.name, r, True) for r in fresh]

    def _tables(self, member: Member, found: Scan) -> list[FileRecord]:
        """Stages every table of a member; gives the record of each, staged or refused."""
        seen = [self._record(member, found)]
        try:
            if found.size == 0:
                raise UnreadableFileError("el archivo está vacío; descárguelo de nuevo")
            opened = table.open_tables(member, found, self.workspace.temporary, self.sources)
            opened = [t for t in opened if t.has_rows(self.con)]
            seen = [self._record(member, found, t) for t in opened]
            seen[0].further = [r.file_sha256 for r in seen[1:]]
            for it, record_of in zip(opened, seen, strict=True):
                self._staged[record_of.file_sha256] = self._stage(it, member, found, record_of)
        except (UnreadableFileError, *READ_ERRORS) as exc:
            for unread in (r for r in seen if r.file_sha256 not in self._staged):
                unread.reason = self._why(exc)
        tables_of.date_alike(seen)
        is_same = member.is_plain and member.path.stat().st_size == found.size
        container = raw.keep(
            self.workspace, member.path, seen[0], found.sha256 if is_same else None
        )
        if any(r.reserved for r in seen):
            (self.workspace.raw / container).chmod(0o600)
        for record_of in seen:
            record_of.container_sha256 = container
            if record_of.file_sha256 not in self._staged:
                self._write(record_of)
        return seen

    def _record(self, member: Member, found: Scan, opened: Table | None = None) -> FileRecord:
        return FileRecord(
            file_sha256=opened.digest(found.sha256) if opened else found.sha256,
            name=opened.name(member.name) if opened else member.name,
            status="refused",
            size_bytes=found.size,
            encoding=None if holds_a_workbook(found.head) else found.encoding,
            reader=self.reader,
            ingested_at=dt.datetime.now().replace(microsecond=0),
            book_sha256=found.sha256,
            sheet=opened.sheet if opened else "",
        )

    def _stage(self, opened: Table, member: Member, found: Scan, seen: FileRecord) -> Staged:
        match = opened.match
        seen.notes += [*opened.notes, *tables_of.encoding_notes(found)]
        seen.source, seen.layout = match.source.name, match.layout.name
        seen.columns_unknown, seen.columns_missing = list(match.unknown), list(match.missing)
        loaded = opened.load(self.con, "incoming")
        staged = self.workspace.temporary / f"{seen.file_sha256}.parquet"
        quarantine = self.workspace.temporary / f"{seen.file_sha256}.quarantine.parquet"
        account = stage.stage(
            self.con, "incoming", loaded, match,
            file_sha256=seen.file_sha256, staged_path=staged, quarantine_path=quarantine,
        )  # fmt: skip
        self.con.execute("drop table incoming")
        self._reserve(opened, member, seen)
        seen.rows_read, seen.rows_loaded = account.read, account.loaded
        seen.rows_quarantined, seen.rows_duplicate = account.quarantined, account.duplicate
        seen.notes += account.notes
        self._date(opened, member, staged, seen)
        report = self._validator.submit(
            _validate, self.con.cursor(), match.source.name, staged, seen.name
        )
        return Staged(match, staged, quarantine, seen, report)

    def _reserve(self, opened: Table, member: Member, seen: FileRecord) -> None:
        """What a document holds of relatives: kept apart where there is a legal basis, or counted."""
        seen.reserved = opened.reserved
        if not seen.reserved:
            return
        told = f"{seen.reserved:,} declaraciones traen datos de pareja o dependientes, que son reservados"
        if restricted.is_allowed(self.settings):
            with open_text(member.open(), seen.encoding or "utf-8") as stream:
                kept = restricted.stage(self.workspace, stream, seen.file_sha256)
            seen.notes.append(
                f"{told}: {kept:,} registros se guardaron aparte, en la carpeta restricted, con el "
                f"fundamento que indica lumbrera.toml ({self.settings.restricted.legal_basis})"
            )
        else:
            seen.notes.append(
                f"{told}: no se leyeron (para leerlos hace falta el fundamento legal, en "
                "[restricted] legal_basis de lumbrera.toml)"
            )

    def _judge(self, file: Staged) -> None:
        """Loads a staged file, or refuses it whole with its rows set aside; keeps its account."""
        seen = file.seen
        if seen.rows_read == 0 and file.match.source.may_be_empty:
            seen.status = "loaded"
            seen.notes.append("trae encabezado y ningún renglón: no hubo qué publicar")
        elif seen.rows_read == 0:
            seen.reason = "el archivo trae encabezado pero ningún renglón; descárguelo de nuevo"
        elif self._size_is_plausible(file.match, file.rows, seen):
            self._obey(file.report.result(), file)
        if not seen.is_loaded() and seen.rows_loaded:
            stage.set_all_aside(
                self.con, file.rows, file.quarantine, "el archivo completo se rechazó"
            )
            seen.rows_quarantined += seen.rows_loaded
            seen.rows_loaded = 0
        self._publish(file.rows, file.quarantine, seen)
        self._write(seen)
        if seen.is_loaded():
            self._forget_refusals(seen.name)

    def _forget_refusals(self, name: str) -> None:
        """A good file takes the place of refused ones of its name: downloaded again, say."""
        for old in all_records(self.workspace):
            if old.name == name and not old.is_loaded():
                (self.workspace.staged / f"{old.file_sha256}.json").unlink()
                if old.source:
                    self.quarantine_path(old).unlink(missing_ok=True)

    def _date(self, opened: Table, member: Member, staged: Path, seen: FileRecord) -> None:
        source = opened.match.source
        seen.export_date, seen.export_basis = export_date.decide(
            manifest=raw.manifest(member.path).export_date,
            name=member.name,
            preamble=source.preamble_date(opened.preamble) if source.preamble_date else None,
            latest_inside=export_date.latest_past(self.con, staged, source.past_dates, self.today),
            today=self.today,
        )

    def _date_by_manifest(self, member: Member, known: list[FileRecord]) -> None:
        """A manifest written after a file was read still says when it was exported."""
        try:
            stated = raw.manifest(member.path).export_date
        except UnreadableFileError as exc:
            known[0].notes = [*known[0].notes, str(exc)]
            return
        for seen in known:
            if stated and stated != seen.export_date:
                seen.export_date, seen.export_basis = stated, export_date.BY_MANIFEST
                self._write(seen)

    def _size_is_plausible(self, match: Match, staged: Path, seen: FileRecord) -> bool:
        previous = record.export_before(seen, all_records(self.workspace))
        if previous is None:
            return True
        settings = self.settings.sources.get(match.source.name)
        share = match.source.scope.min_share
        if settings and settings.min_share_of_last is not None:
            share = settings.min_share_of_last
        size = volume.compare(
            self.con, str(staged), str(self.staged_path(previous)), match.source.scope, share
        )
        if size.verdict == "far_fewer":
            seen.reason = (
                f"{size.sentence()}; parece incompleto. Los últimos datos buenos se conservan. Si es "
                f"correcto, ponga min_share_of_last = 0 en [sources.{match.source.name}] de lumbrera.toml"
            )
            return False
        if size.verdict != "ok":
            seen.notes.append(size.sentence())
        return True

    def _obey(self, report: SuiteReport, file: Staged) -> None:
        """Loads the file but for its failing rows, or refuses it, as its validation says."""
        seen = file.seen
        seen.validation = report
        if report.critical_failed:
            failed = [
                o.message for o in report.outcomes if not o.success and o.severity == "critical"
            ]
            if not seen.rows_loaded:
                why = stage.most_set_aside_for(self.con, file.quarantine)
                failed = [f"se apartaron todos sus renglones, los más por esto: {why}"]
            seen.reason = "no cumple lo indispensable: " + "; ".join(failed)
            return
        if report.failing_rows:
            stage.set_aside_more(self.con, file.rows, file.quarantine, report.failing_rows)
            seen.rows_loaded -= len(report.failing_rows)
            seen.rows_quarantined += len(report.failing_rows)
        seen.status = "loaded"

    def _publish(self, staged: Path, quarantine: Path, seen: FileRecord) -> None:
        assert seen.source is not None
        folder = self.workspace.staged / seen.source
        folder.mkdir(exist_ok=True)
        replace_file(quarantine, folder / quarantine.name)
        if seen.is_loaded():
            replace_file(staged, folder / staged.name)

    def staged_path(self, seen: FileRecord) -> Path:
        """Where the staged rows of a loaded file lie."""
        assert seen.source is not None
        return self.workspace.staged / seen.source / f"{seen.file_sha256}.parquet"

    def quarantine_path(self, seen: FileRecord) -> Path:
        """Where the rows set aside from a recognised file lie."""
        assert seen.source is not None
        return self.workspace.staged / seen.source / f"{seen.file_sha256}.quarantine.parquet"

    def known(self, sha256: str) -> FileRecord | None:
        """The record of a content loaded before; what was refused is tried again."""
        path = self.workspace.staged / f"{sha256}.json"
        if not path.exists():
            return None
        seen = record.read(path)
        return seen if seen.is_loaded() and self.staged_path(seen).exists() else None

    def _known_tables(self, sha256: str) -> list[FileRecord]:
        """The records of a content whose every table was loaded before, by the same reader."""
        first = self.known(sha256)
        known = [first, *(self.known(s) for s in first.further)] if first else []
        whole = all(r and r.reader == self.reader and self._is_reserve_read(r) for r in known)
        return [r for r in known if r] if whole else []

    def _is_reserve_read(self, seen: FileRecord) -> bool:
        """Whether what a file holds of relatives was treated as the settings say now."""
        kept = restricted.staged_path(self.workspace, seen.file_sha256).exists()
        return not seen.reserved or kept or not restricted.is_allowed(self.settings)

    def _refuse_unread(self, path: Path, name: str, reason: str) -> FileRecord:
        """A file whose content could not be read through: known by the bytes there are."""
        try:
            digest, size = raw.sha256(path)
        except OSError:
            digest, size = hashlib.sha256(str(path).encode()).hexdigest(), 0
        if name != path.name:
            digest = hashlib.sha256(f"{digest}/{name}".encode()).hexdigest()
        seen = FileRecord(
            file_sha256=digest, name=name, status="refused", reason=reason,
            size_bytes=size, ingested_at=dt.datetime.now().replace(microsecond=0),
        )  # fmt: skip
        self._write(seen)
        return seen

    def _why(self, error: Exception) -> str:
        """Why a file is refused, in Spanish. What is no fault of the file is raised again."""
        if isinstance(error, UnreadableFileError):
            return str(error)
        if isinstance(error, OSError) and (
            error.errno in _OF_THE_MACHINE
            or (error.filename and self.workspace.owns(Path(str(error.filename))))
        ):
            raise error
        return describe_read_error(error)

    def _write(self, seen: FileRecord) -> None:
        record.write(seen, self.workspace.staged / f"{seen.file_sha256}.json")


def _validate(con: duckdb.DuckDBPyConnection, source: str, rows: Path, name: str) -> SuiteReport:
    from lumbrera import validation

    with con:
        return validation.validate_staged(
            con,
            f"staged.{source}",
            f"select * from read_parquet({stage.sql_text(rows)})",
            target=name,
        )


_OF_THE_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENOMEM)

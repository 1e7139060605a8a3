"""Reading published files into the data directory, with an account for every row.

Each published table is parsed once: its staged Parquet, its quarantine and its record are named
by the sha256 of its content, so a file seen before costs only the reading of its bytes.
"""

import datetime as dt
import hashlib
import importlib
import inspect
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import msgspec

from lumbrera import __version__
from lumbrera.config import Settings
from lumbrera.files import delimited, workbook
from lumbrera.files.container import (
    OLE_MAGIC,
    READ_ERRORS,
    ZIP_MAGIC,
    Member,
    UnreadableFileError,
    describe_read_error,
    members,
)
from lumbrera.files.encoding import Scan, scan
from lumbrera.files.rows import Loaded
from lumbrera.ingest import export_date, record, stage, volume
from lumbrera.ingest.record import FileRecord
from lumbrera.ingest.walk import MANIFEST_SUFFIX, published_files
from lumbrera.sources import SOURCES, by_name, recognise
from lumbrera.sources.base import Match, NearMiss
from lumbrera.workspace import Workspace, replace_file

Progress = Callable[[str, int, int], None]
"""Called with a file's name, its place and how many there are."""


class Manifest(msgspec.Struct):
    """What a fetcher or a person knows of a file and writes beside it as NAME.manifest.json."""

    export_date: dt.date | None = None
    url: str = ""
    licence: str = ""
    source: str = ""
    original_name: str = ""


@dataclass
class IngestResult:
    """The records of the files pointed at, and all that the data directory holds."""

    seen: list[FileRecord] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)

    def refused(self) -> list[FileRecord]:
        """Those of the files pointed at that were not loaded."""
        return [r for r in self.seen if not r.is_loaded()]


@cache
def reader_version() -> str:
    """Changes when the way files are read or judged changes, so that they are read again.

    Of code and expectations alone: the same in every process and on every machine.
    """
    from lumbrera import content, sources
    from lumbrera.files import container, encoding, rows
    from lumbrera.sources import base

    digest = hashlib.sha256(__version__.encode())
    modules = [export_date, stage, delimited, workbook, container, encoding, rows, base, sources]
    modules += [importlib.import_module(f"lumbrera.sources.{s.name}") for s in SOURCES]
    modules.append(importlib.import_module("lumbrera.sources.contracts"))
    for module in modules:
        digest.update(inspect.getsource(module).encode())
    for suite in sorted((content.root("expectations") / "staged").glob("*.yml")):
        digest.update(suite.read_bytes())
    return digest.hexdigest()[:16]


class Ingestion:
    """One pass over published files into a workspace; the workspace's lock is held."""

    def __init__(
        self, workspace: Workspace, con: duckdb.DuckDBPyConnection, settings: Settings
    ) -> None:
        self.workspace = workspace
        self.con = con
        self.settings = settings
        self.today = dt.date.today()

    def run(self, paths: Iterable[Path], progress: Progress) -> IngestResult:
        """Reads every file; gives a record for each, loaded or refused."""
        files = published_files(paths)
        result = IngestResult()
        for place, path in enumerate(files, start=1):
            progress(path.name, place, len(files))
            for seen, is_fresh in self._file(path):
                known = next((r for r in result.seen if r.file_sha256 == seen.file_sha256), None)
                if known is not None:
                    known.notes = [
                        *known.notes,
                        f"el mismo contenido llegó también como {seen.name}",
                    ]
                    continue
                result.seen.append(seen)
                if is_fresh:
                    result.fresh.add(seen.file_sha256)
        return result

    def _file(self, path: Path) -> Iterable[tuple[FileRecord, bool]]:
        try:
            for member in members(path):
                yield self._member(member)
        except UnreadableFileError as exc:
            yield self._refuse_unread(path, path.name, str(exc)), True
        except READ_ERRORS as exc:
            _reraise_if_full(exc)
            yield self._refuse_unread(path, path.name, describe_read_error(exc)), True

    def _member(self, member: Member) -> tuple[FileRecord, bool]:
        try:
            with member.open() as stream:
                found = scan(stream)
        except READ_ERRORS as exc:
            return self._refuse_unread(member.path, member.name, describe_read_error(exc)), True
        known = self.known(found.sha256)
        if known is not None and known.reader == reader_version():
            return known, False
        seen = FileRecord(
            file_sha256=found.sha256,
            name=member.name,
            status="refused",
            size_bytes=found.size,
            encoding=found.encoding,
            reader=reader_version(),
            ingested_at=dt.datetime.now().replace(microsecond=0),
        )
        try:
            self._read(member, found, seen)
        except UnreadableFileError as exc:
            seen.reason = str(exc)
        except READ_ERRORS as exc:
            _reraise_if_full(exc)
            seen.reason = describe_read_error(exc)
        self._keep_raw(member, seen)
        self._write(seen)
        return seen, True

    def _read(self, member: Member, found: Scan, seen: FileRecord) -> None:
        if found.size == 0:
            raise UnreadableFileError("el archivo está vacío; descárguelo de nuevo")
        match, load = self._recognise(member, found)
        if match is None:
            return
        if found.head.startswith((ZIP_MAGIC, OLE_MAGIC)):
            seen.encoding = None
        elif found.nul_bytes:
            seen.notes.append(f"{found.nul_bytes} bytes nulos, que se omitieron")
        if seen.encoding == "utf-8 with windows-1252":
            seen.notes.append(
                f"codificación mezclada: {found.stray_bytes} bytes que no son UTF-8 se leyeron como Windows-1252"
            )
        seen.source, seen.layout = match.source.name, match.layout.name
        seen.columns_unknown, seen.columns_missing = list(match.unknown), list(match.missing)
        self.con.execute("set preserve_insertion_order = true")
        loaded = load("incoming")
        staged = self.workspace.temporary / f"{found.sha256}.parquet"
        quarantine = self.workspace.temporary / f"{found.sha256}.quarantine.parquet"
        account = stage.stage(
            self.con, "incoming", loaded, match,
            file_sha256=found.sha256, staged_path=staged, quarantine_path=quarantine,
        )  # fmt: skip
        self.con.execute("drop table incoming")
        seen.rows_read, seen.rows_loaded = account.read, account.loaded
        seen.rows_quarantined, seen.rows_duplicate = account.quarantined, account.duplicate
        self._date(match, member, staged, seen)
        if account.read == 0:
            seen.reason = "el archivo trae encabezado pero ningún renglón; descárguelo de nuevo"
        elif self._size_is_plausible(match, staged, seen):
            self._validate(match, staged, quarantine, seen)
        self._publish(staged, quarantine, seen)

    def _recognise(self, member: Member, found: Scan) -> tuple[Match, Callable[[str], Loaded]]:
        if found.head.startswith((ZIP_MAGIC, OLE_MAGIC)):
            return self._recognise_workbook(member, found)
        best: Match | None = None
        near: list[NearMiss] = []
        chosen = ","
        for delimiter in delimited.DELIMITERS:
            reading = recognise(delimited.peek(found.head, found.encoding, delimiter))
            if isinstance(reading, Match):
                if best is None or reading.score > best.score:
                    best, chosen = reading, delimiter
            else:
                near += reading
        if best is None:
            raise UnreadableFileError(_unknown_format(near))
        match = best

        def load(table: str) -> Loaded:
            return delimited.load(
                self.con, table, member.open(), head=found.head, encoding=found.encoding,
                delimiter=chosen, header_index=match.header_index, width=len(match.header),
            )  # fmt: skip

        return match, load

    def _recognise_workbook(
        self, member: Member, found: Scan
    ) -> tuple[Match, Callable[[str], Loaded]]:
        path = self._on_disk(member, found.sha256)
        book = workbook.open_workbook(path)
        best: tuple[Match, str] | None = None
        near: list[NearMiss] = []
        for sheet in book.sheet_names:
            reading = recognise(workbook.sheet_rows(book, sheet, workbook.PEEK_ROWS))
            if isinstance(reading, Match):
                if best is None or reading.score > best[0].score:
                    best = (reading, sheet)
            else:
                near += reading
        if best is None:
            raise UnreadableFileError(_unknown_format(near))
        match, sheet = best

        def load(table: str) -> Loaded:
            return workbook.load(
                self.con, table, book, sheet,
                header_index=match.header_index, width=len(match.header),
            )  # fmt: skip

        return match, load

    def _on_disk(self, member: Member, sha256: str) -> Path:
        """A workbook inside an archive has to be a file of its own to be opened."""
        with member.path.open("rb") as stream:
            if stream.read(2) == ZIP_MAGIC and member.name == member.path.name:
                return member.path
        if member.name == member.path.name:
            return member.path
        copy = self.workspace.temporary / f"{sha256}.book"
        with member.open() as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target)
        return copy

    def _date(self, match: Match, member: Member, staged: Path, seen: FileRecord) -> None:
        latest = None
        if match.source.past_dates:
            greatest = ", ".join(
                f"max({c}) filter ({c} <= $today)" for c in match.source.past_dates
            )
            row = self.con.execute(
                f"select {greatest} from read_parquet($path)",
                {"path": str(staged), "today": self.today},
            ).fetchone()
            latest = max((d for d in row or () if d is not None), default=None)
        preamble = None
        if match.source.preamble_date:
            preamble = match.source.preamble_date(self._preamble(member, match))
        manifest = self._manifest(member.path)
        seen.export_date, seen.export_basis = export_date.decide(
            manifest=manifest.export_date if manifest else None,
            name=member.name,
            preamble=preamble,
            latest_inside=latest,
            today=self.today,
        )

    def _preamble(self, member: Member, match: Match) -> list[list[str]]:
        if match.header_index == 0:
            return []
        with member.open() as stream:
            head = scan(stream)
        if head.head.startswith((ZIP_MAGIC, OLE_MAGIC)):
            return []
        return delimited.peek(head.head, head.encoding, ",")[: match.header_index]

    def _manifest(self, path: Path) -> Manifest | None:
        beside = path.with_name(path.name + MANIFEST_SUFFIX)
        if not beside.exists():
            return None
        try:
            return msgspec.json.decode(beside.read_bytes(), type=Manifest)
        except msgspec.DecodeError as exc:
            raise UnreadableFileError(f"el manifiesto {beside.name} no es válido: {exc}") from exc

    def _size_is_plausible(self, match: Match, staged: Path, seen: FileRecord) -> bool:
        before = [
            r
            for r in self.all_records()
            if r.is_loaded()
            and (r.source, r.layout) == (seen.source, seen.layout)
            and r.export_date is not None
            and seen.export_date is not None
            and r.export_date < seen.export_date
        ]
        if not before:
            return True
        previous = max(before, key=lambda r: (r.export_date or dt.date.min, r.file_sha256))
        assert previous.source is not None
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

    def _validate(self, match: Match, staged: Path, quarantine: Path, seen: FileRecord) -> None:
        from lumbrera import validation

        report = validation.validate_staged(
            self.con,
            f"staged.{match.source.name}",
            f"select * from read_parquet('{staged}')",
            target=seen.name,
        )
        seen.validation = report
        if report.critical_failed:
            failed = [
                o.message for o in report.outcomes if not o.success and o.severity == "critical"
            ]
            seen.reason = "no cumple lo indispensable: " + "; ".join(failed)
            return
        if report.failing_rows:
            stage.set_aside_more(self.con, staged, quarantine, report.failing_rows)
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

    def all_records(self) -> list[FileRecord]:
        """Every file that the data directory has an account of."""
        return all_records(self.workspace)

    def _refuse_unread(self, path: Path, name: str, reason: str) -> FileRecord:
        """A file whose content could not be read through: known by the bytes there are."""
        digest = hashlib.sha256()
        size = 0
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(1 << 20):
                    digest.update(chunk)
                    size += len(chunk)
        except OSError:
            digest.update(str(path).encode())
        seen = FileRecord(
            file_sha256=digest.hexdigest(), name=name, status="refused", reason=reason,
            size_bytes=size, ingested_at=dt.datetime.now().replace(microsecond=0),
        )  # fmt: skip
        self._write(seen)
        return seen

    def _keep_raw(self, member: Member, seen: FileRecord) -> None:
        """Keeps the bytes as published, named by their sha256, with what is known of them."""
        digest = hashlib.sha256()
        with member.path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
        seen.container_sha256 = digest.hexdigest()
        kept = self.workspace.raw / seen.container_sha256
        if kept.exists():
            return
        copy = self.workspace.temporary / seen.container_sha256
        shutil.copyfile(member.path, copy)
        replace_file(copy, kept)
        manifest = self._manifest_quietly(member.path)
        known = by_name(seen.source) if seen.source else None
        manifest.original_name = member.path.name
        manifest.source = manifest.source or (seen.source or "")
        if known:
            manifest.url = manifest.url or known.url
            manifest.licence = manifest.licence or known.licence
        manifest.export_date = seen.export_date
        kept.with_suffix(".json").write_bytes(
            msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        )

    def _manifest_quietly(self, path: Path) -> Manifest:
        try:
            return self._manifest(path) or Manifest()
        except UnreadableFileError:
            return Manifest()

    def _write(self, seen: FileRecord) -> None:
        record.write(seen, self.workspace.staged / f"{seen.file_sha256}.json")


def all_records(workspace: Workspace) -> list[FileRecord]:
    """Every file that a data directory has an account of, by name and digest."""
    found = [record.read(p) for p in workspace.staged.glob("*.json")]
    return sorted(found, key=lambda r: (r.name, r.file_sha256))


def _reraise_if_full(error: BaseException) -> None:
    import errno

    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        raise error


def _unknown_format(near: list[NearMiss]) -> str:
    text = "el formato no se reconoce"
    nearest = sorted(near, key=lambda m: (-m.shared, len(m.lacking)))[:3]
    if nearest:
        text += "; los más parecidos: " + "; ".join(
            f"{m.source.title} ({m.layout.name}), al que le faltan las columnas "
            + ", ".join(f"«{c}»" for c in m.lacking)
            for m in nearest
        )
    return text + ". Compruebe que sea el archivo publicado, sin columnas cambiadas"

"""The data directory: where everything a deployment produces lies, and the lock that guards it.

raw/         bytes as published, named by sha256, each with its manifest
staged/      one Parquet file per published table, rejected rows and accounting beside it
snapshots/   finished warehouses; current.duckdb is the newest of them
validation/  Data Docs of the last validation
report/      the report of the current snapshot
incoming/    files fetched from configured addresses, one folder per source
publication/ the portal: what waits for a signature, what is published, the record of both
cache/       charts already drawn; may be deleted at any time
restricted/  relatives that officials declare, only where there is a legal basis to read them
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from lumbrera.errors import LumbreraError, UsageError


class Workspace:
    """One data directory. Nothing is created before `prepare`."""

    def __init__(self, root: Path) -> None:
        # Data Docs and DuckDB's links need a path that does not depend on where the command stands.
        self.root = root = root.resolve()
        self.raw = root / "raw"
        self.staged = root / "staged"
        self.snapshots = root / "snapshots"
        self.validation = root / "validation"
        self.report = root / "report"
        self.publication = root / "publication"
        self.cache = root / "cache"
        self.restricted = root / "restricted"
        self.temporary = root / "tmp"
        self.current = root / "current.duckdb"
        self.settings_file = root / "lumbrera.toml"
        self._lock_file = root / ".lock"

    def prepare(self) -> None:
        """Creates the folders. Raises UsageError when the directory cannot be written."""
        try:
            for folder in (self.raw, self.staged, self.snapshots, self.temporary):
                folder.mkdir(parents=True, exist_ok=True)
            if not os.access(self.root, os.W_OK):
                raise PermissionError(13, "Permission denied", str(self.root))
        except OSError as exc:
            raise UsageError(
                f"the data directory {self.root} cannot be written: {exc.strerror}",
                hint="choose another with --data DIR, or give this user write permission",
            ) from exc

    def owns(self, path: Path) -> bool:
        """Whether a file was written by Lumbrera: a folder to read may hold the data directory."""
        try:
            inside = path.resolve().relative_to(self.root.resolve()).parts
        except ValueError:
            return False
        written = (self.raw, self.staged, self.snapshots, self.validation, self.report,
                   self.publication, self.cache, self.restricted, self.temporary, self.current,
                   self._lock_file)  # fmt: skip
        return inside[0] in {p.name for p in written}

    @contextlib.contextmanager
    def locked(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Holds the directory for one writer; a second one waits, and `waiting` is told so."""
        import filelock

        lock = filelock.FileLock(self._lock_file)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            waiting(
                f"otra ejecución está usando {self.root}; esta espera a que termine "
                "(Ctrl+C para cancelar)"
            )
            lock.acquire()
        try:
            self._sweep()
            yield
        finally:
            lock.release()

    def _sweep(self) -> None:
        """Removes what a killed run left half-made; only called by the holder of the lock."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(parents=True, exist_ok=True)

    def require_current(self) -> Path:
        """The current snapshot. Raises LumbreraError when there is none yet."""
        if not self.current.exists():
            raise LumbreraError(
                f"no hay todavía ningún almacén en {self.root}",
                hint="ejecute primero: lumbrera run CARPETA --data " + str(self.root),
            )
        return self.current


def replace_file(temporary: Path, final: Path) -> None:
    """Publishes a finished file under its final name in one step that survives a power cut."""
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(final)

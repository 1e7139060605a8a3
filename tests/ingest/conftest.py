"""A data directory to read files into, and what it then holds."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from lumbrera.config import Settings
from lumbrera.ingest import Ingestion, IngestResult
from lumbrera.ingest.record import FileRecord
from lumbrera.workspace import Workspace


class Reading:
    """Reads files into one data directory and looks at what was staged and set aside."""

    def __init__(self, root: Path) -> None:
        self.workspace = Workspace(root)
        self.workspace.prepare()
        self.con = duckdb.connect()
        self.settings = Settings()

    def read(self, *paths: Path) -> IngestResult:
        """Reads paths as a run does."""
        ingestion = Ingestion(self.workspace, self.con, self.settings)
        return ingestion.run(paths, lambda name, place, n: None)

    def one(self, path: Path) -> FileRecord:
        """Reads one path that holds one table."""
        (seen,) = self.read(path).seen
        return seen

    def staged(self, seen: FileRecord, columns: str = "*") -> list[tuple[object, ...]]:
        """The staged rows of a file, in the file's order."""
        path = self.workspace.staged / str(seen.source) / f"{seen.file_sha256}.parquet"
        return self.con.execute(
            f"select {columns} from read_parquet('{path}') order by row_number"
        ).fetchall()

    def aside(self, seen: FileRecord) -> list[tuple[int, str]]:
        """Row number and reason of each row of a file that was set aside."""
        path = self.workspace.staged / str(seen.source) / f"{seen.file_sha256}.quarantine.parquet"
        return self.con.execute(
            f"select row_number, reason from read_parquet('{path}') order by row_number"
        ).fetchall()


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Reading]:
    """A reading into an empty data directory."""
    it = Reading(tmp_path / "data")
    yield it
    it.con.close()


@pytest.fixture(scope="session")
def reading_for_all(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Reading]:
    """Makes readings that outlive one test."""
    return lambda: Reading(tmp_path_factory.mktemp("data"))

"""The data directory: one writer at a time, nothing half-written, never silently unwritable."""

import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.workspace import Workspace, replace_file


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder that this process cannot write, being nobody for a while when it is root."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o555)
        was_root = os.geteuid() == 0
        if was_root:
            os.setresuid(65534, 65534, 0)
        try:
            yield folder
        finally:
            if was_root:
                os.setresuid(0, 0, 0)
            folder.chmod(0o755)


def test_a_directory_that_cannot_be_made_or_written_is_wrong_usage(as_nobody: Path) -> None:
    for root in (as_nobody, as_nobody / "data"):
        with pytest.raises(UsageError, match="cannot be written"):
            Workspace(root).prepare()


def test_a_data_directory_that_became_unwritable_is_wrong_usage(tmp_path, monkeypatch) -> None:
    workspace = Workspace(tmp_path)
    workspace.prepare()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be written"):
        workspace.prepare()


def test_a_file_where_the_directory_should_be_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(UsageError):
        Workspace(tmp_path / "data").prepare()


def test_the_second_writer_waits_says_so_and_then_works(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.prepare()
    told: list[str] = []
    order: list[str] = []
    is_waiting = threading.Event()

    def second() -> None:
        def waiting(message: str) -> None:
            told.append(message)
            is_waiting.set()

        with Workspace(tmp_path).locked(waiting):
            order.append("second")

    thread = threading.Thread(target=second)
    with workspace.locked(told.append):
        thread.start()
        assert is_waiting.wait(120)
        order.append("first")
    thread.join(120)
    assert order == ["first", "second"]
    assert len(told) == 1 and "espera a que termine" in told[0]


def test_what_a_killed_run_left_half_made_is_swept_by_the_next_writer(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.prepare()
    (workspace.temporary / "building.duckdb").write_bytes(b"half")
    with workspace.locked(print):
        assert list(workspace.temporary.iterdir()) == []


def test_before_the_first_run_there_is_no_snapshot_and_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(LumbreraError, match="lumbrera run"):
        Workspace(tmp_path).require_current()


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    new.write_text("new")
    old.write_text("old")
    with old.open() as reader:
        replace_file(new, old)
        assert reader.read() == "old"
    assert old.read_text() == "new" and not new.exists()


def test_only_what_lumbrera_writes_is_its_own(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "data")
    assert workspace.owns(workspace.raw / "x")
    assert workspace.owns(workspace.current)
    assert not workspace.owns(tmp_path / "data" / "contratos" / "x.csv")
    assert not workspace.owns(tmp_path / "x.csv")

"""Snapshots: a warehouse is built beside the current one and published in one step.

Readers are never blocked; a run that is killed leaves the last good snapshot; older snapshots
stay, as many as the settings keep.
"""

import os
import shutil
from pathlib import Path
from typing import Any

import duckdb

from lumbrera.workspace import Workspace, replace_file


def begin(workspace: Workspace) -> Path:
    """A file to build in: a copy of the current snapshot, or a new one."""
    building = workspace.temporary / "building.duckdb"
    if workspace.current.exists():
        shutil.copyfile(workspace.current, building)
    return building


def publish(workspace: Workspace, building: Path, name: str) -> Path:
    """Makes a finished, closed build the current snapshot; gives its file.

    The build becomes snapshots/NAME.duckdb, and current.duckdb is replaced by a link to it.
    """
    final = workspace.snapshots / f"{name}.duckdb"
    replace_file(building, final)
    link = workspace.temporary / "current.duckdb"
    link.unlink(missing_ok=True)
    try:
        os.link(final, link)
    except OSError:
        shutil.copyfile(final, link)
    link.replace(workspace.current)
    return final


def retain(workspace: Workspace, keep: int) -> list[Path]:
    """Removes the oldest snapshots beyond `keep`; gives those removed."""
    newest_first = sorted(
        workspace.snapshots.glob("*.duckdb"), key=lambda p: p.stat().st_mtime, reverse=True
    )
    for old in newest_first[keep:]:
        old.unlink()
    return newest_first[keep:]


def run_digest(workspace: Workspace) -> str | None:
    """The digest of the run that built the current snapshot, or None."""
    if not workspace.current.exists():
        return None
    try:
        with duckdb.connect(str(workspace.current), read_only=True) as con:
            digest: str | None = recorded(con, "run_digest")
            return digest
    except duckdb.Error:
        return None


def recorded(con: duckdb.DuckDBPyConnection, column: str) -> Any:
    """A value of meta.run in a warehouse; None when it has none yet."""
    try:
        row = con.execute(f"select {column} from meta.run").fetchone()
    except duckdb.Error:
        return None
    return row[0] if row else None

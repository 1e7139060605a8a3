"""Building the portal aside, with notes in place of alerts that are no more."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from lumbrera.publication import record
from lumbrera.publication.site import (
    Place,
    Prepared,
    alert_of,
    alert_page,
    compare,
    file_digests,
    whole_digest,
)
from lumbrera.workspace import Workspace

Build = Callable[[Path, Path], Any]
"""Builds the portal of a data directory in a folder."""
Note = Callable[[str, dt.date], str]
"""The page for an alert withdrawn on a day: that it was, and no name."""


def prepare(
    data: Path,
    *,
    build: Build | None = None,
    withdrawn_note: Note | None = None,
    today: dt.date | None = None,
    waiting: Callable[[str], None] = print,
) -> Prepared:
    """Builds the portal of the current snapshot aside, to wait for a signature.

    Takes the place of what was prepared before. An alert that was published and is no more leaves
    a note at its address, dated the day on which that was first prepared. Raises LumbreraError
    without a snapshot, or when the portal cannot be built; what is published stays.
    """
    import filelock

    if build is None or withdrawn_note is None:
        from lumbrera.committee import portal

        build, withdrawn_note = (
            build or portal.build_portal,
            withdrawn_note or portal.render_withdrawn,
        )
    workspace, place = Workspace(data), Place(data)
    current = workspace.require_current()
    place.root.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(place.lock), workspace.locked(waiting):
        published = place.read_published()
        building = place.root / "building"
        shutil.rmtree(building, ignore_errors=True)
        site = building / "site"
        building.mkdir()
        build(data, site)
        withdrawn = _leave_notes(site, published, withdrawn_note, today or dt.date.today())
        files = file_digests(site)
        prepared = Prepared(
            digest=whole_digest(files),
            prepared_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
            based_on=published.digest if published else "",
            files=files,
            withdrawn=withdrawn,
            changes=compare(files, withdrawn, published),
            warnings=_warnings(current),
            snapshot=run_of(current),
        )
        (building / "prepared.json").write_bytes(
            msgspec.json.format(msgspec.json.encode(prepared), indent=1)
        )
        shutil.rmtree(place.prepared, ignore_errors=True)
        building.rename(place.prepared)
        record.append(place.record, "prepared", prepared.digest)
    return prepared


def _leave_notes(
    site: Path, published: Prepared | None, note: Note, today: dt.date
) -> dict[str, dt.date]:
    """Writes the notes of withdrawn alerts into a site; gives the day of each."""
    withdrawn = {}
    for path in published.files if published else ():
        flag_id = alert_of(path)
        if flag_id and not (site / path).exists():
            on = published.withdrawn.get(flag_id, today) if published else today
            withdrawn[flag_id] = on
            page = site / alert_page(flag_id)
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(note(flag_id, on), encoding="utf-8")
    return withdrawn


def run_of(current: Path) -> str:
    """The digest of the run that a snapshot is of."""
    import duckdb

    with duckdb.connect(str(current), read_only=True) as con:
        row = con.execute("select run_digest from meta.run").fetchone()
        return row[0] if row else ""


def _warnings(current: Path) -> list[str]:
    """The critical checks that failed on loaded data of a snapshot, in words for the signer."""
    import duckdb

    with duckdb.connect(str(current), read_only=True) as con:
        return [
            f"{target}: {message}"
            for target, message in con.execute("""
                select target, message from meta.validation
                where severity = 'critical' and not success
                    and target not in (select name from ingest.file where status = 'refused')
                order by all
            """).fetchall()
        ]

"""The record of publications: one JSON line per act, each with the digest of the line before it, so
that a line changed or taken out later shows."""

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Literal

import msgspec

from lumbrera.errors import LumbreraError

Act = Literal["prepared", "approved", "published", "rejected", "refused", "superseded"]


class Entry(msgspec.Struct, frozen=True):
    """One act. digest: of the site it concerns; who: the person, '' for the program itself;
    previous: sha256 of the line before, '' for the first."""

    at: dt.datetime
    act: Act
    digest: str
    who: str = ""
    note: str = ""
    previous: str = ""


def entries(path: Path) -> list[Entry]:
    """The record, oldest first. Raises LumbreraError, with the line's number, when it was changed."""
    if not path.exists():
        return []
    found = []
    previous = ""
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            entry = msgspec.json.decode(line, type=Entry)
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            raise _changed(path, number) from exc
        if entry.previous != previous:
            raise _changed(path, number)
        found.append(entry)
        previous = hashlib.sha256(line).hexdigest()
    return found


def append(path: Path, act: Act, digest: str, who: str = "", note: str = "") -> Entry:
    """Adds an act at this moment, on disk when this returns. The lock of the publication is held.

    Raises LumbreraError when what is there was changed.
    """
    entries(path)
    lines = path.read_bytes().splitlines() if path.exists() else []
    entry = Entry(
        at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        act=act,
        digest=digest,
        who=who,
        note=note,
        previous=hashlib.sha256(lines[-1]).hexdigest() if lines else "",
    )
    with path.open("ab") as stream:
        stream.write(msgspec.json.encode(entry) + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return entry


def _changed(path: Path, number: int) -> LumbreraError:
    return LumbreraError(
        f"{path}: line {number} is not as it was written, or a line before it is gone",
        hint="the record is only ever appended to: put it back from a backup before publishing",
    )

"""What people decided about links: confirmed or rejected, by whom, when and why; in links.toml.

    [[link]]
    profiles = ["Q0123456789abcdef", "Qfedcba9876543210"]
    decision = "confirmed"       # or "rejected"
    who = "Contraloría"
    on = 2026-11-30
    reason = "Acta de nacimiento a la vista"

Profiles keep their ids from run to run (see core.person_mention). The file holds no name and no key.
"""

import datetime as dt
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from lumbrera import entries
from lumbrera.errors import UsageError

FILE = "links.toml"

Decision = Literal["confirmed", "rejected"]


class LinkDecision(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One decision about the pair of profiles; the last one about a pair is the one that counts."""

    profiles: tuple[str, str]
    decision: Decision
    who: str
    on: dt.date
    reason: str


def load(path: Path) -> list[LinkDecision]:
    """The decisions of a file, in its order; none when there is no such file.

    Raises UsageError naming the file, and the entry by its number, for anything unknown, missing or
    of the wrong type.
    """
    return entries.load(path, "link", _entry)


def _entry(where: str, data: object) -> LinkDecision:
    entry = entries.converted(where, data, LinkDecision, ("who", "reason"))
    for profile in entry.profiles:
        if not re.fullmatch(r"Q[0-9a-f]{16}", profile):
            raise UsageError(
                f"{where}: {profile!r} is no profile",
                hint="a profile is Q and 16 hex digits; `lumbrera links list` shows them",
            )
    if entry.profiles[0] == entry.profiles[1]:
        raise UsageError(f"{where}: both profiles are {entry.profiles[0]}")
    return entry


def record(path: Path, entry: LinkDecision) -> None:
    """Adds a decision at the end of the file, which keeps what was decided before.

    Raises UsageError for an entry that `load` would refuse.
    """
    _entry(f"{path}: link {len(load(path)) + 1}", msgspec.to_builtins(entry))
    kept = path.read_bytes() if path.exists() else b""
    if kept and not kept.endswith(b"\n"):
        kept += b"\n"
    # A JSON string is a TOML string too.
    text = "\n".join(
        [
            "[[link]]",
            f"profiles = {json.dumps(list(entry.profiles))}",
            f"decision = {json.dumps(entry.decision)}",
            f"who = {json.dumps(entry.who, ensure_ascii=False)}",
            f"on = {entry.on.isoformat()}",
            f"reason = {json.dumps(entry.reason, ensure_ascii=False)}\n",
        ]
    )
    written = path.with_suffix(".new")
    written.write_bytes(kept + (b"\n" if kept else b"") + text.encode())
    written.replace(path)


def in_force(made: Sequence[LinkDecision]) -> list[tuple[str, str, bool, str, dt.date, str]]:
    """Rows of meta.link_decision: profile_a < profile_b, is_confirmed, who, on, reason; of several
    decisions about one pair the last in the file."""
    last: dict[tuple[str, str], LinkDecision] = {}
    for entry in made:
        a, b = sorted(entry.profiles)
        last[a, b] = entry
    return [
        (a, b, e.decision == "confirmed", e.who, e.on, e.reason)
        for (a, b), e in sorted(last.items())
    ]

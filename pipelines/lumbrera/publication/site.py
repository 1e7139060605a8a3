"""A site's bytes: where it lies, its digest, and how it differs from another."""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import msgspec

from lumbrera.errors import LumbreraError

_ALERT = re.compile(r"alertas/(F[0-9a-f]{12})\.html")


class Changes(msgspec.Struct, frozen=True):
    """What differs from the last publication: ids of alerts, and paths of all other files."""

    new_alerts: list[str] = []
    changed_alerts: list[str] = []
    withdrawn_alerts: list[str] = []
    new_files: list[str] = []
    changed_files: list[str] = []
    gone_files: list[str] = []


class Prepared(msgspec.Struct, frozen=True):
    """A site that waits for a signature, or has it.

    digest: of all files together. based_on: the digest of the site that was published when this one
    was prepared, '' for none. snapshot: the run of the data it was built from. withdrawn: the day on which each alert that is no more was withdrawn.
    warnings: critical checks that failed on the data behind it, for the signer.
    """

    digest: str
    prepared_at: dt.datetime
    based_on: str
    files: dict[str, str]
    withdrawn: dict[str, dt.date]
    changes: Changes
    warnings: list[str] = []
    snapshot: str = ""


class Place:
    """Where a data directory keeps its publication."""

    def __init__(self, data: Path) -> None:
        self.root = data.resolve() / "publication"
        self.prepared = self.root / "prepared"
        self.site = self.prepared / "site"
        self.sites = self.root / "sites"
        self.current = self.root / "current"
        self.record = self.root / "record.jsonl"
        self.lock = self.root / ".lock"

    def read_prepared(self) -> Prepared | None:
        """What waits for a signature, or None."""
        return _read(self.prepared / "prepared.json")

    def read_published(self) -> Prepared | None:
        """What is published, or None before the first publication."""
        if not self.current.is_symlink():
            return None
        name = self.current.readlink().name
        published = _read(self.sites / f"{name}.json")
        if published is None:
            raise LumbreraError(
                f"{self.sites / name}.json is gone: what is published cannot be compared",
                hint="put it back from a backup of publication/",
            )
        return published

    def final(self, digest: str) -> Path:
        """Where a signed site lies."""
        return self.sites / digest[:16]


def _read(path: Path) -> Prepared | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Prepared)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise LumbreraError(
            f"{path} is damaged: {exc}", hint="prepare again with: lumbrera publish --prepare"
        ) from exc


def file_digests(folder: Path) -> dict[str, str]:
    """The sha256 of every file below a folder, by its path there.

    Raises LumbreraError for a link or anything else that is no plain file: its bytes are not here.
    """
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise LumbreraError(f"{path} is no plain file and cannot be published")
        if path.is_file():
            with path.open("rb") as stream:
                name = path.relative_to(folder).as_posix()
                digests[name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return digests


def whole_digest(files: dict[str, str]) -> str:
    """One sha256 over all files: of the lines that sha256sum prints, sorted by path.

    So that it can be checked without Lumbrera (docs/operations.md).
    """
    lines = sorted((name.encode(), digest) for name, digest in files.items())
    text = b"".join(digest.encode() + b"  " + name + b"\n" for name, digest in lines)
    return hashlib.sha256(text).hexdigest()


def alert_of(path: str) -> str | None:
    """The id of the alert whose page a path is, or None."""
    found = _ALERT.fullmatch(path)
    return found[1] if found else None


def alert_page(flag_id: str) -> str:
    """The stable address of an alert's page within the site."""
    return f"alertas/{flag_id}.html"


def compare(
    files: dict[str, str], withdrawn: dict[str, dt.date], before: Prepared | None
) -> Changes:
    """What is new, changed and gone; an alert that came back after it was withdrawn is new."""
    old = before.files if before else {}
    gone_before = set(before.withdrawn) if before else set()

    def alerts(keep: Callable[[str, str], bool]) -> list[str]:
        return sorted(a for p in files if (a := alert_of(p)) and keep(a, p))

    def others(paths: set[str]) -> list[str]:
        return sorted(p for p in paths if not alert_of(p))

    return Changes(
        new_alerts=alerts(lambda a, p: a not in withdrawn and (p not in old or a in gone_before)),
        changed_alerts=alerts(
            lambda a, p: a not in withdrawn | dict.fromkeys(gone_before)
            and p in old and old[p] != files[p]
        ),
        withdrawn_alerts=sorted(set(withdrawn) - gone_before),
        new_files=others(files.keys() - old.keys()),
        changed_files=others({p for p in files.keys() & old.keys() if files[p] != old[p]}),
        gone_files=others(old.keys() - files.keys()),
    )  # fmt: skip

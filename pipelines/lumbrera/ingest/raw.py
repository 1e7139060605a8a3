"""The bytes as published, kept under their sha256, and what is known of where they came from."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import msgspec

from lumbrera.files.container import UnreadableFileError
from lumbrera.ingest.record import FileRecord
from lumbrera.ingest.walk import MANIFEST_SUFFIX
from lumbrera.sources import by_name
from lumbrera.workspace import Workspace, replace_file


class Manifest(msgspec.Struct):
    """What a fetcher or a person knows of a file and writes beside it as NAME.manifest.json."""

    export_date: dt.date | None = None
    url: str = ""
    licence: str = ""
    source: str = ""
    original_name: str = ""


def manifest(path: Path) -> Manifest:
    """What the manifest beside a file says. Raises UnreadableFileError when it cannot be read."""
    beside = path.with_name(path.name + MANIFEST_SUFFIX)
    if not beside.exists():
        return Manifest()
    try:
        return msgspec.json.decode(beside.read_bytes(), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        raise UnreadableFileError(f"el manifiesto {beside.name} no es válido: {exc}") from exc


def sha256(path: Path) -> tuple[str, int]:
    """Digest and size of a file."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return digest, stream.tell()


def keep(workspace: Workspace, path: Path, seen: FileRecord, digest: str | None = None) -> str:
    """Keeps the bytes of a file with what is known of them; gives their sha256.

    digest: that sha256, where it was worked out already.
    """
    digest = digest or sha256(path)[0]
    kept = workspace.raw / digest
    if kept.exists():
        return digest
    try:
        known = manifest(path)
    except UnreadableFileError:
        known = Manifest()
    known.original_name = path.name
    known.source = known.source or seen.source or ""
    known.export_date = seen.export_date
    if seen.source:
        source = by_name(seen.source)
        known.url, known.licence = known.url or source.url, known.licence or source.licence
    copy = workspace.temporary / digest
    copy.write_bytes(msgspec.json.format(msgspec.json.encode(known), indent=1))
    replace_file(copy, kept.with_suffix(".json"))
    shutil.copyfile(path, copy)
    replace_file(copy, kept)  # last: where it is, all of it is
    return digest

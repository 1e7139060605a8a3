"""Where a statement comes from: file, row and published address."""

from collections.abc import Mapping
from typing import Any

import msgspec

from lumbrera.report.evidence import parse
from lumbrera.report.text import clean, safe_url


class Source(msgspec.Struct, frozen=True):
    """One published row: file name, its sha256, the row as a spreadsheet shows it, address."""

    file: str
    file_sha256: str
    row_number: int
    url: str | None


def sources(source_rows: str | None) -> list[Source]:
    """The published rows named in flags.flag.source_rows (JSON), each once."""
    found: dict[tuple[str, int], Source] = {}
    for row in parse(source_rows) or []:
        if isinstance(row, Mapping):
            source = as_source(row)
            found.setdefault((source.file_sha256, source.row_number), source)
    return list(found.values())


def as_source(row: Mapping[str, Any]) -> Source:
    """A source from a mapping with file, file_sha256, row_number and url."""
    sha = str(row.get("file_sha256") or "")
    name = clean(row.get("file") or sha[:12] or "archivo sin nombre", limit=200)
    return Source(name, sha, int(row.get("row_number") or 0), safe_url(row.get("url")))

"""Lists that a person keeps by hand, as TOML: [[name]] and its keys, one after the other, read strictly."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from lumbrera.errors import UsageError

Entry = TypeVar("Entry", bound=msgspec.Struct)


def load(path: Path, name: str, convert: Callable[[str, object], Entry]) -> list[Entry]:
    """The entries [[name]] of a file, in its order; none when there is no such file.

    convert: makes one entry of its place (file, name and number, for messages) and its data (see
    `converted`). Raises UsageError naming the file for what is no TOML, another key or no list.
    """
    if not path.exists():
        return []
    try:
        data = msgspec.toml.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    hint = f"each entry begins with [[{name}]]"
    unknown = sorted(set(data) - {name})
    if unknown:
        raise UsageError(f"{path}: unknown key {unknown[0]!r}", hint=hint)
    entries = data.get(name, [])
    if not isinstance(entries, list):
        raise UsageError(f"{path}: {name} is no list of tables", hint=hint)
    return [convert(f"{path}: {name} {number}", entry) for number, entry in enumerate(entries, 1)]


def converted(where: str, data: Any, kind: type[Entry], filled: Sequence[str]) -> Entry:
    """One entry; filled: keys that must hold more than blanks.

    Raises UsageError beginning with `where` for anything unknown, missing, empty or of a wrong type.
    """
    try:
        entry = msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise UsageError(f"{where}: {error}") from None
    for key in filled:
        if not getattr(entry, key).strip():
            raise UsageError(f"{where}: {key} is empty")
    return entry

"""What a loaded table looks like in DuckDB, whatever file it came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MAX_ROW_BYTES = 1 << 25
"""The longest row that is read; a longer one is set aside."""


@dataclass(frozen=True)
class Reject:
    """A row that does not have the shape of its table: number as a spreadsheet shows it."""

    row_number: int
    reason: str
    raw: str


BLANKS = " \t\n\r\xa0"
"""What is not part of a cell's text at its ends."""


@dataclass
class Loaded:
    """The rows now in a DuckDB table (row_number, c0, c1, …) and those set aside.

    padded: the columns of which some cell begins or ends with a blank; most have none, and
    looking once is far cheaper than trimming every cell.
    multiline: likewise those of which some cell holds a line break, or may be longer than a row.
    """

    rows: int
    rejects: list[Reject] = field(default_factory=list)
    padded: frozenset[str] = frozenset()
    multiline: frozenset[str] = frozenset()


def padded(columns: Iterable[tuple[str, Any]]) -> set[str]:
    """The names of the Arrow text columns with a cell that begins or ends with a blank."""
    import pyarrow.compute as pc

    def size(column: Any) -> int:
        return pc.sum(pc.binary_length(column)).as_py() or 0

    return {n for n, c in columns if size(pc.utf8_trim(c, characters=BLANKS)) != size(c)}


def multiline(columns: Iterable[tuple[str, Any]]) -> set[str]:
    """The names of the Arrow text columns with a cell that holds a line break, and of those that
    hold more text than a row may."""

    def is_broken(column: Any) -> bool:
        text = column.buffers()[-1]
        if text is None or len(text) > MAX_ROW_BYTES:
            return text is not None
        cells = text.to_pybytes()
        return b"\n" in cells or b"\r" in cells

    return {n for n, c in columns if is_broken(c)}


def column_names(width: int) -> list[str]:
    """c0, c1, …: the columns of a loaded table, by position."""
    return [f"c{i}" for i in range(width)]

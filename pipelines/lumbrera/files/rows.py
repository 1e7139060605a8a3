"""What a loaded table looks like in DuckDB, whatever file it came from."""

from dataclasses import dataclass, field

MAX_ROW_BYTES = 1 << 25
"""The longest row that is read; a longer one is set aside."""


@dataclass(frozen=True)
class Reject:
    """A row that does not have the shape of its table: number as a spreadsheet shows it."""

    row_number: int
    reason: str
    raw: str


@dataclass
class Loaded:
    """The rows now in a DuckDB table (row_number, c0, c1, …) and those set aside."""

    rows: int
    rejects: list[Reject] = field(default_factory=list)


def column_names(width: int) -> list[str]:
    """c0, c1, …: the columns of a loaded table, by position."""
    return [f"c{i}" for i in range(width)]

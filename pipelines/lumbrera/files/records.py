"""Where the records of a delimited text begin and end when its quotes cannot be trusted.

A quote that is opened and never closed swallows the rows after it. Here such a row is told apart
by its first line, and reading goes on with the next line, so that only that row is set aside.
Slower than the usual reader (about 30 MB/s): used when that one has found reason to doubt.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from lumbrera.files.rows import MAX_ROW_BYTES

# A line of a row that would be a whole row by itself was swallowed; in narrow tables, not so.
_TELLING_WIDTH = 5


@dataclass(frozen=True)
class Record:
    """One record with its line end; `reason` (Spanish) when it cannot be read as a row."""

    text: str
    reason: str = ""


def split_records(text: TextIO, delimiter: str, width: int) -> Iterator[Record]:
    """The records of a text (opened with newline=''), sound or not, in order."""
    lines = _Lines(text)
    while line := lines.next():
        yield _record(line, lines, delimiter, width)


class _Lines:
    """Lines of a text that can be put back."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._back: list[str] = []

    def next(self) -> str:
        return self._back.pop() if self._back else self._text.readline()

    def put_back(self, lines: list[str]) -> None:
        self._back += reversed(lines)


def _record(line: str, lines: _Lines, delimiter: str, width: int) -> Record:
    size = _bytes(line)
    if size > MAX_ROW_BYTES:
        return Record(line, "un renglón mide más de 32 MB")
    if '"' not in line:
        return Record(line)
    state = _Quotes(delimiter)
    taken = [line]
    state.feed(line)
    while state.is_open:
        more = lines.next()
        size += _bytes(more)
        if not more or size > MAX_ROW_BYTES:
            lines.put_back([*taken[1:], more] if more else taken[1:])
            return Record(line, "comillas sin cerrar")
        taken.append(more)
        state.feed(more)
    text = "".join(taken)
    if len(taken) > 1 and _swallowed(taken, text, state, delimiter, width):
        lines.put_back(taken[1:])
        return Record(line, "comillas sin cerrar")
    return Record(text)


def _swallowed(taken: list[str], text: str, state: "_Quotes", delimiter: str, width: int) -> bool:
    """Whether a record of several lines is several rows, joined by a quote left open."""
    cells = fields(text, delimiter)
    if state.has_text_after_close and (
        len(cells) != width or any(joins_rows(c, delimiter, width) for c in cells)
    ):
        return True
    return (
        len(cells) != width
        and width >= _TELLING_WIDTH
        and any(len(fields(line, delimiter)) == width for line in taken[1:])
    )


def _bytes(line: str) -> int:
    """Length in UTF-8."""
    return len(line) if line.isascii() else len(line.encode())


def joins_rows(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell may hold the end of one row and the beginning of another, and rows between:
    it has as many delimiters as that takes, for each of its line ends."""
    delimiters = cell.count(delimiter)
    return any((n := cell.count(end)) and delimiters >= n * (width - 1) for end in ("\n", "\r"))


def fields(record: str, delimiter: str) -> list[str]:
    """The fields of one record."""
    return next(csv.reader([record], delimiter=delimiter), [])


class _Quotes:
    """Follows the quotes of a record line by line, as the usual reader does: a quote opens only at
    the start of a field, and what follows a closing quote belongs to the field as it stands."""

    def __init__(self, delimiter: str) -> None:
        self._delimiter = delimiter
        self._opened_on = 0
        self._line = 0
        self.is_open = False
        self.has_text_after_close = False
        """Whether a field that spans lines goes on after its closing quote."""

    def feed(self, line: str) -> None:
        """Takes the next line of the record."""
        self._line += 1
        at = 0
        while True:
            if not self.is_open:
                at = self._opening(line, at)
                if at < 0:
                    return
                self.is_open, self._opened_on = True, self._line
                at += 1
            at = line.find('"', at)
            if at < 0:
                return
            if line.startswith('"', at + 1):
                at += 2
                continue
            self.is_open = False
            at += 1
            after = line[at : at + 1]
            if self._line > self._opened_on and after not in (self._delimiter, "\r", "\n", ""):
                self.has_text_after_close = True

    def _opening(self, line: str, at: int) -> int:
        """Where the next field that starts with a quote does so, or -1."""
        if self._line == 1 and at == 0 and line.startswith('"'):
            return 0
        found = line.find(self._delimiter + '"', at)
        return found + 1 if found >= 0 else -1

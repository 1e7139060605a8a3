"""What a published format is: its publisher, its columns under every heading seen, its layouts.

A source is declared, not programmed: the fields with all the headings publishers have used for
them, the layouts (which fields, in which order), and SQL for the few values that need mending
before they can be typed. Headings are compared without case, accents or punctuation.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal

Kind = Literal["text", "date", "dates", "amount", "number"]
"""`dates` holds one or more dates separated by dashes, of which the latest counts; `amount` has two
decimals, a `number` (a quantity, a unit price) as many as were published."""


@lru_cache(maxsize=8192)
def heading_key(heading: str) -> str:
    """A heading reduced to lower-case letters and digits joined by underscores."""
    plain = unicodedata.normalize("NFKD", heading)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("+", " plus")
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def if_told(prepare: str = "{value}") -> str:
    """The SQL of a name or number that is blank where all it says is that there is none («N/A»).

    Otherwise all who are called «No aplica» would be one supplier, and all that is numbered «S/N»
    one procedure.
    """
    return f"case when published_no_name({prepare}) then '' else {prepare} end"


@dataclass(frozen=True)
class Field:
    """One column: its name here, the headings it is published under, what it holds.

    `prepare` is SQL over {value} (trimmed text) applied before the value is kept or typed.
    """

    name: str
    headings: tuple[str, ...]
    kind: Kind = "text"
    prepare: str = "{value}"
    lenient: bool = False
    """Whether a value that is not of its kind is left blank and told, instead of the row being set
    aside: where a row tells something without it."""


@dataclass(frozen=True)
class Layout:
    """One generation of a format: its fields in published order, and those it must have."""

    name: str
    fields: tuple[str, ...]
    required: tuple[str, ...]
    telling: tuple[str, ...] = ()
    """Where the required fields alone could be anything's: headings of which one must be there."""


@dataclass(frozen=True)
class Scope:
    """What part of its feed an export covers, to compare its size with the one before."""

    columns: tuple[str, ...] = ()
    date: str | None = None
    min_share: float = 0.5
    warn_share: float = 0.8
    max_share: float = 3.0
    floor: int = 50
    """Fewer rows than this in the export before, and no comparison is made."""


PAGES = Scope(floor=sys.maxsize)
"""Of a feed that comes in pages or parts of any size: no export is compared with another."""


@dataclass(frozen=True)
class Source:
    """A published format and how to read it."""

    name: str
    title: str
    publisher: str
    url: str
    licence: str
    cadence: str
    fields: tuple[Field, ...]
    layouts: tuple[Layout, ...]
    named_by: tuple[str, ...] = ()
    """Fields of which one must not be blank: without, nobody knows whom a row is about."""
    past_dates: tuple[str, ...] = ()
    """Fields whose dates record something done: the latest tells when the file was exported."""
    scope: Scope = Scope()
    preamble_date: Callable[[list[list[str]]], str | None] | None = None
    """Finds the ISO date a preamble states, given the rows above the header."""
    is_document: bool = False
    """Published as JSON records too: headings are then dotted paths (files.documents)."""
    sheets: tuple[str, ...] = ()
    """Where given, only a sheet or file with one of these in its name is read as this source: the
    child tables of the transparency platform share their headings."""
    above: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields that may stand once above the header, for all rows, and what they are called there."""
    companions: Mapping[str, str] = field(default_factory=dict)
    """Sources that come as other sheets of the same workbook, by the field that cites their rows; one
    that is not there is told."""
    may_be_empty: bool = False
    """A header without rows says that there was nothing to publish, and is no broken download."""
    withheld: tuple[str, ...] = ()
    """Paths of a document's records that are never read: reserved by law, or of no use here."""
    ignored: tuple[str, ...] = ()
    """Headings, or paths, that are known and not read: nobody needs to be told of them."""

    def is_named(self, name: str) -> bool:
        """Whether a sheet or file of that name may hold this source."""
        key = heading_key(name).replace("_", "")  # «Tabla_334306», and «TABLA334306»
        return not self.sheets or any(heading_key(s).replace("_", "") in key for s in self.sheets)

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def ignored_keys(self) -> frozenset[str]:
        """The keys of the headings that are known and not read."""
        return frozenset(map(heading_key, self.ignored))

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        return {f.name: f for f in self.fields}


_CHILD_TABLE = re.compile(r"Tabla_\d+", re.IGNORECASE)


def column_key(heading: str) -> str:
    """The key of a column's heading, without the child table that the transparency platform writes
    behind it: «Posibles contratantes (Tabla_334277)»."""
    return re.sub(r"(?<=.)_tabla_\d+$", "", heading_key(heading))


@dataclass(frozen=True)
class Match:
    """A file's header read as a layout: which column holds which field."""

    source: Source
    layout: Layout
    header_index: int
    header: tuple[str, ...]
    columns: dict[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    unnamed: tuple[int, ...]
    """Columns to the right of all headings: what stands in them was shifted there."""
    score: float
    headless: tuple[int, ...] = ()
    """Columns without a heading among the others: the row numbers of a program, an empty margin."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Fields that stand above the header, for all rows."""

    def with_preamble(self, rows: list[list[str]]) -> "Match":
        """The match with what the rows above its header say of fields that have no column."""
        given = {}
        for name, labels in self.source.above.items():
            keys = {heading_key(label) for label in labels}
            for row in rows if name not in self.columns else ():
                label, *rest = [cell.strip() for cell in row if cell.strip()] or [""]
                label, _, after = label.partition(":")
                if heading_key(label) in keys and (value := after.strip() or "".join(rest[:1])):
                    given[name] = value
        headings = {self.source.field(name).headings[0] for name in given}
        missing = tuple(m for m in self.missing if m not in headings)
        return replace(self, given=given, missing=missing)

    def child_tables(self) -> dict[str, str]:
        """Name of each source that is a child table, and of the sheet that holds it as the heading of
        the column that cites it says."""
        named = {
            child: _CHILD_TABLE.search(self.header[self.columns[field]])
            for field, child in self.source.companions.items()
            if field in self.columns
        }
        return {child: found[0] for child, found in named.items() if found}


@dataclass(frozen=True)
class NearMiss:
    """A layout that a file resembles, and the required headings it lacks."""

    source: Source
    layout: Layout
    shared: int
    lacking: tuple[str, ...]


# Above one blank heading to so many named ones, a row is a preamble and no header.
_NAMED_PER_BLANK = 10


def read_header(source: Source, layout: Layout, header: list[str], index: int) -> Match | NearMiss:
    """Reads one row as the header of a layout: a Match, or what it lacks to be one."""
    keys = [column_key(h) for h in header]
    free: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        free.setdefault(key, []).append(position)
    columns: dict[str, int] = {}
    for name in layout.fields:
        for heading in source.field(name).headings:
            # A heading may stand twice (the contract's, then the last amendment's): in order.
            if positions := free.get(heading_key(heading)):
                columns[name] = positions.pop(0)
                break
    # A blank heading where the layout has a column that is nowhere else: it is that column.
    blank = {
        name: position
        for position, name in enumerate(layout.fields)
        if name not in columns and position < len(keys) and keys[position] == ""
    }
    if len(blank) * _NAMED_PER_BLANK <= len(columns):
        columns |= blank
    missing = tuple(n for n in layout.fields if n not in columns)
    lacking = [source.field(n).headings[0] for n in layout.required if n not in columns]
    if layout.telling and not {heading_key(h) for h in layout.telling} & set(keys):
        lacking.append(layout.telling[0])
    if lacking:
        return NearMiss(source, layout, len(columns), tuple(lacking))
    taken = set(columns.values())
    last = max(i for i, key in enumerate(keys) if key)
    rest = [i for i in range(len(header)) if i not in taken and keys[i] not in source.ignored_keys]
    return Match(
        source=source,
        layout=layout,
        header_index=index,
        header=tuple(header),
        columns=columns,
        unknown=tuple(header[i].strip() for i in rest if keys[i]),
        missing=tuple(source.field(n).headings[0] for n in missing),
        unnamed=tuple(i for i in rest if i > last),
        score=len(columns) / (len(layout.fields) + len(rest) - sum(not keys[i] for i in rest)),
        headless=tuple(i for i in rest if i < last and not keys[i]),
    )

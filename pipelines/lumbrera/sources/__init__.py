"""The published formats Lumbrera reads, one module each, and how a file is recognised."""

from collections.abc import Iterable

from lumbrera.sources import (
    compranet_contracts,
    compranet_extract,
    comprasmx_contracts,
    comprasmx_procedures,
    cucop,
    pdn_s1,
    pdn_s2,
    pdn_s3,
    purchasing_units,
    sanctions,
    sat_69b,
    sat_69b_bis,
)
from lumbrera.sources.base import Match, NearMiss, Source, read_header

SOURCES: tuple[Source, ...] = (
    comprasmx_contracts.SOURCE,
    comprasmx_procedures.SOURCE,
    compranet_contracts.SOURCE,
    compranet_extract.SOURCE,
    sat_69b.SOURCE,
    sat_69b_bis.SOURCE,
    sanctions.SOURCE,
    purchasing_units.SOURCE,
    cucop.SOURCE,
    pdn_s1.SOURCE,
    pdn_s2.SOURCE,
    pdn_s3.SOURCE,
)


def by_name(name: str) -> Source:
    """The source of that name. Raises KeyError."""
    return next(s for s in SOURCES if s.name == name)


def document_paths() -> tuple[frozenset[str], frozenset[str]]:
    """The paths that some source of documents reads, and those that some source withholds and
    none reads."""
    documents = [s for s in SOURCES if s.is_document]
    read = frozenset(h for s in documents for f in s.fields for h in f.headings)
    return read, frozenset(path for s in documents for path in s.withheld) - read


def recognise(rows: Iterable[list[str]]) -> Match | list[NearMiss]:
    """Reads the first rows of a table as every layout known.

    Gives the best match, or the three layouts that came nearest with what the file lacks.
    The header is the first row that fits any layout, so that preambles do not matter.
    """
    near: dict[tuple[str, str], NearMiss] = {}
    for index, row in enumerate(rows):
        if sum(1 for cell in row if cell.strip()) < 2:
            continue
        matches = []
        for source in SOURCES:
            for layout in source.layouts:
                reading = read_header(source, layout, row, index)
                if isinstance(reading, Match):
                    matches.append(reading)
                    continue
                key = (source.name, layout.name)
                if key not in near or reading.shared > near[key].shared:
                    near[key] = reading
        if matches:
            return max(matches, key=lambda m: m.score)
    nearest = sorted(near.values(), key=lambda m: (-m.shared, len(m.lacking)))
    return [m for m in nearest if m.shared > 0][:3]

"""The published formats Lumbrera reads, one module each, and how a file is recognised."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lumbrera.sources import (
    bods_statement,
    compranet_contracts,
    compranet_extract,
    comprasmx_contracts,
    comprasmx_procedures,
    cucop,
    ocds,
    payroll,
    pdn_s1,
    pdn_s2,
    pdn_s3,
    person_list,
    purchasing_units,
    sanctions,
    sat_69b,
    sat_69b_bis,
    sipot_amendments,
    sipot_bidders,
    sipot_direct_awards,
    sipot_invited,
    sipot_quotations,
    sipot_tenders,
    staff_directory,
    supplier_partner,
    supplier_register,
)
from lumbrera.sources.base import Match, NearMiss, Source, heading_key, read_header

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
    supplier_register.SOURCE,
    supplier_partner.SOURCE,
    staff_directory.SOURCE,
    payroll.SOURCE,
    person_list.SOURCE,
    bods_statement.SOURCE,
    sipot_tenders.SOURCE,
    sipot_direct_awards.SOURCE,
    sipot_invited.SOURCE,
    sipot_bidders.SOURCE,
    sipot_quotations.SOURCE,
    sipot_amendments.SOURCE,
    *ocds.SOURCES,
)


def by_name(name: str) -> Source:
    """The source of that name. Raises KeyError."""
    return next(s for s in SOURCES if s.name == name)


def document_paths(sources: tuple[Source, ...] = SOURCES) -> tuple[frozenset[str], frozenset[str]]:
    """The paths that some source of documents reads, and those that some source withholds and
    none reads."""
    documents = [s for s in sources if s.is_document]
    read = frozenset(h for s in documents for f in s.fields for h in f.headings)
    return read, frozenset(path for s in documents for path in s.withheld) - read


def with_headings(
    columns: Mapping[str, Mapping[str, str]], sheets: Mapping[str, Iterable[str]]
) -> tuple[Source, ...]:
    """The sources with headings and sheet names of one's own added: by source, the field that
    stands under a published heading, and the sheets a child table is also published as.

    Raises ValueError for a field the source does not have, and for a heading that it already
    reads as another field.
    """
    return tuple(
        _extended(s, columns.get(s.name, {}), tuple(sheets.get(s.name, ()))) for s in SOURCES
    )


def _extended(source: Source, columns: Mapping[str, str], sheets: tuple[str, ...]) -> Source:
    if sheets and not source.sheets:
        raise ValueError(f"{source.name} is told by its columns, not by the name of its sheet")
    known = {heading_key(h): f.name for f in source.fields for h in f.headings}
    added: dict[str, tuple[str, ...]] = {}
    for heading, name in columns.items():
        if all(f.name != name for f in source.fields):
            raise ValueError(
                f"{heading!r}: {source.name} has no field {name!r}; its fields are "
                + ", ".join(sorted(f.name for f in source.fields))
            )
        taken = known.setdefault(heading_key(heading), name)
        if taken != name:
            raise ValueError(f"{heading!r} is already the heading of {taken!r}")
        added[name] = (*added.get(name, ()), heading)
    if not added and not sheets:
        return source
    fields = tuple(
        replace(f, headings=(*f.headings, *added.get(f.name, ()))) for f in source.fields
    )
    return replace(source, fields=fields, sheets=(*source.sheets, *sheets))


def recognise(
    rows: Iterable[list[str]], name: str = "", sources: tuple[Source, ...] = SOURCES
) -> Match | list[NearMiss]:
    """Reads the first rows of a table as every layout known; `name` is its sheet's or file's.

    Gives the best match, or the three layouts that came nearest with what the file lacks.
    The header is the first row that fits any layout, so that preambles do not matter.
    """
    near: dict[tuple[str, str], NearMiss] = {}
    sources = tuple(s for s in sources if s.is_named(name))
    above: list[list[str]] = []
    for index, row in enumerate(rows):
        if sum(1 for cell in row if cell.strip()) < 2:
            above.append(row)
            continue
        matches = []
        for source in sources:
            for layout in source.layouts:
                reading = read_header(source, layout, row, index)
                if isinstance(reading, Match):
                    matches.append(reading)
                    continue
                key = (source.name, layout.name)
                if key not in near or reading.shared > near[key].shared:
                    near[key] = reading
        if matches:
            return max(matches, key=lambda m: m.score).with_preamble(above)
        above.append(row)
    nearest = sorted(near.values(), key=lambda m: (-m.shared, len(m.lacking)))
    return [m for m in nearest if m.shared > 0][:3]

"""OCDS packages and records taken apart, and releases of one process merged into one.

A package is JSON with `releases` or `records`, alone or in a page of an API's answer; a record has a `compiledRelease`, or the releases to
make one of. Merging is the standard's own (ocdsmerge), with the rules of OCDS 1.1's schema.
"""

import warnings
from collections.abc import Iterator
from typing import Any

import duckdb

from lumbrera import lean
from lumbrera.files.container import UnreadableFileError
from lumbrera.files.release_tables import SECTIONS

_OMIT, _WHOLE = "omitWhenMerged", "wholeListMerge"
MERGE_RULES: dict[tuple[str, ...], str] = {
    ("tag",): _OMIT,
    ("date",): _OMIT,
    ("id",): _OMIT,
    ("parties", "roles"): _WHOLE,
    ("parties", "additionalIdentifiers"): _WHOLE,
    ("tender", "additionalProcurementCategories"): _WHOLE,
    ("tender", "submissionMethod"): _WHOLE,
    ("tender", "items", "additionalClassifications"): _WHOLE,
    ("awards", "items", "additionalClassifications"): _WHOLE,
    ("contracts", "items", "additionalClassifications"): _WHOLE,
}
"""Of the schema of OCDS 1.1, what touches a section that is read."""


_PACKED_IN = ("compiledRelease", "releases", "records")
_OF_A_PAGE = ("results", "data", "result", "items", "releasePackage", "recordPackage")
"""Where an API keeps the packages or releases of its answer: no release has these."""


def is_release(line: bytes) -> bool:
    """Whether a line is a release by itself, and no package or record of some."""
    top = _decoded(line)
    return isinstance(top, dict) and "ocid" in top and not _holds_releases(top)


def ocid_mark(line: bytes) -> bytes | None:
    """The bytes that every line of the same process holds; None where a line is no release."""
    import msgspec

    top = _decoded(line)
    ocid = top.get("ocid") if isinstance(top, dict) else None
    return None if ocid is None else msgspec.json.encode(ocid)


def _decoded(line: bytes) -> Any:
    import msgspec

    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _holds_releases(top: dict[str, Any]) -> bool:
    return any(name in top for name in _PACKED_IN)


def taken_apart(raw: bytes) -> Iterator[bytes]:
    """The releases in a document or in lines of them, each as one line of JSON.

    What is no JSON comes as it is, to be set aside. Raises UnreadableFileError for a document that
    is cut off.
    """
    import msgspec

    decode = msgspec.json.Decoder(msgspec.Raw).decode
    try:
        document = decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as exc:
        lines = [line for line in raw.split(b"\n") if line.strip()]
        if len(lines) < 2 or all(_decoded(line) is None for line in lines[:2]):
            raise UnreadableFileError(
                f"el documento JSON está incompleto o dañado ({exc}); descárguelo de nuevo"
            ) from None
        for line in lines:
            if _decoded(line) is None:
                yield line.strip()
            else:
                yield from _releases(line)
        return
    yield from _releases(bytes(document))


def _releases(raw: bytes) -> Iterator[bytes]:
    """The releases in one JSON value."""
    import msgspec

    if raw.lstrip()[:1] == b"[":
        for element in msgspec.json.decode(raw, type=list[msgspec.Raw]):
            yield from _releases(bytes(element))
        return
    try:
        top = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        yield msgspec.json.format(raw, indent=-1)
        return
    names = _PACKED_IN if "ocid" in top else (*_PACKED_IN, *_OF_A_PAGE)
    inside = [name for name in names if _is_there(top, name)]
    if inside:
        yield from _releases(bytes(top[inside[0]]))
    else:
        yield msgspec.json.format(raw, indent=-1)


def _is_there(top: dict[str, Any], name: str) -> bool:
    return bytes(top.get(name, b"null")).strip() not in (b"null", b"[]", b"{}")


def merge(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """ocds_merged: the compiled release of each process in ocds_stands that is to be merged, in the
    row of its last one; gives how many there are, and of how many the releases contradict each
    other in shape: there the last one stands as it is."""
    import msgspec

    pa = lean.pyarrow()

    sections = ", ".join(SECTIONS)
    found = con.execute(f"""
        select s.last_row, {", ".join(f"l.{s}" for s in SECTIONS)}
        from ocds_stands s join ocds_line l on l.row = s.row
        where s.is_merged and s.is_first
        order by s.last_row, coalesce(l.date, ''), l.row
    """).fetchall()
    con.execute(
        f"create or replace temp table ocds_merged as select row, {sections} from ocds_line limit 0"
    )
    processes: dict[int, list[dict[str, Any]]] = {}
    for row, *values in found:
        release = dict(zip(SECTIONS, values, strict=True))
        whole = {
            name: value if name in SECTIONS[:4] else msgspec.json.decode(value)
            for name, value in release.items()
            if value is not None
        }
        whole.setdefault("date", "")
        processes.setdefault(row, []).append(whole)
    if not processes:
        return 0, 0
    import ocdsmerge

    merger = ocdsmerge.Merger(merge_rules=MERGE_RULES)
    rows = []
    n_contrary = 0
    for row, releases in processes.items():
        with warnings.catch_warnings(action="ignore"):
            try:
                compiled = merger.create_compiled_release(releases)
            except (ocdsmerge.exceptions.OCDSMergeError, *_CONTRARY):
                n_contrary += 1
                compiled = releases[-1]
        plain = [compiled.get(name) for name in SECTIONS[:4]]
        nested = [_json(compiled.get(name)) for name in SECTIONS[4:]]
        rows.append([row, *(v if isinstance(v, str) else _json(v) for v in plain), *nested])
    columns = list(zip(*rows, strict=True))
    arrays = [pa.array(columns[0], pa.int64())]
    arrays += [pa.array(values, pa.string()) for values in columns[1:]]
    con.register("merged_releases", pa.table(arrays, names=["row", *SECTIONS]))
    con.execute("insert into ocds_merged from merged_releases")
    con.unregister("merged_releases")
    return len(rows) - n_contrary, n_contrary


# What merging stumbles over where a list in one release is something else in another.
_CONTRARY = (TypeError, ValueError, KeyError, AttributeError)


def _json(value: Any) -> str | None:
    import msgspec

    return None if value is None else msgspec.json.encode(value).decode()

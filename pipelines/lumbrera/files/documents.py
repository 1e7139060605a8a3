"""JSON documents: records or pages of an API's answer, alone, in an array or one per line.

A record becomes a row whose cells are the leaves of its tree, headed by their dotted paths. Where
a path is one a source declares, the whole branch under it is one cell, as JSON text. Branches
that a source withholds (partner, dependants, home) are dropped before anything is kept.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import duckdb

from lumbrera import lean
from lumbrera.files.container import UnreadableFileError
from lumbrera.files.rows import Loaded, Reject, column_names, padded

# What an API calls the records of a page, or the object that holds them.
_RECORDS_OF_A_PAGE = ("results", "data", "records", "result", "items", "value", "rows")
_OF_A_DATABASE = re.compile(
    rb'\{\s*"\$(?:oid|date|number(?:Int|Long|Double|Decimal))"\s*:\s*("[^"\\]*"|-?[0-9][0-9.eE+-]*)\s*\}'
)
_OF_RELATIVES = ("datosPareja", "datosDependienteEconomico", "datosDependientesEconomicos")
_OWN = ("DECLARANTE", "DC")
_OF_GOODS = ("bienInmueble", "vehiculo", "bienMueble", "inversion", "adeudo")
_GOODS = (
    "tipoOperacion", "titular", "porcentajePropiedad", "formaAdquisicion", "formaPago", "valorAdquisicion",
    "saldoSituacionActual", "saldoDiciembreAnterior", "saldoFechaConclusion", "saldoInsolutoSituacionActual",
    "saldoInsolutoDiciembreAnterior", "saldoInsolutoFechaConclusion",
)  # fmt: skip
"""What is kept of each thing owned or owed: no address, account number, or whom it came from."""


@dataclass
class Document:
    """The rows of a document under one header; row numbers count its records from 1."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reserved: int = 0
    """Records with a partner, a dependant or an interest of theirs, none of which was kept."""

    def load(self, con: duckdb.DuckDBPyConnection, table: str) -> Loaded:
        """Puts the rows into a DuckDB table (row_number, c0 … as text)."""
        pa = lean.pyarrow()

        width = len(self.header)
        columns = list(zip(*(cells for _, cells in self.rows), strict=True)) or [()] * width
        arrays = [pa.array([number for number, _ in self.rows], pa.int64())]
        arrays += [pa.array(column, pa.string()) for column in columns]
        data = pa.Table.from_arrays(arrays, names=["row_number", *column_names(width)])
        con.register("incoming_rows", data)
        con.execute(f"create or replace temp table {table} as select * from incoming_rows")
        con.unregister("incoming_rows")
        edged = padded(zip(data.column_names[1:], data.columns[1:], strict=True))
        return Loaded(len(self.rows), self.rejects, frozenset(edged))

    def row(self, number: int) -> list[str] | None:
        """The cells of one record, or None."""
        return next((cells for at, cells in self.rows if at == number), None)


def looks_like_json(head: str) -> bool:
    """Whether a text begins a JSON object or array."""
    return head.lstrip()[:1] in ("{", "[")


def plain_values(raw: bytes) -> bytes:
    """JSON without the types that MongoDB exports beside values: {"$date": "2026-01-01"} is a text."""
    return _OF_A_DATABASE.sub(rb"\1", raw) if b'"$' in raw else raw


def read(stream: BinaryIO, whole: Collection[str], withheld: Collection[str]) -> Document:
    """The document in a stream of clean UTF-8 (encoding.open_text). whole: paths kept as one cell; withheld: paths that are dropped.

    Raises UnreadableFileError when it is cut off, damaged, or holds no record.
    """
    found = list(_records(stream.read()))
    reader = _Reader(frozenset(whole), frozenset(withheld))
    header: dict[str, None] = {}
    flat: list[tuple[int, dict[str, str]]] = []
    rejects = []
    for number, record in enumerate(found, start=1):
        if not isinstance(record, dict):
            rejects.append(Reject(number, "el registro no es un objeto JSON", _text(record)))
            continue
        cells = reader.cells(record)
        header |= dict.fromkeys(cells)
        flat.append((number, cells))
    if not found:
        raise UnreadableFileError("el documento JSON no trae ningún registro")
    names = list(header)
    rows = [(number, [cells.get(name, "") for name in names]) for number, cells in flat]
    return Document(names, rows, rejects, reader.notes(), reader.reserved)


def numbered_records(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records of a document, whole, with the numbers that their rows have.

    Raises UnreadableFileError as `read` does.
    """
    for number, record in enumerate(_records(stream.read()), start=1):
        if isinstance(record, dict):
            yield number, record


def _records(raw: bytes) -> Iterator[Any]:
    import msgspec

    raw = plain_values(raw.removeprefix(b"\xef\xbb\xbf"))
    try:
        top = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as whole_error:
        try:
            lines = msgspec.json.Decoder().decode_lines(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise UnreadableFileError(
                f"el documento JSON está incompleto o dañado ({whole_error}); descárguelo de nuevo"
            ) from None
        top = lines
    for value in top if isinstance(top, list) else [top]:
        records = _of_a_page(value)
        yield from [value] if records is None else records


def _of_a_page(value: Any) -> list[Any] | None:
    """The records in a page of an API's answer; None where a value is no page."""
    if not isinstance(value, dict):
        return None
    for name in _RECORDS_OF_A_PAGE:
        inside = value.get(name)
        records = inside if isinstance(inside, list) else _of_a_page(inside)
        if records is not None:
            return records
    return None


class _Reader:
    def __init__(self, whole: frozenset[str], withheld: frozenset[str]) -> None:
        self._whole = whole
        self._withheld = withheld
        self._sections: set[str] = set()
        self._items = 0
        self._touched = False
        self.reserved = 0

    def cells(self, record: dict[str, Any]) -> dict[str, str]:
        """path → text, for every leaf and every branch kept whole."""
        found: dict[str, str] = {}
        self._touched = False
        self._walk(record, "", found)
        self.reserved += self._touched
        return found

    def notes(self) -> list[str]:
        """What was dropped, for the account of the file."""
        said = []
        if self._sections:
            names = ", ".join(f"«{name}»" for name in sorted(self._sections))
            said.append(f"secciones que no se leen, por reservadas o por no usarse: {names}")
        if self._items:
            said.append(f"no se leyeron {self._items} intereses de pareja o dependientes")
        return said

    def _walk(self, branch: dict[str, Any], prefix: str, found: dict[str, str]) -> None:
        for key, value in branch.items():
            path = f"{prefix}{key}"
            if path in self._withheld:
                if value not in ({}, [], "", None):
                    self._sections.add(key)
                    self._touched |= key in _OF_RELATIVES and _names_somebody(value)
            elif isinstance(value, dict) and path not in self._whole:
                self._walk(value, f"{path}.", found)
            else:
                own = self._own(value)
                found[path] = _text(goods_only(own) if key in _OF_GOODS else own)

    def _own(self, value: Any) -> Any:
        """Without the items that are the partner's or a dependant's (reserved sections of PDN S1)."""
        if not isinstance(value, list):
            return value
        own = [item for item in value if not is_of_others(item)]
        self._items += len(value) - len(own)
        self._touched |= len(own) < len(value)
        return own


def _names_somebody(section: Any) -> bool:
    """Whether a section of relatives holds one: most say that there is none."""
    if not isinstance(section, dict):
        return bool(section)
    return any(
        value for name, value in section.items()
        if name not in ("ninguno", "nunguno", "aclaracionesObservaciones")
    )  # fmt: skip


def goods_only(items: Any) -> Any:
    """Of a list of things owned or owed, those in which the declarant has a part, and of each only what
    it is worth and how it was acquired."""
    if not isinstance(items, list):
        return None
    return [
        {name: item[name] for name in _GOODS if name in item}
        for item in items
        if isinstance(item, dict) and _holds(item.get("titular"))
    ]


def _holds(holders: Any) -> bool:
    told = [_relation(h) for h in (holders if isinstance(holders, list) else [holders])]
    return not any(told) or any(t.startswith(("DECLARANTE", "DEC")) for t in told)


def is_of_others(item: Any) -> bool:
    """Whether an item of a list of interests is not, or not for certain, the declarant's own: the
    relation may be a text, an object, or a number of a list that was never published."""
    if not isinstance(item, dict):
        return False
    for name in ("tipoRelacion", "beneficiario"):
        named = item.get(name)
        told = [t for t in map(_relation, named if isinstance(named, list) else [named]) if t]
        if told and not any(t.startswith(_OWN) for t in told):
            return True
    return False


def _relation(related: Any) -> str:
    if isinstance(related, dict):
        related = related.get("valor") or related.get("clave")
    return "" if related is None else str(related).strip().upper()


def _text(value: Any) -> str:
    import msgspec

    if value is None or value == {} or value == []:
        return ""
    if isinstance(value, str):
        return value.replace("\0", "")
    return msgspec.json.encode(value).decode()

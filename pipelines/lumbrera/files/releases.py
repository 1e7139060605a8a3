"""OCDS releases, one per line or in packages, as one text table per kind of thing they hold.

Lines of releases go to DuckDB as they are; packages, records and arrays are first taken apart into
lines. A line that is no JSON object with an `ocid` is set aside. Several releases of one process
are merged where they are not compiled (ocdsmerge, the standard's reference implementation); of
compiled ones the latest counts. Either way one row stands for the process and the others name it.

A row of a child table is numbered by its release's row and its place there (Part.room), so that it
can be read again from the lines of its process alone.
"""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import duckdb

from lumbrera.files import documents, release_merge
from lumbrera.files.container import Member, UnreadableFileError
from lumbrera.files.encoding import Scan, open_text
from lumbrera.files.release_tables import PARTS, SECTIONS, statements
from lumbrera.files.rows import Loaded, Reject, column_names

MAX_RELEASE_BYTES = 1 << 26
"""The longest line that is read: a process of tens of thousands of items."""

_KEPT_OF_A_REJECT = 2_000  # characters


def looks_like_releases(head: str) -> bool:
    """Whether the beginning of a JSON text holds the key that every release has."""
    return '"ocid"' in head


class Releases:
    """The releases of one published file and the tables they are read into."""

    def __init__(self, member: Member, found: Scan, temporary: Path) -> None:
        self._member = member
        self._found = found
        self._temporary = temporary
        self._read_by: duckdb.DuckDBPyConnection | None = None
        self._rejects: list[Reject] = []
        self.notes: list[str] = []

    def has_rows(self, con: duckdb.DuckDBPyConnection, name: str) -> bool:
        """Whether the table of that name has any row, or had to set one aside."""
        self._read(con)
        found = con.execute(
            f"select exists (from ocds_{name}) or exists (from ocds_{name}_aside)"
        ).fetchone()
        return bool(found and found[0])

    def load(self, con: duckdb.DuckDBPyConnection, name: str, table: str) -> Loaded:
        """Puts the rows of one table into a DuckDB table (row_number, c0 … as text)."""
        self._read(con)
        con.execute(f"create or replace temp table {table} as from ocds_{name}")
        (rows,) = con.execute(f"select count(*) from {table}").fetchone() or (0,)
        rejects = self._rejects if name == "releases" else []
        aside = con.execute(f"select row_number, reason from ocds_{name}_aside order by 1")
        rejects = rejects + [Reject(number, reason, "") for number, reason in aside.fetchall()]
        part = next(p for p in PARTS if p.name == name)
        return Loaded(rows, rejects, frozenset(column_names(len(part.cells))))

    def row(self, name: str, number: int) -> list[str] | None:
        """The cells of one row, read from the lines of its process alone; or None."""
        part = next(p for p in PARTS if p.name == name)
        at = number // part.room if part.room else number
        line = next(itertools.islice(self._lines(), at - 1, at), None) if at > 0 else None
        mark = release_merge.ocid_mark(line) if line else None
        if mark is None:
            return None
        same = [(n, text) for n, text in enumerate(self._lines(), start=1) if mark in text]
        path = self._temporary / f"{self._found.sha256}.process"
        path.write_bytes(b"\n".join(text for _, text in same))
        with duckdb.connect() as con:
            try:
                _read_lines(con, path, [n for n, _ in same])
            finally:
                path.unlink(missing_ok=True)
            _take_apart(con)
            row = con.execute(f"from ocds_{name} where row_number = ?", [number]).fetchone()
        return list(row[1:]) if row else None

    def _read(self, con: duckdb.DuckDBPyConnection) -> None:
        """Reads the file into the connection's temporary tables, once."""
        if self._read_by is con:
            return
        with self._as_lines() as path:
            try:
                _read_lines(con, path)
            except duckdb.Error as exc:
                raise UnreadableFileError(
                    f"no se pudo leer como procesos de OCDS, uno por renglón o en paquete: {exc}"
                ) from exc
        self._rejects = self._set_aside(con)
        self.notes[:] = [*_findings(con), *_take_apart(con)]
        self._read_by = con

    def _set_aside(self, con: duckdb.DuckDBPyConnection) -> list[Reject]:
        """The lines that hold no release, with their text."""
        found = con.execute("""
            select row, case when is_object then 'el proceso no trae «ocid»: no se sabe cuál es'
                             else 'no es un objeto JSON: está cortado o dañado' end
            from ocds_line where ocid is null order by row
        """).fetchall()
        reasons = dict(found)
        if not reasons:
            return []
        texts = {n: t for n, t in enumerate(self._lines(), start=1) if n in reasons}
        return [
            Reject(n, why, texts.get(n, b"").decode("utf-8", "replace")[:_KEPT_OF_A_REJECT])
            for n, why in reasons.items()
        ]

    @cached_property
    def _is_lines(self) -> bool:
        """Whether the file has one release a line; else it is taken apart."""
        first = self._found.head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
        return release_merge.is_release(first) and documents.plain_values(first) == first

    @contextmanager
    def _as_lines(self) -> Iterator[Path]:
        """A plain file with one release a line: the published one where it is that already."""
        with self._member.path.open("rb") as stream:
            is_plain = stream.read(len(self._found.head)) == self._found.head
        is_clean = self._found.encoding == "utf-8" and not self._found.nul_bytes
        has_mark = self._found.head.startswith(b"\xef\xbb\xbf")
        if self._is_lines and is_plain and is_clean and not has_mark:
            yield self._member.path
            return
        path = self._temporary / f"{self._found.sha256}.releases"
        try:
            with path.open("wb") as target:
                if self._is_lines:
                    with self._open() as source:
                        shutil.copyfileobj(source, target, 1 << 20)
                else:
                    target.writelines(line + b"\n" for line in self._lines())
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _open(self) -> BinaryIO:
        return open_text(self._member.open(), self._found.encoding)

    def _lines(self) -> Iterator[bytes]:
        """The releases one by one, in the order that numbers them; blank lines are none."""
        with self._open() as stream:
            if self._is_lines:
                yield from (text for line in stream if (text := line.strip()))
            else:
                yield from release_merge.taken_apart(documents.plain_values(stream.read()))


def _read_lines(
    con: duckdb.DuckDBPyConnection, path: Path, numbers: list[int] | None = None
) -> None:
    """ocds_line: row, is_object, ocid (null: no release) and the sections of each line, as JSON."""
    columns = ", ".join(f"{s}: 'JSON'" for s in SECTIONS)
    con.execute(
        f"""
        create or replace temp table ocds_read as
        from read_json($path, format = 'newline_delimited', records = true, ignore_errors = true,
                       compression = 'uncompressed', maximum_object_size = {MAX_RELEASE_BYTES},
                       columns = {{{columns}}})
        """,
        {"path": str(path)},
    )
    number = "rowid + 1" if numbers is None else "($numbers)[rowid + 1]"
    found = " or ".join(f"{s} is not null" for s in SECTIONS)
    con.execute(
        f"""
        create or replace temp table ocds_line as
        select {number} as row, {found} as is_object,
               case when json_type(ocid) in ('VARCHAR', 'UBIGINT') then ocid->>'$' end as ocid,
               json_type(ocid) = 'UBIGINT' as has_number,
               id->>'$' as id, date->>'$' as date,
               case when json_type(tag) = 'ARRAY' then array_to_string(from_json(tag, '["VARCHAR"]'), ';')
                    else tag->>'$' end as tag,
               {", ".join(SECTIONS[4:])}
        from ocds_read
        """,
        {} if numbers is None else {"numbers": numbers},
    )
    con.execute("drop table ocds_read")


def _take_apart(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Makes every table of ocds_line; gives what is told about releases of one process (Spanish)."""
    notes = _stand(con)
    for statement in statements():
        con.execute(statement)
    return notes


def _stand(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Which release stands for its process: stands_in of ocds_line names it where it is another.

    ocds_standing: the one release of each process, merged where it is made of several.
    """
    sections = ", ".join(SECTIONS)
    con.execute(f"""
        create or replace temp table ocds_repeated as
        select row, ocid, tag, date, md5(concat_ws(chr(31), {sections})) as digest
        from ocds_line where ocid in (
            select ocid from ocds_line where ocid is not null group by ocid having count(*) > 1
        )
    """)
    # An exact copy stands nowhere of its own: the first of its kind speaks for it.
    con.execute("""
        create or replace temp table ocds_stands as
        with
            once as (
                select *, min(row) over (partition by ocid, digest) as first_row from ocds_repeated
            ),
            process as (
                select ocid, arg_max(row, (coalesce(date, ''), row)) as last_row,
                       count(*) > 1 and not bool_and(coalesce(tag, '') like '%compiled%') as is_merged
                from once where row = first_row group by ocid
            )
        select o.row, o.ocid, o.row = o.first_row as is_first, p.last_row, p.is_merged,
               case when o.first_row <> p.last_row then p.last_row end as stands_in
        from once o join process p using (ocid)
    """)
    merged, contrary = release_merge.merge(con)
    con.execute(f"""
        alter table ocds_line add column stands_in bigint;
        update ocds_line l set stands_in = s.stands_in from ocds_stands s where s.row = l.row;
        create or replace temp table ocds_standing as
        select row, {sections} from ocds_line
        where ocid is not null and row not in (
            select row from ocds_stands where row <> last_row or is_merged
        )
        union all by name from ocds_merged
    """)
    row = con.execute("""
        select count(distinct ocid) filter (not is_merged and stands_in is not null) from ocds_stands
    """).fetchone()
    con.execute("drop table ocds_repeated; drop table ocds_stands")
    notes = []
    if merged:
        notes.append(f"{merged:,} procesos venían en varias entregas sin compilar: se unieron")
    if contrary:
        notes.append(
            f"{contrary:,} procesos venían en varias entregas que no se pueden unir: cuenta la última"
        )
    if row and row[0]:
        notes.append(f"{row[0]:,} procesos vienen compilados más de una vez: cuenta la última")
    return notes


def _findings(con: duckdb.DuckDBPyConnection) -> list[str]:
    """What the releases hold that is not as the standard says, where they are read nonetheless."""
    lists = ("parties", "awards", "contracts")
    counted = [
        "count(*) filter (has_number)",
        *(
            f"count(*) filter (json_type({s}) not in ('ARRAY', 'NULL') and ocid is not null)"
            for s in lists
        ),
    ]
    found = con.execute(f"select {', '.join(counted)} from ocds_line").fetchone()
    assert found is not None
    notes = []
    if found[0]:
        notes.append(f"{found[0]:,} procesos traen «ocid» como número y no como texto")
    for section, n in zip(lists, found[1:], strict=True):
        if n:
            notes.append(f"{n:,} procesos traen «{section}» que no es una lista: no se leyó")
    return notes

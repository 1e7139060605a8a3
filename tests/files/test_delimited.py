"""Whatever the csv module writes is read back cell by cell, with the row numbers of the file."""

import csv
import io
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumbrera.files import delimited, records, rows
from lumbrera.files.container import UnreadableFileError
from lumbrera.files.delimited import DelimitedText
from lumbrera.files.encoding import scan

from tests.examples import examples

CELLS = st.text(
    st.sampled_from('ab",;|\t\n\r ñé€𝄞\u2028\x0b\x1f¬\xa0'), max_size=6
)  # no NUL: they are dropped
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.tuples(
        st.just(width),
        st.lists(
            st.one_of(
                st.lists(CELLS, min_size=width, max_size=width),
                st.lists(CELLS, min_size=2, max_size=6),
            ),
            max_size=10,
        ),
    )
)


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as it:
        yield it


@pytest.fixture
def load(con, tmp_path: Path):
    return lambda data, width, **kwargs: load_bytes(con, tmp_path, data, width, **kwargs)


def load_bytes(
    con, temporary: Path, data: bytes, width: int, *, delimiter: str = ",", header_index: int = 0
):
    """The rows of a text as (row number, *cells), and those set aside as (row number, reason, raw)."""
    found = scan(io.BytesIO(data))
    text = DelimitedText(
        lambda: io.BytesIO(data), head=found.head, encoding=found.encoding, delimiter=delimiter,
        header_index=header_index, width=width,
    )  # fmt: skip
    loaded = text.load(con, "incoming", temporary)
    kept = con.execute("from incoming order by row_number").fetchall()
    assert loaded.rows == len(kept)
    for number, *cells in kept[:50]:
        assert text.row(number) == cells
    return kept, [(r.row_number, r.reason, r.raw) for r in loaded.rejects]


def written(table: list[list[str]], **kwargs: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, **kwargs).writerows(table)  # type: ignore[arg-type]
    return text.getvalue().encode()


@pytest.mark.parametrize("delimiter", delimited.DELIMITERS)
@settings(max_examples=examples(60))
@given(table=TABLES)
def test_any_table_comes_back_whole_with_rows_of_wrong_width_set_aside(
    con, delimiter: str, table
) -> None:
    width, body = table
    data = written([["h"] * width, *body], delimiter=delimiter)
    kept, aside = load_bytes(con, Path("/tmp"), data, width, delimiter=delimiter)
    numbered = list(enumerate(body, start=2))
    assert kept == [(n, *cells) for n, cells in numbered if len(cells) == width]
    assert [n for n, _, _ in aside] == [n for n, cells in numbered if len(cells) != width]


# A row that fits no block is read again in larger ones, and then by itself.
LIMITS = (["BLOCK"], ["BLOCK", "MAX_ROW_BYTES"])


@settings(max_examples=examples(60))
@given(table=TABLES, block=st.integers(200, 400), limits=st.sampled_from(LIMITS))
def test_rows_are_the_same_however_the_reader_cuts_the_file(con, table, block, limits) -> None:
    width, body = table
    data = written([["h"] * width, *(body * 5)])
    whole = load_bytes(con, Path("/tmp"), data, width)
    with pytest.MonkeyPatch.context() as patch:
        for limit in limits:
            patch.setattr(delimited, limit, block)
        assert load_bytes(con, Path("/tmp"), data, width) == whole


@pytest.mark.parametrize("start", range(186, 200))
def test_a_line_break_inside_quotes_stays_whole_where_the_reader_cuts_the_file(
    load, monkeypatch, start: int
) -> None:
    monkeypatch.setattr(delimited, "BLOCK", 200)
    cell = "uno\r\ndos"
    kept, aside = load(f'a,b\n{"x" * start},"{cell}"\n3,4\n'.encode(), 2)
    assert (kept, aside) == ([(2, "x" * start, cell), (3, "3", "4")], [])


def test_mixed_line_ends_a_preamble_with_blank_lines_and_a_missing_last_line_end(load) -> None:
    data = b'Lista,\n\n"a\nb",c\r\n1,2\n3,4\r\n5,6\r7,8'
    kept, aside = load(data, 2, header_index=2)
    assert kept == [(4, "1", "2"), (5, "3", "4"), (6, "5", "6"), (7, "7", "8")]
    assert aside == []


def test_two_fields_too_many_and_two_too_few_are_set_aside_with_their_text(load) -> None:
    kept, aside = load(b"a,b,c\n1,2,3\n1,2,3,4,5\n1\n7,8,9\n", 3)
    assert kept == [(2, "1", "2", "3"), (5, "7", "8", "9")]
    assert aside == [
        (3, "renglón recorrido: 5 campos donde el encabezado tiene 3", "1,2,3,4,5"),
        (4, "renglón incompleto: 1 campos donde el encabezado tiene 3", "1"),
    ]


def test_a_quote_left_open_in_the_last_column_does_not_swallow_the_rest_of_the_file(load) -> None:
    kept, aside = load(b'a,b,c\n1,2,"tres\n4,5,6\n7,8,9\n', 3)
    assert kept == [(3, "4", "5", "6"), (4, "7", "8", "9")]
    assert aside == [(2, "comillas sin cerrar", '1,2,"tres\n')]


def test_a_quote_left_open_does_not_join_its_row_with_the_next_quoted_cell(load) -> None:
    # Read as it stands, the first two rows are one of the right width.
    kept, aside = load(b'a,b,c\n1,"dos,3\n4,"cinco, y",6\n7,8,9\n10,11\n12,13,14\n', 3)
    assert kept == [
        (3, "4", "cinco, y", "6"),
        (4, "7", "8", "9"),
        (6, "12", "13", "14"),
    ]
    assert aside == [
        (2, "comillas sin cerrar", '1,"dos,3\n'),
        (5, "renglón incompleto: 2 campos donde el encabezado tiene 3", "10,11"),
    ]


def test_many_quotes_left_open_cost_their_own_rows_and_no_others(load) -> None:
    body = [f'{i},"abierto,x,y,{i}' if i % 7 == 0 else f"{i},b,x,y,{i}" for i in range(1, 101)]
    kept, aside = load(("a,b,c,d,e\n" + "\n".join(body) + "\n").encode(), 5)
    assert [n - 1 for n, _, _ in aside] == list(range(7, 101, 7))
    assert [int(r[1]) for r in kept] == [i for i in range(1, 101) if i % 7]
    assert all(row_number == int(a) + 1 for row_number, a, *_ in kept)


def test_a_text_cut_inside_a_quoted_cell_keeps_all_rows_but_the_last(load) -> None:
    kept, aside = load(b'a,b\n1,"dos"\n3,"cuat', 2)
    assert kept == [(2, "1", "dos")]
    assert aside == [(3, "comillas sin cerrar", '3,"cuat')]


def test_quotes_inside_a_cell_and_text_after_a_closing_quote_are_left_as_they_are(load) -> None:
    kept, aside = load(b'a,b\n"EL SOL" SA DE CV,TUBO 2"\n"1 ""x""","y\nz"\n', 2)
    assert kept == [(2, "EL SOL SA DE CV", 'TUBO 2"'), (3, '1 "x"', "y\nz")]
    assert aside == []


def test_a_row_longer_than_the_limit_is_set_aside_alone(load, monkeypatch) -> None:
    for module in (delimited, records):
        monkeypatch.setattr(module, "MAX_ROW_BYTES", 1000)
    monkeypatch.setattr(delimited, "BLOCK", 500)
    kept, aside = load(b"a,b\n1,2\n3," + b"x" * 5000 + b"\n5,6\n", 2)
    assert kept == [(2, "1", "2"), (4, "5", "6")]
    assert [(n, reason) for n, reason, _ in aside] == [(3, "un renglón mide más de 32 MB")]


@pytest.mark.long
def test_a_cell_of_forty_megabytes_is_set_aside_and_one_of_one_is_read(load) -> None:
    kept, aside = load(b"a,b\n1," + b"x" * 1_000_000 + b"\n3," + b"y" * 40_000_000 + b"\n5,6\n", 2)
    assert [(n, a, len(b)) for n, a, b in kept] == [(2, "1", 1_000_000), (4, "5", 1)]
    assert [n for n, _, _ in aside] == [3]
    assert len(aside[0][2]) == delimited.KEPT_CHARS
    assert rows.MAX_ROW_BYTES < 40_000_000


def test_no_rows_at_all(load) -> None:
    assert load(b"a,b\n", 2) == ([], [])
    assert load(b"a,b", 2) == ([], [])


def test_bytes_that_are_not_of_the_encoding_are_told_in_spanish(con, tmp_path: Path) -> None:
    data = b"a,b\n1,\xd1\n"
    text = DelimitedText(
        lambda: io.BytesIO(data), head=data, encoding="utf-8", delimiter=",",
        header_index=0, width=2,
    )  # fmt: skip
    with pytest.raises(UnreadableFileError, match="no corresponden a la codificación"):
        text.load(con, "incoming", tmp_path)


def test_a_full_disk_is_not_taken_for_a_bad_file(tmp_path: Path) -> None:
    class Full:
        def register(self, *_): ...

        def unregister(self, *_): ...

        def execute(self, *_):
            raise duckdb.IOException("No space left on device")

    text = DelimitedText(
        lambda: io.BytesIO(b"a,b\n1,2\n"), head=b"a,b\n1,2\n", encoding="utf-8", delimiter=",",
        header_index=0, width=2,
    )  # fmt: skip
    with pytest.raises(duckdb.IOException):
        text.load(Full(), "incoming", tmp_path)  # type: ignore[arg-type]


def test_a_container_that_breaks_while_it_is_read_is_told_in_spanish(con, tmp_path: Path) -> None:
    class Breaking(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, n: int = -1) -> bytes:
            raise EOFError("se acabó")

    text = DelimitedText(
        Breaking, head=b"a,b\n1,2\n", encoding="utf-8", delimiter=",", header_index=0, width=2
    )  # type: ignore[arg-type]
    with pytest.raises((UnreadableFileError, EOFError)):
        text.load(con, "incoming", tmp_path)

"""Compressed files are read in place; damaged ones are refused, never read in part."""

import datetime as dt
import gzip
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import zstandard
from lumbrera.files import workbook
from lumbrera.files.container import (
    READ_ERRORS,
    UnreadableFileError,
    describe_read_error,
    members,
)

TEXT = b"".join(b"renglon %d,de la tabla\n" % i for i in range(200_000))


def content(path: Path) -> dict[str, bytes]:
    found = {}
    for member in members(path):
        with member.open() as stream:
            found[member.name] = stream.read()
    return found


def zip_of(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_a_plain_a_gzip_and_a_zstd_file_hold_the_same_table_whatever_they_are_called(
    tmp_path: Path,
) -> None:
    for name, data in (
        ("a", TEXT),
        ("b.csv.gz", gzip.compress(TEXT, 1)),
        ("c.txt", zstandard.compress(TEXT)),
        ("d.zst", zstandard.compress(TEXT[:99]) + zstandard.compress(TEXT[99:])),
    ):
        (tmp_path / name).write_bytes(data)
        assert list(content(tmp_path / name).values()) == [TEXT]
    assert list(content(tmp_path / "b.csv.gz")) == ["b.csv"]


def test_each_table_of_a_zip_is_a_member_and_hidden_entries_are_none(tmp_path: Path) -> None:
    path = zip_of(
        tmp_path / "z", **{"2025/a.csv": b"1", "b.csv": b"2", "__MACOSX/b.csv": b"3", ".x": b"4"}
    )
    assert content(path) == {"z/2025/a.csv": b"1", "z/b.csv": b"2"}


def test_what_a_zip_holds_may_be_packed_again(tmp_path: Path) -> None:
    inner = zip_of(tmp_path / "inner", **{"c.csv": b"3", "deep/d.csv.gz": gzip.compress(b"4")})
    broken = inner.read_bytes()[:-30]
    path = zip_of(
        tmp_path / "z",
        **{
            "a.csv.gz": gzip.compress(TEXT, 1), "b.zst": zstandard.compress(b"2"), "e": b"",
            "2025.zip": inner.read_bytes(), "cut.zip": broken,
        },
    )  # fmt: skip
    found = content(path)
    assert found.pop("z/a.csv") == TEXT
    assert found == {
        "z/b": b"2", "z/e": b"", "z/2025.zip/c.csv": b"3", "z/2025.zip/deep/d.csv": b"4",
        "z/cut.zip": broken,
    }  # fmt: skip


def test_zips_in_zips_without_end_are_not_followed(tmp_path: Path) -> None:
    data = zip_of(tmp_path / "0", **{"a.csv": b"1"}).read_bytes()
    for n in range(1, 6):
        data = zip_of(tmp_path / str(n), **{f"{n}.zip": data}).read_bytes()
    (name,) = content(tmp_path / "5")
    assert name == "5/5.zip/4.zip/3.zip"


@pytest.mark.parametrize("compress", [lambda t: gzip.compress(t, 1), zstandard.compress])
@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_a_file_cut_short_is_an_error_and_never_a_shorter_table(
    tmp_path: Path, compress, share: float
) -> None:
    whole = compress(TEXT)
    path = tmp_path / "cut"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(READ_ERRORS) as caught:
        content(path)
    assert "incompleto o dañado" in describe_read_error(caught.value)


def test_a_damaged_zstd_file_is_an_error(tmp_path: Path) -> None:
    whole = bytearray(zstandard.ZstdCompressor(write_checksum=True).compress(TEXT))
    whole[len(whole) // 2 : len(whole) // 2 + 50] = bytes(50)
    (tmp_path / "x.zst").write_bytes(whole)
    with pytest.raises(READ_ERRORS):
        content(tmp_path / "x.zst")


def test_a_zip_cut_short_empty_or_damaged_inside(tmp_path: Path) -> None:
    whole = zip_of(tmp_path / "z.zip", **{"a.csv": TEXT}).read_bytes()
    cut, empty, damaged = (tmp_path / n for n in ("cut.zip", "empty.zip", "damaged.zip"))
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableFileError, match="incompleto o dañado"):
        content(cut)
    zip_of(empty)
    with pytest.raises(UnreadableFileError, match="ninguna tabla"):
        content(empty)
    damaged.write_bytes(whole[:2000] + bytes(50) + whole[2050:])
    with pytest.raises(READ_ERRORS):
        content(damaged)


def test_a_table_whose_name_begins_with_pk_is_no_zip(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"PK_ID,nombre\n1,a\n")
    assert content(tmp_path / "x.csv") == {"x.csv": b"PK_ID,nombre\n1,a\n"}


def test_only_the_protected_entry_of_a_zip_is_refused(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "z.zip", **{"a.csv": b"1", "b.csv": b"2"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the first entry's flag, in the central directory
    path.write_bytes(data)
    first, second = members(path)
    with pytest.raises(
        UnreadableFileError, match=r"«a\.csv» del zip está protegida con contraseña"
    ):
        first.open()
    with second.open() as stream:
        assert stream.read() == b"2"


def test_a_workbook_is_one_member_and_its_cells_are_text(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Hoja")
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["uno", 2, 3.5, True, 0.1 + 0.2, 1e15])
    sheet.write_datetime(1, 0, dt.datetime(2026, 3, 8), date)
    sheet.write_formula(1, 1, "=1+1", None, 2)
    sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    book.close()
    assert [m.name for m in members(path)] == ["x.xlsx"]
    rows = workbook.sheet_rows(workbook.open_workbook(path), "Hoja")
    assert rows[0][:4] == ["uno", "2", "3.5", "True"]
    assert rows[1][0].startswith("2026-03-08")
    assert rows[1][1] == "2"
    assert rows[1][2] == ""  # an error is no value


def test_a_damaged_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(3000))
    with pytest.raises(UnreadableFileError, match="dañado o protegido"):
        workbook.open_workbook(path)


def test_read_errors_are_told_in_spanish() -> None:
    assert "permiso" in describe_read_error(PermissionError(13, "x"))
    assert "deflate" in describe_read_error(NotImplementedError("x"))
    assert "descárguelo" in describe_read_error(io.UnsupportedOperation("x"))

"""Text in every encoding seen comes out as the same clean UTF-8."""

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lumbrera.files import encoding
from lumbrera.files.encoding import open_text, scan

SPANISH = "ñandú, ¿Ácido «azul»? — Ñ ü €"


def read(data: bytes) -> tuple[str, str]:
    found = scan(io.BytesIO(data))
    with open_text(io.BytesIO(data), found.encoding) as clean:
        return found.encoding, clean.read().decode()


@pytest.mark.parametrize(
    ("codec", "known_as"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "windows-1252"), ("utf-16", "utf-16")],
)
def test_spanish_text_survives_each_encoding(codec: str, known_as: str) -> None:
    assert read(SPANISH.encode(codec)) == (known_as, SPANISH)


def test_utf16_of_either_byte_order_is_told_by_its_mark() -> None:
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert read(mark + SPANISH.encode(codec)) == ("utf-16", SPANISH)


def test_a_few_windows_1252_bytes_in_a_utf8_file_are_read_as_such_and_counted() -> None:
    data = ("áéíóú " * 20).encode() + "Ñ".encode("cp1252") + "ü".encode() + b"\x93x\x94"
    found = scan(io.BytesIO(data))
    assert (found.encoding, found.stray_bytes) == ("utf-8 with windows-1252", 3)
    assert read(data)[1] == "áéíóú " * 20 + "Ñü“x”"


def test_a_utf8_file_cut_inside_a_character_loses_no_other() -> None:
    data = ("ñ" * 10).encode()[:-1]
    assert read(data) == ("utf-8 with windows-1252", "ñ" * 9 + "Ã")


@pytest.mark.parametrize("end", [b"\xd1", b"\xd1x", b"\xd1xx", b"x\xd1x"])
def test_a_character_between_two_chunks_is_no_stray_byte(
    monkeypatch: pytest.MonkeyPatch, end: bytes
) -> None:
    monkeypatch.setattr(encoding, "CHUNK", 3)
    found = scan(io.BytesIO(("ñ" * 10).encode() + end))
    assert (found.encoding, found.stray_bytes) == ("utf-8 with windows-1252", 1)


def test_the_five_bytes_windows_1252_lacks_are_read_and_not_lost() -> None:
    name, text = read(b"\xd1 \x81\x8d\x8f\x90\x9d \xf1")
    assert name == "windows-1252"
    assert text == "Ñ \x81\x8d\x8f\x90\x9d ñ"


def test_nul_bytes_are_dropped_and_counted() -> None:
    found = scan(io.BytesIO(b"a\0b\0\0c"))
    assert (found.nul_bytes, found.size) == (3, 6)
    assert read(b"a\0b\0\0c") == ("utf-8", "abc")


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
       chunk=st.integers(1, 5))  # fmt: skip
def test_utf8_is_read_unchanged_however_its_bytes_are_chunked(text: str, chunk: int) -> None:
    text = text.removeprefix("\ufeff")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "CHUNK", chunk)
        assert read(text.encode())[1] == text


@given(st.binary(max_size=60))
def test_any_bytes_at_all_are_read_as_something(data: bytes) -> None:
    found = scan(io.BytesIO(data))
    assert found.size == len(data)
    if found.encoding != "utf-16":
        read(data)

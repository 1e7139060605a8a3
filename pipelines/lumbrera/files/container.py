"""Files inside files: plain, gzip, zstd and zip, opened in place without unpacking to disk.

A zip may hold any of these again, zips of zips to a depth of three.
"""

import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # with entries, without any
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
_DEEPEST = 3

Opener = Callable[[], BinaryIO]


class UnreadableFileError(Exception):
    """A file that cannot be opened or decoded; the message is in Spanish, for the report."""


@dataclass(frozen=True)
class Member:
    """One published table: a plain file, or one entry of an archive."""

    name: str
    path: Path
    open: Opener
    is_plain: bool = False
    """Whether its bytes are the file's own, neither compressed nor one of several."""


class _ZstdStream(io.RawIOBase):
    """The content of a zstd file. The library's own reader takes a cut file for a whole one."""

    def __init__(self, stream: BinaryIO) -> None:
        import zstandard

        self._new_frame = zstandard.ZstdDecompressor().decompressobj
        self._error = zstandard.ZstdError
        self._stream = stream
        self._frame = self._new_frame()
        self._ready = b""
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        while not self._ready:
            raw = self._rest or self._stream.read(1 << 17)
            self._rest = b""
            if self._frame.eof:
                if not raw:
                    return 0
                self._frame = self._new_frame()
            elif not raw:
                raise EOFError("el archivo zstd termina antes de tiempo")
            try:
                self._ready = self._frame.decompress(raw)
            except self._error as exc:
                raise OSError(str(exc)) from exc
            self._rest = self._frame.unused_data
        taken = self._ready[: len(view)]
        view[: len(taken)] = taken
        self._ready = self._ready[len(taken) :]
        return len(taken)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _zstd_open(packed: Opener) -> BinaryIO:
    return io.BufferedReader(_ZstdStream(packed()), buffer_size=1 << 17)


class _GzipFile(gzip.GzipFile):
    """The content of a gzip stream, which is closed with it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(fileobj=stream)
        self.myfileobj = stream  # type: ignore[assignment]


def _gzip_open(packed: Opener) -> BinaryIO:
    return io.BufferedReader(_GzipFile(packed()))


def is_zip(head: bytes) -> bool:
    """Whether bytes begin a zip archive, workbooks of Office among them."""
    return head.startswith(ZIP_MAGIC)


def holds_a_workbook(head: bytes) -> bool:
    """Whether bytes begin a workbook: a zip (xlsx, ods) or an OLE container (xls)."""
    return head.startswith((*ZIP_MAGIC, OLE_MAGIC))


def is_workbook(names: list[str]) -> bool:
    """Whether the entries of a zip are those of an Office workbook (xlsx, xlsb, ods)."""
    return "[Content_Types].xml" in names or "mimetype" in names


def members(path: Path) -> Iterator[Member]:
    """The published tables in a file: itself, or each entry of a zip that is no workbook.

    Raises UnreadableFileError when the container is damaged or empty; opening a member that is
    protected by a password raises it too.
    """
    yield from _members(path.name, path, lambda: path.open("rb"), depth=0)


def _members(name: str, path: Path, opener: Opener, depth: int) -> Iterator[Member]:
    with opener() as stream:
        magic = stream.read(4)
    if magic.startswith(GZIP_MAGIC):
        yield Member(name.removesuffix(".gz"), path, lambda: _gzip_open(opener))
    elif magic.startswith(ZSTD_MAGIC):
        yield Member(name.removesuffix(".zst"), path, lambda: _zstd_open(opener))
    elif is_zip(magic) and depth < _DEEPEST:
        yield from _zip_members(name, path, opener, depth)
    else:
        yield Member(name, path, opener, is_plain=depth == 0)


def _is_hidden(entry: str) -> bool:
    return entry.rsplit("/", 1)[-1].startswith(".") or entry.startswith("__MACOSX/")


def _zip_members(name: str, path: Path, opener: Opener, depth: int) -> Iterator[Member]:
    try:
        with opener() as stream, zipfile.ZipFile(stream) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
            names = [e.filename for e in entries]
    except zipfile.BadZipFile as exc:
        raise UnreadableFileError(
            "el archivo (zip o libro de cálculo) está incompleto o dañado; descárguelo de nuevo"
        ) from exc
    if is_workbook(names):
        yield Member(name, path, opener, is_plain=depth == 0)
        return
    entries = [e for e in entries if not _is_hidden(e.filename)]
    if not entries:
        raise UnreadableFileError("el archivo zip no trae ninguna tabla; descárguelo de nuevo")
    for entry in entries:

        def entry_opener(entry: zipfile.ZipInfo = entry) -> BinaryIO:
            if entry.flag_bits & 0x1:
                raise UnreadableFileError(
                    f"la entrada «{entry.filename}» del zip está protegida con contraseña; "
                    "descomprímala y vuelva a cargarla"
                )
            return zipfile.ZipFile(opener()).open(entry)  # type: ignore[return-value]

        inside = f"{name}/{entry.filename}"
        try:
            yield from _members(inside, path, entry_opener, depth + 1)
        except (UnreadableFileError, *READ_ERRORS):
            # What is wrong with one entry is told of it, when it is read, and not of the others.
            yield Member(inside, path, entry_opener)


READ_ERRORS = (
    EOFError,
    OSError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
)


def describe_read_error(error: BaseException) -> str:
    """Why reading stopped, in Spanish, and what to do."""
    if isinstance(error, PermissionError):
        return "no hay permiso para leer el archivo; revise los permisos"
    if isinstance(error, NotImplementedError):
        return "el zip usa una compresión que no se puede leer; vuelva a comprimirlo con deflate"
    return f"el archivo está incompleto o dañado ({error}); descárguelo de nuevo"

"""Files inside files: plain, gzip, zstd and zip, opened in place without unpacking to disk."""

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
ZIP_MAGIC = b"PK"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"


class UnreadableFileError(Exception):
    """A file that cannot be opened or decoded; the message is in Spanish, for the report."""


@dataclass(frozen=True)
class Member:
    """One published table: a plain file, or one entry of an archive."""

    name: str
    path: Path
    open: Callable[[], BinaryIO]


def _zstd_open(path: Path) -> BinaryIO:
    import zstandard

    return io.BufferedReader(
        zstandard.ZstdDecompressor().stream_reader(
            path.open("rb"), read_across_frames=True, closefd=True
        )
    )


def _gzip_open(path: Path) -> BinaryIO:
    return io.BufferedReader(gzip.GzipFile(path, "rb"))


def is_workbook(names: list[str]) -> bool:
    """Whether the entries of a zip are those of an Office workbook (xlsx, xlsb, ods)."""
    return "[Content_Types].xml" in names or "mimetype" in names


def members(path: Path) -> Iterator[Member]:
    """The published tables in a file: itself, or each entry of a zip that is no workbook.

    Raises UnreadableFileError when the container is damaged or protected.
    """
    with path.open("rb") as stream:
        magic = stream.read(4)
    if magic.startswith(GZIP_MAGIC):
        yield Member(path.name.removesuffix(".gz"), path, lambda: _gzip_open(path))
    elif magic.startswith(ZSTD_MAGIC):
        yield Member(path.name.removesuffix(".zst"), path, lambda: _zstd_open(path))
    elif magic.startswith(ZIP_MAGIC):
        yield from _zip_members(path)
    else:
        yield Member(path.name, path, lambda: path.open("rb"))


def _zip_members(path: Path) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
            names = [e.filename for e in entries]
    except zipfile.BadZipFile as exc:
        raise UnreadableFileError(
            "el archivo zip está incompleto o dañado; descárguelo de nuevo"
        ) from exc
    if is_workbook(names):
        yield Member(path.name, path, lambda: path.open("rb"))
        return
    for entry in entries:
        base = entry.filename.rsplit("/", 1)[-1]
        if base.startswith(".") or entry.filename.startswith("__MACOSX/"):
            continue
        if entry.flag_bits & 0x1:
            raise UnreadableFileError(
                f"la entrada {entry.filename!r} del zip está protegida con contraseña"
            )

        def opener(name: str = entry.filename) -> BinaryIO:
            return zipfile.ZipFile(path).open(name)  # type: ignore[return-value]

        yield Member(f"{path.name}/{entry.filename}", path, opener)


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

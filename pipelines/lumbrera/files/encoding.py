"""What a byte stream is: its digest, its encoding, and a view of it as clean UTF-8.

Mexican open data comes in UTF-8, Windows-1252 and mixtures of both within one file. A file
that decodes as UTF-8 is UTF-8. In any other, bytes that form no UTF-8 sequence are read as
Windows-1252: alone when most of the non-ASCII text is UTF-8, everywhere otherwise.
"""

import codecs
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 20


@dataclass(frozen=True)
class Scan:
    """One pass over the bytes: sha256 and size, encoding, NUL bytes, bytes that were no UTF-8."""

    sha256: str
    size: int
    encoding: str
    nul_bytes: int
    stray_bytes: int
    head: bytes


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Decodes offending bytes as Windows-1252 as browsers do (its five holes become controls)."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    bad = error.object[error.start : error.end]
    return "".join(_WINDOWS_1252[b] for b in bad), error.end


_WINDOWS_1252 = [bytes([b]).decode("cp1252", "replace").replace("�", chr(b)) for b in range(256)]
codecs.register_error("lumbrera-windows-1252", _windows_1252)


def scan(stream: BinaryIO) -> Scan:
    """Reads a stream once and says what it is. Raises the container's read errors."""
    digest = hashlib.sha256()
    size = nul_bytes = 0
    head = b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    valid_bytes = stray = 0  # of sequences, but for the first of each
    while chunk := stream.read(CHUNK):
        if not head:
            head = chunk[: 1 << 18]
        digest.update(chunk)
        size += len(chunk)
        nul_bytes += chunk.count(0)
        if is_utf8:
            try:
                valid_bytes += len(chunk) - len(decoder.decode(chunk))
                continue
            except UnicodeDecodeError:
                is_utf8 = False
                begun = decoder.getstate()[0]  # a sequence at the end of the chunk before
                valid_bytes -= len(begun)
                chunk = begun + chunk
        if not chunk.isascii():
            text = chunk.decode("utf-8", "ignore")
            kept = len(text.encode())
            stray += len(chunk) - kept
            valid_bytes += kept - len(text)
    if is_utf8 and (begun := decoder.getstate()[0]):
        is_utf8 = False
        valid_bytes -= len(begun)
        stray = len(begun)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding, nul_bytes = "utf-16", 0
    elif is_utf8:
        encoding, stray = "utf-8", 0
    elif valid_bytes >= stray:
        encoding = "utf-8 with windows-1252"
    else:
        encoding, stray = "windows-1252", 0
    return Scan(digest.hexdigest(), size, encoding, nul_bytes, stray, head)


class CleanText(io.RawIOBase):
    """A published byte stream as UTF-8 bytes without byte-order mark and without NULs."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._pending = b""
        self._done = False
        self.quotes = 0
        """How many quotes were read so far."""
        self._decode: Callable[[bytes, bool], bytes]
        if encoding == "utf-8":
            self._decode = _WithoutMark()
        elif encoding == "windows-1252":
            self._decode = _decode_1252
        else:
            mixed = encoding == "utf-8 with windows-1252"
            decoder = codecs.getincrementaldecoder("utf-8-sig" if mixed else "utf-16")(
                "lumbrera-windows-1252" if mixed else "strict"
            )
            self._decode = lambda raw, final: decoder.decode(raw, final).encode()

    def readable(self) -> bool:
        return True

    def _more(self) -> bytes:
        while not self._done:
            raw = self._stream.read(CHUNK)
            self._done = not raw
            if clean := self._decode(raw, self._done).replace(b"\0", b""):
                self.quotes += clean.count(b'"')
                return clean
        return b""

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if not self._pending:
            self._pending = self._more()
        taken = self._pending[: len(view)]
        view[: len(taken)] = taken
        self._pending = self._pending[len(taken) :]
        return len(taken)

    def close(self) -> None:
        self._stream.close()
        super().close()


_TRANSLATE_1252 = {b: _WINDOWS_1252[b] for b in range(128, 160)}


def _decode_1252(raw: bytes, _final: bool) -> bytes:
    # latin-1 decodes every byte; only 0x80-0x9f differ in Windows-1252.
    return raw.decode("latin-1").translate(_TRANSLATE_1252).encode()


class _WithoutMark:
    """UTF-8 as it is, but for a byte-order mark: whoever reads it looks whether it is valid."""

    def __init__(self) -> None:
        self._held: bytes | None = b""

    def __call__(self, raw: bytes, final: bool) -> bytes:
        if self._held is None:
            return raw
        raw = self._held + raw
        if len(raw) < len(codecs.BOM_UTF8) and not final:
            self._held = raw
            return b""
        self._held = None
        return raw.removeprefix(codecs.BOM_UTF8)


def open_text(stream: BinaryIO, encoding: str) -> io.BufferedReader:
    """The stream as clean UTF-8 bytes (see CleanText)."""
    return io.BufferedReader(CleanText(stream, encoding), buffer_size=CHUNK)


def head_text(head: bytes, encoding: str) -> str:
    """The first bytes of a stream as text, whose last character may be lost with where they end."""
    with open_text(
        io.BytesIO(head), "utf-8 with windows-1252" if encoding == "utf-8" else encoding
    ) as clean:
        return clean.read().decode("utf-8", "ignore")

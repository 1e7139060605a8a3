"""One file from an address, whole and checked, or the one that was there.

A file is asked for only if it changed since it was last fetched (ETag, Last-Modified). It arrives
under a temporary name; a fetch that breaks off goes on where it stopped (Range) when the server's
file is still the same; and it takes its place only when it is whole, of the stated checksum, and
accepted by a check of its content.
"""

import base64
import binascii
import datetime as dt
import email.utils
import hashlib
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import msgspec

from lumbrera import __version__
from lumbrera.config import FetchSettings
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.workspace import replace_file

if TYPE_CHECKING:
    import httpx
    import tenacity

Check = Callable[[Path], int]
"""Counts the rows of a file; raises UnreadableFileError when it is not what it should be."""

_BUSY = (408, 425, 429)
"""Answers that another try may change, besides those from 500 on."""


class FetchError(LumbreraError):
    """An address gave no usable file; the one fetched before, if any, is untouched."""


class Fetched(msgspec.Struct):
    """What is known of a fetched file, to ask next time whether it changed."""

    url: str
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    rows: int = 0

    @property
    def validator(self) -> str:
        """What If-Range may carry: a strong tag or a date; '' when the server gave neither."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class Delivery(msgspec.Struct, frozen=True):
    """A file in its place, and whether its content is other than before."""

    path: Path
    is_new: bool


class _DamagedError(FetchError):
    """The content is not of the checksum that the server states; another try may help."""


def file_name(url: str) -> str:
    """The name a fetched file gets. Raises UsageError for what is no http(s) address of a file."""
    parts = urlsplit(url)
    name = unquote(parts.path.rsplit("/", 1)[-1])
    if parts.scheme not in ("http", "https") or not name or "/" in name or name.startswith("."):
        raise UsageError(f"{url!r} is no address of a file (http or https, ending in its name)")
    return name


def fetch(
    url: str,
    folder: Path,
    check: Check,
    limits: FetchSettings | None = None,
    *,
    label: str = "",
    sleep: Callable[[float], None] = time.sleep,
) -> Delivery:
    """Brings a file into a folder if it changed.

    label: the source's name, for messages. Raises UsageError for an address that is no http(s) URL
    with a file name; FetchError, naming source, address and what to do, when the server does not
    answer in `limits.attempts` tries, answers with an error, sends more than `limits.max_mb`, or
    sends what `check` refuses (kept beside as .NAME.refused).
    """
    import filelock

    job = _Job(url, folder, limits or FetchSettings(), label)
    folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(folder / ".lock"):
        return job.run(check, sleep)


class _Job:
    """One file to be fetched into its place."""

    def __init__(self, url: str, folder: Path, limits: FetchSettings, label: str) -> None:
        name = file_name(url)
        self.url, self.limits = url, limits
        self.called = f"{label}: {url}" if label else url
        self.target, self.note = folder / name, folder / f".{name}.fetched"
        self.part, self.part_note = folder / f".{name}.part", folder / f".{name}.part.note"
        self.refused = folder / f".{name}.refused"

    def run(self, check: Check, sleep: Callable[[float], None]) -> Delivery:
        from lumbrera.files.container import UnreadableFileError

        before = self._before()
        fetched = self._persist(before, sleep)
        if fetched is None:
            return Delivery(self.target, False)
        if before is None or fetched.sha256 != before.sha256:
            try:
                fetched.rows = check(self.part)
            except UnreadableFileError as exc:
                self.part.replace(self.refused)
                raise FetchError(
                    f"{self.called}: refused, {exc}",
                    hint=f"the file fetched before, if any, stays; look at {self.refused}: if the "
                    "publisher changed its columns, its layout must be added to the source's module; "
                    "if it is a page of an error, try again later",
                ) from exc
        else:
            fetched.rows = before.rows
        replace_file(self.part, self.target)
        self.note.write_bytes(msgspec.json.encode(fetched))
        self.refused.unlink(missing_ok=True)
        return Delivery(self.target, before is None or fetched.sha256 != before.sha256)

    def _before(self) -> Fetched | None:
        """What is known of the file in place; None when it is not, or no longer, as fetched."""
        known = _read_note(self.note, self.url)
        if known is None or not self.target.exists() or _sha256(self.target) != known.sha256:
            return None
        return known

    def _persist(self, before: Fetched | None, sleep: Callable[[float], None]) -> Fetched | None:
        """Tries until a file is whole in `part`; None when it did not change."""
        import httpx
        import tenacity

        def is_enough(state: "tenacity.RetryCallState") -> bool:
            asked = asked_to_wait(_error(state)) or 0
            return (
                state.attempt_number >= self.limits.attempts or asked > self.limits.max_wait_seconds
            )

        by_itself = tenacity.wait_exponential_jitter(initial=1, max=self.limits.max_wait_seconds)

        def wait(state: "tenacity.RetryCallState") -> float:
            asked = asked_to_wait(_error(state))
            return by_itself(state) if asked is None else asked

        persistent = tenacity.Retrying(
            stop=is_enough,
            wait=wait,
            retry=tenacity.retry_if_exception(may_pass),
            sleep=sleep,
            reraise=True,
        )
        try:
            with httpx.Client(
                timeout=self.limits.timeout_seconds,
                follow_redirects=True,
                headers={"User-Agent": f"lumbrera/{__version__}", "Accept-Encoding": "identity"},
            ) as client:
                return persistent(self._ask, client, before)
        except (httpx.HTTPError, httpx.InvalidURL) as exc:
            raise FetchError(f"{self.called}: {self._why(exc)}", hint=_advice(exc)) from exc

    def _ask(self, client: "httpx.Client", before: Fetched | None) -> Fetched | None:
        """One request; a file that arrives whole is in `part`."""
        begun = self._begun()
        headers = {}
        if begun is not None:
            size = self.part.stat().st_size
            headers = {"Range": f"bytes={size}-", "If-Range": begun.validator}
        elif before is not None:
            asked = {"If-None-Match": before.etag, "If-Modified-Since": before.last_modified}
            headers = {name: value for name, value in asked.items() if value}
        with client.stream("GET", self.url, headers=headers) as answer:
            if answer.status_code == 304 and before is not None:
                return None
            if answer.status_code == 416 and begun is not None:
                self._forget()
                return self._ask(client, before)
            answer.raise_for_status()
            if not 200 <= answer.status_code < 300:
                raise FetchError(
                    f"{self.called}: the server answered {answer.status_code} to an ordinary request",
                    hint="check the address under [sources] in lumbrera.toml with a browser",
                )
            going_on = answer.status_code == 206
            if going_on and (begun is None or _range_start(answer.headers) != size):
                self._forget()
                return self._ask(client, before)
            fetched = Fetched(
                self.url,
                answer.headers.get("etag", ""),
                answer.headers.get("last-modified", ""),
            )
            if going_on and begun is not None:
                fetched.etag, fetched.last_modified = begun.etag, begun.last_modified
            self.part_note.write_bytes(msgspec.json.encode(fetched))
            self._save(answer, "ab" if going_on else "wb")
            fetched.sha256 = _sha256(self.part)
            self.part_note.unlink()
            stated = _stated_sha256(answer.headers)
            if stated and stated != fetched.sha256:
                self._forget()
                raise _DamagedError(
                    f"{self.called}: the content has sha256 {fetched.sha256}, the server states {stated}",
                    hint="it was damaged on its way; the file fetched before, if any, stays; try again later",
                )
            return fetched

    def _begun(self) -> Fetched | None:
        """What is known of a fetch that broke off and can go on; the rest of others is removed."""
        begun = _read_note(self.part_note, self.url)
        if begun and begun.validator and self.part.exists() and self.part.stat().st_size:
            return begun
        self._forget()
        return None

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.part_note.unlink(missing_ok=True)

    def _save(self, answer: "httpx.Response", mode: str) -> None:
        """Writes the body as it arrives; what has arrived stays when it breaks off."""
        most = self.limits.max_mb << 20
        with self.part.open(mode) as file:
            written = file.tell()
            stated = answer.headers.get("content-length", "")
            if stated.isdigit() and written + int(stated) > most:
                raise self._too_large()
            for chunk in answer.iter_raw():
                written += len(chunk)
                if written > most:
                    raise self._too_large()
                file.write(chunk)

    def _too_large(self) -> FetchError:
        self._forget()
        return FetchError(
            f"{self.called}: more than {self.limits.max_mb} MB; the fetch was stopped",
            hint="if the file is really that large, raise max_mb under [fetch] in lumbrera.toml",
        )

    def _why(self, error: Exception) -> str:
        import httpx

        if isinstance(error, httpx.HTTPStatusError):
            answer = error.response
            return f"the server answered {answer.status_code} {answer.reason_phrase}".rstrip()
        tries = f" ({self.limits.attempts} tries)" if may_pass(error) else ""
        return f"{type(error).__name__}: {error or 'no answer'}{tries}".replace(": : ", ": ")


def _read_note(path: Path, url: str) -> Fetched | None:
    """A note about the same address; None when there is none, or it cannot be read."""
    try:
        known = msgspec.json.decode(path.read_bytes(), type=Fetched)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
    return known if known.url == url else None


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _error(state: "tenacity.RetryCallState") -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def may_pass(error: BaseException) -> bool:
    """Whether another try may succeed: time-outs, broken connections, busy and failing servers."""
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _BUSY or error.response.status_code >= 500
    return isinstance(error, httpx.TransportError | _DamagedError) and not isinstance(
        error, httpx.UnsupportedProtocol
    )


def asked_to_wait(error: BaseException | None) -> float | None:
    """The seconds that Retry-After states, or None."""
    import httpx

    if not isinstance(error, httpx.HTTPStatusError):
        return None
    stated = error.response.headers.get("retry-after", "").strip()
    if stated.isdigit():
        return float(stated)
    try:
        until = email.utils.parsedate_to_datetime(stated)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def _advice(error: Exception) -> str:
    import httpx

    stays = "the file fetched before, if any, stays; "
    wait = asked_to_wait(error)
    if wait is not None:
        return stays + f"the server asks to come back in {wait:.0f} seconds: try again then"
    if isinstance(error, httpx.HTTPStatusError) and not may_pass(error):
        return stays + "check the address under [sources] in lumbrera.toml with a browser"
    return stays + (
        "what has arrived is kept and the next try goes on from there where the server allows it; "
        "try again later, or fetch it by hand and set path to its folder"
    )


def _range_start(headers: Mapping[str, str]) -> int | None:
    found = re.match(r"bytes (\d+)-", headers.get("content-range", ""))
    return int(found[1]) if found else None


def _stated_sha256(headers: Mapping[str, str]) -> str | None:
    """The sha256 that Repr-Digest (RFC 9530) or the older Digest states, as hex; else None."""
    for name in ("repr-digest", "digest"):
        found = re.search(r"sha-256=:?([A-Za-z0-9+/=]+)", headers.get(name, ""), re.IGNORECASE)
        if found:
            try:
                return base64.b64decode(found[1], validate=True).hex()
            except binascii.Error:
                continue
    return None

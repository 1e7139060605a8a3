"""Files of configured sources: from a folder, or fetched from the address the settings give.

There is no network use but this, and none unless an address is configured. A file is asked for
only if it changed since it was last fetched (ETag, Last-Modified), arrives under a temporary name
and takes its place whole, so that an interrupted fetch leaves what was there.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from lumbrera.config import Settings
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.workspace import Workspace, replace_file

TIMEOUT_SECONDS = 60.0
RETRIES = 3
MAX_BYTES = 8 << 30


class Fetched(msgspec.Struct):
    """What the server said of a file, to ask next time whether it changed."""

    url: str
    etag: str = ""
    last_modified: str = ""


def configured_paths(workspace: Workspace, settings: Settings) -> list[Path]:
    """The folders and files of all configured sources; addresses are fetched first.

    Raises UsageError when none is configured, LumbreraError when an address cannot be fetched.
    """
    paths = []
    for name, source in sorted(settings.sources.items()):
        if source.path:
            path = Path(source.path)
            paths.append(path if path.is_absolute() else workspace.root / path)
        if source.url:
            paths.append(fetch(source.url, workspace.root / "incoming" / name))
    if not paths:
        raise UsageError(
            "nothing to read: no PATH was given and no source is configured",
            hint=f"give files or folders, or set path or url under [sources.NAME] in {workspace.settings_file}",
        )
    return paths


def fetch(url: str, folder: Path) -> Path:
    """Fetches a file into a folder if it changed; gives its path.

    Raises UsageError for an address that is no http(s) URL with a file name, LumbreraError when
    the server does not answer, answers with an error, breaks off, or sends more than 8 GiB.
    """
    import httpx

    parts = urlsplit(url)
    name = unquote(parts.path.rsplit("/", 1)[-1])
    if parts.scheme not in ("http", "https") or not name or "/" in name or name.startswith("."):
        raise UsageError(f"{url!r} is no address of a file (http or https, ending in its name)")
    folder.mkdir(parents=True, exist_ok=True)
    target, note = folder / name, folder / f".{name}.fetched"
    headers = _conditions(note, url) if target.exists() else {}
    temporary = folder / f".{name}.part"
    try:
        with (
            httpx.Client(
                transport=httpx.HTTPTransport(retries=RETRIES),
                timeout=TIMEOUT_SECONDS,
                follow_redirects=True,
            ) as client,
            client.stream("GET", url, headers=headers) as answer,
        ):
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return target
            answer.raise_for_status()
            _save(answer, temporary, url)
    except httpx.HTTPError as exc:
        temporary.unlink(missing_ok=True)
        raise LumbreraError(
            f"{url}: {exc or type(exc).__name__}",
            hint="the file fetched before, if any, is untouched; try again later or set path to a folder",
        ) from exc
    replace_file(temporary, target)
    note.write_bytes(
        msgspec.json.encode(
            Fetched(url, answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
        )
    )
    return target


def _conditions(note: Path, url: str) -> dict[str, str]:
    if not note.exists():
        return {}
    before = msgspec.json.decode(note.read_bytes(), type=Fetched)
    if before.url != url:
        return {}
    asked = {"If-None-Match": before.etag, "If-Modified-Since": before.last_modified}
    return {name: value for name, value in asked.items() if value}


def _save(answer: object, temporary: Path, url: str) -> None:
    import httpx

    assert isinstance(answer, httpx.Response)
    written = 0
    with temporary.open("wb") as file:
        for chunk in answer.iter_bytes():
            written += len(chunk)
            if written > MAX_BYTES:
                temporary.unlink()
                raise LumbreraError(
                    f"{url}: more than {MAX_BYTES >> 30} GiB; the fetch was stopped"
                )
            file.write(chunk)

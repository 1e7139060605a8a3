"""Files of configured sources: from a folder, or fetched from the address the settings give.

There is no network use but this and notices, and none unless an address is configured. What is
fetched replaces what was there only when it is recognised as what the source publishes.
"""

from collections.abc import Callable
from pathlib import Path

from lumbrera import pdn_client
from lumbrera.config import Settings
from lumbrera.download import FetchError, fetch, file_name
from lumbrera.errors import UsageError
from lumbrera.workspace import Workspace


def source_paths(workspace: Workspace, settings: Settings, name: str) -> list[Path]:
    """The folder of one configured source, and its addresses' files, fetched if they changed.

    Raises UsageError when the source is not configured, FetchError when an address gives no file.
    """
    paths, failures = _paths(workspace, settings, name)
    if failures:
        raise FetchError("\n".join(map(str, failures)))
    if not paths:
        raise UsageError(
            f"the source {name} has no path, no url and no api",
            hint=f"set one under [sources.{name}] in {workspace.settings_file}",
        )
    return paths


def configured_paths(
    workspace: Workspace, settings: Settings, failed: Callable[[str], None]
) -> list[Path]:
    """The folders and files of all configured sources; addresses are fetched first.

    An address that gives no file is told to `failed`, and the file fetched before is read. Raises
    UsageError when no source is configured, FetchError when there is nothing to read at all.
    """
    configured = sorted(n for n, s in settings.sources.items() if s.is_configured)
    if not configured:
        raise UsageError(
            "nothing to read: no PATH was given and no source is configured",
            hint=f"give files or folders, or set path, url or api under [sources.NAME] in {workspace.settings_file}",
        )
    paths: list[Path] = []
    failures: list[FetchError] = []
    for name in configured:
        found, failed_here = _paths(workspace, settings, name)
        paths += found
        failures += failed_here
    if not paths:
        raise FetchError("\n".join(map(str, failures)))
    for failure in failures:
        failed(str(failure))
    return paths


def _paths(
    workspace: Workspace, settings: Settings, name: str
) -> tuple[list[Path], list[FetchError]]:
    """What there is of a source, and the addresses that gave no file."""
    from lumbrera.ingest.accept import count_rows

    source = settings.sources.get(name)
    paths: list[Path] = []
    failures: list[FetchError] = []
    if source is None:
        return paths, failures
    if source.path:
        path = Path(source.path)
        paths.append(path if path.is_absolute() else workspace.root / path)
    folder = workspace.root / "incoming" / name
    urls = [u for u in ([source.url] if isinstance(source.url, str) else source.url) if u]
    if len({file_name(u) for u in urls}) < len(urls):
        raise UsageError(
            f"{workspace.settings_file}: sources.{name}.url: two addresses end in the same file name",
            hint="files of one source lie in one folder: fetch one of them by hand and set path",
        )
    for url in urls:
        try:
            delivery = fetch(
                url, folder, lambda p: count_rows(p, name, settings), settings.fetch,
                label=name,
            )  # fmt: skip
            paths.append(delivery.path)
        except FetchError as exc:
            failures.append(exc)
            before = folder / file_name(url)
            paths += [before] if before.exists() else []
    for api, url in [(source.api, url) for url in source.api.urls] if source.api else []:
        try:
            paths.append(pdn_client.crawl(url, folder, api, settings.fetch, label=name))
        except FetchError as exc:
            failures.append(exc)
            before = folder / pdn_client.endpoint_name(url)
            paths += [before] if before.exists() else []
    return paths, failures

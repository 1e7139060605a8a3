"""Settings: `lumbrera.toml` in the data directory, checked strictly, with defaults for all.

An unknown key is refused, with its path, so that a typing error cannot change a result silently.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec

from lumbrera.errors import UsageError

if TYPE_CHECKING:
    from lumbrera.sources.base import Source


class ApiSettings(msgspec.Struct, forbid_unknown_fields=True):
    """An API of the Plataforma Digital Nacional that a source is asked of (lumbrera.pdn_client).

    Secrets are named by the environment variable that holds them. `paging` is "page" (POST, page
    and pageSize) or "offset" (GET, limit and offset); `client_auth` how the client shows itself to
    `token_url`: "client_secret_post", "client_secret_basic" or "none".
    """

    url: str | list[str]
    token_url: str
    username: str = ""
    password_env: str = ""
    client_id: str = ""
    client_secret_env: str = ""
    client_auth: Literal["client_secret_post", "client_secret_basic", "none"] = "client_secret_post"
    paging: Literal["page", "offset"] = "page"
    page_size: int = 200
    per_minute: float = 60.0

    @property
    def urls(self) -> list[str]:
        """The endpoints, one or several."""
        return [self.url] if isinstance(self.url, str) else self.url


class SourceSettings(msgspec.Struct, forbid_unknown_fields=True):
    """How one source is fetched, how much its size may change, and how it is published here.

    `url` is one address or several.
    `columns` gives the field that stands under a heading that is not known ("Published heading" =
    "field_name"), `sheets` the names under which a child table is published too.
    """

    path: str = ""
    url: str | list[str] = ""
    min_share_of_last: float | None = None
    columns: dict[str, str] = {}
    sheets: list[str] = []
    api: ApiSettings | None = None

    @property
    def is_configured(self) -> bool:
        """Whether it is said where the source comes from."""
        return bool(self.path or self.url or self.api)


class FetchSettings(msgspec.Struct, forbid_unknown_fields=True):
    """How addresses are asked: the largest file in MB, seconds without a byte until a try is given
    up, how many tries, and the longest wait between two of them in seconds."""

    max_mb: int = 4096
    timeout_seconds: float = 60.0
    attempts: int = 5
    max_wait_seconds: float = 120.0


class NoticeSettings(msgspec.Struct, forbid_unknown_fields=True):
    """Where failures, delays and pending signatures are told, as JSON {"text": …}; '' for nowhere."""

    url: str = ""


class VersionSettings(msgspec.Struct, forbid_unknown_fields=True):
    """When an export counts as complete, so that a missing row has vanished."""

    complete_share: float = 0.9
    missing_floor: int = 2


class Jurisdiction(msgspec.Struct, forbid_unknown_fields=True):
    """Whose law and ceilings apply, and a folder of reference tables of one's own.

    The rows of a CSV in `reference` (relative to the data directory) join those of the shipped
    table of its name and take the place of those with the same key (build.reference.OWN_KEYS).
    """

    code: str = "federal"
    reference: str = ""


class Retention(msgspec.Struct, forbid_unknown_fields=True):
    """How many finished snapshots are kept, the current one included."""

    snapshots: int = 5


class Engine(msgspec.Struct, forbid_unknown_fields=True):
    """Limits for DuckDB; memory such as '3GB', 0 threads for all cores."""

    memory_limit: str = "3GB"
    threads: int = 0


class Identity(msgspec.Struct, forbid_unknown_fields=True):
    """Ids that leave the system are keyed hashes; `key_file` holds a secret of your own."""

    key_file: str = ""


class QueueSettings(msgspec.Struct, forbid_unknown_fields=True):
    """Of every `window` places of the queue, one buyer has at most `per_buyer`."""

    window: int = 20
    per_buyer: int = 3


class Restricted(msgspec.Struct, forbid_unknown_fields=True):
    """What allows to read the reserved sections of PDN S1 (lumbrera.restricted); '' for nothing."""

    legal_basis: str = ""


class SuppressionSettings(msgspec.Struct, forbid_unknown_fields=True):
    """The file of suppressions, relative to the data directory; '' for suppressions.toml."""

    file: str = ""


class ModelSettings(msgspec.Struct, forbid_unknown_fields=True):
    """Contracts up to which every run scores them all; beyond, `lumbrera models score` does, once."""

    score_up_to: int = 300_000


class NetworkSettings(msgspec.Struct, forbid_unknown_fields=True):
    """Whether ties between suppliers, officials and buyers are computed."""

    enabled: bool = True


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """Everything a deployment may set."""

    jurisdiction: Jurisdiction = msgspec.field(default_factory=Jurisdiction)
    budgets: dict[str, float] = {}
    sources: dict[str, SourceSettings] = {}
    fetch: FetchSettings = msgspec.field(default_factory=FetchSettings)
    notices: NoticeSettings = msgspec.field(default_factory=NoticeSettings)
    versions: VersionSettings = msgspec.field(default_factory=VersionSettings)
    rules: dict[str, dict[str, Any]] = {}
    queue: QueueSettings = msgspec.field(default_factory=QueueSettings)
    suppressions: SuppressionSettings = msgspec.field(default_factory=SuppressionSettings)
    models: ModelSettings = msgspec.field(default_factory=ModelSettings)
    networks: NetworkSettings = msgspec.field(default_factory=NetworkSettings)
    retention: Retention = msgspec.field(default_factory=Retention)
    engine: Engine = msgspec.field(default_factory=Engine)
    identity: Identity = msgspec.field(default_factory=Identity)
    restricted: Restricted = msgspec.field(default_factory=Restricted)


def load(path: Path) -> Settings:
    """The settings in a TOML file; defaults when there is no such file.

    Raises UsageError naming the file and the key for anything unknown or of the wrong type.
    """
    if not path.exists():
        return Settings()
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except msgspec.DecodeError as exc:
        raise UsageError(
            f"{path}: {exc}",
            hint="`lumbrera init` writes a file with every setting and its meaning",
        ) from exc
    except UnicodeDecodeError as exc:
        raise UsageError(f"{path}: not UTF-8 text ({exc})") from exc
    _check(path, settings)
    return settings


def published_sources(settings: dict[str, SourceSettings]) -> "tuple[Source, ...]":
    """The sources with the headings and sheet names of the settings. Raises ValueError."""
    from lumbrera.sources import with_headings

    return with_headings(
        {name: s.columns for name, s in settings.items()},
        {name: s.sheets for name, s in settings.items()},
    )


def _check(path: Path, settings: Settings) -> None:
    from lumbrera.sources import SOURCES

    known = {s.name for s in SOURCES}
    for name in settings.sources:
        if name not in known:
            raise UsageError(
                f"{path}: [sources.{name}] is no source",
                hint="the sources are: " + ", ".join(sorted(known)),
            )
    for key in settings.budgets:
        if not re.fullmatch(r"[^:]+(:\d{4})?", key):
            raise UsageError(
                f"{path}: budgets: {key!r} is no institution",
                hint='write "050GYR" for every year or "050GYR:2026" for one',
            )
    for name, source in settings.sources.items():
        share = source.min_share_of_last
        if share is not None and not 0 <= share <= 1:
            raise UsageError(f"{path}: sources.{name}.min_share_of_last must lie between 0 and 1")
        try:
            published_sources({name: source})
        except ValueError as exc:
            raise UsageError(
                f"{path}: sources.{name}: {exc}",
                hint='write "Published heading" = "field_name" under [sources.NAME.columns]',
            ) from exc
        if source.api:
            if name not in ("pdn_s1", "pdn_s2", "pdn_s3"):
                raise UsageError(
                    f"{path}: sources.{name}.api: only pdn_s1, pdn_s2 and pdn_s3 are asked of an API"
                )
            _check_api(source.api, f"{path}: sources.{name}.api")
    for key in ("max_mb", "timeout_seconds", "attempts"):
        if getattr(settings.fetch, key) <= 0:
            raise UsageError(f"{path}: fetch.{key} must be more than 0")
    if not 0 < settings.versions.complete_share <= 1:
        raise UsageError(f"{path}: versions.complete_share must lie between 0 and 1")
    for key in ("window", "per_buyer"):
        if getattr(settings.queue, key) < 1:
            raise UsageError(f"{path}: queue.{key} must be at least 1")
    if settings.retention.snapshots < 1:
        raise UsageError(f"{path}: retention.snapshots must be at least 1")


def _check_api(api: ApiSettings, where: str) -> None:
    """Raises UsageError, naming the setting, for settings that cannot work."""
    for key, url in [("url", u) for u in api.urls] + [("token_url", api.token_url)]:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"{where}.{key}: {url!r} is no http(s) address")
        if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            raise UsageError(
                f"{where}.{key}: {url!r} would send the password in plain text",
                hint="use its https address",
            )
    if not 1 <= api.page_size <= 200:
        raise UsageError(f"{where}.page_size must lie between 1 and 200")
    if api.per_minute <= 0:
        raise UsageError(f"{where}.per_minute must be more than 0")
    if not api.username or not api.password_env:
        raise UsageError(
            f"{where} needs username and password_env",
            hint="password_env names the environment variable that holds the password",
        )

"""Pages of the Plataforma Digital Nacional's APIs (S1, S2, S3), whole, or those that were there.

An endpoint is asked page by page after an OAuth password grant; each page is kept as the server
sent it, with a manifest. A crawl that breaks off goes on at the page it had reached; one whose
endpoint changes its number of records or its page size on the way starts anew, because pages would
overlap or leave gaps. The pages of a finished crawl take the place of the last ones at once.

    [sources.pdn_s2.api]
    url = "https://…/v1/spic"            # one or several endpoints of the source
    token_url = "https://…/oauth"
    client_id = "…"
    client_secret_env = "PDN_SECRET"     # names of environment variables: no secret in the file
    username = "…"
    password_env = "PDN_PASSWORD"

Paging "page" is that of the v1 and v2 declarations specifications (POST, page and pageSize, at most
200 records); "offset" that of S2 v2.0 and S3 v2 (GET, limit and offset).
"""

import datetime as dt
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from lumbrera.config import ApiSettings, FetchSettings
from lumbrera.download import FetchError, asked_to_wait, may_pass
from lumbrera.errors import UsageError
from lumbrera.ingest.walk import MANIFEST_SUFFIX
from lumbrera.workspace import replace_file

if TYPE_CHECKING:
    import httpx
    import tenacity

STALE_HOURS = 24
"""A crawl that broke off longer ago starts anew: its first pages would tell of another day."""
_RESTARTS = 3
_STATE = ".crawl.json"


class Crawl(msgspec.Struct):
    """How far a crawl has come. total: records the endpoint says it has; None when it does not."""

    url: str
    page_size: int
    started_at: dt.datetime
    next_page: int = 1
    records: int = 0
    total: int | None = None


class _Page(msgspec.Struct):
    """One answer: its bytes, how many records, and what it says of the rest."""

    raw: bytes
    records: int
    total: int | None
    size: int
    has_next: bool


class _ChangedError(Exception):
    """The endpoint is not what it was when the crawl began."""


class _BrokenPageError(Exception):
    """The body is no page of records; another try may help."""


def crawl(
    url: str,
    folder: Path,
    api: ApiSettings,
    limits: FetchSettings | None = None,
    *,
    label: str = "",
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """Brings all pages of one endpoint into a folder below `folder`; gives that folder.

    label: the source's name, for messages. Raises UsageError for settings that are wrong or an
    environment variable that is not set; FetchError, naming source, endpoint and page, when the
    server does not answer in `limits.attempts` tries, refuses the user, keeps changing, or sends
    what is no page. What had arrived is kept for the next try, and the last whole crawl stays.
    """
    import filelock

    job = _Job(url, folder, api, limits or FetchSettings(), label, sleep)
    folder.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(folder / f".{endpoint_name(url)}.lock"):
        return job.run()


def endpoint_name(url: str) -> str:
    """The folder of an endpoint's pages: its address in letters, digits and hyphens."""
    parts = urlsplit(url)
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{parts.hostname or ''}{parts.path}").strip("-").lower()


class _Job:
    """One endpoint to be crawled into its folder."""

    def __init__(
        self,
        url: str,
        folder: Path,
        api: ApiSettings,
        limits: FetchSettings,
        label: str,
        sleep: Callable[[float], None],
    ) -> None:
        self.url, self.api, self.limits, self.sleep = url, api, limits, sleep
        self.label = label
        self.called = f"{label}: {url}" if label else url
        name = endpoint_name(url)
        self.target, self.part = folder / name, folder / f".{name}.part"
        self._last_asked = float("-inf")
        self._page_size = api.page_size

    def run(self) -> Path:
        import httpx

        with _oauth_client()(
            client_id=self.api.client_id or None,
            client_secret=_secret(self.api.client_secret_env, self.called),
            token_endpoint_auth_method=self.api.client_auth,
            timeout=self.limits.timeout_seconds,
        ) as client:
            why = ""
            try:
                for _ in range(_RESTARTS):
                    try:
                        return self._crawl(client)
                    except _ChangedError as exc:
                        why = str(exc)
                        shutil.rmtree(self.part, ignore_errors=True)
            except (httpx.HTTPError, httpx.InvalidURL, _BrokenPageError) as exc:
                raise self._failed(exc) from exc
        raise FetchError(
            f"{self.called}: its pages did not fit together in {_RESTARTS} crawls: {why}",
            hint="the pages fetched before, if any, stay; try again when it is not being updated",
        )

    def _crawl(self, client: Any) -> Path:
        state = self._begun() or self._begin()
        self._page_size = state.page_size
        while True:
            page = self._persist(client, state.next_page)
            if state.next_page == 1:
                # A server may give fewer per page than asked for: pages are counted in its size.
                state.page_size = self._page_size = min(page.size, self._page_size)
            self._compare(state, page)
            self._keep(state, page)
            if not page.has_next:
                break
        if state.total is not None and state.records != state.total:
            raise _ChangedError(f"it says {state.total} records and gave {state.records}")
        return self._publish()

    def _compare(self, state: Crawl, page: _Page) -> None:
        """Raises _ChangedError when a page is not of the same listing as those before it."""
        if state.next_page == 1:
            state.total = page.total
        elif page.total != state.total:
            raise _ChangedError(f"its {state.total} records became {page.total} on the way")
        elif page.has_next and page.size != state.page_size:
            raise _ChangedError(f"pages of {state.page_size} records became pages of {page.size}")
        if page.has_next and page.records == 0:
            raise _BrokenPageError("says that more follows, and has no records")

    def _keep(self, state: Crawl, page: _Page) -> None:
        path = self.part / _page_name(state.next_page)
        manifest = {
            "export_date": state.started_at.date(),
            "url": self.url,
            "source": self.label,
            "original_name": path.name,
        }
        path.with_name(path.name + MANIFEST_SUFFIX).write_bytes(msgspec.json.encode(manifest))
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes(page.raw)
        replace_file(temporary, path)
        state.next_page += 1
        state.records += page.records
        self._note(state)

    def _publish(self) -> Path:
        """The finished pages take the place of the last ones."""
        (self.part / _STATE).unlink()
        old = self.target.with_name(f".{self.target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if self.target.exists():
            self.target.rename(old)
        self.part.rename(self.target)
        shutil.rmtree(old, ignore_errors=True)
        return self.target

    def _begin(self) -> Crawl:
        shutil.rmtree(self.part, ignore_errors=True)
        self.part.mkdir()
        now = dt.datetime.now().replace(microsecond=0)
        return Crawl(self.url, self.api.page_size, now)

    def _begun(self) -> Crawl | None:
        """The crawl that broke off, when it can go on."""
        try:
            state = msgspec.json.decode((self.part / _STATE).read_bytes(), type=Crawl)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None
        age = dt.datetime.now() - state.started_at
        # A kill between a page and its note leaves one page more, which is asked for again.
        whole = all((self.part / _page_name(n)).exists() for n in range(1, state.next_page))
        fresh = age < dt.timedelta(hours=STALE_HOURS)
        return state if state.url == self.url and whole and fresh else None

    def _note(self, state: Crawl) -> None:
        temporary = self.part / f"{_STATE}.tmp"
        temporary.write_bytes(msgspec.json.encode(state))
        replace_file(temporary, self.part / _STATE)

    def _persist(self, client: Any, number: int) -> _Page:
        """Tries until one page has arrived whole."""
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
            retry=tenacity.retry_if_exception(
                lambda e: may_pass(e) or isinstance(e, _BrokenPageError)
            ),
            sleep=self.sleep,
            reraise=True,
        )
        return persistent(self._ask, client, number)

    def _ask(self, client: Any, number: int) -> _Page:
        if not client.token or client.token.is_expired():
            self._sign_in(client)
        answer = self._request(client, number)
        if answer.status_code == 401:  # the token ended before its time
            self._sign_in(client)
            answer = self._request(client, number)
        answer.raise_for_status()
        return self._page(answer, number)

    def _request(self, client: Any, number: int) -> "httpx.Response":
        self._pace()
        size = self._page_size
        if self.api.paging == "offset":
            params: dict[str, str | int] = {"limit": size, "offset": (number - 1) * size}
            answer = client.get(self.url, params=params)
        else:
            body = {"page": number, "pageSize": size, "query": {}, "sort": {}}
            answer = client.post(self.url, json=body)
        found: httpx.Response = answer
        return found

    def _pace(self) -> None:
        """Waits so that no more requests go out in a minute than allowed."""
        due = self._last_asked + 60 / self.api.per_minute
        if (wait := due - time.monotonic()) > 0:
            self.sleep(wait)
        self._last_asked = time.monotonic()

    def _sign_in(self, client: Any) -> None:
        import httpx
        from authlib.integrations.base_client.errors import OAuthError

        self._pace()
        try:
            client.fetch_token(
                self.api.token_url,
                grant_type="password",
                username=self.api.username,
                password=_secret(self.api.password_env, self.called),
            )
        except OAuthError as exc:
            raise self._refused(exc.description or exc.error) from exc
        except (ValueError, KeyError) as exc:
            raise _BrokenPageError(f"the answer of {self.api.token_url} is no token") from exc
        except httpx.HTTPStatusError as exc:
            if not may_pass(exc):
                raise self._refused(f"{exc.response.status_code}") from exc
            raise

    def _refused(self, why: str) -> FetchError:
        return FetchError(
            f"{self.called}: {self.api.token_url} does not sign in {self.api.username!r}: {why}",
            hint=f"check client_id, username and the environment variable {self.api.password_env}; "
            "the pages fetched before, if any, stay",
        )

    def _page(self, answer: "httpx.Response", number: int) -> _Page:
        try:
            body = msgspec.json.decode(answer.content)
        except (msgspec.DecodeError, UnicodeDecodeError) as exc:
            raise _BrokenPageError(f"page {number} is no whole JSON ({exc})") from exc
        told = body.get("pagination" if self.api.paging == "page" else "meta") or {}
        records = body.get("results" if self.api.paging == "page" else "data")
        if not isinstance(records, list) or not isinstance(told, dict):
            raise _BrokenPageError(f"page {number} has no list of records")
        if self.api.paging == "offset":
            total = _whole(told.get("filter_count"), told.get("total_count"))
            seen = (number - 1) * self._page_size + len(records)
            more = seen < total if total is not None else len(records) == self._page_size
            return _Page(answer.content, len(records), total, self._page_size, more)
        if told.get("page", number) != number:
            raise _BrokenPageError(f"page {number} was asked for and page {told['page']} came")
        return _Page(
            answer.content,
            len(records),
            _whole(told.get("totalRows")),
            _whole(told.get("pageSize")) or self._page_size,
            told.get("hasNextPage") is True,
        )

    def _failed(self, error: Exception) -> FetchError:
        import httpx

        number = begun.next_page if (begun := self._begun()) else 1
        if isinstance(error, httpx.HTTPStatusError):
            why = f"the server answered {error.response.status_code}"
        else:
            why = f"{type(error).__name__.strip('_')}: {error or 'no answer'}"
        wait = asked_to_wait(error)
        return FetchError(
            f"{self.called}: page {number}: {why}",
            hint="the pages of the last whole crawl, if any, stay, and what has arrived is kept: "
            + (
                f"the server asks to come back in {wait:.0f} seconds"
                if wait
                else "the next try goes on from there; try again later"
            ),
        )


def _oauth_client() -> Any:
    """Authlib's client class; its import warns of a successor to httpx, which is not for users."""
    import warnings

    with warnings.catch_warnings(record=True):
        from authlib.integrations.httpx_client import OAuth2Client
    return OAuth2Client


def _page_name(number: int) -> str:
    return f"p{number:06d}.json"


def _secret(variable: str, called: str) -> str | None:
    """What an environment variable holds; None when no variable is named."""
    if not variable:
        return None
    value = os.environ.get(variable)
    if not value:
        raise UsageError(
            f"{called}: the environment variable {variable} is not set",
            hint="set it for the user that runs Lumbrera; lumbrera.toml holds only its name",
        )
    return value


def _error(state: "tenacity.RetryCallState") -> BaseException | None:
    return state.outcome.exception() if state.outcome else None


def _whole(*values: object) -> int | None:
    """The first that is a number of records."""
    return next((v for v in values if isinstance(v, int) and not isinstance(v, bool)), None)

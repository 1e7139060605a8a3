"""The APIs of the PDN, asked of a server on this machine that fails in every way theirs may."""

import base64
import http.server
import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from lumbrera import config, fetch, pdn_client
from lumbrera.config import ApiSettings, FetchSettings
from lumbrera.download import FetchError
from lumbrera.errors import UsageError
from lumbrera.workspace import Workspace

PATIENT = FetchSettings(timeout_seconds=60, attempts=3, max_wait_seconds=5)
QUICK = FetchSettings(timeout_seconds=1, attempts=3, max_wait_seconds=5)  # the server says nothing


def official(number: int) -> dict[str, Any]:
    return {
        "id": f"S2-{number:04d}", "fechaCaptura": "2026-05-01T00:00:00Z", "ejercicioFiscal": "2026",
        "nombres": "Ana", "primerApellido": f"Apellido{number}", "segundoApellido": "Luna",
        "institucionDependencia": {"nombre": "Instituto de Prueba"}, "puesto": {"nombre": "Jefa"},
        "tipoArea": [], "nivelResponsabilidad": [{"clave": "R"}], "tipoProcedimiento": [],
    }  # fmt: skip


@dataclass
class Api:
    """What the server holds, how it pages, and what it does before it answers well."""

    records: list[dict[str, Any]] = field(default_factory=lambda: [official(n) for n in range(7)])
    most: int = 3
    faults: dict[int, list[Callable[["Handler"], bool]]] = field(default_factory=dict)
    asked: list[Any] = field(default_factory=list)
    tokens: int = 0
    valid: set[str] = field(default_factory=set)
    base: str = ""

    def settings(self, **changes: Any) -> ApiSettings:
        given: dict[str, Any] = {
            "url": f"{self.base}/v1/spic", "token_url": f"{self.base}/oauth", "username": "usuaria",
            "password_env": "PDN_PASSWORD", "client_id": "lumbrera",
            "client_secret_env": "PDN_SECRET", "per_minute": 1e6, "page_size": 3,
        }  # fmt: skip
        return ApiSettings(**given | changes)


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as the specifications say, once the faults of a page are used up."""

    api: Api

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/oauth":
            self._token(urllib.parse.parse_qs(body))
        else:
            asked = json.loads(body)
            self._page(asked["page"], asked["pageSize"], by_page=True)

    def do_GET(self) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        limit, offset = int(query["limit"][0]), int(query["offset"][0])
        self._page(offset // limit + 1, limit, by_page=False)

    def _token(self, form: dict[str, list[str]]) -> None:
        api = self.api
        client = form.get("client_id"), form.get("client_secret")
        basic = base64.b64encode(b"lumbrera:secreto").decode()
        known = client == (["lumbrera"], ["secreto"]) or basic in self.headers.get(
            "Authorization", ""
        )
        good = form["grant_type"] == ["password"] and form["password"] == ["clave"] and known
        if not good:
            return self.reply(400, {"error": "invalid_grant", "error_description": "no coincide"})
        api.tokens += 1
        token = f"T{api.tokens}"
        api.valid = {token}
        return self.reply(200, {"access_token": token, "token_type": "Bearer", "expires_in": 600})

    def _page(self, number: int, size: int, *, by_page: bool) -> None:
        api = self.api
        api.asked.append((number, size))
        for fault in api.faults.get(number, [])[:1]:
            api.faults[number].pop(0)
            if fault(self):
                return None
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in api.valid:
            return self.reply(401, {"code": "401"})
        return self.reply(200, self.page(number, size, by_page=by_page))

    def page(self, number: int, size: int, *, by_page: bool) -> dict[str, Any]:
        api = self.api
        size = min(size, api.most)
        rows = api.records[(number - 1) * size : number * size]
        if not by_page:
            total = len(api.records)
            return {"data": rows, "meta": {"total_count": total, "filter_count": total}}
        more = number * size < len(api.records)
        told = {"page": number, "pageSize": size, "totalRows": len(api.records)}
        return {"pagination": told | {"hasNextPage": more}, "results": rows}

    def reply(self, status: int, body: Any, cut: int | None = None, **headers: str) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw[:cut])
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None: ...


def fails(status: int, **headers: str) -> Callable[[Handler], bool]:
    return lambda h: h.reply(status, b"<html>", **headers) is None


def hangs(h: Handler) -> bool:
    threading.Event().wait(QUICK.timeout_seconds * 1.5)
    return h.reply(500, b"late") is None


def breaks_off(h: Handler) -> bool:
    return h.reply(200, {"pagination": {}, "results": [official(1)]}, cut=30) is None


def page_of_an_error(h: Handler) -> bool:
    return h.reply(200, b"<html>mantenimiento</html>") is None


def token_ends(h: Handler) -> bool:
    h.api.valid = set()
    return False


def one_more(h: Handler) -> bool:
    h.api.records.append(official(len(h.api.records)))
    return False


def smaller_pages(h: Handler) -> bool:
    h.api.most = 2
    return False


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    monkeypatch.setenv("PDN_PASSWORD", "clave")
    monkeypatch.setenv("PDN_SECRET", "secreto")
    it = Api()
    handler = type("Scripted", (Handler,), {"api": it})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        it.base = f"http://127.0.0.1:{httpd.server_port}"
        yield it
        httpd.shutdown()


@pytest.fixture
def waits() -> list[float]:
    return []


def crawl(
    api: Api, folder: Path, waits: list[float], limits: FetchSettings = PATIENT, **changes: Any
) -> Path:
    settings = api.settings(**changes)
    return pdn_client.crawl(
        settings.urls[0], folder, settings, limits, label="pdn_s2", sleep=waits.append
    )


def ids(folder: Path) -> list[str]:
    """The ids in the pages, in order."""
    pages = sorted(p for p in folder.glob("*.json") if not p.name.endswith(".manifest.json"))
    bodies = [json.loads(p.read_bytes()) for p in pages]
    return [r["id"] for body in bodies for r in body.get("results", body.get("data"))]


def expected(n: int = 7) -> list[str]:
    return [f"S2-{number:04d}" for number in range(n)]


@pytest.mark.parametrize("paging", ["page", "offset"])
def test_all_pages_arrive_in_order_each_with_a_manifest(api, tmp_path, waits, paging) -> None:
    found = crawl(api, tmp_path, waits, paging=paging)
    assert ids(found) == expected()
    assert [number for number, _ in api.asked] == [1, 2, 3]
    manifest = json.loads((found / "p000002.json.manifest.json").read_bytes())
    assert manifest["source"] == "pdn_s2" and manifest["url"] == api.settings().url
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == [found.name]


@pytest.mark.parametrize("auth", ["client_secret_post", "client_secret_basic"])
def test_the_client_shows_itself_as_the_settings_say(api, tmp_path, waits, auth) -> None:
    assert ids(crawl(api, tmp_path, waits, client_auth=auth)) == expected()
    assert api.tokens == 1


@pytest.mark.parametrize(
    "fault",
    [fails(500), fails(429), fails(503), hangs, breaks_off, page_of_an_error, token_ends],
)
def test_a_page_that_fails_is_asked_for_again_and_nothing_is_lost_or_doubled(
    api, tmp_path, waits, fault
) -> None:
    api.faults = {1: [fault], 3: [fault]}
    limits = QUICK if fault is hangs else PATIENT
    assert ids(crawl(api, tmp_path, waits, limits)) == expected()


def test_the_wait_that_the_server_asks_for_is_kept(api, tmp_path, waits) -> None:
    api.faults = {2: [fails(429, Retry_After="4")]}
    crawl(api, tmp_path, waits)
    assert [w for w in waits if w >= 1] == [4.0]


def test_requests_keep_the_pace_that_the_settings_allow(api, tmp_path, waits) -> None:
    crawl(api, tmp_path, waits, per_minute=30)
    # A token and three pages: three waits of nearly two seconds (the sleep is not real here).
    assert len(waits) == 3
    assert all(1.5 < w <= 2 for w in waits)


def test_a_crawl_that_breaks_off_goes_on_where_it_stopped_and_the_last_whole_one_stays(
    api, tmp_path, waits
) -> None:
    before = crawl(api, tmp_path, waits)
    api.records = [official(n) for n in range(9)]
    api.faults = {3: [fails(500)] * 3}
    with pytest.raises(FetchError, match=r"page 3: the server answered 500"):
        crawl(api, tmp_path, waits)
    assert ids(before) == expected()
    api.asked.clear()
    assert ids(crawl(api, tmp_path, waits)) == expected(9)
    assert api.asked[0] == (3, 3)


@pytest.mark.parametrize("change", [one_more, smaller_pages])
def test_a_listing_that_changes_on_the_way_is_crawled_anew(api, tmp_path, waits, change) -> None:
    api.faults = {2: [change]}
    found = crawl(api, tmp_path, waits)
    assert ids(found) == expected(len(api.records))


def test_a_listing_that_never_stands_still_is_an_error_and_no_half_listing(
    api, tmp_path, waits
) -> None:
    api.faults = {2: [one_more] * 5}
    with pytest.raises(FetchError, match="did not fit together in 3 crawls"):
        crawl(api, tmp_path, waits)
    assert [p for p in tmp_path.iterdir() if p.is_dir()] == []


def test_a_server_that_gives_fewer_per_page_than_asked_for_is_followed(
    api, tmp_path, waits
) -> None:
    assert ids(crawl(api, tmp_path, waits, page_size=200)) == expected()
    assert api.asked == [(1, 200), (2, 3), (3, 3)]


def test_a_wrong_password_is_told_with_its_variable_and_never_with_its_value(
    api, tmp_path, waits, monkeypatch
) -> None:
    monkeypatch.setenv("PDN_PASSWORD", "otra-clave")
    with pytest.raises(FetchError) as caught:
        crawl(api, tmp_path, waits)
    told = f"{caught.value} {caught.value.hint}"
    assert "no coincide" in told and "PDN_PASSWORD" in told and "otra-clave" not in told
    assert api.asked == []


def test_a_variable_that_is_not_set_is_named(api, tmp_path, waits, monkeypatch) -> None:
    monkeypatch.delenv("PDN_PASSWORD")
    with pytest.raises(UsageError, match="PDN_PASSWORD is not set"):
        crawl(api, tmp_path, waits)


SETTINGS = """
[sources.pdn_s2.api]
url = "{base}/v1/spic"
token_url = "{base}/oauth"
client_id = "lumbrera"
client_secret_env = "PDN_SECRET"
username = "usuaria"
password_env = "PDN_PASSWORD"
page_size = 3
per_minute = 100000
"""


def test_a_run_without_paths_reads_what_the_api_gives_and_accounts_for_every_record(
    api, tmp_path
) -> None:
    from lumbrera.run import ingest

    workspace = Workspace(tmp_path)
    workspace.settings_file.write_text(SETTINGS.format(base=api.base))
    settings = config.load(workspace.settings_file)
    paths = fetch.configured_paths(workspace, settings, failed=pytest.fail)
    seen = ingest(paths, tmp_path, waiting=lambda m: None).seen
    assert [(r.source, r.layout, r.rows_loaded) for r in seen] == [
        ("pdn_s2", "s2_v1", n) for n in (3, 3, 1)
    ]
    assert {r.export_basis for r in seen} == {"manifiesto"}
    # Asked again and refused: what was fetched before is read, and the failure is told.
    api.faults = {1: [fails(500)] * 9}
    told: list[str] = []
    quick = SETTINGS.format(base=api.base) + "[fetch]\nattempts = 1\n"
    workspace.settings_file.write_text(quick)
    settings = config.load(workspace.settings_file)
    assert fetch.configured_paths(workspace, settings, failed=told.append) == paths
    assert len(told) == 1 and "500" in told[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('url = "ftp://example.org/x"', "no http"),
        ('url = "http://example.org/x"', "plain text"),
        ("page_size = 201", "between 1 and 200"),
        ("per_minute = 0", "more than 0"),
        ('password_env = ""', "needs username and password_env"),
        ('password = "clave"', "password"),
        ('paging = "cursor"', "paging"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_their_name(tmp_path, line, message) -> None:
    key = line.split(" = ")[0]
    kept = [
        old
        for old in SETTINGS.format(base="https://pdn.invalid").splitlines()
        if old.split(" = ")[0] != key
    ]
    file = tmp_path / "lumbrera.toml"
    file.write_text("\n".join([*kept, line]))
    with pytest.raises(UsageError, match=message):
        config.load(file)

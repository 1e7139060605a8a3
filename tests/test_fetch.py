"""Configured sources: folders, and addresses fetched from a server on this machine that fails in
every way a publisher's does."""

import base64
import email.utils
import hashlib
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lumbrera import config, fetch
from lumbrera.cli import main
from lumbrera.config import FetchSettings
from lumbrera.download import Delivery, FetchError
from lumbrera.download import fetch as download
from lumbrera.errors import UsageError
from lumbrera.ingest.accept import count_rows
from lumbrera.workspace import Workspace

HEADER = "RFC,Nombre del Contribuyente,Situación del contribuyente\n"
LIST = (HEADER + "AAA010101AAA,FIRMA INVENTADA UNO SA DE CV,Presunto\n").encode()
LONGER = LIST + b"BBB020202BBB,FIRMA INVENTADA DOS SA DE CV,Definitivo\n"
RENAMED = LIST.replace("Situación del contribuyente".encode(), b"Estado")
ERROR_PAGE = b"<!DOCTYPE html><html><body>Servicio no disponible</body></html>"
PATIENT = FetchSettings(timeout_seconds=60, attempts=3)
QUICK = FetchSettings(timeout_seconds=1, attempts=3)  # where a server says nothing

Reply = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """Gives the replies of a script, one per request; the last one for ever."""

    script: list[Reply]
    seen: list[dict[str, str]]

    def do_GET(self) -> None:
        self.seen.append({k.lower(): v for k, v in self.headers.items()})
        reply = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        reply(self)

    def answer(self, status: int, body: bytes = b"", length: int | None = None, **headers: str):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        if length is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None: ...


def ok(body: bytes = LIST, tag: str = '"v1"', **headers: str) -> Reply:
    return lambda h: h.answer(200, body, ETag=tag, **headers)


def status(code: int, **headers: str) -> Reply:
    return lambda h: h.answer(code, ERROR_PAGE, **headers)


def cut(body: bytes, after: int, tag: str = '"v1"') -> Reply:
    """Promises the whole body and breaks off."""
    return lambda h: h.answer(200, body[:after], length=len(body), ETag=tag)


def rest(body: bytes, tag: str = '"v1"') -> Reply:
    """What was asked for by Range, if If-Range names this version; else the whole."""

    def reply(h: Handler) -> None:
        if h.headers.get("If-Range") != tag:
            h.answer(200, body, ETag=tag)
            return
        start = int(h.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        h.answer(
            206, body[start:], ETag=tag, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}"
        )

    return reply


def silence(h: Handler) -> None:
    time.sleep(QUICK.timeout_seconds * 1.5)
    h.close_connection = True


def limits_for(reply: Reply) -> FetchSettings:
    """Patience is short only with a server that says nothing: any other may be slow to answer."""
    return QUICK if reply is silence else PATIENT


class Server:
    """A publisher: what it will reply, and what it was asked."""

    def __init__(self, base: str, handler: type[Handler]) -> None:
        self.url, self._handler = f"{base}/lista.csv", handler
        self.base = base

    def will(self, *script: Reply) -> None:
        self._handler.script = list(script)
        self._handler.seen.clear()

    @property
    def seen(self) -> list[dict[str, str]]:
        return self._handler.seen


@pytest.fixture
def server() -> Iterator[Server]:
    handler = type("Scripted", (Handler,), {"script": [ok()], "seen": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield Server(f"http://127.0.0.1:{httpd.server_port}", handler)
        httpd.shutdown()


@pytest.fixture
def get(server: Server, tmp_path: Path) -> Callable[..., Delivery]:
    """Fetches the server's list as the SAT's; `slept` collects the waits, none is waited."""

    def run(limits: FetchSettings = PATIENT, slept: list[float] | None = None) -> Delivery:
        return download(
            server.url, tmp_path, lambda p: count_rows(p, "sat_69b", config.Settings()), limits,
            label="sat_69b", sleep=(slept if slept is not None else []).append,
        )  # fmt: skip

    return run


def hidden(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir() if p.name.startswith(".")} - {".lock"}


def test_a_file_is_fetched_once_and_asked_after_by_tag_and_date_from_then_on(
    server: Server, get: Any
) -> None:
    stamp = email.utils.formatdate(0, usegmt=True)
    server.will(ok(Last_Modified=stamp), status(304))
    first, second = get(), get()
    assert (first.is_new, second.is_new) == (True, False)
    assert first.path == second.path
    assert first.path.read_bytes() == LIST
    assert "if-none-match" not in server.seen[0]
    assert (server.seen[1]["if-none-match"], server.seen[1]["if-modified-since"]) == ('"v1"', stamp)


def test_a_file_changed_on_this_disk_is_fetched_again_whole(server: Server, get: Any) -> None:
    server.will(ok())
    path = get().path
    path.write_text("damaged")
    assert get() == Delivery(path, True)
    assert "if-none-match" not in server.seen[1]
    assert path.read_bytes() == LIST


def test_the_same_content_under_a_new_tag_is_not_new(server: Server, get: Any) -> None:
    server.will(ok(), ok(tag='"v2"'))
    assert [get().is_new, get().is_new] == [True, False]


@pytest.mark.parametrize("failing", [status(500), status(503), silence, cut(LIST, 10)])
def test_a_server_that_fails_and_recovers_is_asked_again(
    server: Server, get: Any, failing: Reply
) -> None:
    server.will(failing, ok())
    slept: list[float] = []
    assert get(limits_for(failing), slept).path.read_bytes() == LIST
    assert len(server.seen) == 2
    assert len(slept) == 1


@pytest.mark.parametrize("failing", [status(500), status(429), silence])
def test_a_server_that_goes_on_failing_is_given_up_and_the_good_file_stays(
    server: Server, get: Any, failing: Reply
) -> None:
    server.will(ok())
    path = get().path
    server.will(failing)
    with pytest.raises(FetchError, match=f"sat_69b: {server.url}") as failure:
        get(limits_for(failing))
    assert len(server.seen) == PATIENT.attempts
    assert path.read_bytes() == LIST
    assert "try again later" in failure.value.hint


def test_a_busy_server_is_left_alone_as_long_as_it_asks(server: Server, get: Any) -> None:
    server.will(status(429, Retry_After="7"), ok())
    slept: list[float] = []
    get(slept=slept)
    assert slept == [7.0]


def test_a_server_that_asks_for_more_patience_than_there_is_is_left_for_the_next_run(
    server: Server, get: Any
) -> None:
    server.will(status(429, Retry_After="3600"))
    slept: list[float] = []
    with pytest.raises(FetchError) as failure:
        get(slept=slept)
    assert slept == []
    assert "come back in 3600 seconds" in failure.value.hint


def test_an_address_that_is_gone_is_not_asked_twice(server: Server, get: Any) -> None:
    server.will(status(404))
    with pytest.raises(FetchError, match="404") as failure:
        get()
    assert len(server.seen) == 1
    assert "check the address" in failure.value.hint


def test_what_broke_off_goes_on_where_it_stopped(server: Server, get: Any) -> None:
    server.will(cut(LONGER, 40), rest(LONGER))
    assert get().path.read_bytes() == LONGER
    assert server.seen[1]["range"] == "bytes=40-"
    assert server.seen[1]["if-range"] == '"v1"'


def test_a_later_run_goes_on_where_an_earlier_one_stopped(server: Server, get: Any) -> None:
    server.will(cut(LONGER, 40))
    with pytest.raises(FetchError, match="sat_69b"):
        get(FetchSettings(attempts=1))
    server.will(rest(LONGER))
    delivery = get()
    assert server.seen[0]["range"] == "bytes=40-"
    assert delivery.path.read_bytes() == LONGER
    assert hidden(delivery.path.parent) == {".lista.csv.fetched"}


def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(
    server: Server, get: Any
) -> None:
    server.will(cut(LONGER, 40), rest(LIST, tag='"v2"'))
    assert get().path.read_bytes() == LIST


def test_a_range_that_is_refused_or_other_than_asked_starts_again(server: Server, get: Any) -> None:
    server.will(cut(LONGER, 40), status(416), ok(LONGER))
    assert get().path.read_bytes() == LONGER
    server.will(
        cut(LIST, 40, '"v3"'),
        lambda h: h.answer(206, LIST[:20], Content_Range=f"bytes 0-19/{len(LIST)}"),
        ok(tag='"v3"'),
    )
    assert get().path.read_bytes() == LIST


def test_without_a_version_to_name_nothing_is_continued(server: Server, get: Any) -> None:
    server.will(cut(LONGER, 40, tag='W/"weak"'), ok(LONGER))
    assert get().path.read_bytes() == LONGER
    assert "range" not in server.seen[1]


@pytest.mark.parametrize(
    "large", [ok(HEADER.encode() + b"x" * (1 << 20)), lambda h: h.answer(200, b"", length=9 << 20)]
)
def test_more_than_the_limit_is_not_kept(server: Server, get: Any, large: Reply) -> None:
    server.will(ok(), large)
    path = get().path
    with pytest.raises(FetchError, match="more than 1 MB") as failure:
        get(FetchSettings(max_mb=1))
    assert "max_mb under" in failure.value.hint
    assert path.read_bytes() == LIST
    assert hidden(path.parent) == {".lista.csv.fetched"}


def test_content_of_another_checksum_than_stated_is_fetched_again(server: Server, get: Any) -> None:
    digest = base64.b64encode(hashlib.sha256(LIST).digest()).decode()
    server.will(
        ok(LONGER, Repr_Digest=f"sha-256=:{digest}:"), ok(Repr_Digest=f"sha-256=:{digest}:")
    )
    assert get().path.read_bytes() == LIST
    server.will(ok(LONGER, '"v2"', Digest=f"SHA-256={digest}"))
    with pytest.raises(FetchError, match=f"the server states {hashlib.sha256(LIST).hexdigest()}"):
        get()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (ERROR_PAGE, "es una página web"),
        (RENAMED, "le faltan las columnas «Situación del contribuyente»"),
        (HEADER.encode(), "ningún renglón"),
        (b"", "vacío"),
        (b"PK\x03\x04 cut off", "incompleto o dañado"),
    ],
)
def test_what_is_not_the_source_is_refused_and_the_good_file_stays(
    server: Server, get: Any, body: bytes, reason: str
) -> None:
    server.will(ok(), ok(body, '"v2"'))
    path = get().path
    with pytest.raises(FetchError, match=reason) as failure:
        get()
    assert f"sat_69b: {server.url}: refused" in failure.value.message
    assert path.read_bytes() == LIST
    assert (path.parent / ".lista.csv.refused").read_bytes() == body
    server.will(ok(LONGER, '"v3"'))
    assert get().is_new
    assert hidden(path.parent) == {".lista.csv.fetched"}


def test_a_good_file_of_another_source_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="es de la fuente «SAT: artículo 69-B del CFF», no de"):
        download(server.url, tmp_path, lambda p: count_rows(p, "cucop", config.Settings()))


@pytest.mark.parametrize("url", ["ftp://x/a.csv", "http://127.0.0.1/", "lista.csv"])
def test_what_is_no_address_of_a_file_is_wrong_usage(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        download(url, tmp_path, lambda p: 1)


def deployment(data: Path, text: str) -> tuple[Workspace, config.Settings]:
    data.mkdir(exist_ok=True)
    (data / "lumbrera.toml").write_text(text)
    return Workspace(data), config.load(data / "lumbrera.toml")


def test_configured_sources_are_a_folder_beside_the_data_and_fetched_files(
    server: Server, tmp_path: Path
) -> None:
    workspace, settings = deployment(
        tmp_path,
        '[sources.sanctions]\npath = "lists"\n[sources.sat_69b]\n'
        f'url = ["{server.base}/a.csv", "{server.base}/b.csv"]\n',
    )
    incoming = tmp_path / "incoming" / "sat_69b"
    expected = [tmp_path / "lists", incoming / "a.csv", incoming / "b.csv"]
    assert fetch.configured_paths(workspace, settings, pytest.fail) == expected
    assert fetch.source_paths(workspace, settings, "sat_69b") == expected[1:]


def test_two_addresses_that_end_in_one_name_are_wrong_usage(tmp_path: Path) -> None:
    workspace, settings = deployment(
        tmp_path, '[sources.sat_69b]\nurl = ["http://x/1/a.csv", "http://x/2/a.csv"]\n'
    )
    with pytest.raises(UsageError, match="the same file name"):
        fetch.source_paths(workspace, settings, "sat_69b")


def test_a_source_that_cannot_be_fetched_does_not_keep_the_others_from_being_read(
    server: Server, tmp_path: Path
) -> None:
    workspace, settings = deployment(
        tmp_path,
        f'[sources.sanctions]\npath = "lists"\n[sources.sat_69b]\nurl = "{server.base}/a.csv"\n',
    )
    server.will(status(404))
    failures: list[str] = []
    assert fetch.configured_paths(workspace, settings, failures.append) == [tmp_path / "lists"]
    assert len(failures) == 1
    assert "sat_69b: http" in failures[0]
    assert "404" in failures[0]


def ended(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    assert isinstance(end.value.code, int)
    return end.value.code


@pytest.mark.parametrize("command", ["ingest", pytest.param("run", marks=pytest.mark.long)])
def test_without_a_path_it_reads_what_is_configured_and_says_what_it_could_not_fetch(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    (folder / "lista_2026-01-31.csv").write_bytes(LIST)
    data = tmp_path / "data"
    deployment(
        data,
        f'[sources.sat_69b]\npath = "{folder}"\n[sources.cucop]\nurl = "{server.base}/cucop.csv"\n',
    )
    server.will(status(404))
    assert ended(command, "--data", str(data)) == 1
    shown = capsys.readouterr().out
    assert "lista_2026-01-31.csv" in shown
    assert "No se descargó cucop: http" in shown
    assert (data / "report" / "index.html").exists() is (command == "run")


def test_without_paths_and_sources_it_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no PATH was given and no source is configured"):
        fetch.configured_paths(Workspace(tmp_path), config.Settings(), pytest.fail)

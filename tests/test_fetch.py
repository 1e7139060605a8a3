"""Configured sources: folders, and addresses fetched from a server on this machine."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from lumbrera import config, fetch
from lumbrera.errors import LumbreraError, UsageError
from lumbrera.workspace import Workspace


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves one file with an ETag; breaks off or fails on request."""

    seen: list[tuple[str, str | None]]

    def do_GET(self) -> None:
        asked = self.headers.get("If-None-Match")
        self.seen.append((self.path, asked))
        if self.path == "/gone.csv":
            self.send_error(404)
        elif self.path == "/cut.csv":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b"a,b\n")
        elif asked == '"v1"':
            self.send_response(304)
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("ETag", '"v1"')
            self.send_header("Content-Length", "8")
            self.end_headers()
            self.wfile.write(b"a,b\n1,2\n")

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def server() -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    seen: list[tuple[str, str | None]] = []
    handler = type("Recording", (Handler,), {"seen": seen})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}", seen
        httpd.shutdown()


def test_a_file_is_fetched_once_and_asked_after_by_its_tag_from_then_on(server, tmp_path) -> None:
    base, seen = server
    first = fetch.fetch(f"{base}/lista.csv", tmp_path)
    second = fetch.fetch(f"{base}/lista.csv", tmp_path)
    assert first == second == tmp_path / "lista.csv"
    assert first.read_bytes() == b"a,b\n1,2\n"
    assert seen == [("/lista.csv", None), ("/lista.csv", '"v1"')]


@pytest.mark.parametrize("name", ["gone.csv", "cut.csv"])
def test_a_failed_fetch_says_so_and_leaves_the_file_that_was_there(
    server, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("good")
    with pytest.raises(LumbreraError, match=name):
        fetch.fetch(f"{server[0]}/{name}", tmp_path)
    assert (tmp_path / name).read_text() == "good"
    assert list(tmp_path.glob(".*.part")) == []


@pytest.mark.parametrize("url", ["ftp://x/a.csv", "http://127.0.0.1/", "lista.csv"])
def test_what_is_no_address_of_a_file_is_wrong_usage(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        fetch.fetch(url, tmp_path)


def test_configured_sources_are_a_folder_beside_the_data_and_a_fetched_file(
    server, tmp_path: Path
) -> None:
    settings = tmp_path / "lumbrera.toml"
    settings.write_text(
        f'[sources.sanctions]\npath = "lists"\n[sources.sat_69b]\nurl = "{server[0]}/69b.csv"\n'
    )
    paths = fetch.configured_paths(Workspace(tmp_path), config.load(settings))
    assert paths == [tmp_path / "lists", tmp_path / "incoming" / "sat_69b" / "69b.csv"]


def test_without_paths_and_sources_it_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no PATH was given and no source is configured"):
        fetch.configured_paths(Workspace(tmp_path), config.Settings())

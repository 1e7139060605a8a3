"""Notices reach whoever the settings name, and never stop the work they tell of."""

import asyncio
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from lumbrera import notices


@pytest.fixture
def board(tmp_path: Path) -> Iterator[list[str]]:
    """What was told to the address that the settings of tmp_path name."""
    told: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/hook"
        (tmp_path / "lumbrera.toml").write_text(f'[notices]\nurl = "{url}"\n')
        yield told
        server.shutdown()


def test_a_failure_names_task_run_and_reason(board: list[str], tmp_path: Path) -> None:
    notices.failed(
        {
            "ti": SimpleNamespace(task_id="fetch", dag_id="ingest_sat_69b", run_id="r1"),
            "params": {"data": str(tmp_path)},
            "exception": "sat_69b: refused",
        }
    )
    assert board == [
        "Lumbrera: falló la tarea «fetch» de «ingest_sat_69b» (corrida r1).\nsat_69b: refused"
    ]


def test_a_delay_names_the_run(board: list[str], tmp_path: Path) -> None:
    context = {"dag_run": {"dag_run_id": "r2"}}
    asyncio.run(notices.late("el análisis no terminó.", str(tmp_path), context=context))
    assert board == ["Lumbrera: el análisis no terminó. Corrida: r2"]


@pytest.mark.parametrize(
    "settings",
    ["", '[notices]\nurl = "http://127.0.0.1:1/"\n', "[notices\n", '[noticess]\nurl = ""'],
)
def test_a_notice_that_cannot_be_delivered_is_logged_and_stops_nothing(
    tmp_path: Path, settings: str, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "lumbrera.toml").write_text(settings)
    assert notices.tell(tmp_path, "algo falló") is False
    assert "algo falló" in caplog.text

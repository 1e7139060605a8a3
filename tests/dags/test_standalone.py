"""`python -m lumbrera.standalone`: Airflow starts on loopback, runs `analyze`, and stops."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from lumbrera import standalone


def test_the_next_port_is_taken_when_the_first_is_in_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        first = taken.getsockname()[1]
        assert first < standalone.free_port(first) < first + 100


def test_the_password_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "passwords.json"
    password = standalone.own_password(path)
    assert len(password) >= 16
    assert standalone.own_password(path) == password
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_keys_of_the_components_are_made_once_and_long_enough(tmp_path: Path) -> None:
    path = tmp_path / "airflow.cfg"
    standalone.own_keys(path)
    before = path.read_text(encoding="utf-8")
    standalone.own_keys(path)
    assert path.read_text(encoding="utf-8") == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(before.split("jwt_secret = ")[1].strip()) >= 64


def test_it_listens_on_loopback_loads_no_examples_and_sends_no_usage_data(tmp_path: Path) -> None:
    settings = standalone.settings(tmp_path / "dags", tmp_path / "home", 8081)
    assert settings["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert settings["AIRFLOW__API__PORT"] == "8081"
    assert settings["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"
    assert settings["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"
    assert settings["AIRFLOW__CORE__PARALLELISM"] == "2"


class Terminal:
    """A pseudo-terminal with the command in it, as a person would have."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._screen, slave = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lumbrera.standalone"],
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
        )
        os.close(slave)
        os.set_blocking(self._screen, False)
        self.text = ""

    def wait_for(self, wanted: Callable[[str], bool], seconds: float) -> None:
        """Reads the screen until its text is as wanted; fails with that text when it never is."""
        deadline = time.monotonic() + seconds
        while not wanted(self.text):
            assert time.monotonic() < deadline, self.text
            try:
                self.text += os.read(self._screen, 65536).decode().replace("\r\n", "\n")
            except BlockingIOError:
                time.sleep(0.1)
            except OSError:  # the command has ended
                assert wanted(self.text), self.text


class Api:
    """The REST API, as the user whose password stands on the screen."""

    def __init__(self, url: str, password: str) -> None:
        self.url = url
        self.token = ""
        login = {"username": standalone.USER, "password": password}
        self.token = self.call("/auth/token", login)["access_token"]

    def call(self, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def state_after(self, run_id: str, seconds: float) -> str:
        deadline = time.monotonic() + seconds
        while True:
            state: str = self.call(f"/api/v2/dags/analyze/dagRuns/{run_id}")["state"]
            if state in ("success", "failed") or time.monotonic() > deadline:
                return state
            time.sleep(1)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AIRFLOW")}
    started = Terminal(
        {
            **environment,
            "LUMBRERA_AIRFLOW_HOME": str(tmp_path / "home"),
            "LUMBRERA_DATA": str(tmp_path / "data"),
        }
    )
    yield started
    if started.process.poll() is not None:
        return
    family = psutil.Process(started.process.pid).children(recursive=True)
    for process in [*family, started.process]:
        process.kill()
    started.process.wait()


@pytest.mark.long
def test_it_starts_runs_analyze_and_leaves_no_process(
    terminal: Terminal, tmp_path: Path, published: Path
) -> None:
    terminal.wait_for(lambda text: "Ctrl+C para detenerlo" in text, 300)
    url = terminal.text.split("Airflow está listo: ")[1].split()[0]
    password = terminal.text.split("contraseña:")[1].split()[0]
    family = psutil.Process(terminal.process.pid).children(recursive=True)

    listening = {c.laddr.ip for p in family for c in p.net_connections() if c.status == "LISTEN"}
    assert listening == {"127.0.0.1"}
    api = Api(url, password)
    pools = {p["name"]: p["slots"] for p in api.call("/api/v2/pools")["pools"]}
    assert pools[standalone.POOL] == 1
    run = api.call(
        "/api/v2/dags/analyze/dagRuns",
        {"logical_date": None, "conf": {"paths": [str(published)]}},
    )
    assert api.state_after(run["dag_run_id"], 120) == "success"
    assert (tmp_path / "data" / "report" / "index.html").exists()

    os.kill(terminal.process.pid, signal.SIGINT)
    assert terminal.process.wait(timeout=60) == 0
    terminal.wait_for(lambda text: "Airflow se detuvo" in text, 5)
    assert [p for p in family if p.is_running()] == []
    holding = [p for p in (tmp_path / "home").rglob("*") if p.is_file() and password in _text(p)]
    assert [p.name for p in holding] == ["passwords.json"]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")

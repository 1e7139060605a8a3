"""`python -m lumbrera.standalone`: Airflow starts on loopback, runs `analyze`, and stops."""

import os
import signal
import socket
import stat
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


@pytest.mark.long
def test_it_starts_runs_analyze_and_leaves_no_process(
    start_airflow: Any, tmp_path: Path, published: Path
) -> None:
    terminal = start_airflow()
    api, password = terminal.api(), terminal.password()
    family = psutil.Process(terminal.process.pid).children(recursive=True)

    listening = {c.laddr.ip for p in family for c in p.net_connections() if c.status == "LISTEN"}
    assert listening == {"127.0.0.1"}
    pools = {p["name"]: p["slots"] for p in api.call("/api/v2/pools")["pools"]}
    assert pools[standalone.POOL] == 1
    assert api.run("analyze", {"paths": [str(published)]}) == "success"
    assert (tmp_path / "data" / "report" / "index.html").exists()

    os.kill(terminal.process.pid, signal.SIGINT)
    assert terminal.process.wait(timeout=60) == 0
    terminal.wait_for(lambda text: "Airflow se detuvo" in text, 5)
    assert [p for p in family if p.is_running()] == []
    holding = [p for p in (tmp_path / "home").rglob("*") if p.is_file() and password in _text(p)]
    assert [p.name for p in holding] == ["passwords.json"]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")

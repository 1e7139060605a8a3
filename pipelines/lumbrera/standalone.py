"""Airflow on this machine, for one person: `make airflow`.

Starts the scheduler, the DAG processor, the triggerer and the API server on loopback only, with a
home of their own (LUMBRERA_AIRFLOW_HOME, else airflow/ of the checkout), says URL, user and
password, and stops them all on Ctrl+C or SIGTERM. Not for a shared server: docs/operations.md.
"""

import base64
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, TextIO

from lumbrera.errors import LumbreraError, UsageError

HOST = "127.0.0.1"
USER = "lumbrera"
POOL = "lumbrera_warehouse"
ROOT = Path(__file__).resolve().parents[2]

# Without --skip-serve-logs these two serve task logs on every interface of the machine.
COMPONENTS = {
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
    "api-server": ["api-server"],
}
_ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_READY_SECONDS = 300
_STOP_SECONDS = 15

_PREPARE = """
import sys
from airflow.utils.db import initdb
from airflow.models.pool import Pool
initdb()
Pool.create_or_update_pool(sys.argv[1], 1, "The one writer of the warehouse", False)
"""


def main() -> int:
    """Starts Airflow and waits for a signal; gives the exit code."""
    try:
        _require_airflow()
        _run(ROOT / "dags", _home())
    except KeyboardInterrupt:
        return 0
    except LumbreraError as exc:
        _say(f"lumbrera: {exc}")
        return exc.exit_code
    return 0


def _require_airflow() -> None:
    try:
        version("apache-airflow-core")
    except PackageNotFoundError:
        raise UsageError(
            "Airflow no está instalado", hint="instálelo con: .venv/bin/pip install -e '.[airflow]'"
        ) from None


def _home() -> Path:
    given = os.environ.get("LUMBRERA_AIRFLOW_HOME")
    return Path(given).expanduser().resolve() if given else ROOT / "airflow"


def _run(dags: Path, home: Path) -> None:
    if not dags.is_dir():
        raise UsageError(
            f"no existe la carpeta {dags}",
            hint="`make airflow` se ejecuta desde una copia del repositorio (git clone)",
        )
    for number in _ENDING:
        signal.signal(number, signal.default_int_handler)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    with _only_one(home) as lock:
        port = free_port(8080)
        environment = settings(dags, home, port)
        password = own_password(home / "passwords.json")
        own_keys(home / "airflow.cfg")
        _say(f"Preparando Airflow en {home} (la primera vez tarda unos 30 segundos)…")
        _prepare(environment, home)
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name, arguments in COMPONENTS.items():
                children[name] = _start(name, arguments, environment, home, lock.fileno())
            lock.write(" ".join(str(child.pid) for child in children.values()))
            lock.flush()
            _wait_until_ready(port, children, home)
            _greet(port, password, home, environment)
            _watch(children, home)
        finally:
            _say("Deteniendo Airflow…")
            stop(children)
            _say("Airflow se detuvo.")


def settings(dags: Path, home: Path, port: int) -> dict[str, str]:
    """The environment of every component; settings of the caller that clash are overridden."""
    url = f"http://{HOST}:{port}"
    return {
        # Absolute, because tasks run in a working folder of their own.
        **os.environ,
        "LUMBRERA_DATA": str(Path(os.environ.get("LUMBRERA_DATA") or ROOT / "data").resolve()),
        "LUMBRERA_PATHS": os.pathsep.join(
            str(Path(p).resolve())
            for p in os.environ.get("LUMBRERA_PATHS", "").split(os.pathsep)
            if p
        ),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__AUTH_MANAGER": (
            "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager"
        ),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "False",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__API__HOST": HOST,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
    }


def free_port(first: int) -> int:
    """The first port from `first` on that nothing on this machine listens to."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise LumbreraError(f"no hay puerto libre entre {first} y {first + 99}")


def own_password(path: Path) -> str:
    """The password of the user, made once and kept in a file that only its owner can read."""
    _write_once(path, json.dumps({USER: secrets.token_urlsafe(12)}) + "\n")
    password: str = json.loads(path.read_text(encoding="utf-8"))[USER]
    return password


def own_keys(path: Path) -> None:
    """The keys that the components share, made once, as their airflow.cfg.

    Without that file each component writes one, with keys of its own and all of today's defaults.
    """
    fernet = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    _write_once(
        path,
        f"[core]\nfernet_key = {fernet}\n\n"
        f"[api]\nsecret_key = {secrets.token_urlsafe(64)}\n\n"
        f"[api_auth]\njwt_secret = {secrets.token_urlsafe(64)}\n",
    )


def _write_once(path: Path, text: str) -> None:
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
    path.chmod(0o600)


@contextmanager
def _only_one(home: Path) -> Iterator[TextIO]:
    """Holds the home by a lock file for the pids of the components. They inherit the lock, so that
    those left alone by a killed parent are noticed too."""
    import fcntl

    with (home / ".standalone.lock").open("a+", encoding="utf-8") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.seek(0)
            raise UsageError(
                f"ya hay un Airflow en {home}",
                hint="deténgalo con Ctrl+C en su terminal, o use otra carpeta con "
                f"LUMBRERA_AIRFLOW_HOME; si su terminal ya no existe: kill {stream.read()}",
            ) from None
        stream.truncate(0)
        yield stream


def _prepare(environment: dict[str, str], home: Path) -> None:
    """Creates or upgrades Airflow's database, and the pool."""
    log = home / "prepare.log"
    with log.open("wb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", _PREPARE, POOL],
            env=environment, cwd=home, stdout=stream, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    if done.returncode:
        raise LumbreraError("no se pudo preparar la base de Airflow", hint=_tail(log))


def _start(
    name: str, arguments: list[str], environment: dict[str, str], home: Path, lock: int
) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl+C reaches only this process, which stops the others in order.
    with (home / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "airflow", *arguments],
            env=environment, cwd=home, stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, start_new_session=True, pass_fds=(lock,),
        )  # fmt: skip


def _wait_until_ready(port: int, children: dict[str, subprocess.Popen[bytes]], home: Path) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        _require_alive(children, home)
        if _is_healthy(port):
            return
        time.sleep(0.5)
    raise LumbreraError(
        f"Airflow no respondió en {_READY_SECONDS} segundos", hint=f"vea los registros en {home}"
    )


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(
            f"http://{HOST}:{port}/api/v2/monitor/health", timeout=5
        ) as reply:
            health: dict[str, dict[str, Any]] = json.load(reply)
    except (OSError, ValueError):
        return False
    return all(
        health[part]["status"] == "healthy"
        for part in ("metadatabase", "scheduler", "triggerer", "dag_processor")
    )


def _greet(port: int, password: str, home: Path, environment: dict[str, str]) -> None:
    _say(f"Airflow está listo: http://{HOST}:{port}")
    _say(f"  usuario:          {USER}")
    # Where the output goes to a file it is a log, and a log must not hold a password.
    shown = password if sys.stdout.isatty() else f"en {home / 'passwords.json'}"
    _say(f"  contraseña:       {shown}")
    _say(f"  carpeta de datos: {environment['LUMBRERA_DATA']}")
    _say(f"  registros:        {home}")
    _say("Ctrl+C para detenerlo.")


def _watch(children: dict[str, subprocess.Popen[bytes]], home: Path) -> None:
    while True:
        _require_alive(children, home)
        time.sleep(1)


def _require_alive(children: dict[str, subprocess.Popen[bytes]], home: Path) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise LumbreraError(
                f"el componente {name} de Airflow terminó (código {child.returncode})",
                hint=_tail(home / f"{name}.log"),
            )


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ends the components and everything they started; what does not end in time is killed.

    Task processes have process groups of their own, so they are found by descent. A build that is
    cut short leaves the last snapshot as it was.
    """
    import psutil

    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    family: list[psutil.Process] = []
    for child in children.values():
        with suppress(psutil.NoSuchProcess):
            parent = psutil.Process(child.pid)
            family += [parent, *parent.children(recursive=True)]
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(family, timeout=_STOP_SECONDS)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    for child in children.values():
        child.wait()


def _tail(log: Path, n_lines: int = 15) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([f"{log}:", *lines[-n_lines:]])


def _say(text: str) -> None:
    # A reader that went away (`make airflow | head`) must not keep the components from being ended.
    with suppress(BrokenPipeError):
        print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())

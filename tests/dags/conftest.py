"""A small made input, and Airflow in a process of its own with a home of its own."""

import csv
import http.server
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest
from lumbrera import validation
from lumbrera.cli import main

ROOT = Path(__file__).resolve().parents[2]
DRIVER = Path(__file__).with_name("airflow_driver.py")

_CONTRACT_HEADER = [
    "rfc", "Institución", "Nombre de la UC", "Clave de la UC", "Proveedor o contratista",
    "Número de procedimiento", "Tipo Procedimiento", "Tipo de contratación", "Ley",
    "Artículo de excepción", "Descripción excepción", "Partida específica", "Importe DRC",
    "Estratificación", "Compra consolidada", "Fecha de publicación", "Fecha de fallo",
    "Fecha de firma del contrato", "Fecha de inicio del contrato", "Descripción del contrato",
    "Dirección del anuncio",
]  # fmt: skip
_TAX_HEADER = [
    "No.", "RFC", "Nombre del Contribuyente", "Situación del contribuyente",
    *(
        heading.format(stage=stage, of=of)
        for stage, of in (
            ("presuntos", "presunción"),
            ("desvirtuados", "contribuyentes que desvirtuaron"),
            ("definitivos", "definitivos"),
            ("sentencia favorable", "sentencia favorable"),
        )
        for heading in (
            "Número y fecha de oficio global de {of} SAT", "Publicación página SAT {stage}",
            "Número y fecha de oficio global de {of} DOF", "Publicación DOF {stage}",
        )
    ),
]  # fmt: skip
_SANCTION_HEADER = [
    "Proveedor y Contratista", "OIC Responsable", "Expediente", "Procedimiento Administrativo",
    "Ley infringida", "Inicio de la sanción", "Fin de la sanción", "Monto de la Multa",
    "Periodo de Inhabilitación",
]  # fmt: skip

_MINE = ("AMI150316AB1", "ABARROTES MINERALES INVENTADOS SA DE CV")
_LIGHT = ("LLC180702CD2", "LUMINARIAS DE LA CANTERA INVENTADA, S.A. DE C.V.")
_PAPER = ("PDP120101EF3", "PAPELES DE PRUEBA S DE RL DE CV")


def _contract(
    number: int, supplier: tuple[str, str], amount: str, day: str, title: str
) -> list[str]:
    return [
        supplier[0], "INSTITUTO DE EJEMPLO", "UNIDAD DE COMPRAS DE EJEMPLO", "050GYR999",
        supplier[1], f"AA-50-GYR-050GYR999-N-{number}-2026",
        "ADJUDICACIÓN DIRECTA POR MONTOS MÁXIMOS POR EXCEPCIÓN", "ADQUISICIONES", "LAASSP",
        "ART. 55", "MONTOS MÁXIMOS", "25301", amount, "MICRO", "NO", f"{day} 09:00:00",
        f"{day} 00:00:00", f"{day} 12:00:00", "01/03/2026", title,
        f"https://ejemplo.invalid/anuncio/{number}",
    ]  # fmt: skip


def write_published(folder: Path) -> Path:
    """Ten contracts, a 69-B list and a sanctions list, all invented, as published; gives the folder.

    Four awards are worth a look: one above any known ceiling (number 10), one without a title that
    says anything (9), one to a banned firm (8) and one to a firm definitive under 69-B (7).
    """
    folder.mkdir(parents=True)
    contracts = [
        _contract(n, _MINE, f"{100_000 + n}.50", f"2026-02-{n:02d}", f"MATERIAL DE CURACIÓN LOTE {n}")
        for n in range(1, 7)
    ]  # fmt: skip
    contracts += [
        _contract(7, _PAPER, "81000.00", "2026-02-07", "PAPEL BOND TAMAÑO CARTA PARA OFICINAS"),
        _contract(8, _LIGHT, "92000.00", "2026-02-08", "LÁMPARAS PARA QUIRÓFANO DE DOS CUERPOS"),
        _contract(9, _MINE, "99000.00", "2026-02-09", "SERVICIO"),
        _contract(10, _MINE, "1500000.00", "2026-02-10", "MEDICAMENTOS DEL SEGUNDO TRIMESTRE"),
    ]
    notice = "500-05-2024-0001 de fecha 1 de marzo de 2024"
    listing = ["1", *_PAPER, "Definitivo", notice, "01/03/2024", notice, "08/03/2024"]
    listing += ["", "", "", "", notice, "02/09/2024", notice, "09/09/2024", "", "", "", ""]
    _write(folder / "contratos_2026-03-01.csv", _CONTRACT_HEADER, contracts)
    _write(folder / "lista_69b_2026-02-28.csv", _TAX_HEADER, [listing])
    ban = [_LIGHT[1], "OIC DE EJEMPLO", "0001/2025", "SANCIÓN A PROVEEDORES", "LAASSP"]
    ban += ["01/06/2025", "01/06/2026", "250000", "1 AÑO"]
    _write(folder / "sancionados_2026-02-28.csv", _SANCTION_HEADER, [ban])
    return folder


def write_later(folder: Path, day: int) -> Path:
    """An export of a later day of March: all contracts of `write_published` and `day` more."""
    folder.mkdir(parents=True, exist_ok=True)
    earlier = folder.parent / "published" / "contratos_2026-03-01.csv"
    with earlier.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    rows += [
        _contract(20 + n, _PAPER, f"{70_000 + n}.00", "2026-02-27", f"PAPEL PARA IMPRESORA {n}")
        for n in range(day)
    ]
    target = folder / f"contratos_2026-03-{day:02d}.csv"
    _write(target, rows[0], rows[1:])
    return target


def _write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


def airflow_environment(home: Path) -> dict[str, str]:
    """This process's environment with an Airflow of its own: no examples, no usage data."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "LUMBRERA_"))}
    return {
        **inherited,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def drive(
    home: Path,
    *,
    plays: dict[str, Any],
    whole: list[str],
    environment: dict[str, str] | None = None,
) -> tuple[dict[str, Any], str]:
    """The answer of the driver, in an Airflow whose home is that folder, and its log."""
    request, answer = home / "request.json", home / "answer.json"
    asked = {"dags": str(ROOT / "dags"), "plays": plays, "whole": whole}
    request.write_text(json.dumps(asked), encoding="utf-8")
    environment = {"LUMBRERA_PATHS": "/srv/a:/srv/b", "LUMBRERA_DATA": "/srv/data"}
    done = subprocess.run(
        [sys.executable, str(DRIVER), str(request), str(answer)],
        env={**airflow_environment(home), **environment},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    log = done.stdout + done.stderr
    assert done.returncode == 0, log
    return json.loads(answer.read_text(encoding="utf-8")), log


@contextmanager
def publisher(body: bytes) -> Iterator[tuple[str, list[str]]]:
    """A server on loopback: gives a list once, then 304, then the list with a column renamed, and
    takes notices; yields its address and the texts of the notices."""
    notices: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        asked = 0

        def do_GET(self) -> None:
            type(self).asked += 1
            if type(self).asked == 2 and self.headers.get("If-None-Match") == '"v1"':
                self.send_response(304)
                self.end_headers()
                return
            content = body if self.asked < 3 else body.replace("Situación".encode(), b"Estado")
            self.send_response(200)
            self.send_header("ETag", f'"v{self.asked}"')
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            notices.append(told["text"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", notices
        server.shutdown()


@dataclass
class Played:
    """What the driver answered, what Airflow logged, which notices it sent, and where the data
    went: of `analyze` given paths, of the scheduled sources with `analyze` after them, and of the
    command line given the same good files."""

    answer: dict[str, Any]
    log: str
    notices: list[str]
    data: Path
    scheduled: Path
    data_by_command: Path

    def log_of(self, name: str) -> str:
        """The log of one play."""
        return self.log.split(f"=== {name}\n", 1)[1].split("\n=== ", 1)[0]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """The made input."""
    return write_published(tmp_path / "published")


@pytest.fixture
def later(tmp_path: Path, published: Path) -> Callable[[int], Path]:
    """Writes an export of a later day of March, with as many contracts more; gives its file."""
    return lambda day: write_later(tmp_path / "later", day)


@pytest.fixture
def notice_board() -> Iterator[tuple[str, list[str]]]:
    """A server on loopback that takes notices: its address, and their texts."""
    with publisher(b"") as board:
        yield board


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """All DAGs loaded and runs of `analyze` and of sources played, in one process of Airflow's own."""
    home = tmp_path_factory.mktemp("airflow")
    folder = tmp_path_factory.mktemp("published")
    data = tmp_path_factory.mktemp("by_airflow") / "data"
    scheduled = tmp_path_factory.mktemp("by_schedule") / "data"
    scheduled.mkdir()
    published = write_published(folder / "good")
    feed = folder / "feed"
    feed.mkdir()
    for name in ("contratos_2026-03-01.csv", "sancionados_2026-02-28.csv"):
        (feed / name).write_bytes((published / name).read_bytes())
    stray = folder / "stray"
    stray.mkdir()
    (stray / "padron_roto.csv").write_text("clave,valor\n1,2\n", encoding="utf-8")
    plays = {
        "made": ["analyze", {"paths": [str(published)], "data": str(data)}],
        "stray": ["analyze", {"paths": [str(published), str(stray)], "data": str(data)}],
        "missing": ["analyze", {"paths": [str(folder / "nowhere")], "data": str(data)}],
        "relative": ["analyze", {"paths": ["published"], "data": str(data)}],
        "someday": ["analyze", {"paths": [str(published)], "data": str(data), "as_of": "mañana"}],
        "source folder": ["ingest_comprasmx_contracts", {"data": str(scheduled)}],
        "source address": ["ingest_sat_69b", {"data": str(scheduled)}],
        "what is staged": ["analyze", {"paths": [], "data": str(scheduled)}],
        "source unchanged": ["ingest_sat_69b", {"data": str(scheduled)}],
        "source with other columns": ["ingest_sat_69b", {"data": str(scheduled)}],
        "source with a stray file": ["ingest_sanctions", {"data": str(scheduled)}],
        "source not configured": ["ingest_cucop", {"data": str(scheduled)}],
    }
    data_by_command = tmp_path_factory.mktemp("by_command") / "data"
    with publisher((published / "lista_69b_2026-02-28.csv").read_bytes()) as (url, notices):
        (scheduled / "lumbrera.toml").write_text(
            f'''
            [sources.comprasmx_contracts]
            path = "{feed}"
            [sources.sat_69b]
            url = "{url}/lista_69b_2026-02-28.csv"
            [sources.sanctions]
            path = "{stray}"
            [notices]
            url = "{url}/notices"
            ''',
            encoding="utf-8",
        )
        answer, log = drive(home, plays=plays, whole=["made"])
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as ended:
        patch.setattr(validation, "validate_core", lambda con: [])
        patch.setattr(validation, "build_docs", lambda reports, folder: folder)
        main(["run", str(published), "--data", str(data_by_command)])
    assert ended.value.code == 0
    return Played(
        answer,
        log,
        notices,
        data,
        scheduled,
        data_by_command,
    )


class Terminal:
    """A pseudo-terminal with `python -m lumbrera.standalone` in it, as a person would have."""

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

    def password(self) -> str:
        """The password that stands on the screen."""
        return self.text.split("contraseña:")[1].split()[0]

    def api(self) -> "Api":
        """The API as the user whose password stands on the screen, once Airflow is ready."""
        self.wait_for(lambda text: "Ctrl+C para detenerlo" in text, 300)
        return Api(self.text.split("Airflow está listo: ")[1].split()[0], self.password())


class Api:
    """The REST API of a started Airflow."""

    def __init__(self, url: str, password: str) -> None:
        self.url = url
        self.token = ""
        login = {"username": "lumbrera", "password": password}
        self.token = self.call("/auth/token", login)["access_token"]

    def call(self, path: str, body: dict[str, Any] | None = None, method: str | None = None) -> Any:
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def run(self, dag_id: str, conf: dict[str, Any]) -> str:
        """Starts a run and gives the state it ended in."""
        path = f"/api/v2/dags/{dag_id}/dagRuns"
        run = self.call(path, {"logical_date": None, "conf": conf})
        return self.state_after(f"{path}/{quote(run['dag_run_id'])}", {"success", "failed"}, 240)

    def state_after(self, path: str, wanted: set[str], seconds: float) -> str:
        """The state of a run or task once it is one of those wanted; fails when it never is."""
        deadline = time.monotonic() + seconds
        while (state := self.call(path)["state"]) not in wanted:
            assert time.monotonic() < deadline, f"{path}: {state}"
            time.sleep(1)
        return str(state)


@pytest.fixture
def start_airflow(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts Airflow on loopback with tmp_path/data as its data directory; ends it afterwards."""
    started: list[Terminal] = []

    def start(**settings: str) -> Terminal:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("AIRFLOW")}
        places = {
            "LUMBRERA_AIRFLOW_HOME": str(tmp_path / "home"),
            "LUMBRERA_DATA": str(tmp_path / "data"),
        }
        started.append(Terminal({**environment, **places, **settings}))
        return started[-1]

    yield start
    for terminal in started:
        if terminal.process.poll() is not None:
            continue
        family = psutil.Process(terminal.process.pid).children(recursive=True)
        for process in [*family, terminal.process]:
            process.kill()
        terminal.process.wait()

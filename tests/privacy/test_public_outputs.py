"""Nothing that citizens get holds a CURP, a natural person's RFC, a birth date, a partner or a dependant.

The whole job runs on a small simulated state with its reserved declarations and a legal basis to read
them; then every file and table for the public and for the committees, the printed reports among them,
is held against every such value of the input.
"""

import csv
import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from lumbrera.committee.portal import build_portal
from lumbrera.report.alerts import alerts, export
from lumbrera.run import run
from lumbrera.simulate import simulate

pytestmark = pytest.mark.long

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip
STATUS = re.compile(
    r"\b(bajo|en) investigacion\b|\binvestigad[oa]s?\b|\bfalta administrativa en curso\b"
)


def folded(text: str) -> str:
    """Upper case without accents, blanks collapsed."""
    plain = unicodedata.normalize("NFKD", text.upper())
    return re.sub(r"\s+", " ", "".join(c for c in plain if not unicodedata.combining(c)))


def relatives(node: Any) -> Iterator[dict[str, Any]]:
    """Partners and dependants anywhere in a declaration."""
    if isinstance(node, list):
        for item in node:
            yield from relatives(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "datosPareja" and isinstance(value, dict):
                yield value
            elif key == "dependienteEconomico" and isinstance(value, list):
                yield from (v for v in value if isinstance(v, dict))
            else:
                yield from relatives(value)


def secrets(state: Path) -> dict[str, set[str]]:
    """What must not be seen, by kind, folded."""
    found: dict[str, set[str]] = {"curp": set(), "rfc": set(), "birth": set(), "relative": set()}
    with (state / "truth" / "persons.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            born = date.fromisoformat(row["birth_on"])
            found["curp"].add(folded(row["curp"]))
            found["rfc"].add(folded(row["rfc"]))
            found["birth"] |= {
                born.isoformat(), f"{born:%d/%m/%Y}",
                folded(f"{born.day} de {MONTHS[born.month - 1]} de {born.year}"),
            }  # fmt: skip
    for path in (state / "publicado" / "pdn" / "s1_restringido").glob("*.json"):
        for who in relatives(json.loads(path.read_text(encoding="utf-8"))):
            parts = [who.get(k) or "" for k in ("nombre", "primerApellido", "segundoApellido")]
            if all(parts):
                found["relative"].add(folded(" ".join(parts)))
    return {kind: {s for s in some if len(s) >= 8} for kind, some in found.items()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The simulated state and the data directory after the whole job."""
    root = tmp_path_factory.mktemp("privacy")
    state, data = root / "state", root / "data"
    simulate(state, contracts=400)
    data.mkdir()
    (data / "lumbrera.toml").write_text(
        '[restricted]\nlegal_basis = "prueba de privacidad"\n', encoding="utf-8"
    )
    run([state / "publicado"], data)
    build_portal(data, data / "portal", pdf=True)
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        for audience in ("public", "committee"):
            for fmt in ("csv", "json"):
                folder = data / "portal" / f"alertas_{audience}.{fmt}"
                export(alerts(con, audience=audience), fmt, folder)  # type: ignore[arg-type]
    yield state, data


def text_of(path: Path) -> str:
    """What a file says: of a PDF its text and its metadata, of a packed file what is in it."""
    if path.suffix == ".pdf":
        pikepdf = pytest.importorskip("pikepdf")
        with pikepdf.open(path) as document:
            about = str({k: str(v) for k, v in document.docinfo.items()})
        said = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
        return about + said.decode()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            parts = [packed.read(name).decode(errors="replace") for name in packed.namelist()]
        return "\n".join(parts)
    return path.read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def texts(made: tuple[Path, Path]) -> dict[str, str]:
    """Every text that the public or a committee gets, folded, by where it stands."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils)")
    data = made[1]
    texts = {
        str(path.relative_to(data)): folded(text_of(path))
        for path in sorted((data / "portal").rglob("*"))
        if path.is_file()
    }
    with duckdb.connect(str(data / "committee.duckdb"), read_only=True) as con:
        for (table,) in con.execute("select table_name from duckdb_tables()").fetchall():
            rows = con.execute(f'select to_json(t) from "{table}" t').fetchall()
            texts[f"committee.duckdb {table}"] = folded("\n".join(row[0] for row in rows))
    return texts


def test_no_identity_birth_date_partner_or_dependant_reaches_the_public_or_the_committees(
    made: tuple[Path, Path], texts: dict[str, str]
) -> None:
    hidden = secrets(made[0])
    assert all(len(some) > 50 for some in hidden.values()), {k: len(v) for k, v in hidden.items()}
    kinds = {Path(where).suffix for where in texts}
    assert {".html", ".pdf", ".csv", ".json", ".atom"} <= kinds, kinds
    assert all("SIMULADO" in text for where, text in texts.items() if where.endswith(".pdf"))
    words = re.compile(r"[A-ZÑ&0-9/-]{10,18}")
    for where, text in texts.items():
        seen = set(words.findall(text))
        for kind in ("curp", "rfc", "birth"):
            assert not seen & hidden[kind], f"{where}: {kind}: {sorted(seen & hidden[kind])[:3]}"
        long_dates = set(re.findall(r"\d{1,2} DE [A-Z]+ DE \d{4}", text))
        assert not long_dates & hidden["birth"], where
        named = [name for name in hidden["relative"] if name in text]
        assert not named, f"{where}: {named[:3]}"


def test_the_scan_would_see_them(made: tuple[Path, Path]) -> None:
    """The warehouse for analysts does hold natural persons' RFCs: the scan is not blind."""
    state, data = made
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        rows = con.execute("select rfc from core.supplier where length(rfc) = 13").fetchall()
    assert {folded(rfc) for (rfc,) in rows} & secrets(state)["rfc"]


def test_the_relatives_lie_in_a_file_that_only_its_owner_may_read(made: tuple[Path, Path]) -> None:
    _, data = made
    folder = data / "restricted"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())
    with duckdb.connect(str(data / "current.duckdb"), read_only=True) as con:
        tables = con.execute("select table_name from duckdb_tables()").fetchall()
        reserved = "select count(*) from flags.flag where audience = 'restricted'"
        assert con.execute(reserved).fetchone() == (0,)
    assert {t for (t,) in tables} & {"declared_relative", "relative_sale"} == set()


def test_nothing_says_that_anybody_is_or_is_not_under_investigation(texts: dict[str, str]) -> None:
    for where, text in texts.items():
        assert not STATUS.search(text.lower()), where

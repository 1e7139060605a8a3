"""A whole simulated state, personal files included: nothing personal is public, all reports hold."""

import csv
import datetime as dt
import re
import shutil
import statistics
import subprocess
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest
from lumbrera import demo
from lumbrera.committee.portal import PortalSummary, build_portal
from lumbrera.report.text import day
from lumbrera.run import run
from lumbrera.simulate import simulate

pytestmark = pytest.mark.long
FORBIDDEN = (
    r"fantasma|prestanombre|c[áa]rtel|favoritismo|fraude|corrupt|culpable|sospechos|investigad[oa]"
)


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated state of two thousand contracts."""
    return simulate(tmp_path_factory.mktemp("estado") / "sim", contracts=2_000, seed=11).out


@pytest.fixture(scope="module")
def built(state: Path, tmp_path_factory: pytest.TempPathFactory) -> PortalSummary:
    """Its portal, with every published file read: declarations, payrolls, registers too."""
    data = tmp_path_factory.mktemp("datos")
    demo.settle(state, data)
    run([state / "publicado"], data, waiting=lambda _: None)
    return build_portal(data, data / "portal")


@pytest.fixture(scope="module")
def texts(built: PortalSummary) -> dict[str, str]:
    """What each public file says, PDFs included where pdftotext is installed."""
    said = {}
    for path in sorted(p for p in built.target.rglob("*") if p.is_file()):
        if path.suffix != ".pdf":
            said[path.name] = path.read_text(encoding="utf-8")
        elif shutil.which("pdftotext"):
            out = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
            said[path.name] = out.stdout.decode()
    return said


def _rows(state: Path, name: str) -> list[dict[str, str]]:
    with (state / "truth" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.upper())
    return re.findall(r"[A-Z]+", "".join(c for c in plain if not unicodedata.combining(c)))


def test_every_municipality_has_its_report_and_pages_are_small(built: PortalSummary) -> None:
    assert built.municipalities == 58
    assert built.bodies >= 20
    assert built.pdfs == built.municipalities + built.bodies
    assert built.alerts > 0
    assert built.largest_page < 100_000


def test_no_public_file_holds_a_key_or_birth_date_of_anybody(
    state: Path, texts: dict[str, str]
) -> None:
    persons = _rows(state, "persons.csv")
    keys = {p["rfc"] for p in persons} | {p["curp"] for p in persons}
    births = {dt.date.fromisoformat(p["birth_on"]) for p in persons}
    written = (
        {f"{b}" for b in births} | {f"{b:%d/%m/%Y}" for b in births} | {day(b) for b in births}
    )
    assert len(keys) > 1_000
    for name, text in texts.items():
        found = set(re.findall(r"[A-ZÑ&]{4}\d{6}[A-Z0-9]{3,8}", text)) & keys
        assert not found, name
        dates = re.findall(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|\d{1,2} de [a-z]+ de \d{4}", text)
        assert not set(dates) & written, name


def test_no_public_file_names_a_seller_partner_official_or_relative(
    state: Path, texts: dict[str, str]
) -> None:
    names: set[tuple[str, ...]] = set()
    for p in _rows(state, "persons.csv"):
        given, surnames = _words(p["given"]), _words(f"{p['first_surname']} {p['second_surname']}")
        if len(surnames) > 1:
            names |= {(*given, *surnames), (*surnames, *given)}
    assert len(names) > 2_000
    for name, text in texts.items():
        words = _words(text)
        for size in range(3, 8):
            runs = set(zip(*(words[at:] for at in range(size)), strict=False))
            assert not runs & names, (name, runs & names)


def _reports(built: PortalSummary) -> Iterator[Path]:
    yield from sorted(built.target.glob("municipios/*.html"))
    yield from sorted(built.target.glob("entes/*.html"))


def test_all_reports_are_easy_to_read_and_use_no_forbidden_word(
    built: PortalSummary, reading: ModuleType
) -> None:
    scores = []
    for path in _reports(built):
        page = path.read_text(encoding="utf-8")
        text = reading.prose(page)
        assert not re.search(FORBIDDEN, text, re.IGNORECASE), path
        assert reading.fernandez_huerta(text) >= 65, path
        scores.append(reading.inflesz(text))
    assert len(scores) > 80
    assert statistics.mean(scores) >= 70


def test_all_pdfs_have_two_sheets_and_are_tagged(built: PortalSummary) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    for path in built.target.rglob("*.pdf"):
        with pikepdf.open(path) as document:
            assert len(document.pages) <= 2, path
            assert document.Root.MarkInfo.Marked, path
            assert str(document.Root.Lang) == "es-MX", path
            assert document.docinfo["/Title"], path


def test_every_point_leads_to_a_published_row(built: PortalSummary) -> None:
    for path in (built.target / "alertas").glob("F*.html"):
        assert re.search(r"[\w.]+(csv|xlsx|json), renglón \d", path.read_text(encoding="utf-8")), (
            path
        )


def test_levels_of_headings_never_skip(built: PortalSummary) -> None:
    for path in built.target.rglob("*.html"):
        levels = [int(n) for n in re.findall(r"<h(\d)", path.read_text(encoding="utf-8"))]
        assert levels[0] == 1, path
        assert all(b - a <= 1 for a, b in pairwise(levels)), path

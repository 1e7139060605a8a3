"""The report says what the tables hold, and nothing published in them can act on the page."""

import base64
import datetime as dt
import hashlib
import html
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import msgspec
import pytest
from lumbrera.errors import LumbreraError
from lumbrera.report import page as page_module
from lumbrera.report import site, write_report
from lumbrera.report.page import render_index
from lumbrera.report.snapshot import read_snapshot

FORBIDDEN = "fantasma|prestanombre|cártel|cartel|favoritismo|fraude|corrupt|culpable|sospechos|investigad[oa]"
PERSON_RFC = r"[A-ZÑ&]{4}\d{6}[A-Z0-9]{3}"


class Page(HTMLParser):
    """Tags with their attributes, and the visible text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("style", "script", "title"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.texts))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def source(warehouse: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    path = write_report(warehouse.con, folder, new_since=dt.date(2026, 3, 10))
    assert path == folder / "index.html"
    assert {p.name for p in folder.iterdir()} == {
        "index.html", "casos", "unidades", "proveedores", "reglas", "listas", "datos",
    }, "no temporary file is left"  # fmt: skip
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(source: str) -> Page:
    return Page(source)


def test_totals_reconcile_with_the_files(page: Page) -> None:
    # 3,832 + 2,395 read; 3,827 + 2,395 loaded; 2 set aside; 3 exact duplicates
    assert (
        "6,227 renglones leídos en 2 archivos = 6,222 cargados + 2 apartados con su motivo "
        "+ 3 repetidos exactos."
    ) in page.text.replace(" 2 archivos  =", " 2 archivos =")
    # 40 × 1,145,000 − (0 + 1 + … + 39)
    assert "40 contratos, cada uno contado una vez" in page.text
    assert "$45,799,220.00 MXN" in page.text


def test_outcomes_of_each_rule_reconcile_with_the_coverage(page: Page) -> None:
    text = page.text
    assert "96 revisiones con alerta, 7,963 sin alerta y 67 que no se pudieron calcular" in text
    p3 = text[
        text.index(
            "P3 Adjudicación directa por monto cerca",
            text.index("Qué pudo calcular cada regla Cada"),
        ) :
    ]
    assert (
        "No se pudo calcular por falta de: importe (50); fecha de fallo y fecha de firma (10)."
        in p3
    )
    assert re.search(r"12 +328 +60 +3,429", p3)
    assert "descalibrada: señala a más de la quinta parte y no abre casos" in text


def test_an_unknown_population_is_a_dash_and_not_a_zero(page: Page) -> None:
    d7 = page.text[page.text.index("Un proveedor reúne la mayor parte del gasto alerta") :]
    assert re.search(r"53 +15 +0 +—", d7)


def test_cases_come_in_rank_order(page: Page) -> None:
    cases = [a["id"] for a in page.named("li") if a.get("class") == "case"]
    assert cases == [f"K{i:012x}" for i in range(1, 41)]


def test_a_case_page_holds_evidence_source_law_what_to_ask_score_and_versions(
    warehouse: Any, tmp_path: Path
) -> None:
    folder = write_report(warehouse.con, tmp_path).parent
    page = Page((folder / "casos" / "K000000000001.html").read_text(encoding="utf-8"))
    for expected in (
        "contratos__2026-03-11.csv",
        "renglón 2",
        "NDE150301QX7",  # a company's RFC is public
        "1 − (1 − 0.720) × (1 − 0.432) = 0.841",  # 1 − 0.28 × 0.568
        "importe: $900,000.00 MXN → $1,145,000.00 MXN",
        "Monto máximo aplicable $1,145,000.00 MXN".lower(),
        "La investigación de mercado.",
        "El presupuesto autorizado coincide con el máximo.",
        "LAASSP 2025, art. 55 (permitido dentro del máximo)",
        "6 de marzo de 2026",
        "Umbral aplicado: proporción 90 %.",
    ):
        assert expected in page.text or expected in page.text.lower(), expected


def test_only_cases_first_flagged_after_the_given_day_are_new(page: Page) -> None:
    assert sum(a.get("class") == "new" for a in page.named("strong")) == 20


def test_what_was_refused_set_aside_and_warned_is_said_with_its_reason(page: Page) -> None:
    for expected in (
        "No corresponde a ningún formato conocido; el más cercano es Contratos de ComprasMX",
        "el importe no es un número",
        "el renglón tiene 2 campos de más",
        "1,410 contratos no traen fecha de firma",
        "Sin la firma no se sabe si ya obliga.",
        "Ausentes: inicio de la inhabilitación, RFC del proveedor.",
        "12 fechas de inicio no se pudieron leer",
    ):
        assert expected in page.text, expected


def test_signals_without_a_case_are_counted_and_listed_by_rule(page: Page) -> None:
    assert "T9 Título que no dice qué se compra · 30 veces" in page.text
    assert "Y 5 más, con lumbrera alerts --rule T9 --out T9.csv" in page.text


def test_restricted_alerts_and_their_cases_are_not_in_the_report(page: Page) -> None:
    assert "SOLO ACCESO RESTRINGIDO" not in page.text


def test_every_alert_carries_the_notice_that_it_accuses_nobody(page: Page) -> None:
    assert page.text.count("No es una acusación ni prueba de una falta.") == 2


def test_no_rfc_of_a_natural_person_and_no_name_of_one(source: str) -> None:
    assert not re.search(PERSON_RFC, source, re.IGNORECASE)
    assert not re.search(PERSON_RFC, html.unescape(source), re.IGNORECASE)
    assert "Rosa Ejemplo" not in source


def test_a_page_with_a_persons_rfc_is_refused_and_the_old_report_stays(
    warehouse: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = write_report(warehouse.con, tmp_path).read_bytes()
    monkeypatch.setattr(page_module, "NOTICE", "VECR800101AB9")
    monkeypatch.setattr(page_module.text, "clean", lambda value, **_: str(value))
    with pytest.raises(LumbreraError, match="no se escribió"):
        write_report(warehouse.con, tmp_path)
    assert (tmp_path / "index.html").read_bytes() == old


def test_published_markup_is_text_and_nothing_is_requested(page: Page, source: str) -> None:
    assert [a.get("type") for a in page.named("script")] == ["application/json", None]
    assert not page.named("img") and not page.named("iframe") and not page.named("b")
    assert "<script>alert" not in source
    for tag, attrs in page.tags:
        assert not [a for a in attrs if a.startswith("on")], tag
        assert "style" not in attrs and "src" not in attrs, tag
        href = attrs.get("href")
        own = r"(casos|reglas|listas|datos)/[A-Za-z0-9]+\.(html|csv|xlsx)"
        if tag == "a" and href and not href.startswith("#") and not re.fullmatch(own, href):
            assert href.startswith("https://example.org/anuncio/"), href
            assert attrs["rel"] == "noopener noreferrer"
        elif tag == "link":
            assert href == "data:,"
    style = source[source.index("<style>") : source.index("</style>")]
    assert "url(" not in style and "@import" not in style


def test_the_policy_allows_only_this_pages_own_style_and_script(page: Page, source: str) -> None:
    policy = next(a["content"] or "" for a in page.named("meta") if "http-equiv" in a)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    script = source[source.rindex("<script>") + 8 : source.rindex("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy


def test_no_cell_starts_a_formula_when_it_is_copied_to_a_spreadsheet(source: str) -> None:
    opened = re.findall(r"<[a-z][^>]*>\s*([^<\s][^<]*)", source[: source.rindex("<script>")])
    assert len(opened) > 700
    assert [t for t in opened if html.unescape(t)[0] in "=+-@"] == []
    assert "\u2060=HYPERLINK(" in html.unescape(source)


def test_every_page_links_only_to_what_is_there_and_holds_nothing_personal(
    warehouse: Any, tmp_path: Path
) -> None:
    folder = write_report(warehouse.con, tmp_path / "r").parent
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) == 1 + 40 + 2 + 5 + 4 + 1  # index, cases, buyers, suppliers, rules, list
    for path in pages:
        source = path.read_text(encoding="utf-8")
        page = Page(source)
        assert not re.findall(FORBIDDEN, page.text, re.IGNORECASE), path
        assert not re.search(PERSON_RFC, html.unescape(source), re.IGNORECASE), path
        assert "Rosa Ejemplo" not in source and len(page.named("h1")) == 1, path
        assert all(a.get("scope") for a in page.named("th")), path
        for a in page.named("a"):
            href = str(a["href"])
            if not href.startswith(("#", "https://example.org/")):
                assert (path.parent / href).is_file(), (path, href)


def test_what_did_not_change_is_not_written_again_and_what_is_gone_is_removed(
    warehouse: Any, tmp_path: Path
) -> None:
    folder = write_report(warehouse.con, tmp_path / "r").parent
    stale = folder / "casos" / "Kffffffffffff.html"
    stale.write_text("x")
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*.html") if p != stale}
    write_report(warehouse.con, folder)
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*.html")} == before


def test_data_files_hold_numbers_dates_and_no_formula(warehouse: Any, tmp_path: Path) -> None:
    import csv

    import python_calamine

    data = write_report(warehouse.con, tmp_path).parent / "datos"
    for path in data.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        assert not [c for row in rows for c in row if c[:1] in ("=", "+", "-", "@")], path
    with (data / "casos.csv").open(encoding="utf-8-sig", newline="") as stream:
        first = next(csv.DictReader(stream))
    assert (first["lugar"], first["importe_mxn"]) == ("1", "1145000.00")
    book = python_calamine.CalamineWorkbook.from_path(data / "lumbrera.xlsx")
    assert book.sheet_names[-1] == "diccionario"
    row = book.get_sheet_by_name("casos").to_python()[1]
    assert row[8] == 1_145_000 and row[10] == dt.date(2026, 3, 11)
    sheets = {name: book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names}
    assert sheets["contratos"][0][4:6] == ["Coordinación de Abasto Norte", "Instituto de Ejemplo"]
    assert {row[2] for row in sheets["casos"]} == {"contrato"}
    assert {row[3] for row in sheets["alertas"]} == {"alerta", "señal"}
    assert {row[4] for row in sheets["alertas"]} <= {"baja", "media", "alta"}
    assert {row[2] for row in sheets["reglas"]} == {
        "con alerta",
        "sin alerta",
        "no se pudo calcular",
        "no aplica",
    }
    assert {row[2] for row in sheets["archivos"]} <= {"cargado", "rechazado"}


def test_bidirectional_controls_are_gone_and_a_huge_text_is_cut(source: str) -> None:
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", source)
    assert "texto recortado: mide 1,000,000 caracteres" in source


def test_no_word_that_accuses(page: Page) -> None:
    assert not re.findall(FORBIDDEN, page.text, re.IGNORECASE)


def test_structure_serves_screen_readers(page: Page) -> None:
    assert page.named("html")[0]["lang"] == "es-MX"
    assert len(page.named("h1")) == 1
    assert all(a.get("scope") in ("row", "col") for a in page.named("th"))
    assert len(page.named("caption")) == len(page.named("table"))
    assert all(a.get("aria-label") for a in page.named("svg") if "aria-hidden" not in a)
    ids = Counter(a["id"] for _, a in page.tags if a.get("id"))
    assert [name for name, n in ids.items() if n > 1] == []
    targets = [str(a["href"])[1:] for a in page.named("a") if str(a.get("href")).startswith("#")]
    assert set(targets) <= set(ids)
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in pairwise(levels)), "no level is skipped"


def test_the_validation_pages_are_linked_when_they_exist(warehouse: Any, tmp_path: Path) -> None:
    docs = tmp_path / "validation" / "el índice" / "index.html"
    docs.parent.mkdir(parents=True)
    docs.write_text("x")
    linked = write_report(warehouse.con, tmp_path / "report", docs_index=docs).read_text()
    assert 'href="../validation/el%20%C3%ADndice/index.html"' in linked
    missing = write_report(warehouse.con, tmp_path / "report", docs_index=tmp_path / "no.html")
    assert "Detalle de la validación" not in missing.read_text()


def test_two_thousand_cases_show_the_first_two_hundred_and_stay_small(
    make_warehouse: Callable[[int], Any], tmp_path: Path
) -> None:
    path = write_report(make_warehouse(2000).con, tmp_path)
    page = Page(path.read_text(encoding="utf-8"))
    assert sum(a.get("class") == "case" for a in page.named("li")) == 200
    assert "2,000 casos por revisar" in page.text
    assert "Hay 1,800 casos más:" in page.text
    assert path.stat().st_size < 2_000_000


def test_more_cases_than_a_page_can_carry_are_in_the_data_and_the_page_says_where(
    make_warehouse: Callable[[int], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import csv

    monkeypatch.setattr(site, "LISTED", 600)
    path = write_report(make_warehouse(2000).con, tmp_path)
    source = path.read_text(encoding="utf-8")
    page = Page(source)
    assert "llegan hasta el lugar 600; los 1,400 que siguen están en casos.csv" in page.text
    held = re.search(r'<script [^>]*id="data" data-total="2000">(.*?)</script>', source, re.DOTALL)
    assert held is not None
    assert [row[0] for row in json.loads(held.group(1))] == list(range(1, 601))
    assert sorted(p.name for p in (tmp_path / "listas").iterdir()) == ["1.html", "2.html"]
    last = Page((tmp_path / "listas" / "2.html").read_text(encoding="utf-8"))
    assert "Las listas llegan hasta el lugar 600 de 2,000" in last.text
    with (tmp_path / "datos" / "casos.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 2000


def test_an_empty_warehouse_gives_a_report_that_says_so(warehouse: Any, tmp_path: Path) -> None:
    con = duckdb.connect(str(tmp_path / "empty.duckdb"))
    con.execute(f"attach '{warehouse.path}' as full_one (read_only)")
    for schema, table in con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'full_one'"
    ).fetchall():
        con.execute(f"create schema if not exists {schema}")
        keep = "" if table == "run" else "where false"
        if (schema, table) != ("meta", "validation"):
            con.execute(f"create table {schema}.{table} as from full_one.{schema}.{table} {keep}")
    text = Page(write_report(con, tmp_path).read_text(encoding="utf-8")).text
    assert "Ninguna regla abrió un caso con lo que se leyó." in text
    assert "Estos datos no se validaron." in text
    assert "0 renglones leídos en 0 archivos" in text


def test_a_file_whose_rows_do_not_add_up_is_pointed_at(warehouse: Any, tmp_path: Path) -> None:
    path = tmp_path / "copy.duckdb"
    path.write_bytes(warehouse.path.read_bytes())
    con = duckdb.connect(str(path))
    con.execute("update ingest.file set rows_loaded = rows_loaded - 1 where rows_duplicate = 3")
    text = Page(write_report(con, tmp_path).read_text(encoding="utf-8")).text
    assert "La cuenta no cuadra en 1 archivo." in text


def test_a_folder_that_cannot_be_written_is_said_plainly(warehouse: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "report"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(LumbreraError, match="no se pudo escribir"):
        write_report(warehouse.con, blocked)


def test_a_bar_keeps_what_is_rare_visible_and_fills_its_width() -> None:
    rule = SimpleNamespace(outcomes={"flagged": 1, "cleared": 999_999, "not_computable": 0})
    segments = page_module._segments(rule)  # type: ignore[arg-type]
    assert [name for name, _, _ in segments] == ["flagged", "cleared"]
    assert segments[0][2] >= 1.9
    assert sum(width for _, _, width in segments) == pytest.approx(page_module.BAR_WIDTH, abs=0.02)


def test_a_report_on_simulated_files_says_so_before_anything_else(warehouse: Any) -> None:
    snapshot = read_snapshot(warehouse.con, [])
    assert "SIMULADO" not in render_index(snapshot, None)
    first, *rest = snapshot.files
    simulated = msgspec.structs.replace(first, name="contratos_simulado.csv")
    text = render_index(msgspec.structs.replace(snapshot, files=[simulated, *rest]), None)
    assert text.index("SIMULADO") < text.index("No es una acusación")


def test_a_measure_that_moved_since_the_last_snapshot_warns_in_the_report(
    warehouse: Any, tmp_path: Path
) -> None:
    path = tmp_path / "moved.duckdb"
    shutil.copyfile(warehouse.path, path)
    con = duckdb.connect(str(path))
    con.execute("""
        create table meta.drift as
        select * from (values
            ('amount_mxn', 1000, 1200, 50000.0, 90000.0, 0.31, true),
            ('duration_days', 1000, 1200, 30.0, 31.0, 0.02, false)
        ) t(measure, n_before, n_now, median_before, median_now, stability_index, warns)""")
    text = Page(render_index(read_snapshot(con, []), None)).text
    assert "1 medida cambió mucho desde el corte anterior" in text.replace("  ", " ")
    assert "Medianas de antes y de ahora: importe, $50,000.00 MXN y $90,000.00 MXN." in text
    con.execute("update meta.drift set warns = false")
    text = Page(render_index(read_snapshot(con, []), None)).text
    assert "desde el corte anterior" not in text

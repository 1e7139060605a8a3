"""Static files that any server carries: complete, small, asking for nothing, and the same again."""

import csv
import filecmp
import html
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from click.testing import CliRunner
from lumbrera.cli.portal import command
from lumbrera.committee.portal import build_portal, render_withdrawn
from lumbrera.errors import UsageError

ATOM = "{http://www.w3.org/2005/Atom}"


def _files(folder: Path) -> dict[str, Path]:
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


def _links(page: str) -> Iterator[str]:
    yield from re.findall(r'(?:href|src)="([^"]+)"', page)


def test_each_municipality_of_the_state_and_each_body_that_buys_has_page_and_pdf(
    portal: Path,
) -> None:
    files = _files(portal)
    # The other state's Apozol is not in the data; B4 published no contract.
    reports = {f for f in files if f.startswith(("municipios/", "entes/"))}
    names = ("municipios/32001", "municipios/32002", "municipios/32003", "entes/I2")
    assert reports == {f"{n}.{kind}" for n in names for kind in ("html", "pdf")}


def test_each_public_alert_has_a_page_at_an_address_made_of_its_key_alone(portal: Path) -> None:
    pages = {f for f in _files(portal) if f.startswith("alertas/F")}
    assert pages == {f"alertas/F00000000000{c}.html" for c in "1789a"}


def test_every_link_within_leads_to_a_file(portal: Path) -> None:
    files = _files(portal)
    for name, path in files.items():
        if path.suffix == ".html":
            for link in _links(path.read_text(encoding="utf-8")):
                if not urlsplit(link).scheme:
                    assert unquote(urljoin(f"/{name}", link)).lstrip("/") in files, (name, link)


def test_pages_are_small_and_load_nothing(portal: Path) -> None:
    for name, path in _files(portal).items():
        if path.suffix == ".html":
            page = path.read_text(encoding="utf-8")
            assert len(page.encode()) < 100_000, name
            assert "default-src 'none'" in html.unescape(page), name
            assert not re.search(r"<(img|iframe|object|embed|video|audio)\b|<(script|link)[^>]+(src|stylesheet)", page), name  # fmt: skip


def test_search_engines_do_not_keep_the_page_about_a_natural_person(portal: Path) -> None:
    hidden = {
        p.stem
        for p in (portal / "alertas").glob("F*.html")
        if 'name="robots" content="noindex' in p.read_text(encoding="utf-8")
    }
    assert hidden == {"F000000000008"}


def test_no_public_file_names_a_person_or_gives_a_key(portal: Path) -> None:
    for name, path in _files(portal).items():
        if path.suffix != ".pdf":
            text = path.read_text(encoding="utf-8").upper()
            for personal in ("ROSA EJEMPLO", "VERTIZ", "VECR800101AB9", "JUAN POSIBLE", "NOTA DE QUIEN REVISA"):  # fmt: skip
                assert personal not in text, name


def test_the_feed_lists_alerts_newest_first_with_lasting_ids(portal: Path) -> None:
    feed = ET.parse(portal / "alertas.atom").getroot()
    entries = feed.findall(f"{ATOM}entry")
    links = [e.find(f"{ATOM}link").get("href") for e in entries]  # type: ignore[union-attr]
    assert links == [f"alertas/F00000000000{c}.html" for c in "8a179"]
    ids = [e.findtext(f"{ATOM}id") for e in entries]
    assert len(set(ids)) == 5
    assert all(i and i.startswith("urn:uuid:") for i in ids)
    for element in (feed, *entries):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", element.findtext(f"{ATOM}updated") or "")


def test_open_data_say_the_same_as_csv_and_json_and_are_described(portal: Path) -> None:
    folder = portal / "datos"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["path"] == "https://datos.gob.mx/libreusomx"
    counts = {}
    for resource in package["resources"]:
        fields = [f["name"] for f in resource["schema"]["fields"]]
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        objects = json.loads((folder / f"{resource['name']}.json").read_text(encoding="utf-8"))
        schema = json.loads(
            (folder / f"{resource['name']}.schema.json").read_text(encoding="utf-8")
        )
        assert list(rows[0]) == list(objects[0]) == fields == list(schema["items"]["properties"])
        assert [r[fields[0]] for r in rows] == [o[fields[0]] for o in objects]
        for o in objects:
            for name, value in o.items():
                kinds = {"string": str, "integer": int, "number": (int, float), "null": type(None)}
                allowed = schema["items"]["properties"][name]["type"]
                assert any(isinstance(value, kinds[k]) for k in allowed), (name, value)
        assert resource["rows"] == len(rows)
        counts[resource["name"]] = len(rows)
    # C5 has no date and C6 is older than a year.
    assert counts == {"contratos": 5, "alertas": 5, "entes": 5}
    with (folder / "diccionario.csv").open(encoding="utf-8", newline="") as file:
        described = {(r["tabla"], r["columna"]) for r in csv.DictReader(file)}
    assert {(r["name"], f["name"]) for r in package["resources"] for f in r["schema"]["fields"]} == described  # fmt: skip


def test_a_spreadsheet_runs_no_title_as_a_formula(portal: Path) -> None:
    with (portal / "datos" / "contratos.csv").open(encoding="utf-8", newline="") as file:
        titles = [row["titulo"] for row in csv.DictReader(file)]
    assert "\u2060=TRASLADO(A1)" in titles
    assert not [t for t in titles if t.startswith("=")]


def test_the_same_data_give_the_same_bytes(portal: Path, data: Path, tmp_path: Path) -> None:
    again = build_portal(data, tmp_path / "otro").target
    assert _files(again).keys() == _files(portal).keys()
    _, different, unreadable = filecmp.cmpfiles(portal, again, list(_files(portal)), shallow=False)
    assert (different, unreadable) == ([], [])


def _said(page: Path) -> str:
    text = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
    return re.sub(r"\s+", " ", text)


def test_municipalities_are_listed_by_region(changed: Callable[[str], Path]) -> None:
    data = changed(
        "update reference.municipalities set region = 'II Norte' where name <> 'Atolinga';"
        "update reference.municipalities set region = 'I Sur' where name = 'Atolinga'"
    )
    index = _said(build_portal(data, data / "sitio", pdf=False).target / "index.html")
    assert (
        "Región I Sur Atolinga sin contratos en estas fechas Región II Norte "
        "Apozol 4 contratos, 4 puntos para preguntar Apulco sin contratos en estas fechas" in index
    )
    assert "orden alfabético" not in index


def test_bodies_come_first_when_no_municipality_bought_and_those_of_older_dates_last(
    changed: Callable[[str], Path],
) -> None:
    data = changed("""
        update core.buyer set municipality_code = null, institution_id = 'I0', institution = 'ANTIGUO' where buyer_id = 'B1';
        update core.buyer set municipality_code = null where buyer_id = 'B2';
        update core.contract set event_on = '2024-01-10' where buyer_id = 'B1';
        update flags.flag set event_on = '2024-01-10' where subject_id in ('C1', 'C2', 'C7');
    """)
    index = _said(build_portal(data, data / "sitio", pdf=False).target / "index.html")
    places = ("Entes públicos", "Municipio de Apozol, Zacatecas 2 contratos", "Secretaria de Salud",
              "Antiguo sin contratos en estas fechas", "Los archivos que se leyeron no traen", "Apulco")  # fmt: skip
    found = [index.index(place) for place in places]
    assert found == sorted(found)


def test_by_the_alphabet_where_not_every_region_is_known_and_silent_bodies_are_named(
    portal: Path,
) -> None:
    index = _said(portal / "index.html")
    assert (
        "Apozol 4 contratos, 4 puntos para preguntar Apulco sin contratos en estas fechas "
        "Atolinga sin contratos en estas fechas, región Cañones "
        "Van por orden alfabético: solo se conoce la región de 1 municipio." in index
    )
    assert "Secretaria de Salud 1 contrato" in index
    assert (
        "2 entes más no tienen contratos publicados en estas fechas "
        "Instituto de la Federacion Instituto sin Contratos" in index
    )


def test_long_lists_are_split_over_pages_that_lead_to_each_other(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lumbrera.committee.portal.PER_PAGE", 2)
    monkeypatch.setattr("lumbrera.committee.portal.ON_INDEX", 3)
    site = build_portal(data, tmp_path / "sitio", pdf=False).target
    files = _files(site)
    listed = [f"alertas/{n}.html" for n in ("index", "pagina-2", "pagina-3")]
    assert set(listed) <= set(files)
    found = [
        link
        for name in listed
        for link in _links(files[name].read_text(encoding="utf-8"))
        if link.startswith("F")
    ]
    assert found == [f"F00000000000{c}.html" for c in "8a179"]
    assert "pagina-3.html" in set(
        _links(files["alertas/pagina-2.html"].read_text(encoding="utf-8"))
    )
    assert "entes/index.html" in set(_links(files["index.html"].read_text(encoding="utf-8")))
    assert "../entes/I2.html" in set(_links(files["entes/index.html"].read_text(encoding="utf-8")))


def test_a_folder_of_something_else_is_not_replaced(data: Path, tmp_path: Path) -> None:
    (tmp_path / "tesis.txt").write_text("años de trabajo", encoding="utf-8")
    with pytest.raises(UsageError, match="no son de un portal"):
        build_portal(data, tmp_path)
    assert (tmp_path / "tesis.txt").exists()


def test_an_older_edition_is_replaced_whole(data: Path, tmp_path: Path) -> None:
    target = build_portal(data, tmp_path / "sitio", pdf=False).target
    (target / "alertas" / "F00000000dead.html").write_text("de ayer", encoding="utf-8")
    build_portal(data, target, pdf=False)
    assert not (target / "alertas" / "F00000000dead.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["sitio"]


def test_when_it_fails_the_edition_before_stays(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = build_portal(data, tmp_path / "sitio", pdf=False).target
    before = (target / "index.html").read_bytes()
    monkeypatch.setattr("lumbrera.committee.opendata.write", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        build_portal(data, target, pdf=False)
    assert (target / "index.html").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["sitio"]


def test_a_withdrawn_alert_leaves_a_date_and_no_name() -> None:
    import datetime as dt

    page = render_withdrawn("F000000000001", dt.date(2026, 4, 2))
    assert "La alerta F000000000001 se retiró el 2 de abril de 2026." in page
    assert "noindex" in page
    with pytest.raises(ValueError, match="no flag id"):
        render_withdrawn("../../etc", dt.date(2026, 4, 2))


def test_the_command_says_what_it_wrote(data: Path, tmp_path: Path) -> None:
    outcome = CliRunner().invoke(
        command, ["--data", str(data), "--out", str(tmp_path / "p"), "--no-pdf"]
    )
    assert outcome.exit_code == 0, outcome.output
    assert "3 municipios, 1 entes, 5 alertas" in outcome.output

"""Two sheets, tagged for whoever cannot see them, and the same bytes for the same facts."""

import io
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lumbrera.committee import Scope, read_facts
from lumbrera.committee.facts import Facts, Point
from lumbrera.committee.pdf import report_pdf
from lumbrera.errors import LumbreraError

pikepdf = pytest.importorskip("pikepdf")


@pytest.fixture(scope="module")
def facts(view: Path) -> Facts:
    return read_facts(view, Scope(municipality="32001"))


@pytest.fixture(scope="module")
def pdf(facts: Facts) -> bytes:
    return report_pdf(facts)


def elements(node: Any) -> Iterator[Any]:
    """Every element of a PDF's structure tree."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from elements(kid)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


def test_it_is_tagged_titled_and_in_spanish(pdf: bytes) -> None:
    document = pikepdf.open(io.BytesIO(pdf))
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "es-MX"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    metadata = document.open_metadata()
    assert metadata["pdfuaid:part"] == "1"
    assert metadata["dc:title"] == "Municipio de Apozol: qué se compró y qué conviene preguntar"


def test_headings_go_down_one_level_at_a_time(pdf: bytes) -> None:
    document = pikepdf.open(io.BytesIO(pdf))
    tree = document.Root.StructTreeRoot.K
    levels = [int(str(e.S)[2]) for e in elements(tree) if str(e.S) in ("/H1", "/H2", "/H3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(3) == 4  # one for each point
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_picture_has_words_and_every_cell_its_header(pdf: bytes) -> None:
    document = pikepdf.open(io.BytesIO(pdf))
    tree = list(elements(document.Root.StructTreeRoot.K))
    figures = [str(e.get("/Alt", "")) for e in tree if str(e.S) == "/Figure"]
    assert figures == ["88 de cada 100 pesos", "12 de cada 100 pesos", "0 de cada 100 pesos"]
    headers = {str(e.ID) for e in tree if str(e.S) == "/TH"}
    cells = [e for e in tree if str(e.S) == "/TD"]
    assert len(cells) == 3 * 2 + 11  # three suppliers, and the eleven lines of the form
    for cell in cells:
        assert {str(h) for h in cell.A.Headers} <= headers
        assert len(cell.A.Headers) >= 1


def test_it_has_two_sheets_even_with_five_long_points(facts: Facts) -> None:
    long = Point(
        "F0000000000ff", "Una regla de título largo que ocupa un renglón entero de la hoja",
        "Una frase muy larga. " * 40, "Un motivo. " * 20, "Una razón. " * 20,
        ["Un documento. " * 10] * 2, None, "archivo.csv", 1, None, ["N-1", "N-2"],
    )  # fmt: skip
    data = report_pdf(msgspec.structs.replace(facts, points=[long] * 5, n_points=9))
    assert len(pikepdf.open(io.BytesIO(data)).pages) == 2


def test_the_same_facts_give_the_same_bytes(facts: Facts, pdf: bytes) -> None:
    assert report_pdf(facts) == pdf
    assert b"CreationDate" not in pdf


def test_an_unchanged_report_is_copied(
    facts: Facts, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lumbrera.committee import pdf as module

    cache = tmp_path / "cache"
    monkeypatch.setattr(module, "report_pdf", lambda _: pdf)
    module.write_paper(facts, tmp_path / "one.pdf", cache)
    monkeypatch.setattr(module, "report_pdf", None)
    module.write_paper(facts, tmp_path / "again.pdf", cache)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes() == pdf
    assert len(list(cache.iterdir())) == 1


def test_a_kept_report_that_nobody_asked_for_in_a_month_is_forgotten(
    facts: Facts, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lumbrera.committee import pdf as module

    monkeypatch.setattr(module, "report_pdf", lambda _: pdf)
    cache = tmp_path / "cache"
    module.write_paper(facts, tmp_path / "asked.pdf", cache)
    kept, old = next(cache.iterdir()), cache / "old.pdf"
    old.write_bytes(pdf)
    for path in (kept, old):
        os.utime(path, (0, 0))
    module.write_paper(facts, tmp_path / "again.pdf", cache)  # asked for today
    module.forget(cache)
    assert kept.exists() and not old.exists()


def test_without_the_drawing_library_it_says_what_to_install(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    import builtins

    real = builtins.__import__

    def without_pango(name: str, *args: Any, **options: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(LumbreraError, match="Instale Pango"):
        report_pdf(facts)

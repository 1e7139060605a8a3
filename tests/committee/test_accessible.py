"""Every kind of page in a browser: no barrier that axe finds, on a phone, without its script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lumbrera.committee.portal import render_withdrawn

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
KINDS = [
    "index.html", "acerca.html", "municipios/32001.html", "municipios/32002.html", "entes/I2.html",
    "alertas/index.html", "alertas/F000000000001.html", "datos/index.html",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install -y chromium")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


def _open(browser: Any, path: Path, width: int, **options: Any) -> tuple[Any, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 800}, **options)
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda r: r.url != path.as_uri() and trouble.append(r.url))
    page.goto(path.as_uri())
    return page, trouble


def violations(page: Any) -> list[str]:
    """What axe-core finds, by rule and element; all rules, best practices too."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [f"{v['id']}: {n['target']}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_and_nothing_scrolls_or_is_asked_for(
    browser: Any, portal: Path, name: str
) -> None:
    page, trouble = _open(browser, portal / name, 360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert trouble == []
    assert violations(page) == []
    page.close()


def test_axe_finds_nothing_on_the_note_of_a_withdrawn_alert(browser: Any, tmp_path: Path) -> None:
    import datetime as dt

    note = tmp_path / "F000000000001.html"
    note.write_text(render_withdrawn("F000000000001", dt.date(2026, 4, 2)), encoding="utf-8")
    page, _ = _open(browser, note, 1280)
    assert violations(page) == []
    page.close()


def test_axe_does_find_what_is_wrong(browser: Any, tmp_path: Path) -> None:
    bad = tmp_path / "malo.html"
    bad.write_text("<html><img src='data:,'><input></html>", encoding="utf-8")
    page, _ = _open(browser, bad, 360)
    assert {v.split(":")[0] for v in violations(page)} >= {"html-has-lang", "image-alt", "label"}
    page.close()


def test_the_search_ignores_accents_and_without_script_the_list_is_whole(
    browser: Any, portal: Path
) -> None:
    page, trouble = _open(browser, portal / "index.html", 360)
    page.fill("#q", "ATÓL")
    assert page.locator(".places li:visible").all_inner_texts() == [
        "Atolinga\nsin contratos en estas fechas, región Cañones"
    ]
    assert page.locator("#count").inner_text() == "1 de 4"
    assert trouble == []
    page.close()
    page, _ = _open(browser, portal / "index.html", 360, java_script_enabled=False)
    assert page.locator(".places li:visible").count() == 4
    assert not page.locator("#q").is_visible(), "a search box that does nothing is not shown"
    page.close()

"""The report as a person opens it: on a phone, on paper, without and with its script."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lumbrera.report import site, write_report

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def address(warehouse: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("browser")
    return write_report(warehouse.con, folder, new_since=dt.date(2026, 3, 10)).as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install -y chromium")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


def _open(browser: Any, address: str, width: int, **options: Any) -> tuple[Any, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 800}, **options)
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on(
        "request",
        lambda r: r.url != address and not r.url.startswith("data:") and trouble.append(r.url),
    )
    page.goto(address)
    return page, trouble


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_scrolls_sideways_and_nothing_is_asked_of_the_network(
    browser: Any, address: str, width: int
) -> None:
    page, trouble = _open(browser, address, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert trouble == []
    page.close()


def test_without_javascript_everything_can_be_read(browser: Any, address: str) -> None:
    page, _ = _open(browser, address, 360, java_script_enabled=False)
    assert page.locator(".case").count() == 40
    page.goto(address.replace("index.html", "casos/K000000000003.html"))
    assert page.locator(".guidance").first.is_visible()
    page.goto(address)
    assert not page.locator("#q").is_visible(), "a search box that does nothing is not shown"
    page.close()


def test_search_ignores_accents_and_case_and_says_how_many_remain(
    browser: Any, address: str
) -> None:
    page, trouble = _open(browser, address, 1280)
    page.fill("#q", "NUCLEO")
    assert (
        page.locator(".results li:visible").count() == 8
    )  # contracts 0, 5, ... 35 are of that firm
    assert page.locator("#count").inner_text() == "8 de 40 casos"
    page.fill("#q", "")
    page.select_option("#r", "F1")
    assert page.locator(".results li:visible").count() == 14
    page.click("#clear")
    assert page.locator(".case:visible").count() == 40
    assert trouble == []
    page.close()


def test_a_search_that_does_not_reach_every_case_says_how_many_it_reaches(
    browser: Any, warehouse: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site, "LISTED", 10)
    page, trouble = _open(browser, write_report(warehouse.con, tmp_path).as_uri(), 1280)
    page.fill("#q", "NUCLEO")
    assert page.locator("#count").inner_text() == (
        "2 de los primeros 10 casos, de 40 que hay; los demás, en casos.csv"
    )
    assert trouble == []
    page.close()


@pytest.mark.parametrize(
    "name", ["casos/K000000000001", "unidades/B1", "proveedores/S1", "reglas/P3"]
)
def test_other_pages_fit_a_phone_ask_nothing_and_print_in_few_sheets(
    browser: Any, address: str, name: str
) -> None:
    own = address.replace("index", name)
    page, trouble = _open(browser, own, 360)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert trouble == []
    pdf = page.pdf(prefer_css_page_size=True)
    assert 1 <= _pages(pdf) <= 6
    page.close()


def _pages(pdf: bytes) -> int:
    import re

    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_text_has_enough_contrast(browser: Any, address: str) -> None:
    page, _ = _open(browser, address, 1280)
    colours = page.evaluate(
        """() => ['--ink','--soft','--accent','--flag','--alarm'].map(
            n => getComputedStyle(document.documentElement).getPropertyValue(n).trim())"""
    )
    for colour in colours:
        for ground in ("#ffffff", "#f4f6f7"):
            assert _contrast(colour, ground) >= 4.5, (colour, ground)
    page.close()


def _contrast(a: str, b: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)

"""Charts: the same figures are drawn once, other figures anew, and what nobody asks for goes."""

from pathlib import Path

import pytest
from lumbrera.report import charts
from lumbrera.report.parties import Party, Share


@pytest.fixture
def drawn(monkeypatch) -> list[str]:
    """The labels of the charts that were really drawn."""
    labels: list[str] = []

    def svg(chart, label):
        labels.append(label)
        return f"<svg>{label}</svg>"

    monkeypatch.setattr(charts, "_svg", svg)
    return labels


def buyer(*shares: float) -> Party:
    return Party(
        "buyer", "U1", "Unidad Uno", [], "", 10, 100, 10, 100, None, None,
        shares=[Share(f"S{n}", f"Proveedora {n}", 1, 10, s) for n, s in enumerate(shares)],
    )  # fmt: skip


def test_a_chart_of_the_same_figures_is_drawn_once(tmp_path: Path, drawn) -> None:
    first = charts.Gallery(tmp_path / "kept").concentration(buyer(0.6, 0.4))
    again = charts.Gallery(tmp_path / "kept").concentration(buyer(0.6, 0.4))
    assert first == again == "<svg>El mayor reúne 60 % del importe directo</svg>"
    assert len(drawn) == 1


def test_other_figures_are_drawn_anew_and_what_nobody_asks_for_goes(tmp_path: Path, drawn) -> None:
    gallery = charts.Gallery(tmp_path)
    gallery.concentration(buyer(0.6, 0.4))
    gallery.concentration(buyer(0.7, 0.3))
    assert len(drawn) == 2
    later = charts.Gallery(tmp_path)
    kept = later.concentration(buyer(0.7, 0.3))
    later.close()
    assert [p.read_text() for p in tmp_path.glob("*.svg")] == [kept]


def test_without_a_folder_every_chart_is_drawn_and_nothing_is_left(tmp_path: Path, drawn) -> None:
    gallery = charts.Gallery(None)
    for _ in range(2):
        assert "60 %" in gallery.concentration(buyer(0.6, 0.4))
    gallery.close()
    assert len(drawn) == 2

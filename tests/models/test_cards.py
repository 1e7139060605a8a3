"""A card's figures are those of the last recorded evaluation, and no model lacks a card."""

from pathlib import Path

import pytest
from lumbrera import content
from lumbrera.modelling import cards

RECORDED = Path(__file__).parent / "recorded"


@pytest.mark.parametrize("card", cards.all_cards(), ids=lambda c: c.name)
def test_a_card_shows_the_recorded_figures(card: cards.Card) -> None:
    assert cards.check(card, RECORDED) == []


CARD_TO_WRITE: set[str] = set()
"""Models whose card is still to be written; empty is what it should be."""


def test_every_model_that_learns_has_a_card() -> None:
    """What learns is Python, or declared in YAML; SQL beside it only prepares."""
    files = (content.root("models") / "anomaly").iterdir()
    models = {p.stem for p in files if p.suffix in (".py", ".yml") and p.name[0] != "_"}
    assert models - {c.name for c in cards.all_cards()} - CARD_TO_WRITE == set()


def test_every_recorded_evaluation_is_shown_by_a_card() -> None:
    shown = {name for card in cards.all_cards() for name in card.recorded}
    assert {p.stem for p in RECORDED.glob("*.json")} == shown


def altered(card: cards.Card, old: str, new: str) -> cards.Card:
    assert old in card.text
    return cards.Card(card.name, card.path, card.text.replace(old, new, 1))


def test_a_figure_typed_by_hand_is_told() -> None:
    card = cards.card("collusion")
    made = cards.read_record(RECORDED / "collusion_tsuchiura.json")
    [pooled] = [f for f in made.figures if f.name == "árboles, AUC conjunto"]
    better = altered(card, f"| {pooled.value:.3f} |", "| 0.999 |")
    assert cards.check(better, RECORDED) == [
        "collusion.md: figures differ from collusion_tsuchiura.json"
    ]


def test_a_section_left_out_is_told() -> None:
    card = altered(cards.card("collusion"), "## No debe usarse para", "## Otros usos")
    assert cards.check(card, RECORDED) == [
        "collusion.md: the section «No debe usarse para» is missing or empty"
    ]


def test_an_evaluation_of_another_state_of_the_model_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cards, "model_digest", lambda name: "another")
    problems = cards.check(cards.card("collusion"), RECORDED)
    assert len(problems) == 2
    assert "collusion.yml has changed since; run again: lumbrera models evaluate" in problems[0]


def test_refresh_writes_the_recorded_figures(tmp_path: Path) -> None:
    card = cards.card("collusion")
    copy = tmp_path / card.path.name
    copy.write_text(card.text.replace("0.", "9."), encoding="utf-8")
    (tmp_path / "collusion.yml").write_bytes(cards.model_file(card.path).read_bytes())
    cards.refresh(cards.Card(card.name, copy, copy.read_text(encoding="utf-8")), RECORDED)
    fresh = cards.Card(card.name, copy, copy.read_text(encoding="utf-8"))
    assert cards.check(fresh, RECORDED) == []

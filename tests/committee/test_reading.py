"""The measure of reading ease, worked out by hand, and what the generated reports score."""

import re
from pathlib import Path
from types import ModuleType

import pytest
from lumbrera.committee import Scope, read_facts
from lumbrera.committee.page import render_report


@pytest.mark.parametrize(
    ("word", "n"),
    [
        ("vigilancia", 4), ("país", 2), ("quien", 1), ("guía", 2), ("agüita", 3), ("ley", 1),
        ("hay", 1), ("y", 1), ("río", 2), ("cooperación", 5), ("leer", 2), ("ahora", 3),
        ("búho", 2), ("municipio", 4), ("año", 2), ("ciudad", 2), ("construyó", 3), ("sin", 1),
        # An h does not part a diphthong (Ortografía de la lengua española, 2010): prohi-bi-do.
        ("aéreo", 4), ("prohibido", 3), ("guerra", 2), ("yo", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted_as_spanish_divides_them(
    reading: ModuleType, word: str, n: int
) -> None:
    assert reading.syllables(word) == n


def test_both_measures_on_a_text_worked_out_by_hand(reading: ModuleType) -> None:
    # ca-sa blan-ca (4) · El pe-rro co-me pan (6): 10 syllables, 6 words, 2 sentences
    text = "Casa blanca. El perro come pan."
    assert reading.fernandez_huerta(text) == pytest.approx(206.84 - 60 * 10 / 6 - 1.02 * 3)
    assert reading.inflesz(text) == pytest.approx(206.835 - 62.3 * 10 / 6 - 3)


def test_figures_and_codes_do_not_count_as_words(reading: ModuleType) -> None:
    assert reading.inflesz("Casa blanca AA-99-2026.") == reading.inflesz("Casa blanca.")


def test_a_library_that_hyphenates_agrees_and_is_the_more_lenient(
    reading: ModuleType, view: Path
) -> None:
    textstat = pytest.importorskip("textstat")
    textstat.set_lang("es")
    text = reading.prose(render_report(read_facts(view, Scope(municipality="32001"))))
    text = "\n".join(" ".join(w for w in line.split() if not re.search(r"\d", w)) for line in text.splitlines())  # fmt: skip
    # textstat hyphenates for the printer, who never leaves a single vowel alone ('a-ño'), so it
    # counts fewer syllables.
    ours, theirs = reading.fernandez_huerta(text), textstat.fernandez_huerta(text)
    assert ours <= theirs <= ours + 8


@pytest.mark.parametrize(
    "scope",
    [Scope(municipality="32001"), Scope(municipality="32002"), Scope(buyer="I2"), Scope(program="pavimentacion")],
)  # fmt: skip
def test_reports_are_easy_to_read(reading: ModuleType, view: Path, scope: Scope) -> None:
    text = reading.prose(render_report(read_facts(view, scope)))
    assert reading.fernandez_huerta(text) >= 65
    assert reading.inflesz(text) >= 65

"""What people decided about links: written, read back strictly, the last word counts."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from lumbrera.errors import UsageError
from lumbrera.people import decisions
from lumbrera.people.decisions import LinkDecision

A, B = "Q0123456789abcdef", "Qfedcba9876543210"


def decision(what: Any = "confirmed", who: str = 'Órgano "interno"', a: str = A) -> LinkDecision:
    return LinkDecision(
        profiles=(a, B), decision=what, who=who, on=dt.date(2026, 11, 30), reason="Acta\nde hoy"
    )


def test_what_is_recorded_is_read_back_and_earlier_entries_stay_as_they_were(
    tmp_path: Path,
) -> None:
    path = tmp_path / "links.toml"
    path.write_text("# Revisado en comité\n", encoding="utf-8")
    decisions.record(path, decision())
    decisions.record(path, decision("rejected", "Contraloría"))
    assert decisions.load(path) == [decision(), decision("rejected", "Contraloría")]
    assert path.read_text(encoding="utf-8").startswith("# Revisado en comité\n\n[[link]]\n")


def test_the_last_decision_about_a_pair_counts_whichever_comes_first_in_it() -> None:
    later = LinkDecision(
        profiles=(B, A), decision="rejected", who="x", on=dt.date(2026, 12, 1), reason="y"
    )
    assert decisions.in_force([decision(), later]) == [
        (A, B, False, "x", dt.date(2026, 12, 1), "y")
    ]


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert decisions.load(tmp_path / "links.toml") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[link]\n", "links.toml: "),
        ("[[liga]]\n", "unknown key 'liga'"),
        ("link = 3\n", "link is no list of tables"),
        ('[[link]]\nprofiles = ["Q1", "Q2"]\ndecision = "confirmed"\nwho = "a"\non = 2026-01-01\nreason = "b"\n',
         "link 1: 'Q1' is no profile"),
        (f'[[link]]\nprofiles = ["{A}", "{A}"]\ndecision = "confirmed"\nwho = "a"\non = 2026-01-01\nreason = "b"\n',
         "link 1: both profiles are"),
        (f'[[link]]\nprofiles = ["{A}", "{B}"]\ndecision = "maybe"\nwho = "a"\non = 2026-01-01\nreason = "b"\n',
         "link 1: Invalid enum value 'maybe'"),
        (f'[[link]]\nprofiles = ["{A}", "{B}"]\ndecision = "confirmed"\nwho = " "\non = 2026-01-01\nreason = "b"\n',
         "link 1: who is empty"),
        (f'[[link]]\nprofiles = ["{A}", "{B}"]\ndecision = "confirmed"\nwho = "a"\nreason = "b"\n',
         "link 1: Object missing required field `on`"),
        (f'[[link]]\nprofiles = ["{A}", "{B}"]\ndecision = "confirmed"\nwho = "a"\non = 2026-01-01\nreason = "b"\nuntil = 1\n',
         "link 1: Object contains unknown field `until`"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_name_and_the_entry(
    tmp_path: Path, text: str, says: str
) -> None:
    path = tmp_path / "links.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as told:
        decisions.load(path)
    assert str(told.value).startswith(f"{path}: ") and says in str(told.value)


def test_a_decision_without_author_is_not_recorded(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="who is empty"):
        decisions.record(tmp_path / "links.toml", decision(who=""))
    assert not (tmp_path / "links.toml").exists()

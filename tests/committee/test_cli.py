"""The command: what it takes as a period, and what it writes where."""

import calendar
import datetime as dt
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from lumbrera.cli.report import Period, command


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-11..2026-04", "2025-11-01", "2026-04-30"),
        ("2024..2025", "2024-01-01", "2025-12-31"),
    ],
)
def test_a_period_is_whole_months_or_years(said: str, first: str, last: str) -> None:
    days = Period().convert(said, None, None)
    assert days == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    "said", ["25", "2025-13", "2026..2025", "2025-1", "a..b", "2025..2026..2027"]
)
def test_anything_else_is_no_period(said: str) -> None:
    with pytest.raises(click.BadParameter, match="no es un período"):
        Period().convert(said, None, None)


def _run(*args: Any) -> Any:
    return CliRunner().invoke(command, ["committee", *map(str, args)], catch_exceptions=False)


def test_page_and_pdf_lie_side_by_side_under_the_name_of_the_place(
    data: Path, tmp_path: Path
) -> None:
    outcome = _run("--data", data, "--municipality", "32001", "--out", tmp_path)
    assert outcome.exit_code == 0, outcome.output
    written = [Path(line) for line in outcome.output.split()]
    assert [p.name for p in written] == ["municipio-de-apozol.html", "municipio-de-apozol.pdf"]
    assert written[1].read_bytes().startswith(b"%PDF-1.7")


def test_a_period_reaches_the_report(data: Path, tmp_path: Path) -> None:
    _run("--data", data, "--buyer", "I1", "--period", "2024-01", "--html-only", "--out", tmp_path)
    (page,) = tmp_path.iterdir()
    last = calendar.monthrange(2024, 1)[1]
    assert f"Del 1 de enero de 2024 al {last} de enero de 2024." in page.read_text(encoding="utf-8")

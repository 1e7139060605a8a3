"""The same state with rules switched off: what is switched off, and what the page says of it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from lumbrera import config
from lumbrera.evaluation import evaluate
from lumbrera.evaluation import run as evaluation_run
from lumbrera.evaluation.figures import Evaluation, Files, Lookalike, Queue, Scheme
from lumbrera.modelling import ablation
from lumbrera.ruleset import load_rules

RECORDED = Path(__file__).parent / "ablation.json"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "models.md"


def evaluation(found: int, on_schemes: int, opened: int) -> Evaluation:
    """One state with four carousels, of which some are found, and ten cases looked at."""
    by_k = dict.fromkeys(ablation.KS, on_schemes)
    return Evaluation(
        contracts=1000,
        k=dict.fromkeys(ablation.KS, 50),
        planted_contracts=8,
        planted_contracts_in_warehouse=8,
        queue=Queue(10, {}, 0, dict.fromkeys(ablation.KS, 10), by_k, {}, 0.008, {}),
        schemes=[
            Scheme("carousel", "naive", 4, dict.fromkeys(ablation.KS, found), found + 1, 0, {}, [])
        ],
        rules=[],
        lookalikes=[Lookalike("single_source", 5, opened, None, [])],
        files=Files(0, 0, 0, 0, 0, [], {}, []),
    )


def test_every_rule_that_is_switched_off_exists() -> None:
    ids = {rule.id for rule in load_rules()}
    assert {rule for off in ablation.SETS.values() for rule in off.rules} - ids == set()


def test_the_job_runs_with_those_rules_disabled_in_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("publicado", "reference", "truth"):
        (tmp_path / part).mkdir()
    seen: list[tuple[dict[str, Any], bool]] = []

    class StopError(Exception):
        pass

    def settle(folder: Path, data: Path) -> None:
        (data / "lumbrera.toml").write_text('[jurisdiction]\ncode = "X"\n', encoding="utf-8")

    def job(files: list[Path], data: Path, **_: Any) -> SimpleNamespace:
        settings = config.load(data / "lumbrera.toml")
        seen.append((settings.rules, settings.networks.enabled))
        raise StopError

    monkeypatch.setattr(evaluation_run, "demo", SimpleNamespace(settle=settle))
    monkeypatch.setattr(evaluation_run, "run", job)
    for without, networks in (((), True), (("v12", "F19"), True), ((), False)):
        with pytest.raises(StopError):
            evaluate(tmp_path, without=without, networks=networks)
    assert seen == [
        ({}, True),
        ({"V12": {"enabled": False}, "F19": {"enabled": False}}, True),
        ({}, False),
    ]


def test_the_page_says_what_is_no_longer_found_and_counts_over_the_states() -> None:
    full, less = evaluation(3, 6, 2), evaluation(2, 5, 1)
    runs = {name: [full, full] for name in (ablation.ALL, *ablation.SETS)}
    runs["sin redes"] = [full, less]
    made = ablation.together(runs, "lumbrera models ablation --seeds 1,2")
    assert (made.contracts, made.lookalikes) == ([1000, 1000], [5, 5])
    text = ablation.page(made)
    assert "| `carousel`, naive | 8 | 6 (8) | 6 (8) | 6 (8) | 6 (8) | 5 (7) |" in text
    assert (
        "| **total** | 8 | 6 [3–3] (8) | 6 [3–3] (8) | 6 [3–3] (8) | 6 [3–3] (8) | 5 [2–3] (7) |"
        in text
    )
    # 6 of 10 in either state, and 5 of 10 in the second without networks.
    assert "| precisión en los primeros 50 | 0.60 [0.60–0.60] | 0.60 [0.60–0.60] |" in text
    assert "| 0.55 [0.50–0.60] |" in text
    assert "- *sin modelos*: se encuentran los mismos esquemas." in text
    assert (
        "- *sin redes*: se dejan de encontrar 1 de `carousel` (naive); en cada estado, 0, -1; "
        "1 situación(es) lícita(s) menos abren caso." in text
    )


def test_the_page_of_the_documentation_is_that_of_the_recorded_run() -> None:
    made = msgspec.json.decode(RECORDED.read_bytes(), type=ablation.Ablation)
    assert PAGE.read_text(encoding="utf-8") == ablation.page(made)

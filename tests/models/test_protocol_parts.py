"""The parts of the protocol by hand: trivial scores, accuracy, calibration, what may be said."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lumbrera.errors import LumbreraError
from lumbrera.modelling.collusion import evaluate, read, verdict
from lumbrera.modelling.collusion.baselines import minus_cv, rates
from lumbrera.modelling.collusion.fitting import crossed
from lumbrera.modelling.collusion.protocol import _accuracy, calibration

from .conftest import Bids


def test_a_cell_has_the_rate_of_the_other_folds_and_leans_on_its_parent() -> None:
    cell, fold = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 1, 1, 0, 1, 1])
    label = np.array([0, 1, 1, 1, 0, 1])
    found = rates(cell, np.zeros(6, int), label, fold)
    # For fold 0: of the others 3 of 4 are positive, so is what the parent leans to; cell 0 has 2
    # of 2, cell 1 has 1 of 2, each beside two more tenders at three quarters.
    assert found[[0, 3]].tolist() == pytest.approx([3.5 / 4, 2.5 / 4])
    # For fold 1 one of two is positive; cell 0 has 0 of 1, cell 1 has 1 of 1.
    assert found[[1, 4]].tolist() == pytest.approx([1 / 3, 2 / 3])


def test_a_tender_without_a_spread_comes_last() -> None:
    assert minus_cv(np.array([0.3, np.nan, 0.1])).argsort().tolist() == [1, 0, 2]


def test_accuracy_stands_beside_saying_always_the_commoner() -> None:
    label = np.array([0] * 8 + [1] * 2)
    always_no = _accuracy(np.zeros(10), label)
    assert always_no == {"accuracy": 0.8, "majority_rate": 0.8, "balanced_accuracy": 0.5}
    one_found = _accuracy(np.array([0.5] + [0.4] * 7 + [0.5, 0.4]), label)
    assert one_found == {"accuracy": 0.8, "majority_rate": 0.8, "balanced_accuracy": 0.6875}


def test_calibration_by_hand() -> None:
    probability, label = np.repeat([0.1, 0.6], 10), np.array([0] * 9 + [1] + [1] * 9 + [0])
    found = calibration(probability, label)
    assert found is not None
    assert (found["predicted"], found["observed"]) == (0.35, 0.5)
    # squares: 9 of 0.01 and one of 0.81; 9 of 0.16 and one of 0.36
    assert found["brier"] == pytest.approx((0.09 + 0.81 + 1.44 + 0.36) / 20)
    assert found["brier_of_rate"] == 0.25
    assert [b["observed"] for b in found["bins"]] == [0.1, 0.9]
    assert found["distance"] == pytest.approx((0 + 0.3) / 2)
    assert calibration(np.array([]), np.array([], int)) is None


@pytest.mark.parametrize(
    ("auc", "interval", "said"),
    [
        (0.7, [0.6, 0.8], "usable"),
        (0.55, [0.48, 0.62], "none"),
        (0.3, [0.2, 0.4], "reversed"),
        (None, [None, None], "unknown"),
    ],
)
def test_a_signal_is_usable_only_when_its_whole_interval_is_above_one_half(
    auc: float | None, interval: list[float | None], said: str
) -> None:
    assert verdict._signal(auc, interval) == said


def test_a_training_fold_of_one_class_gives_its_rate_and_no_model() -> None:
    def never() -> Any:
        raise AssertionError("there is nothing to fit")

    label, fold = np.array([0, 0, 1, 0]), np.array([0, 0, 1, 1])
    score = crossed(np.zeros((4, 1)), label, np.array([3, 1, 2, 3]), fold, np.arange(4), never)
    assert score.tolist() == [0, 0, 0, 0]  # of three bids, none of the other fold is positive


def test_a_market_where_the_order_is_the_other_way_round_is_told(
    tmp_path: Path, columns: dict[str, Any], small: None
) -> None:
    bids = Bids(seed=13)
    for i in range(180):
        market = "ABC"[i % 3]
        closer = i // 3 % 2 == (0 if market == "C" else 1)
        bids.add(f"{market}{i}", i // 3 % 2, market, sd=0.04 if closer else 0.12)
    found = evaluate(read(bids.write(tmp_path / "bids.csv"), **columns))
    left_out = {name: e["verdict"] for name, e in found["leave_one_market_out"].items()}
    assert left_out["C"] == "reversed"
    assert found["leave_one_market_out"]["C"]["says"] == "sin señal utilizable: ordena al revés"
    own = found["local_labels"]["per_market"]["C"]
    assert own["logistic"]["auc"] > 0.7 > 0.3 > own["zero_shot"]["auc"]


def test_who_lacks_the_models_extra_is_told_how_to_get_it(
    tmp_path: Path, columns: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bids = Bids(seed=14)
    for i in range(8):
        bids.add(f"T{i}", i % 2, sd=0.1)
    tenders = read(bids.write(tmp_path / "bids.csv"), **columns)
    monkeypatch.setitem(__import__("sys").modules, "sklearn.ensemble", None)
    with pytest.raises(LumbreraError, match=r"pip install 'lumbrera\[models\]'"):
        evaluate(tenders)

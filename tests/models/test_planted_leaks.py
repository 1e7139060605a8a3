"""Leaks that have made screens look good, each planted: the protocol does not fall for any."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lumbrera.errors import UsageError
from lumbrera.modelling import auc, folds
from lumbrera.modelling.collusion import evaluate, read
from lumbrera.modelling.collusion.bids import Tenders
from lumbrera.modelling.collusion.declared import declared
from lumbrera.modelling.collusion.features import features
from lumbrera.modelling.collusion.fitting import crossed, forest

from .conftest import Bids

pytestmark = pytest.mark.usefixtures("small")


def said(found: dict[str, Any], words: str) -> bool:
    return any(words in warning for warning in found["warnings"])


def covers_half(figure: dict[str, Any]) -> bool:
    low, high = figure["auc_min3_interval"]
    return low <= 0.5 <= high


def forest_auc(tenders: Tenders, group: np.ndarray) -> float:
    """The pooled AUC of the same trees and features, with folds by any group."""
    _, values = features(tenders, declared().modes["transferable"])
    fold = folds.grouped(group, tenders.label, 5, seed=7)
    score = crossed(
        values, tenders.label, tenders.n_bids, fold, group, forest(7)
    )  # fmt: skip
    pairs = auc.count_pairs(score, tenders.label, fold, 5)
    return float(pairs.right.sum() / pairs.all.sum())


@pytest.fixture(scope="module")
def noise(tmp_path_factory: pytest.TempPathFactory, columns: dict[str, Any]) -> Tenders:
    """Nothing to find; but the ids, and the order of the file, give the label away."""
    bids = Bids(seed=1)
    for i in range(240):
        bids.add(f"{i:04}", int(i < 90), sd=0.1)
    return read(bids.write(tmp_path_factory.mktemp("bids") / "noise.csv"), **columns)


@pytest.fixture(scope="module")
def noise_evaluated(noise: Tenders) -> dict[str, Any]:
    return evaluate(noise)


def test_a_split_by_row_is_refused_and_says_why(noise: Tenders) -> None:
    with pytest.raises(UsageError, match="a split by row is refused: bids of one tender share"):
        evaluate(noise, split="row")


def test_by_row_the_same_features_of_nothing_look_perfect(noise: Tenders) -> None:
    """What the refusal is for: every bid a row, with the screens of its tender."""
    _, by_tender = features(noise, declared().modes["transferable"])
    row = np.repeat(np.arange(len(noise)), noise.n_bids)
    values, label = by_tender[row], noise.label[row]
    n_bids = np.full(len(row), 5)

    def found(group: np.ndarray) -> float:
        fold = folds.grouped(group, label, 5, seed=7)
        score = crossed(values, label, n_bids, fold, group, forest(7))
        pairs = auc.count_pairs(score, label, fold, 5)
        return float(pairs.right.sum() / pairs.all.sum())

    assert found(np.arange(len(row))) > 0.99
    assert found(row) < 0.65
    by_row = folds.grouped(np.arange(len(row)), label, 5, seed=7)
    with pytest.raises(folds.LeakingSplitError, match="of 240 tenders"):
        crossed(values, label, n_bids, by_row, row, forest(7))


def test_an_id_that_gives_the_label_away_is_no_feature_and_is_told(
    noise_evaluated: dict[str, Any],
) -> None:
    assert covers_half(noise_evaluated["pooled"])
    assert noise_evaluated["leakage"]["id"]["along"]["auc"] == 1.0
    assert said(noise_evaluated, "La clave dice la etiqueta a lo largo (AUC 1.00")
    assert said(noise_evaluated, "El orden de los renglones dice la etiqueta")
    assert noise_evaluated["verdict"] == "none"
    assert noise_evaluated["says"] == "sin señal utilizable en este mercado"


def test_neither_mode_has_an_id_and_the_transferable_none_of_the_forbidden(noise: Tenders) -> None:
    names, _ = features(noise, declared().modes["transferable"])
    local, _ = features(noise, declared().modes["local"])
    assert len(names) == 9 + 8 * 4 + 9 * 4  # three bids have no kurtosis
    assert {n.rstrip("0123456789").split("_")[0] for n in names} == set(
        declared().modes["transferable"].screens
    )
    assert local[len(names) :] == ["n_bids", "price", "digits", "market=A"]


def test_oversampling_before_the_split_gains_nothing(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    bids = Bids(seed=2)
    for i in range(300):
        bids.add(f"T{i}", int(i % 5 == 0), sd=0.1)
    positives = [r for r in bids.rows if r[2] == "1"]
    for copy in range(1, 5):
        bids.rows += [(f"{t}-copia{copy}", *rest) for t, *rest in positives]
    tenders = read(bids.write(tmp_path / "oversampled.csv"), **columns)
    assert tenders.label.mean() == pytest.approx(300 / 540)
    assert forest_auc(tenders, np.arange(len(tenders))) > 0.95  # what it looks like by id
    found = evaluate(tenders)
    assert covers_half(found["pooled"])
    assert found["leakage"]["copies"] == {
        "groups": 60, "tenders": 300, "groups_with_both_labels": 0, "proportional_groups": 0,
    }  # fmt: skip
    assert said(found, "300 procedimientos tienen ofertas idénticas")


def test_copies_under_another_id_and_in_another_order_share_a_group(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    bids = Bids(seed=3)
    for i in range(20):
        bids.add(f"T{i:02}", i % 2, sd=0.1)
    first = [("otra", *r[1:]) for r in bids.rows[:5]]
    bids.rows += first[::-1]
    tenders = read(bids.write(tmp_path / "copied.csv"), **columns)
    group = dict(zip(tenders.id, tenders.group.tolist(), strict=True))
    assert group["otra"] == group["T00"]
    assert len(set(group.values())) == 20


def two_markets(path: Path, within: float) -> Path:
    """Market A: many positives, close bids; B: few, wide ones. within: how much closer the bids
    of positives lie than those of negatives of the same market."""
    bids = Bids(seed=4)
    for market, rate, sd in (("A", 0.8, 0.03), ("B", 0.1, 0.15)):
        for i in range(200):
            label = int(bids.rng.random() < rate)
            bids.add(f"{market}{i}", label, market, sd=sd * (within if label else 1))
    return bids.write(path)


def test_two_markets_with_nothing_within_give_one_half_within_and_a_warning(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    found = evaluate(read(two_markets(tmp_path / "between.csv", within=1), **columns))
    assert found["pooled"]["auc"] > 0.75
    for part in ("same_market", "macro"):
        assert found[part]["auc"] == pytest.approx(0.5, abs=0.07)
        assert covers_half(found[part])
    assert found["baselines"]["market"]["auc"] > 0.75
    assert found["baselines"]["market"]["same_market"]["auc"] == 0.5
    assert {e["verdict"] for e in found["per_market"].values()} == {"none"}
    assert said(found, "viene en parte de que los mercados son distintos: dentro de un mismo")
    assert said(found, "Saber solo el mercado, sin mirar ninguna oferta, da 0.8")
    assert said(found, "Las características nombran el mercado")
    assert found["verdict"] == "none"


def test_a_signal_within_both_markets_is_found_and_travels(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    tenders = read(two_markets(tmp_path / "within.csv", within=0.4), **columns)
    found = evaluate(tenders)
    assert found["same_market"]["auc_min3_interval"][0] > 0.8
    assert found["verdict"] == "usable"
    left_out = found["leave_one_market_out"]
    assert set(left_out) == {"A", "B"}
    for entry in left_out.values():
        assert entry["auc"] > 0.8 and entry["verdict"] == "usable"
        assert entry["model"] == "signed_logistic" and entry["output"] == "rank"
        assert entry["coefficients"]["cv"] < 0
        assert "with_prior" not in entry
    local = found["local_labels"]
    assert local["share"] == 0.15
    assert all(25 <= e["labels"] <= 35 for e in local["per_market"].values())
    stated = evaluate(tenders, prior=0.1)
    assert stated["leave_one_market_out"]["B"]["output"] == "probability"
    prior = stated["leave_one_market_out"]["B"]["with_prior"]
    assert prior["brier"] < prior["brier_of_prior"]
    assert stated["output"]["new_market"] == "probability"
    assert found["output"]["new_market"] == "rank"


def test_the_order_of_the_rows_changes_no_figure_but_those_about_order(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    bids = Bids(seed=6)
    for i in range(60):
        bids.add(f"T{i:02}", i % 2, sd=0.05 if i % 2 else 0.1, n=3 + i % 3)
    once = evaluate(read(bids.write(tmp_path / "a.csv"), **columns))
    bids.rng.shuffle(bids.rows)
    again = evaluate(read(bids.write(tmp_path / "b.csv"), **columns))
    for part in ("pooled", "same_market", "models", "baselines", "per_market", "local_labels"):
        assert once[part] == again[part], part


def test_local_mode_is_flagged_as_such(tmp_path: Path, columns: dict[str, Any]) -> None:
    bids = Bids(seed=7)
    for i in range(60):
        bids.add(f"T{i:02}", i % 2, sd=0.1, n=6 if i % 2 else 4)
    tenders = read(bids.write(tmp_path / "counted.csv"), **columns)
    found = evaluate(tenders, mode="local")
    assert found["mode"] == "local"
    assert said(found, "Modo local: usa número de propuestas")
    assert found["pooled"]["auc"] > 0.95
    assert found["verdict"] == "trivial"  # the number of bids alone says as much
    assert found["baselines"]["n_bids"]["auc"] == 1.0


def test_tenders_below_three_bids_are_counted_apart(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    bids = Bids(seed=8)
    for i in range(60):
        bids.add(f"T{i:02}", i % 2, sd=0.03 if i % 2 else 0.15, n=1 + i // 2 % 5)
    found = evaluate(read(bids.write(tmp_path / "few.csv"), **columns))
    data = found["data"]
    assert (data["tenders"], data["tenders_min3"], data["abstained"]) == (60, 36, 24)
    assert found["pooled"]["pairs"] > found["pooled"]["pairs_min3"]
    assert found["per_market"]["A"]["tenders_min3"] == 36


def test_the_number_of_bids_says_nothing_through_the_tenders_not_answered(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    """Of one and two bids nearly all are negative, of four half: screens must not profit."""
    bids = Bids(seed=12)
    for i in range(240):
        few = i % 2
        bids.add(
            f"T{i:03}",
            int(i % 24 == 1 if few else i % 4 == 0),
            sd=0.1,
            n=1 + i // 2 % 2 if few else 4,
        )
    found = evaluate(read(bids.write(tmp_path / "few.csv"), **columns))
    assert found["baselines"]["n_bids"]["auc"] > 0.75
    assert found["pooled"]["auc"] < 0.62
    assert found["models"]["signed_logistic"]["pooled"]["auc"] < 0.62


def test_resampling_within_the_folds_leaves_the_test_folds_as_they_are(
    tmp_path: Path, columns: dict[str, Any]
) -> None:
    bids = Bids(seed=9)
    for i in range(100):
        bids.add(f"T{i:02}", int(i % 5 == 0), sd=0.1)
    tenders = read(bids.write(tmp_path / "rare.csv"), **columns)
    plain, balanced = evaluate(tenders), evaluate(tenders, balance="oversample")
    assert covers_half(balanced["pooled"])
    assert balanced["pooled"]["pairs"] == plain["pooled"]["pairs"]
    predicted = [e["per_market"]["A"]["calibration"]["predicted"] for e in (plain, balanced)]
    assert predicted[0] == pytest.approx(0.2, abs=0.05) and predicted[1] > predicted[0] + 0.05

"""The protocol: trivial baselines, models that have not seen what they score, and what to doubt."""

from typing import Any

import numpy as np
import numpy.typing as npt

from lumbrera.errors import UsageError
from lumbrera.modelling import auc, folds
from lumbrera.modelling.auc import rounded
from lumbrera.modelling.collusion import verdict
from lumbrera.modelling.collusion.audit import audit
from lumbrera.modelling.collusion.baselines import baselines, minus_cv
from lumbrera.modelling.collusion.bids import Tenders
from lumbrera.modelling.collusion.declared import declared
from lumbrera.modelling.collusion.features import features
from lumbrera.modelling.collusion.fitting import NewMarketModel, crossed, forest
from lumbrera.modelling.collusion.markets import leave_one_out, local_labels

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SPLITS = ("tender", "row")


def evaluate(
    tenders: Tenders,
    *,
    mode: str = "transferable",
    seed: int = 7,
    balance: str = "none",
    prior: float | None = None,
    split: str = "tender",
) -> dict[str, Any]:
    """Everything there is to say of the screens on these tenders, as one JSON-able dictionary.

    Figures ending in _min3 are of the tenders that are answered; those without, of all.

    balance: oversample, with training folds alone. prior: a stated share of positives, which
    turns the scores for a market without labels into probabilities. Raises UsageError for a
    split by row, LeakingSplitError for any other that divides a tender.
    """
    if split != "tender":
        raise UsageError(
            "a split by row is refused: bids of one tender share its label and its screens, so "
            "that a model recognises the tender instead of judging it",
            hint="the tender is the row, and copies of it stay together; leave out --split",
        )
    known = declared()
    names, values = features(tenders, known.modes[mode])
    cv = values[:, names.index("cv")]
    answers = tenders.n_bids >= known.abstains_below
    stratum = tenders.market * 2 + tenders.label
    n_folds = _n_folds(tenders)
    fold = folds.grouped(tenders.group, stratum, n_folds, seed)
    measure = _Measure(tenders, answers, known.protocol.resamples, seed)

    def scored(of_fold: Ints, make: Any) -> Floats:
        return crossed(
            values, tenders.label, tenders.n_bids, of_fold, tenders.group, make,
            balance=balance, seed=seed,
        )  # fmt: skip

    once = np.zeros(len(tenders), np.int64)
    trivial = {
        name: measure(score, fold if fitted else once, resampled=False)
        for name, (score, fitted) in baselines(tenders, cv, fold).items()
    }
    main = scored(fold, forest(seed))
    models = {
        "forest": measure(main, fold),
        "signed_logistic": measure(scored(fold, lambda: NewMarketModel(names)), fold),
        "minus_cv": measure(minus_cv(cv), once),
    }
    leading = models["forest"]
    found: dict[str, Any] = {
        "model": "collusion",
        "mode": mode,
        "features": names,
        "data": _data(tenders, answers),
        "protocol": {
            "folds": n_folds, "seed": seed, "resamples": known.protocol.resamples,
            "interval": auc.LEVEL, "balance": balance, "abstains_below": known.abstains_below,
            "scored_by": "forest",
        },
        "baselines": trivial,
        **{k: leading[k] for k in ("pooled", "same_market", "macro")},
        "accuracy": _accuracy(main[answers], tenders.label[answers]),
        "models": models,
        "blocks": _blocks(tenders, n_folds, scored, measure, forest(seed)),
        "leave_one_market_out": leave_one_out(tenders, names, values, prior, seed),
        "local_labels": local_labels(tenders, names, values, seed),
        "per_market": _per_market(tenders, answers, main, leading, trivial, models["minus_cv"]),
        "leakage": audit(tenders, values, fold, seed),
    }  # fmt: skip
    for each in (*trivial.values(), *models.values()):
        each.pop("per_market")
    return found | verdict.judge(found)


def _n_folds(tenders: Tenders) -> int:
    """As many folds as declared, or as the smaller class has groups."""
    groups = [len(np.unique(tenders.group[tenders.label == c])) for c in (0, 1)]
    return min(declared().protocol.folds, *groups)


class _Measure:
    """The figures of a score: over all tenders, and over those that are answered (`_min3`)."""

    def __init__(
        self, tenders: Tenders, answers: npt.NDArray[np.bool_], n_resamples: int, seed: int
    ) -> None:
        self._tenders, self._answers = tenders, answers
        self._n_resamples, self._seed = n_resamples, seed

    def __call__(self, score: Floats, fold: Ints, resampled: bool = True) -> dict[str, Any]:
        t = self._tenders
        marked = auc.Marked(score, t.label, t.market, fold, t.group)
        n = self._n_resamples if resampled else 0
        every = auc.figures(marked, len(t.markets), n, self._seed)
        some = auc.figures(marked.only(self._answers), len(t.markets), n, self._seed)
        found: dict[str, Any] = {}
        for name in ("pooled", "same_market", "macro"):
            found[name] = _pair(every[name], some[name])
        found["per_market"] = [
            _pair(a, b) for a, b in zip(every["per_market"], some["per_market"], strict=True)
        ]
        if not resampled:
            found["auc"], found["auc_min3"] = every["pooled"]["auc"], some["pooled"]["auc"]
        return found


def _pair(every: dict[str, Any], some: dict[str, Any]) -> dict[str, Any]:
    found = {
        "auc": every["auc"],
        "auc_interval": [every["low"], every["high"]],
        "pairs": every["pairs"],
        "auc_min3": some["auc"],
        "auc_min3_interval": [some["low"], some["high"]],
        "pairs_min3": some["pairs"],
    }
    if "markets" in every:
        found |= {"markets": every["markets"], "markets_min3": some["markets"]}
    return found


def _data(tenders: Tenders, answers: npt.NDArray[np.bool_]) -> dict[str, Any]:
    return {
        **tenders.rows,
        "markets": len(tenders.markets),
        "positive": int(tenders.label.sum()),
        "prevalence": rounded(tenders.label.mean()),
        "tenders_min3": int(answers.sum()),
        "positive_min3": int(tenders.label[answers].sum()),
        "abstained": int((~answers).sum()),
    }


def _accuracy(probability: Floats, label: Ints) -> dict[str, float | None] | None:
    """Accuracy at one half, never without the majority's share and the balanced accuracy."""
    if len(label) == 0:
        return None
    right = (probability >= 0.5) == (label == 1)
    sides = [right[label == c].mean() for c in (0, 1) if (label == c).any()]
    return {
        "accuracy": rounded(right.mean()),
        "majority_rate": rounded(max(label.mean(), 1 - label.mean())),
        "balanced_accuracy": rounded(float(np.mean(sides))) if len(sides) == 2 else None,
    }


def _blocks(
    tenders: Tenders, n_folds: int, scored: Any, measure: _Measure, make: Any
) -> dict[str, Any]:
    """The split into contiguous blocks of each market: by date where there is one, else as filed.

    across: pairs of any two blocks count too, whose scores come of different models; a block may
    hold one class only and then has no pair of its own.
    """
    dated = not np.isnan(tenders.date).all()
    position = (
        np.where(np.isnan(tenders.date), -np.inf, tenders.date) if dated else tenders.position
    )
    fold = folds.blocks(tenders.group, tenders.market, position, n_folds)
    score = scored(fold, make)
    found = measure(score, fold)
    across = measure(score, np.zeros(len(tenders), np.int64), resampled=False)
    return {
        "order": "date" if dated else "file",
        "undated": int(np.isnan(tenders.date).sum()) if dated else None,
        **{k: found[k] for k in ("pooled", "same_market", "macro")},
        "across": {k: across[k]["auc_min3"] for k in ("pooled", "same_market", "macro")},
    }


def _per_market(
    tenders: Tenders,
    answers: npt.NDArray[np.bool_],
    probability: Floats,
    leading: dict[str, Any],
    trivial: dict[str, Any],
    plain: dict[str, Any],
) -> dict[str, Any]:
    """Each market's own figures: AUC of model and trivial scores, accuracy, calibration."""
    found = {}
    for m, name in enumerate(tenders.markets):
        mine = tenders.market == m
        asked = mine & answers
        label = tenders.label[mine]
        found[name] = {
            "tenders": int(mine.sum()),
            "tenders_min3": int(asked.sum()),
            "positive": int(label.sum()),
            "positive_min3": int(tenders.label[asked].sum()),
            "prevalence": rounded(label.mean()),
            **leading["per_market"][m],
            "trivial_auc_min3": {
                k: trivial[k]["per_market"][m]["auc_min3"] for k in ("n_bids", "price")
            },
            "minus_cv_auc_min3": plain["per_market"][m]["auc_min3"],
            "accuracy": _accuracy(probability[asked], tenders.label[asked]),
            "calibration": calibration(probability[asked], tenders.label[asked]),
        }
    return found


def calibration(probability: Floats, label: Ints, n_bins: int = 5) -> dict[str, Any] | None:
    """Predicted beside observed: overall, by Brier score (and that of the market's own rate), and
    in up to five bins of equal size, with the mean distance between the two. None of nothing."""
    if len(label) == 0:
        return None
    order = np.argsort(probability, kind="stable")
    bins = np.array_split(order, _bins(n_bins, len(label)))
    rows = [(float(probability[b].mean()), float(label[b].mean()), len(b)) for b in bins]
    return {
        "predicted": rounded(probability.mean()),
        "observed": rounded(label.mean()),
        "brier": rounded(((probability - label) ** 2).mean()),
        "brier_of_rate": rounded(label.mean() * (1 - label.mean())),
        "distance": rounded(sum(n * abs(p - o) for p, o, n in rows) / len(label)),
        "bins": [
            {"predicted": rounded(p), "observed": rounded(o), "tenders": n} for p, o, n in rows
        ],
    }


def _bins(n_bins: int, tenders: int) -> int:
    """At least ten tenders a bin."""
    return max(1, min(n_bins, tenders // 10))

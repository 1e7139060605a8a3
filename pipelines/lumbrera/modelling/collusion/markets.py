"""What the screens are worth in a market without labels, and with few of its own."""

from typing import Any

import numpy as np
import numpy.typing as npt

from lumbrera.modelling import auc, folds
from lumbrera.modelling.auc import rounded
from lumbrera.modelling.collusion.baselines import minus_cv
from lumbrera.modelling.collusion.bids import Tenders
from lumbrera.modelling.collusion.declared import declared
from lumbrera.modelling.collusion.fitting import NewMarketModel, forest
from lumbrera.modelling.linear import SignedLogistic

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MOST_MARKETS = 50
"""Markets left out one at a time: the largest with both classes."""


def leave_one_out(
    tenders: Tenders, names: list[str], features: Floats, prior: float | None, seed: int
) -> dict[str, Any]:
    """Each market with both classes, judged by a model of the others' labels and none of its own.

    By market: `auc` with its interval is that of the declared model for a new market,
    `minus_cv` that of the plain rank, over tenders of three bids and more. Never trees. What
    comes out is a rank; with a stated prior also a probability, with its calibration.
    """
    answers = tenders.n_bids >= declared().abstains_below
    found = {}
    for m in _judged(tenders, answers) if len(tenders.markets) > 1 else []:
        test = answers & (tenders.market == m)
        train = answers & (tenders.market != m) & ~np.isin(tenders.group, tenders.group[test])
        plain = minus_cv(features[test, names.index("cv")])
        entry: dict[str, Any] = {
            "tenders": int(test.sum()),
            "positive": int(tenders.label[test].sum()),
            "trained_on": int(train.sum()),
            "output": "rank" if prior is None else "probability",
            "minus_cv": _within(tenders, test, plain, seed),
        }
        if len(np.unique(tenders.label[train])) < 2:
            entry |= {"model": "minus_cv", **entry["minus_cv"]}
        else:
            model = _travelling(tenders, names, features, train)
            score = model.probability(features[test])
            entry |= {
                "model": "signed_logistic",
                **_within(tenders, test, score, seed),
                "coefficients": {k: rounded(v) for k, v in model.coefficients.items()},
            }
            if prior is not None:
                entry["with_prior"] = _with_prior(score, tenders.label[test], prior)
        found[tenders.markets[m]] = entry
    return found


def _judged(tenders: Tenders, answers: Flags) -> list[int]:
    """The markets with both classes among the tenders answered, the largest ones."""
    sizes = []
    for m in range(len(tenders.markets)):
        label = tenders.label[answers & (tenders.market == m)]
        if len(np.unique(label)) == 2:
            sizes.append((-len(label), m))
    return sorted(m for _, m in sorted(sizes)[:MOST_MARKETS])


def _travelling(
    tenders: Tenders, names: list[str], features: Floats, train: Flags
) -> NewMarketModel:
    """The declared model, each market weighing the same."""
    size = np.bincount(tenders.market[train], minlength=len(tenders.markets))
    weight = 1 / size[tenders.market[train]]
    return NewMarketModel(names).fit(features[train], tenders.label[train], weight)


def _within(tenders: Tenders, test: Flags, score: Floats, seed: int) -> dict[str, Any]:
    label, group = tenders.label[test], tenders.group[test]
    same = np.zeros(len(label), np.int64)
    marked = auc.Marked(score, label, same, same, group)
    found = auc.figures(marked, 1, declared().protocol.resamples, seed)["pooled"]
    return {"auc": found["auc"], "auc_interval": [found["low"], found["high"]]}


def _with_prior(score: Floats, label: Ints, prior: float) -> dict[str, float | None]:
    """Scores moved, in log odds, until their mean is the stated prior, beside what was observed."""
    odds = np.log(np.clip(score, 1e-9, 1 - 1e-9) / np.clip(1 - score, 1e-9, 1))
    low, high = -50.0, 50.0
    for _ in range(80):
        middle = (low + high) / 2
        if (1 / (1 + np.exp(-(odds + middle)))).mean() < prior:
            low = middle
        else:
            high = middle
    probability = 1 / (1 + np.exp(-(odds + low)))
    return {
        "prior": prior,
        "observed": rounded(label.mean()),
        "brier": rounded(((probability - label) ** 2).mean()),
        "brier_of_prior": rounded(((prior - label) ** 2).mean()),
    }


def local_labels(tenders: Tenders, names: list[str], features: Floats, seed: int) -> dict[str, Any]:
    """Each market with both classes, judged with a small share of its own labels.

    The share (15 %) is drawn several times by group; figures are means over the draws, with the
    least and greatest, on the tenders not drawn. zero_shot: the model of the other markets on the
    same tenders; logistic: the same features with free signs, fitted on the drawn alone; forest:
    trees on the drawn alone, all features.
    """
    known = declared().protocol
    answers = tenders.n_bids >= declared().abstains_below
    columns = [names.index(s) for s in declared().new_market.signs]
    by_market: dict[str, Any] = {}
    for m in _judged(tenders, answers):
        mine = np.flatnonzero(answers & (tenders.market == m))
        label, group = tenders.label[mine], tenders.group[mine]
        others = answers & (tenders.market != m) & ~np.isin(tenders.group, group)
        travelling = None
        if len(np.unique(tenders.label[others])) == 2:
            travelling = _travelling(tenders, names, features, others)
        draws: dict[str, list[float]] = {"zero_shot": [], "logistic": [], "forest": []}
        drawn_sizes = []
        for draw in range(known.local_draws):
            rng = np.random.default_rng([seed, 4, m, draw])
            drawn = folds.sample(group, label, known.local_share, rng)
            folds.check(group, drawn, ~drawn)
            if len(np.unique(label[drawn])) < 2 or len(np.unique(label[~drawn])) < 2:
                continue
            drawn_sizes.append(int(drawn.sum()))
            x, y = features[mine], label[~drawn]
            free = SignedLogistic([0] * len(columns)).fit(x[drawn][:, columns], label[drawn])
            draws["logistic"].append(_plain_auc(free.probability(x[~drawn][:, columns]), y))
            trees = forest(seed, half=True)().fit(x[drawn], label[drawn])
            draws["forest"].append(_plain_auc(trees.probability(x[~drawn]), y))
            if travelling:
                draws["zero_shot"].append(_plain_auc(travelling.probability(x[~drawn]), y))
        by_market[tenders.markets[m]] = {
            "labels": drawn_sizes[0] if drawn_sizes else 0,
            **{
                name: {
                    "auc": rounded(float(np.mean(values))),
                    "range": [rounded(min(values)), rounded(max(values))],
                }
                if values
                else None
                for name, values in draws.items()
            },
        }
    return {"share": known.local_share, "draws": known.local_draws, "per_market": by_market}


def _plain_auc(score: Floats, label: Ints) -> float:
    same = np.zeros(len(label), np.int64)
    pairs = auc.count_pairs(score, label, same, 1)
    return float(pairs.right[0, 0] / pairs.all[0, 0])

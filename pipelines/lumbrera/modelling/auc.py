"""The area under the ROC curve as what it is: the share of pairs in the right order.

A pair is one positive and one negative; it counts one when the positive has the higher score and
a half when both have the same. Which pairs are counted is the question a figure answers: all of
them, or only those within one market, so pairs are counted by stratum and summed afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LEVEL = 0.95
"""The level of every interval."""
_ROWS_AT_A_TIME = 2_000_000


@dataclass(frozen=True)
class Pairs:
    """Pairs by stratum: those in the right order and all, one row per resample (or one)."""

    right: Floats
    all: Floats


def count_pairs(
    score: Floats, label: Ints, stratum: Ints, strata: int, weights: Floats | None = None
) -> Pairs:
    """Counts pairs within each of the strata 0 … strata - 1.

    weights: one row per resample, how often each element stands in it; without, once each.
    Returns arrays of shape (resamples, strata).
    """
    if weights is None:
        weights = np.ones((1, len(score)))
    right, every = np.zeros((len(weights), strata)), np.zeros((len(weights), strata))
    if len(score) == 0:
        return Pairs(right, every)
    order = np.lexsort((score, stratum))
    s, t, y = score[order], stratum[order], label[order]
    starts = np.r_[0, np.flatnonzero((s[1:] != s[:-1]) | (t[1:] != t[:-1])) + 1]
    of_tie = t[starts]
    first = np.r_[0, np.flatnonzero(of_tie[1:] != of_tie[:-1]) + 1]
    present = of_tie[first]
    step = max(1, _ROWS_AT_A_TIME // len(s))
    for begin in range(0, len(weights), step):
        some = weights[begin : begin + step, order]
        positive = np.add.reduceat(some * y, starts, axis=1)
        negative = np.add.reduceat(some * (1 - y), starts, axis=1)
        below = np.cumsum(negative, axis=1) - negative
        n_ties = np.diff(np.r_[first, len(of_tie)])
        below -= np.repeat(below[:, first], n_ties, axis=1)
        rows = slice(begin, begin + step)
        right[rows, present] = np.add.reduceat(positive * (below + negative / 2), first, axis=1)
        every[rows, present] = np.add.reduceat(positive, first, axis=1) * np.add.reduceat(
            negative, first, axis=1
        )
    return Pairs(right, every)


def resamples(group: Ints, n: int, seed: int) -> Floats:
    """Weights of n bootstrap samples of whole groups: what belongs together is drawn together."""
    rng = np.random.default_rng([seed, 2])
    names, code = np.unique(group, return_inverse=True)
    drawn = np.stack(
        [
            np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
            for _ in range(n)
        ]
    )
    return drawn[:, code].astype(np.float64)


def ratio(right: Floats, every: Floats) -> Floats:
    """right / every; nan where there is no pair."""
    return np.divide(right, every, out=np.full(np.shape(right), np.nan), where=every > 0)


def interval(values: Floats) -> tuple[float, float]:
    """The percentile interval of resampled figures; (nan, nan) when none could be computed."""
    found = values[~np.isnan(values)]
    if len(found) == 0:
        return float("nan"), float("nan")
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


@dataclass(frozen=True)
class Marked:
    """Scored elements with what decides which pairs are counted.

    fold: the test fold of each; scores of two folds come of two models, so that a pair counts
    only within one. All the same where nothing was fitted. group: what is drawn together.
    """

    score: Floats
    label: Ints
    market: Ints
    fold: Ints
    group: Ints

    def only(self, chosen: npt.NDArray[np.bool_]) -> "Marked":
        """The elements chosen."""
        return Marked(*(getattr(self, f)[chosen] for f in self.__dataclass_fields__))


def figures(marked: Marked, markets: int, n_resamples: int = 0, seed: int = 0) -> dict[str, Any]:
    """Pooled, same-market and macro AUC, and that of each market, with intervals by group.

    pooled: all pairs. same_market: only pairs within one market, weighed by their number.
    macro: the mean over the markets that have both classes. Each is a dictionary with auc, low,
    high, and the number of pairs; auc is None where there is no pair. per_market has one for each
    market 0 … markets - 1.
    """
    folds, fold = np.unique(marked.fold, return_inverse=True)
    cell = marked.market * max(1, len(folds)) + fold
    drawn = resamples(marked.group, n_resamples, seed) if n_resamples and len(fold) else None

    def counted(weights: Floats | None) -> Iterator[Pairs]:
        yield count_pairs(marked.score, marked.label, fold, max(1, len(folds)), weights)
        cells = count_pairs(marked.score, marked.label, cell, markets * max(1, len(folds)), weights)
        shape = (-1, markets, max(1, len(folds)))
        yield Pairs(cells.right.reshape(shape).sum(2), cells.all.reshape(shape).sum(2))

    whole, by_market = counted(None)
    drawn_whole, drawn_by_market = counted(drawn) if drawn is not None else (None, None)

    def figure(pairs: Pairs, drawn: Pairs | None) -> dict[str, Any]:
        value = ratio(pairs.right.sum(1), pairs.all.sum(1))
        low, high = (np.nan, np.nan)
        if drawn is not None:
            low, high = interval(ratio(drawn.right.sum(1), drawn.all.sum(1)))
        return _figure(value[0], low, high, pairs.all.sum())

    def mean(pairs: Pairs) -> Floats:
        each = ratio(pairs.right, pairs.all)
        known = ~np.isnan(each)
        return ratio(np.where(known, each, 0).sum(1), known.sum(1).astype(np.float64))

    low, high = interval(mean(drawn_by_market)) if drawn_by_market else (np.nan, np.nan)
    macro = _figure(mean(by_market)[0], low, high, by_market.all.sum())
    macro["markets"] = int((by_market.all[0] > 0).sum())
    return {
        "pooled": figure(whole, drawn_whole),
        "same_market": figure(by_market, drawn_by_market),
        "macro": macro,
        "per_market": [
            figure(_column(by_market, m), drawn_by_market and _column(drawn_by_market, m))
            for m in range(markets)
        ],
    }


def _column(pairs: Pairs, m: int) -> Pairs:
    return Pairs(pairs.right[:, [m]], pairs.all[:, [m]])


def _figure(value: float, low: float, high: float, pairs: float) -> dict[str, Any]:
    return {"auc": rounded(value), "low": rounded(low), "high": rounded(high), "pairs": int(pairs)}


def rounded(value: float, digits: int = 4) -> float | None:
    """A figure as it is reported; None of nan."""
    return None if np.isnan(value) else round(float(value), digits)

"""What trivial knowledge reaches: a figure that does not beat these says nothing about bids."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from lumbrera.modelling.collusion.bids import Tenders
from lumbrera.modelling.collusion.features import lowest_bid

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRICE_BINS = 20
_N_BIDS_STEPS = np.array([2, 3, 4, 5, 6, 8, 11, 16, 31])
_PRIOR_WEIGHT = 2.0


def rates(cell: Ints, parent: Ints, label: Ints, fold: Ints) -> Floats:
    """For every tender the share of positives among the training tenders of its cell.

    Cells with few tenders lean on their parent's share, and this on that of all.
    """
    score = np.empty(len(label))
    for f in np.unique(fold):
        train, test = fold != f, fold == f
        overall = label[train].mean()
        of_parent = _shares(parent[train], label[train], np.full(parent.max() + 1, overall))
        base = np.full(cell.max() + 1, overall)
        base[cell] = of_parent[parent]
        score[test] = _shares(cell[train], label[train], base)[cell[test]]
    return score


def _shares(code: Ints, label: Ints, base: Floats) -> Floats:
    count = np.bincount(code, minlength=len(base))
    positive = np.bincount(code, weights=label, minlength=len(base))
    return (positive + _PRIOR_WEIGHT * base) / (count + _PRIOR_WEIGHT)


def baselines(tenders: Tenders, cv: Floats, fold: Ints) -> dict[str, tuple[Floats, bool]]:
    """Scores of each trivial baseline, and whether it was fitted (by fold) or needs no labels.

    prevalence: nothing is known. market, n_bids, market_n_bids, price: the share of positives of
    such tenders in the other folds. minus_cv: the smaller the coefficient of variation, the
    higher; tenders of one bid have none and come last.
    """
    whole = np.zeros(len(tenders), np.int64)
    n = np.searchsorted(_N_BIDS_STEPS, tenders.n_bids, side="right")
    limits = np.quantile(lowest_bid(tenders), np.linspace(0, 1, PRICE_BINS + 1)[1:-1])
    price = np.searchsorted(limits, lowest_bid(tenders), side="right")
    both = tenders.market * (len(_N_BIDS_STEPS) + 1) + n
    fitted: dict[str, Callable[[], Floats]] = {
        "market": lambda: rates(tenders.market, whole, tenders.label, fold),
        "n_bids": lambda: rates(n, whole, tenders.label, fold),
        "market_n_bids": lambda: rates(both, tenders.market, tenders.label, fold),
        "price": lambda: rates(price, whole, tenders.label, fold),
    }
    return {
        "prevalence": (np.zeros(len(tenders)), False),
        **{name: (make(), True) for name, make in fitted.items()},
        "minus_cv": (minus_cv(cv), False),
    }


def minus_cv(cv: Floats) -> Floats:
    """The plain rank: the closer the bids lie together, the higher."""
    return -np.where(np.isnan(cv), np.inf, cv)

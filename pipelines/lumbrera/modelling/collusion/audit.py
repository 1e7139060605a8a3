"""Where the answer could leak in: through the market, the order of the rows, the id, copies."""

from typing import Any

import numpy as np
import numpy.typing as npt

from lumbrera.modelling import auc, folds
from lumbrera.modelling.collusion.baselines import rates
from lumbrera.modelling.collusion.bids import Tenders
from lumbrera.modelling.collusion.declared import declared
from lumbrera.modelling.collusion.fitting import forest

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_NEIGHBOURS = 15
_RESAMPLES = 200


def audit(tenders: Tenders, features: Floats, fold: Ints, seed: int) -> dict[str, Any]:
    """What the audit found: market_from_features, n_bids_from_features, row_order, id, copies."""
    answers = tenders.n_bids >= declared().abstains_below
    few_many = (tenders.n_bids > np.median(tenders.n_bids[answers])) if answers.any() else answers
    return {
        "market_from_features": named(
            features[answers], tenders.market[answers], fold[answers], tenders.group[answers], seed
        ),
        "n_bids_from_features": named(
            features[answers],
            few_many[answers].astype(np.int64),
            fold[answers],
            tenders.group[answers],
            seed,
        ),
        "row_order": tells_label(tenders, tenders.position, fold, seed),
        "id": tells_label(tenders, _id_order(tenders.id), fold, seed),
        "copies": copies(tenders),
    }


def named(
    features: Floats, name: Ints, fold: Ints, group: Ints, seed: int
) -> dict[str, float | int] | None:
    """How well features tell a name (a market, many or few bids) in tenders not fitted on.

    balanced_accuracy: the mean share told rightly of each; chance: what guessing reaches. None
    when there is only one name.
    """
    names, code = np.unique(name, return_inverse=True)
    if len(names) < 2:
        return None
    told = np.full(len(code), -1)
    for f in np.unique(fold):
        train, test = fold != f, fold == f
        folds.check(group, train, test)
        if len(np.unique(code[train])) < 2:
            told[test] = code[train][0]
            continue
        told[test] = (
            forest(seed, half=True)().fit(features[train], code[train]).told(features[test])
        )
    right = [float((told[code == c] == c).mean()) for c in range(len(names))]
    return {
        "balanced_accuracy": round(float(np.mean(right)), 4),
        "chance": round(1 / len(names), 4),
        "names": len(names),
    }


def tells_label(tenders: Tenders, order: Floats, fold: Ints, seed: int) -> dict[str, Any]:
    """Whether an order of the tenders predicts the label within their market.

    along: AUC of the order itself, turned to the side above a half. neighbours: AUC of the share
    of positives among training tenders that stand nearby (about fifteen in a block). The figures
    of neighbours are taken in the random folds, so that a high one also says that the random
    split compares tenders with their neighbours.
    """
    rank = np.empty(len(tenders), np.int64)
    by_market = np.lexsort((order, tenders.market))
    starts = np.searchsorted(tenders.market[by_market], np.arange(len(tenders.markets)))
    rank[by_market] = np.arange(len(tenders)) - starts[tenders.market[by_market]]
    width = int(rank.max()) // _NEIGHBOURS + 1
    block = tenders.market * width + rank // _NEIGHBOURS
    block = np.unique(block, return_inverse=True)[1]
    near = rates(block, tenders.market, tenders.label, fold)

    def within(score: Floats, of_fold: Ints) -> dict[str, Any]:
        marked = auc.Marked(score, tenders.label, tenders.market, of_fold, tenders.group)
        found: dict[str, Any] = auc.figures(marked, len(tenders.markets), _RESAMPLES, seed)
        return found["same_market"]

    same = np.zeros(len(tenders), np.int64)
    along = within(rank.astype(float), same)
    if along["auc"] is not None and along["auc"] < 0.5:
        along = within(-rank.astype(float), same)
    return {"along": along, "neighbours": within(near, fold)}


def copies(tenders: Tenders) -> dict[str, int]:
    """Tenders with identical bids: they stay in one fold, whatever their ids.

    proportional: groups that are equal but for a factor (another currency or year); they are
    counted, not joined.
    """
    size = np.bincount(tenders.group)
    copied = size[tenders.group] > 1
    low, high = np.full(len(size), 2), np.full(len(size), -1)
    np.minimum.at(low, tenders.group, tenders.label)
    np.maximum.at(high, tenders.group, tenders.label)
    shapes: dict[tuple[float, ...], set[int]] = {}
    for i in np.flatnonzero(tenders.n_bids >= 3):
        bids = tenders.values[tenders.start[i] : tenders.start[i + 1]]
        shapes.setdefault(tuple(np.round(bids / bids[0], 9)), set()).add(int(tenders.group[i]))
    return {
        "groups": int((size > 1).sum()),
        "tenders": int(copied.sum()),
        "groups_with_both_labels": int(((size > 1) & (low < high)).sum()),
        "proportional_groups": sum(len(groups) for groups in shapes.values() if len(groups) > 1),
    }


def _id_order(ids: list[str]) -> Floats:
    """Ids in their own order: as numbers where all are, else as text."""
    try:
        return np.array([float(i) for i in ids])
    except ValueError:
        return np.argsort(np.argsort(np.array(ids))).astype(float)

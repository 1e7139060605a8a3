"""From tenders to the features of a mode: one row per tender."""

import numpy as np
import numpy.typing as npt

from lumbrera.modelling.collusion.bids import Tenders
from lumbrera.modelling.collusion.declared import Mode
from lumbrera.modelling.collusion.screens import SCREENS, STATISTICS, screens, subset_screens

Floats = npt.NDArray[np.float64]


def features(tenders: Tenders, mode: Mode) -> tuple[list[str], Floats]:
    """Names and values of a mode's features, one row per tender; nan where there is none.

    `cv` is a screen of all bids, `cv_min3` its minimum over the subsets of three. Equal bids give
    equal rows, whatever their order, currency or tender.
    """
    names = [*SCREENS]
    for size in mode.subset_sizes:
        names += [f"{s}_{statistic}{size}" for s in SCREENS for statistic in STATISTICS]
    values = np.full((len(tenders), len(names)), np.nan)
    for n in np.unique(tenders.n_bids):
        rows = np.flatnonzero(tenders.n_bids == n)
        bids = tenders.values[tenders.start[rows][:, None] + np.arange(n)]
        parts = [screens(bids), *(subset_screens(bids, size) for size in mode.subset_sizes)]
        values[rows] = np.hstack(parts)
    wanted = set(mode.screens) | {
        f"{s}_{statistic}{size}"
        for s in mode.screens
        for statistic in mode.subset_statistics
        for size in mode.subset_sizes
        if size >= 4 or s != "kurt"  # three bids have no kurtosis
    }
    chosen = [i for i, name in enumerate(names) if name in wanted]
    names, values = [names[i] for i in chosen], values[:, chosen]
    for name in mode.also:
        more, columns = _ALSO[name](tenders)
        names, values = names + more, np.hstack([values, columns])
    return names, values


def lowest_bid(tenders: Tenders) -> Floats:
    """The lowest bid of each tender, in its own currency."""
    return tenders.values[tenders.start[:-1]]


def _n_bids(tenders: Tenders) -> tuple[list[str], Floats]:
    return ["n_bids"], tenders.n_bids[:, None].astype(float)


def _price(tenders: Tenders) -> tuple[list[str], Floats]:
    return ["price"], np.log10(lowest_bid(tenders))[:, None]


def _digits(tenders: Tenders) -> tuple[list[str], Floats]:
    """The share of each tender's bids that are multiples of a thousand."""
    is_round = (tenders.values % 1000 == 0).astype(float)
    return ["digits"], (np.add.reduceat(is_round, tenders.start[:-1]) / tenders.n_bids)[:, None]


def _market(tenders: Tenders) -> tuple[list[str], Floats]:
    names = [f"market={name}" for name in tenders.markets]
    return names, (tenders.market[:, None] == np.arange(len(names))).astype(float)


_ALSO = {"n_bids": _n_bids, "price": _price, "digits": _digits, "market": _market}

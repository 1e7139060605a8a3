"""Splits that keep together what belongs together, and the refusal of those that do not."""

import numpy as np
import numpy.typing as npt

from lumbrera.errors import LumbreraError

Ints = npt.NDArray[np.int64]


class LeakingSplitError(LumbreraError):
    """A split puts one group on both sides."""


def check(group: Ints, train: npt.NDArray[np.bool_], test: npt.NDArray[np.bool_]) -> None:
    """Raises LeakingSplitError when a group has members in both train and test."""
    shared = np.intersect1d(group[train], group[test])
    if len(shared):
        raise LeakingSplitError(
            f"the split puts {len(shared)} of {len(np.unique(group))} tenders (or copies of one) "
            "both in training and in test",
            hint="split by tender: bids of one tender share its label and its screens",
        )


def grouped(group: Ints, stratum: Ints, n_folds: int, seed: int) -> Ints:
    """A fold 0 … n_folds - 1 for each element; a group is never divided.

    Groups are shuffled within their stratum (that of their first element) and dealt in turn, so
    that every fold has about as many groups of each.
    """
    rng = np.random.default_rng([seed, 1])
    _, first, code = np.unique(group, return_index=True, return_inverse=True)
    shuffled = rng.permutation(len(first))
    order = shuffled[np.argsort(stratum[first][shuffled], kind="stable")]
    fold = np.empty(len(first), np.int64)
    fold[order] = np.arange(len(first)) % n_folds
    return fold[code]


def blocks(group: Ints, stratum: Ints, position: npt.NDArray[np.float64], n_folds: int) -> Ints:
    """Contiguous blocks of equal size along position, within each stratum; a group goes whole
    where its first member lies."""
    _, code = np.unique(group, return_inverse=True)
    order = np.lexsort((position, stratum))
    fold = np.empty(len(group), np.int64)
    for members in np.split(order, np.flatnonzero(np.diff(stratum[order])) + 1):
        fold[members] = np.arange(len(members)) * n_folds // max(1, len(members))
    leader = np.full(code.max() + 1, len(group), np.int64)
    rank = np.empty(len(group), np.int64)
    rank[order] = np.arange(len(group))
    np.minimum.at(leader, code, rank)
    return fold[order[leader[code]]]


def sample(
    group: Ints, label: Ints, share: float, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Marks about `share` of the elements, whole groups, at least one group of each class."""
    _, first, code = np.unique(group, return_index=True, return_inverse=True)
    taken = np.zeros(len(first), bool)
    for value in (0, 1):
        members = rng.permutation(np.flatnonzero(label[first] == value))
        taken[members[: max(1, round(share * len(members)))]] = True
    return taken[code]

"""Bid screens: statistics of the bids of one tender, none of which knows its scale or its order.

With the bids sorted, b1 ≤ b2 ≤ … ≤ bn (the lowest wins), mean m and sample standard deviation s
(divisor n - 1):

- cv = s / m (n ≥ 2)
- spd = (bn - b1) / b1 (n ≥ 2)
- diffp = (b2 - b1) / b1 (n ≥ 2)
- rd = (b2 - b1) / sample standard deviation of the losing bids b2 … bn (n ≥ 3)
- rdnor = (b2 - b1) / mean difference of neighbouring bids, (bn - b1) / (n - 1) (n ≥ 3)
- rdalt = (b2 - b1) / mean difference of neighbouring losing bids, (bn - b2) / (n - 2) (n ≥ 3)
- skew = adjusted Fisher-Pearson coefficient, √(n (n - 1)) / (n - 2) · m3 / m2^1.5 (n ≥ 3)
- kurt = excess kurtosis without bias, (n - 1) / ((n - 2)(n - 3)) · ((n + 1)(m4 / m2² - 3) + 6)
  (n ≥ 4); m2, m3, m4 are central moments with divisor n
- ks = Kolmogorov-Smirnov distance of (b - b1) / (bn - b1) from the uniform distribution (n ≥ 3)

A screen is nan below its number of bids and where its divisor is zero (bids that are all equal,
losing bids that are all equal).
"""

from functools import cache
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

SCREENS = ("cv", "spd", "diffp", "rd", "rdnor", "rdalt", "skew", "kurt", "ks")
STATISTICS = ("min", "mean", "median", "max")
SUBSET_SIZES = (3, 4)
MAX_SUBSETS = 2_000
"""All subsets of a size are taken up to this many; beyond, so many of them, always the same."""
_CELLS_AT_A_TIME = 4_000_000
# A spread below this share of the mean is rounding of equal bids, not a spread.
_EQUAL = 1e-12


def screens(bids: Floats) -> Floats:
    """The nine screens along the last axis, in the order of SCREENS.

    bids: positive numbers, any leading shape, all of one number of bids. The result has the
    leading shape and nine columns.
    """
    n = bids.shape[-1]
    out = np.full((*bids.shape[:-1], len(SCREENS)), np.nan)
    if n < 2:
        return out
    b = np.sort(bids, axis=-1)
    b = b / b.mean(-1, keepdims=True)  # free of scale from here on; the mean is one
    deviation = b - 1
    m2 = (deviation**2).mean(-1)
    lowest, second, highest = b[..., 0], b[..., 1], b[..., -1]
    gap = _unless_rounding(second - lowest)
    out[..., 0] = np.sqrt(m2 * n / (n - 1))
    out[..., 1] = _unless_rounding(highest - lowest) / lowest
    out[..., 2] = gap / lowest
    if n < 3:
        return out
    losing = b[..., 1:]
    out[..., 3] = _ratio(gap, losing.std(-1, ddof=1))
    out[..., 4] = _ratio(gap, (highest - lowest) / (n - 1))
    out[..., 5] = _ratio(gap, (highest - second) / (n - 2))
    spread = np.sqrt(m2)
    g1 = _ratio((deviation**3).mean(-1), spread**3, spread)
    out[..., 6] = np.sqrt(n * (n - 1)) / (n - 2) * g1
    if n >= 4:
        g2 = _ratio((deviation**4).mean(-1), spread**4, spread) - 3
        out[..., 7] = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6)
    place = _ratio(b - lowest[..., None], (highest - lowest)[..., None])
    rank = np.arange(n)
    out[..., 8] = np.maximum((rank + 1) / n - place, place - rank / n).max(-1)
    return out


def subset_screens(bids: Floats, size: int) -> Floats:
    """Minimum, mean, median and maximum of each screen over the subsets of `size` bids.

    bids: (tenders, n). The result is (tenders, 9 · 4), screen by screen; nan where no subset has
    the screen, as with fewer bids than `size`. A subset without a screen is left out of it.
    """
    tenders, n = bids.shape
    out = np.full((tenders, len(SCREENS), len(STATISTICS)), np.nan)
    if n < size:
        return out.reshape(tenders, -1)
    places = subsets(n, size)
    ordered = np.sort(bids, axis=-1)
    step = max(1, _CELLS_AT_A_TIME // (places.size * len(SCREENS)))
    for begin in range(0, tenders, step):
        found = screens(ordered[begin : begin + step][:, places])
        out[begin : begin + step] = _statistics(found)
    return out.reshape(tenders, -1)


@cache
def subsets(n: int, size: int) -> npt.NDArray[np.int64]:
    """Places, among n sorted bids, of subsets of a size: all of them up to MAX_SUBSETS.

    Beyond, a sample without repetition that depends on n and size alone, so that the same bids
    always give the same figures.
    """
    if comb(n, size) <= MAX_SUBSETS:
        return np.array(list(combinations(range(n), size)), np.int64)
    rng = np.random.default_rng([n, size])
    found: set[tuple[int, ...]] = set()
    while len(found) < MAX_SUBSETS:
        found.add(tuple(sorted(rng.choice(n, size, replace=False).tolist())))
    return np.array(sorted(found), np.int64)


def _statistics(values: Floats) -> Floats:
    """(tenders, subsets, screens) to (tenders, screens, statistics), leaving nan out."""
    known = ~np.isnan(values)
    count = known.sum(1)
    some = np.where(count > 0, 1.0, np.nan)
    low = np.where(known, values, np.inf).min(1)
    high = np.where(known, values, -np.inf).max(1)
    mean = np.where(known, values, 0).sum(1) / np.maximum(count, 1)
    ordered = np.sort(np.where(known, values, np.inf), axis=1)
    middle = np.stack([np.maximum(count - 1, 0) // 2, np.maximum(count, 1) // 2], axis=1)
    middle = np.minimum(middle, values.shape[1] - 1)
    pair = np.take_along_axis(ordered, middle, axis=1)
    median = np.where(count > 0, pair[:, 0], 0) / 2 + np.where(count > 0, pair[:, 1], 0) / 2
    low, high = np.where(count > 0, low, 0), np.where(count > 0, high, 0)
    found: Floats = np.stack([low, mean, median, high], axis=-1) * some[..., None]
    return found


def _unless_rounding(difference: Floats) -> Floats:
    return np.where(np.abs(difference) > _EQUAL, difference, 0.0)


def _ratio(part: Floats, whole: Floats, spread: Floats | None = None) -> Floats:
    """part / whole; nan where whole (or the spread it is a power of) is no more than rounding."""
    usable = np.abs(whole if spread is None else spread) > _EQUAL
    shape = np.broadcast_shapes(part.shape, whole.shape)
    return np.divide(part, whole, out=np.full(shape, np.nan), where=np.broadcast_to(usable, shape))

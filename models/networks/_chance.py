"""How probable it is that chance alone repeats something so often."""

import math
from collections.abc import Sequence

SEED = 20_260_101
FEW, MANY, DRAWN = 20_000, 200_000, 10_000_000
"""Random orders at first; where fewer than a hundred of them reach what was seen; and wins drawn in all, at most."""
BLOCK = 4_000_000
"""Wins drawn at once, for memory."""


def at_least(hits: int, chances: Sequence[float]) -> float:
    """The probability of `hits` or more of independent events, of these probabilities each (exact)."""
    import numpy as np

    ways = np.ones(1)
    for p in chances:
        ways = np.append(ways * (1 - p), 0.0) + np.append(0.0, ways * p)
    return min(1.0, float(ways[hits:].sum()))


def at_most(total: int, draws: Sequence[Sequence[int]]) -> float:
    """The probability that whole numbers drawn one from each list, each as likely, sum to `total` or less (exact)."""
    import numpy as np

    ways = np.ones(1)
    for numbers in draws:
        more = np.zeros(len(ways) + max(numbers))
        for number in numbers:
            more[number : number + len(ways)] += ways / len(numbers)
        ways = more
    return min(1.0, float(ways[: total + 1].sum()))


def both(one: float, other: float) -> float:
    """The probability that two independent tests give together so much or more (Fisher's method)."""
    product = max(one * other, 1e-300)
    return min(1.0, product * (1 - math.log(product)))


def false_shares(chances: Sequence[float]) -> list[float]:
    """For each probability, the share that would be by chance alone of those as small (Benjamini-Hochberg)."""
    order = sorted(range(len(chances)), key=lambda i: -chances[i])
    shares, least = [1.0] * len(chances), 1.0
    for place, i in enumerate(order):
        least = min(least, chances[i] * len(chances) / (len(chances) - place))
        shares[i] = least
    return shares


def kept_by_one(places: Sequence[str], owners: Sequence[str]) -> int:
    """How many tenders were won by the firm that won most of those of their customer."""
    counts: dict[str, dict[str, int]] = {}
    for place, owner in zip(places, owners, strict=True):
        held = counts.setdefault(place, {})
        held[owner] = held.get(owner, 0) + 1
    return sum(max(held.values()) for held in counts.values())


def shared_out(places: Sequence[str], owners: Sequence[str]) -> tuple[float, float]:
    """(expected, probability of so many or more) of `kept_by_one` if the same wins fell to the same
    tenders in another order, each order being as likely.

    Estimated from random orders, the one that was seen counted among them, so never 0; the same
    every time.
    """
    import numpy as np

    place = np.unique(np.asarray(places), return_inverse=True)[1]
    owner = np.unique(np.asarray(owners), return_inverse=True)[1]
    rng = np.random.default_rng(SEED)
    seen, drawn, reached, total = kept_by_one(places, owners), 0, 0, 0
    for wanted in (FEW, MANY):
        wanted = min(wanted, max(1_000, DRAWN // len(owner)))
        while drawn < wanted:
            size = min(max(1, BLOCK // len(owner)), wanted - drawn)
            order = rng.permuted(np.tile(owner.astype(np.int16), (size, 1)), axis=1)
            kept = np.zeros(size, dtype=np.int64)
            for p in range(place.max() + 1):
                here = order[:, place == p]
                kept += np.max([(here == o).sum(axis=1) for o in range(owner.max() + 1)], axis=0)
            reached += int((kept >= seen).sum())
            total += int(kept.sum())
            drawn += size
        if reached >= 100:
            break
    return total / drawn, (reached + 1) / (drawn + 1)

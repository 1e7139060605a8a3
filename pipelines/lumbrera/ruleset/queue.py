"""The order in which cases are read: by score, with a cap on how much one buyer can fill."""

import heapq
from collections.abc import Sequence


def capped_order(buyers: Sequence[str | None], window: int, per_buyer: int) -> list[int]:
    """The order in which to read cases, given the buyer of each in order of score.

    The queue is filled window after window (say, twenty places): the best case left goes next,
    unless its buyer has `per_buyer` places in this window already; then it waits for the next
    window, at whose head it stands again. When only such cases are left, a new window begins. None
    counts for no buyer. Gives the positions of `buyers`, each once; a buyer's cases keep their
    order.
    """
    waiting: dict[str | int, list[int]] = {}
    for place, buyer in enumerate(buyers):
        waiting.setdefault(place if buyer is None else buyer, []).append(place)
    for places in waiting.values():
        places.reverse()
    heads: list[tuple[int, str | int]] = [(places[-1], key) for key, places in waiting.items()]
    heapq.heapify(heads)
    order: list[int] = []
    while heads:
        taken: dict[str | int, int] = {}
        held: list[tuple[int, str | int]] = []
        while heads and sum(taken.values()) < window:
            place, key = heapq.heappop(heads)
            waiting[key].pop()
            order.append(place)
            taken[key] = taken.get(key, 0) + 1
            if waiting[key]:
                following = (waiting[key][-1], key)
                if taken[key] < per_buyer:
                    heapq.heappush(heads, following)
                else:
                    held.append(following)
        for head in held:
            heapq.heappush(heads, head)
    return order

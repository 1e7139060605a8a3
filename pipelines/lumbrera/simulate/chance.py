"""Reproducible chance: one generator per concern, so that adding a concern does not shift the others."""

import random
from bisect import bisect
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Chance:
    """Generators named after what they decide; the same seed and name give the same draws."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def of(self, concern: str) -> random.Random:
        """A generator for one concern, independent of every other concern."""
        return random.Random(f"{self.seed}/{concern}")


class Weighted(Generic[T]):
    """A fixed set of items drawn in proportion to their weights."""

    def __init__(self, items: Sequence[T], weights: Sequence[float]) -> None:
        self.items = list(items)
        self._cumulative = list(accumulate(weights))

    def pick(self, rng: random.Random) -> T:
        """One item."""
        at = bisect(self._cumulative, rng.random() * self._cumulative[-1])
        return self.items[min(at, len(self.items) - 1)]


def hex_id(rng: random.Random, length: int = 32) -> str:
    """A lower-case hexadecimal identifier."""
    return f"{rng.getrandbits(4 * length):0{length}x}"


def uuid(rng: random.Random) -> str:
    """An identifier shaped as a version 4 UUID."""
    h = hex_id(rng)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def is_holiday(day: date) -> bool:
    """A day of obligatory rest (LFT art. 74), changes of government apart."""
    if (day.month, day.day) in ((1, 1), (5, 1), (9, 16), (12, 25)):
        return True
    nth = (day.day - 1) // 7 + 1
    return day.weekday() == 0 and (day.month, nth) in ((2, 1), (3, 3), (11, 3))


def workday(day: date) -> date:
    """The day itself, or the first working day after it."""
    while day.weekday() > 4 or is_holiday(day):
        day += timedelta(days=1)
    return day


def after(day: date, rng: random.Random, low: int, high: int) -> date:
    """A working day between `low` and `high` calendar days later."""
    return workday(day + timedelta(days=rng.randint(low, high)))


def at_office(day: date, rng: random.Random) -> datetime:
    """A moment of that day between nine in the morning and eight in the evening."""
    return datetime.combine(day, time(rng.randint(9, 19), rng.randint(0, 59), rng.randint(0, 59)))


def between(rng: random.Random, first: date, last: date) -> date:
    """A working day in the closed interval (the last day may move to the Monday after)."""
    return workday(first + timedelta(days=rng.randint(0, max(0, (last - first).days))))


def money(value: float) -> float:
    """Pesos and cents."""
    return round(value, 2)


def words(text: str) -> list[str]:
    """The words of a table written as running text."""
    return text.split()


def phrases(text: str) -> list[str]:
    """The phrases of a table written as running text, separated by bars."""
    return text.replace("\n", "").split("|")

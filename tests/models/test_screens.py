"""Every screen by hand, and all of them beside a slow computation of each by its definition."""

from itertools import combinations, pairwise
from statistics import mean, median, stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumbrera.modelling.collusion.screens import (
    MAX_SUBSETS,
    SCREENS,
    STATISTICS,
    screens,
    subset_screens,
    subsets,
)
from scipy import stats

from tests.examples import examples


def of(*bids: float) -> dict[str, float]:
    return dict(zip(SCREENS, screens(np.array([bids], float))[0].tolist(), strict=True))


def test_four_bids_by_hand() -> None:
    # 100, 110, 120, 150: mean 120; squared deviations 400, 100, 0, 900, together 1400.
    found = of(100, 110, 120, 150)
    assert found["cv"] == pytest.approx((1400 / 3) ** 0.5 / 120)
    assert found["spd"] == pytest.approx(0.5)
    assert found["diffp"] == pytest.approx(0.1)
    # losing bids 110, 120, 150: mean 126 2/3, squared deviations 277.8, 44.4, 544.4 = 866 2/3
    assert found["rd"] == pytest.approx(10 / (866.6666666 / 2) ** 0.5)
    assert found["rdnor"] == pytest.approx(10 / (50 / 3))
    assert found["rdalt"] == pytest.approx(10 / (40 / 2))
    # cubes -8000, -1000, 0, 27000: m3 = 4500, m2 = 350; factor sqrt(12) / 2
    assert found["skew"] == pytest.approx(12**0.5 / 2 * 4500 / 350**1.5)
    # fourth powers 160000, 10000, 0, 810000: m4 = 245000, m4 / m2² = 2; 3 / 2 · (5 · (2 - 3) + 6)
    assert found["kurt"] == pytest.approx(1.5)
    # scaled 0, 0.2, 0.4, 1: furthest above the uniform after the third, 3/4 - 0.4
    assert found["ks"] == pytest.approx(0.35)


def test_a_screen_is_missing_below_its_number_of_bids() -> None:
    assert all(np.isnan(v) for v in of(7).values())
    assert {k for k, v in of(100, 110).items() if not np.isnan(v)} == {"cv", "spd", "diffp"}
    assert {k for k, v in of(100, 110, 130).items() if np.isnan(v)} == {"kurt"}


def test_equal_bids_have_no_spread_and_what_divides_by_it_is_missing() -> None:
    found = of(0.1, 0.1, 0.1, 0.1)
    assert (found["cv"], found["spd"], found["diffp"]) == pytest.approx((0, 0, 0), abs=1e-12)
    assert all(np.isnan(found[k]) for k in ("rd", "rdnor", "rdalt", "skew", "kurt", "ks"))


def test_equal_losing_bids_leave_only_the_distances_to_them_missing() -> None:
    found = of(100, 110, 110)
    assert np.isnan(found["rd"]) and np.isnan(found["rdalt"])
    assert found["rdnor"] == pytest.approx(2.0)


BIDS = st.lists(st.integers(1_000, 9_000_000), min_size=1, max_size=9)


def slow(bids: list[int]) -> list[float]:
    """Each screen from the textbook, one tender at a time."""
    b, n, nan = sorted(float(x) for x in bids), len(bids), float("nan")
    differs = n > 1 and b[-1] > b[0]
    found = [nan] * 9
    if n >= 2:
        found[:3] = [stdev(b) / mean(b), (b[-1] - b[0]) / b[0], (b[1] - b[0]) / b[0]]
    if n >= 3 and b[-1] > b[1]:
        steps = [y - x for x, y in pairwise(b[1:])]
        found[3], found[5] = (b[1] - b[0]) / stdev(b[1:]), (b[1] - b[0]) / mean(steps)
    if n >= 3 and differs:
        found[4] = (b[1] - b[0]) / mean(y - x for x, y in pairwise(b))
        found[6] = float(stats.skew(b, bias=False))
        scaled = [(x - b[0]) / (b[-1] - b[0]) for x in b]
        found[8] = float(stats.kstest(scaled, "uniform").statistic)
    if n >= 4 and differs:
        found[7] = float(stats.kurtosis(b, bias=False))
    return found


@settings(max_examples=examples(150))
@given(BIDS)
def test_screens_are_those_of_the_textbook(bids: list[int]) -> None:
    assert screens(np.array(bids, float)).tolist() == pytest.approx(
        slow(bids), rel=1e-6, abs=1e-9, nan_ok=True
    )


@settings(max_examples=examples(60))
@given(BIDS, st.sampled_from([3, 4]))
def test_subset_figures_are_those_of_listing_the_subsets(bids: list[int], size: int) -> None:
    found = subset_screens(np.array([bids], float), size).reshape(len(SCREENS), len(STATISTICS))
    each = [slow(list(s)) for s in combinations(bids, size)]
    for i, name in enumerate(SCREENS):
        values = [v[i] for v in each if v[i] == v[i]]
        expected = (
            [min(values), mean(values), median(values), max(values)] if values else [np.nan] * 4
        )
        assert found[i].tolist() == pytest.approx(expected, rel=1e-6, abs=1e-9, nan_ok=True), name


@settings(max_examples=examples(60))
@given(st.lists(st.integers(1_000, 9_000_000), min_size=3, max_size=8), st.randoms())
def test_neither_currency_nor_order_changes_a_feature(bids: list[int], random) -> None:
    other = [x * 0.0478 for x in bids]
    random.shuffle(other)
    for compute in (screens, lambda b: subset_screens(b, 3), lambda b: subset_screens(b, 4)):
        one, two = compute(np.array([bids], float)), compute(np.array([other], float))
        assert one == pytest.approx(two, rel=1e-6, abs=1e-8, nan_ok=True)


def test_all_subsets_up_to_the_bound_and_always_the_same_sample_beyond() -> None:
    assert len(subsets(16, 4)) == 1820
    sample = subsets(40, 4)
    assert len({tuple(s) for s in sample.tolist()}) == MAX_SUBSETS
    assert (np.diff(sample, axis=1) > 0).all() and sample.max() < 40
    subsets.cache_clear()
    assert (subsets(40, 4) == sample).all()


def test_the_sample_comes_close_to_the_mean_over_all_subsets() -> None:
    bids = np.array([np.random.default_rng(3).normal(100, 8, 20)])
    sampled = subset_screens(bids, 4).reshape(9, 4)[SCREENS.index("cv"), 1]
    every = mean(stdev(s) / mean(s) for s in combinations(bids[0].tolist(), 4))
    assert sampled == pytest.approx(every, rel=0.02)

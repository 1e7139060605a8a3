"""Pairs counted one by one, beside those counted by sorting; resamples that keep groups whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumbrera.modelling import auc

from tests.examples import examples

# Three tenders a market; in B the order is the reverse of the labels, in C there is no negative.
SCORE = np.array([0.9, 0.5, 0.1, 0.8, 0.7, 0.6, 0.2, 0.3, 0.4])
LABEL = np.array([1, 1, 0, 0, 0, 1, 1, 1, 1])
MARKET = np.array([0, 0, 0, 1, 1, 1, 2, 2, 2])


def figures(score=SCORE, label=LABEL, market=MARKET, fold=None, **more):
    fold = np.zeros(len(score), int) if fold is None else fold
    marked = auc.Marked(score, label, market, fold, np.arange(len(score)))
    return auc.figures(marked, 3, **more)


def test_pooled_same_market_and_macro_by_hand() -> None:
    found = figures()
    # positives .9 .5 .6 .2 .3 .4 against negatives .1 .8 .7: 3 + 1 + 1 + 1 + 1 + 1 of 18
    assert found["pooled"]["auc"] == round(8 / 18, 4)
    # in A 2 of 2 pairs, in B 0 of 2, in C none
    assert found["same_market"]["auc"] == 0.5 and found["same_market"]["pairs"] == 4
    assert found["macro"]["auc"] == 0.5 and found["macro"]["markets"] == 2
    assert [m["auc"] for m in found["per_market"]] == [1.0, 0.0, None]


def test_same_market_weighs_markets_by_pairs_and_macro_does_not() -> None:
    label = np.array([1, 1, 0, 0, 1, 1, 0, 0, 0])  # B: .8 is negative, .7 and .6 positive
    market = np.array([0, 0, 0, 1, 1, 1, 0, 0, 0])
    found = figures(label=label, market=market)
    # A: .9 and .5 against .1 .2 .3 .4: 8 of 8. B: 0 of 2.
    assert found["same_market"]["auc"] == 0.8
    assert found["macro"]["auc"] == 0.5


def test_equal_scores_count_a_half() -> None:
    found = figures(score=np.ones(9))
    assert found["pooled"]["auc"] == found["macro"]["auc"] == 0.5


def test_scores_of_two_folds_are_not_compared() -> None:
    # By fold every positive is above its negative; across folds none is.
    score, label = np.array([0.2, 0.1, 0.9, 0.8]), np.array([1, 0, 1, 0])
    market, fold = np.zeros(4, int), np.array([0, 0, 1, 1])
    assert figures(score, label, market, fold)["pooled"]["auc"] == 1.0
    assert figures(score, label, market)["pooled"]["auc"] == 0.75


ROWS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 1),
        st.integers(0, 2),
        st.integers(0, 1),
        st.integers(0, 2),
    ),
    max_size=25,
)


@settings(max_examples=examples(150))
@given(ROWS)
def test_weighted_pairs_are_those_of_writing_every_copy_down(rows) -> None:
    """Each row is score, label, market, fold, and how often a resample drew it."""
    score, label, market, fold, times = (np.array([r[i] for r in rows], int) for i in range(5))
    found = auc.count_pairs(score.astype(float), label, market * 2 + fold, 6, times[None, :] * 1.0)
    right, every = np.zeros(6), np.zeros(6)
    copies = [r[:4] for r in rows for _ in range(r[4])]
    for s1, y1, m1, f1 in copies:
        for s0, y0, m0, f0 in copies:
            if y1 == 1 and y0 == 0 and (m1, f1) == (m0, f0):
                every[m1 * 2 + f1] += 1
                right[m1 * 2 + f1] += 1 if s1 > s0 else 0.5 if s1 == s0 else 0
    assert found.all[0].tolist() == every.tolist()
    assert found.right[0].tolist() == right.tolist()


def test_a_resample_draws_groups_whole_and_as_many_as_there_are() -> None:
    group = np.array([4, 4, 9, 9, 9, 2])
    drawn = auc.resamples(group, 50, seed=1)
    assert (drawn[:, 0] == drawn[:, 1]).all() and (drawn[:, 2] == drawn[:, 4]).all()
    assert (drawn[:, [0, 2, 5]].sum(1) == 3).all()
    assert (drawn == auc.resamples(group, 50, seed=1)).all()
    assert (drawn != auc.resamples(group, 50, seed=2)).any()


def test_copies_widen_the_interval_instead_of_narrowing_it() -> None:
    rng = np.random.default_rng(5)
    label = rng.integers(0, 2, 60)
    score = label + rng.normal(0, 2, 60)
    once = auc.Marked(score, label, label * 0, label * 0, np.arange(60))
    copied = auc.Marked(*(np.repeat(getattr(once, f), 5) for f in once.__dataclass_fields__))

    def width(marked: auc.Marked) -> float:
        found = auc.figures(marked, 1, 200, seed=1)["pooled"]
        return found["high"] - found["low"]

    assert width(copied) == pytest.approx(width(once), rel=1e-3)

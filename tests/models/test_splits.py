"""Splits keep groups whole; what is learnt for scaling comes of the rows fitted on."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lumbrera.modelling import folds
from lumbrera.modelling.collusion.fitting import oversampled
from lumbrera.modelling.linear import Scaling, SignedLogistic

from tests.examples import examples


def test_a_split_by_bid_row_is_refused() -> None:
    tender = np.repeat(np.arange(20), 3)
    test = np.arange(60) % 5 == 0
    with pytest.raises(folds.LeakingSplitError, match="12 of 20 tenders"):
        folds.check(tender, ~test, test)
    folds.check(tender, tender >= 4, tender < 4)


@settings(max_examples=examples(80))
@given(st.lists(st.integers(0, 12), min_size=5, max_size=40), st.integers(2, 5), st.integers(0, 9))
def test_neither_random_folds_nor_blocks_divide_a_group(groups, n_folds, seed) -> None:
    group = np.array(groups)
    stratum = group % 2
    position = np.arange(len(group))[::-1].astype(float)
    for fold in (
        folds.grouped(group, stratum, n_folds, seed),
        folds.blocks(group, stratum, position, n_folds),
    ):
        assert all(len(set(fold[group == g])) == 1 for g in groups)
        assert fold.min() >= 0 and fold.max() < n_folds


def test_every_fold_has_as_many_positives_of_every_market() -> None:
    stratum = np.repeat([0, 1, 2, 3], [50, 10, 20, 40])
    fold = folds.grouped(np.arange(120), stratum, 5, seed=3)
    for s, n in enumerate([10, 2, 4, 8]):
        assert np.bincount(fold[stratum == s], minlength=5).tolist() == [n] * 5


def test_blocks_follow_the_date_within_each_market() -> None:
    market = np.array([0] * 6 + [1] * 3)
    date = np.array([5.0, 1, 3, 2, 6, 4, 30, 10, 20])
    fold = folds.blocks(np.arange(9), market, date, 3)
    assert fold.tolist() == [2, 0, 1, 0, 2, 1, 2, 0, 1]


def test_oversampling_draws_only_from_the_training_rows() -> None:
    label = np.array([1, 0, 0, 0, 1, 0, 0, 0])
    train = np.array([0, 1, 2, 3])
    drawn = oversampled(train, label, np.random.default_rng(1))
    assert set(drawn) == {0, 1, 2, 3}
    assert label[drawn].mean() == 0.5


def test_scaling_knows_nothing_of_the_rows_it_is_applied_to() -> None:
    train = np.array([[1.0], [2.0], [3.0], [np.nan]])
    scaling = Scaling.of(train)
    alone = scaling.apply(np.array([[2.5]]))
    assert scaling.apply(np.array([[2.5], [1e9]]))[0] == alone[0]
    assert scaling.apply(np.array([[np.nan]])) == scaling.apply(np.array([[2.0]]))


def test_a_sign_stated_beforehand_is_not_turned_by_the_data() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(400, 2))
    label = (rng.random(400) < 1 / (1 + np.exp(-(x[:, 0] + x[:, 1])))).astype(int)
    held = SignedLogistic([-1, 1]).fit(x, label)
    free = SignedLogistic([0, 0]).fit(x, label)
    assert held.coefficients[0] == 0 and held.coefficients[1] > 0.5
    assert free.coefficients[0] > 0.5


def test_the_logistic_model_is_that_of_scikit_learn_where_signs_are_free() -> None:
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(4)
    x = rng.normal(size=(300, 3))
    label = (x[:, 0] - x[:, 1] + rng.normal(size=300) > 0).astype(int)
    mine = SignedLogistic([0, 0, 0]).fit(x, label)
    theirs = LogisticRegression(C=1.0, tol=1e-8).fit(Scaling.of(x).apply(x), label)
    assert mine.coefficients == pytest.approx(theirs.coef_[0], rel=1e-3)

"""Scores from models that have not seen what they score."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lumbrera.modelling import folds
from lumbrera.modelling.collusion.declared import declared
from lumbrera.modelling.linear import Scaling, SignedLogistic

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
BALANCES = ("none", "oversample")


class Model(Protocol):
    """What can be fitted and asked for probabilities."""

    def fit(self, features: Floats, label: Ints, weight: Floats | None = None) -> "Model": ...

    def probability(self, features: Floats) -> Floats: ...


class Forest:
    """Extremely randomised trees; for markets of which it has seen labels, never for another."""

    def __init__(self, trees: int, leaf: int, seed: int) -> None:
        from lumbrera.modelling.installed import sklearn_ensemble

        self._trees = sklearn_ensemble().ExtraTreesClassifier(
            n_estimators=trees, min_samples_leaf=leaf, random_state=seed, n_jobs=-1
        )

    def fit(self, features: Floats, label: Ints, weight: Floats | None = None) -> "Forest":
        """Fits; what is missing takes the median of the rows fitted on."""
        self._scaling = Scaling.of(features)
        self._trees.fit(self._scaling.apply(features), label, weight)
        self._frequency = np.unique(label, return_counts=True)[1] / len(label)
        self._trees.n_jobs = 1  # threads add the trees up in any order, and sums then differ
        return self

    def probability(self, features: Floats) -> Floats:
        """The mean share of positives in the leaves of each row."""
        found: Floats = self._trees.predict_proba(self._scaling.apply(features))[:, 1]
        return found

    def told(self, features: Floats) -> Ints:
        """The likeliest class of each row, of any number of classes, each weighing the same."""
        shares = self._trees.predict_proba(self._scaling.apply(features)) / self._frequency
        found: Ints = self._trees.classes_[shares.argmax(1)]
        return found


def forest(seed: int, half: bool = False) -> Callable[[], Forest]:
    """Makes the declared forest, or one of half its size for figures that only inform."""
    known = declared().known_market
    return lambda: Forest(known.trees // (2 if half else 1), known.leaf, seed)


def crossed(
    features: Floats,
    label: Ints,
    n_bids: Ints,
    fold: Ints,
    group: Ints,
    make: Callable[[], Model],
    *,
    balance: str = "none",
    seed: int = 0,
) -> Floats:
    """A probability for every tender from a model fitted on the other folds.

    Tenders that are answered (of three bids and more) have a model of their own, and those of two
    bids another, so that their few screens never enter the first; of one bid there is nothing to
    go by. What the number of bids alone would say is taken out of the others' scores: they are
    moved to the prevalence of the answered. Filling, scaling and resampling are done with the
    training folds alone. Raises LeakingSplitError when a fold divides a group.
    """
    score = np.full(len(label), np.nan)
    answered = n_bids >= declared().abstains_below
    for f in np.unique(fold):
        test = fold == f
        folds.check(group, ~test, test)
        known = label[~test & answered]
        rate = known.mean() if len(known) else label[~test].mean()
        score[test] = rate
        for part in (answered, ~answered & (n_bids > 1)):
            train, asked = np.flatnonzero(~test & part), test & part
            if not asked.any() or len(np.unique(label[train])) < 2:
                continue
            own_rate = label[train].mean()
            if balance == "oversample":
                train = oversampled(train, label, np.random.default_rng([seed, 3, int(f)]))
            found = make().fit(features[train], label[train]).probability(features[asked])
            score[asked] = found if part is answered else _moved(found, own_rate, rate)
    return score


def _moved(probability: Floats, rate: float, to: float) -> Floats:
    """Probabilities moved, in log odds, from one prevalence to another."""
    if not 0 < to < 1:
        return np.full(len(probability), to)
    p = np.clip(probability, 1e-3, 1 - 1e-3)
    odds = np.log(p / (1 - p)) - np.log(rate / (1 - rate)) + np.log(to / (1 - to))
    return 1 / (1 + np.exp(-odds))


def oversampled(train: Ints, label: Ints, rng: np.random.Generator) -> Ints:
    """Training rows with those of the smaller class drawn again until both are as many."""
    positive, negative = train[label[train] == 1], train[label[train] == 0]
    few, many = sorted((positive, negative), key=len)
    return np.r_[many, few, rng.choice(few, len(many) - len(few))]


class NewMarketModel:
    """The small model that may travel: declared features with declared signs."""

    def __init__(self, names: list[str]) -> None:
        signs = declared().new_market.signs
        self._columns = [names.index(s) for s in signs]
        self._names = list(signs)
        self._model = SignedLogistic(list(signs.values()))

    def fit(self, features: Floats, label: Ints, weight: Floats | None = None) -> "NewMarketModel":
        """Fits on the declared features among those given."""
        self._model.fit(self._chosen(features), label, weight)
        return self

    def probability(self, features: Floats) -> Floats:
        """A score; a probability only where labels of the same market were fitted on."""
        return self._model.probability(self._chosen(features))

    def _chosen(self, features: Floats) -> Floats:
        chosen = features[:, self._columns]
        # Spreads are compared by ratio: half of 2 % is as far as half of 20 %.
        cv = self._names.index("cv")
        chosen[:, cv] = np.log(np.maximum(chosen[:, cv], 1e-6))
        return chosen

    @property
    def coefficients(self) -> dict[str, float]:
        """The fitted coefficients, for features in units of their standard deviation."""
        return dict(zip(self._names, map(float, self._model.coefficients), strict=True))

"""A small logistic model whose signs are stated beforehand.

A coefficient may be held to be at least or at most zero: what theory says of a feature cannot be
turned round by a market in which something else moves along with it. Everything it learns
(medians of what is missing, scale) comes from the rows it is fitted on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass
class Scaling:
    """Medians for what is missing, centre and scale.

    Nothing is cut off at the limits of what was seen: in a market where all bids lie closer, or
    wider, than in those fitted on, tenders would all become the same.
    """

    median: Floats
    centre: Floats
    scale: Floats

    @classmethod
    def of(cls, features: Floats) -> "Scaling":
        """Learns from rows; a column without any value becomes constant zero."""
        known = np.where(np.isnan(features).all(0), 0.0, features)
        median = np.nanmedian(known, axis=0)
        filled = np.where(np.isnan(known), median, known)
        scale = filled.std(0)
        return cls(median, filled.mean(0), np.where(scale > 1e-12, scale, 1.0))

    def apply(self, features: Floats) -> Floats:
        """The features filled and scaled."""
        filled = np.where(np.isnan(features), self.median, features)
        return (filled - self.centre) / self.scale


class SignedLogistic:
    """Logistic regression with ridge penalty; signs: +1, -1 or 0 (free) for each feature."""

    def __init__(self, signs: Sequence[int], penalty: float = 1.0) -> None:
        self._signs = signs
        self._penalty = penalty
        self.coefficients: Floats = np.zeros(len(signs))
        self.intercept = 0.0

    def fit(
        self, features: Floats, label: npt.NDArray[np.int64], weight: Floats | None = None
    ) -> "SignedLogistic":
        """Fits; weight: of each row, its scale does not matter."""
        from scipy.optimize import minimize

        self._scaling = Scaling.of(features)
        x = self._scaling.apply(features)
        w = np.ones(len(label)) if weight is None else weight * len(label) / weight.sum()
        side = 2.0 * label - 1

        def loss(beta: Floats) -> tuple[float, Floats]:
            margin = side * (x @ beta[1:] + beta[0])
            value = (w * np.logaddexp(0, -margin)).sum()
            pull = -w * side / (1 + np.exp(np.clip(margin, -500, 500)))
            slope = np.r_[pull.sum(), x.T @ pull + self._penalty * beta[1:]]
            return value + self._penalty * (beta[1:] ** 2).sum() / 2, slope

        bounds: list[tuple[int | None, int | None]] = [(None, None)]
        bounds += [(0 if s > 0 else None, 0 if s < 0 else None) for s in self._signs]
        found = minimize(loss, np.zeros(x.shape[1] + 1), jac=True, method="L-BFGS-B", bounds=bounds)
        self.intercept, self.coefficients = float(found.x[0]), found.x[1:]
        return self

    def probability(self, features: Floats) -> Floats:
        """The fitted probability of each row."""
        margin = self._scaling.apply(features) @ self.coefficients + self.intercept
        return 1 / (1 + np.exp(-np.clip(margin, -500, 500)))

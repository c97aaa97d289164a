"""The restricted wild cluster bootstrap of one coefficient, all draws and all nulls at once.

Everything is linear in the outcome, and the restricted residual is the outcome's less the null
times the tested column's, so that each draw's numerator is a line in the null and its squared
standard error a parabola. Their coefficients need only sums by cluster: a draw costs as many
products as there are pairs of clusters, however many units there are.

References
----------
Cameron, Gelbach and Miller (2008), "Bootstrap-based improvements for inference with clustered
errors", Review of Economics and Statistics 90(3).
Roodman, Nielsen, MacKinnon and Webb (2019), "Fast and wild: bootstrap inference in Stata using
boottest", Stata Journal 19(1).
Webb (2023), "Reworking wild bootstrap-based inference for clustered errors", Canadian Journal of
Economics 56(3).
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import optimize

# Webb's six points: enough different draws also with few clusters.
WEBB = np.outer([1.0, -1.0], np.sqrt([0.5, 1.0, 1.5])).ravel()
LEVEL = 0.05
# Distances from the estimate, in standard errors, at which an end of the interval is looked for.
REACH = np.concatenate([[0.0], np.geomspace(0.1, 1e4, 120)])


def by_cluster(values: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Sum the values of units, array (N, ...), over clusters numbered from 0, array (G, ...)."""
    total = np.zeros((int(cluster.max()) + 1, *values.shape[1:]))
    np.add.at(total, cluster, values)
    return total


class WildT:
    """The t statistic of every draw, for any null.

    Parameters
    ----------
    signs : array (B, G)
        Webb's values, a row for each draw.
    outcome, treat : array (G, 1 + Q)
        Sums by cluster of the outcome and of the tested column, both as residuals on the other
        columns, times the tested column (first) and the others, which are orthonormal.
    factor : float
        Small-sample factor of the variance (CR1); it leaves p-values and interval as they are.
    """

    def __init__(self, signs: np.ndarray, outcome: np.ndarray, treat: np.ndarray, factor: float):
        self.size = float(treat[:, 0].sum())
        self.estimate = float(outcome[:, 0].sum() / self.size)
        score = outcome[:, 0] - self.estimate * treat[:, 0]
        self.factor = factor
        self.error = float(np.sqrt(factor * (score**2).sum()) / self.size)
        self.signs, self.outcome, self.treat = signs, outcome, treat

    @cached_property
    def num(self) -> np.ndarray:
        """Coefficients of the numerator as a line in the null, array (B, 2)."""
        pieces = [self.outcome[:, 0], -self.treat[:, 0]]
        return self.signs @ np.stack(pieces, axis=1) / self.size

    @cached_property
    def square(self) -> np.ndarray:
        """Coefficients of the squared standard error as a parabola in the null, array (B, 3)."""
        pieces = self.outcome, self.treat
        one, two = (_drawn(self.signs, piece, self.treat) for piece in pieces)
        squares = [(one**2).sum(axis=1), -2 * (one * two).sum(axis=1), (two**2).sum(axis=1)]
        return np.stack(squares, axis=1)

    def drawn_t(self, null: float = 0.0) -> np.ndarray:
        """Return the t statistic of every draw around ``null``, array (B,)."""
        left = self.outcome - null * self.treat
        square = (_drawn(self.signs, left, self.treat) ** 2).sum(axis=1)
        return self.signs @ left[:, 0] / np.sqrt(self.factor * np.maximum(square, 1e-300))

    def p_values(self, nulls: np.ndarray) -> np.ndarray:
        """Two-sided symmetric p-values of nulls (K,): how often a draw's t is as far from zero."""
        here = np.vander(nulls, 3, increasing=True).T
        seen = self.factor * ((self.estimate - nulls) / self.error) ** 2
        bound = seen * np.maximum(self.square @ here, 1e-300) * (1 - 1e-12)
        beyond = ((self.num @ here[:2] * self.size) ** 2 >= bound).sum(axis=0)
        return (1 + beyond) / (1 + len(self.num))  # the data count as one more draw

    def p_value(self, null: float = 0.0) -> float:
        """Two-sided symmetric p-value of one null."""
        return float(self.p_values(np.array([null]))[0])

    def interval(self) -> tuple[float, float]:
        """Return the outermost nulls with a p-value of 5 % or more; infinite where there is none.

        An end further than 10,000 standard errors from the estimate is given as infinite.
        """
        return self._end(-1.0), self._end(1.0)

    def _end(self, sign: float) -> float:
        step = sign * self.error
        kept = np.flatnonzero(self.p_values(self.estimate + REACH * step) >= LEVEL)[-1]
        if kept == len(REACH) - 1:
            return float(np.inf * sign)

        def side(reach: float) -> float:
            return 1.0 if self.p_value(self.estimate + reach * step) >= LEVEL else -1.0

        reach = optimize.bisect(side, REACH[kept], REACH[kept + 1], xtol=1e-9)
        return float(self.estimate + reach * step)


def _drawn(signs: np.ndarray, piece: np.ndarray, treat: np.ndarray) -> np.ndarray:
    """Cluster sums (B, G) of the tested column times the residuals that each draw leaves."""
    refitted = piece[:, 1:] @ treat[:, 1:].T
    shift = np.outer(piece[:, 0], treat[:, 0]) / treat[:, 0].sum()
    return signs @ (np.diag(piece[:, 0]) - refitted - shift)

"""Clustered variances from influence functions, with an honest count of what they rest on."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import stats

from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.wild import by_cluster

LEVEL = 0.95
FEW = 5


def adoption_groups(start: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """Group clusters by their earliest adoption; groups of one cluster are pooled.

    >>> adoption_groups(np.array([9, 9, 2, 2, 3, 4]), np.arange(6))
    array([2, 2, 0, 0, 1, 1])
    """
    first = np.full(int(cluster.max()) + 1, start.max())
    np.minimum.at(first, cluster, start)
    dates, group, size = np.unique(first, return_inverse=True, return_counts=True)
    alone = np.flatnonzero(size == 1)
    if len(alone) == 1 and len(dates) > 1:
        others = np.delete(np.arange(len(dates)), alone[0])
        alone = np.append(alone, others[np.argmin(size[others])])
    target = np.arange(len(dates))
    target[alone] = alone.max(initial=0)
    return np.unique(target[group], return_inverse=True)[1]


class Spread:
    """Variance of estimates from each unit's influence on them.

    ``error`` and ``covariance`` take clusters as drawn within adoption groups, with ``n/(n-1)`` per
    group, and ``df`` is the Welch-Satterthwaite count of degrees of freedom over these groups: with
    a handful of treated clusters it is near their number, not near the number of all clusters, and
    intervals widen accordingly. Where fewer than five adopting clusters are ``behind`` an estimate,
    their number less one is the most ``df`` can be, because so few cannot even tell how much they
    vary.

    Parameters
    ----------
    panel : Panel
    influence : ndarray of shape (N, E)
    behind : ndarray of bool, shape (N, E)
        Treated units that each estimate rests on.

    References
    ----------
    Welch (1947), Biometrika 34; Krishnamoorthy and Yu (2004), "Modified Nel and Van der Merwe
    test for the multivariate Behrens-Fisher problem", Statistics and Probability Letters 66(2).
    """

    def __init__(self, panel: Panel, influence: np.ndarray, behind: np.ndarray):
        self.clusters = (by_cluster(behind.astype(float), panel.cluster) > 0).sum(axis=0)
        self.scores = by_cluster(influence, panel.cluster)
        self.group = adoption_groups(panel.start, panel.cluster)
        size = np.bincount(self.group)
        self.spare = np.maximum(size - 1, 1)
        mean = by_cluster(self.scores, self.group) / size[:, None]
        larger = np.sqrt(size / self.spare)[self.group]
        self.centred = larger[:, None] * (self.scores - mean[self.group])

    @cached_property
    def covariance(self) -> np.ndarray:
        return self.centred.T @ self.centred

    @property
    def error(self) -> np.ndarray:
        return np.sqrt(np.diag(self.covariance))

    @cached_property
    def df(self) -> np.ndarray:
        """Degrees of freedom of each estimate; NaN where it is constant."""
        variance = by_cluster(self.centred**2, self.group)
        used = (variance**2 / self.spare[:, None]).sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.where(used > 0, variance.sum(axis=0) ** 2 / used, np.nan)
        return np.minimum(found, _most(self.clusters))

    def joint_df(self, chosen: np.ndarray) -> float:
        """Degrees of freedom of the joint covariance of the chosen estimates."""
        covariance = self.covariance[np.ix_(chosen, chosen)]
        root = np.linalg.inv(np.linalg.cholesky(covariance))
        whitened = self.centred[:, chosen] @ root.T
        rank, used = len(covariance), 0.0
        for group, spare in enumerate(self.spare):
            part = whitened[self.group == group]
            part = part.T @ part
            used += (np.trace(part @ part) + np.trace(part) ** 2) / spare
        return float(min((rank + rank**2) / used, _most(self.clusters[chosen].max())))

    def half_width(self, level: float = LEVEL) -> np.ndarray:
        """Half the width of each pointwise interval."""
        return stats.t.ppf((1 + level) / 2, self.df) * self.error

    def p_value(self, value: np.ndarray) -> np.ndarray:
        """Two-sided p-values of estimates against zero."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return 2 * stats.t.sf(np.abs(value) / self.error, self.df)


def joint_test(value: np.ndarray, covariance: np.ndarray, df: float) -> tuple[float, float, float]:
    """Test that all of ``value`` are zero: F statistic, denominator df and p-value.

    Hotelling's form of the Wald statistic, for a covariance that rests on ``df`` degrees of
    freedom; NaN when there is nothing to test, or these are too few for so many estimates.
    """
    rank = len(value)
    spare = df - rank + 1
    if not rank or spare < 1e-9:  # none, but for what rounding leaves
        return np.nan, 0.0, np.nan
    wald = float(value @ np.linalg.solve(covariance, value))
    statistic = wald * spare / (rank * df)
    return statistic, spare, float(stats.f.sf(statistic, rank, spare))


def _most(clusters: np.ndarray) -> np.ndarray:
    """Most degrees of freedom that so few adopting clusters can have."""
    return np.where(clusters < FEW, np.maximum(clusters - 1, 1), np.inf)

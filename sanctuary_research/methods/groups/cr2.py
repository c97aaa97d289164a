"""CR2: a clustered standard error for few or uneven clusters, with its degrees of freedom.

The residuals of each cluster are multiplied by the matrix that makes the variance unbiased when
errors are independent and alike (bias-reduced linearisation), on the outcome's own scale also when
the fit is weighted; that is what clubSandwich does for ``lm``. Where the matrix is singular its
pseudo-inverse is taken. The variance so found is a sum of few squares, so the interval is a t with
degrees of freedom found by Satterthwaite's rule under a working model of the errors:

``Imbens-Kolesár``
    errors of one cluster share a correlation, estimated from the residuals and floored at zero;
``Bell-McCaffrey``
    errors are independent (clubSandwich's "Satterthwaite").

References
----------
Bell and McCaffrey (2002), Bias Reduction in Standard Errors for Linear Regression with
Multi-Stage Samples, Survey Methodology 28(2).
Imbens and Kolesár (2016), Robust Standard Errors in Small Samples: Some Practical Advice, Review of
Economics and Statistics 98(4), doi:10.1162/REST_a_00552.
Pustejovsky and Tipton (2018), Small-Sample Methods for Cluster-Robust Variance Estimation,
Journal of Business & Economic Statistics 36(4), doi:10.1080/07350015.2016.1247004.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.wild import by_cluster

SINGULAR = 1e-10
SHARED = 0.25  # of the variance of errors, common to a cluster: what `Cr2.expected` supposes


@dataclass(frozen=True)
class Clustered:
    """One coefficient with its CR2 error; each field a float, or an array over draws.

    Attributes
    ----------
    estimate, std_error : in units of the outcome
    df : Imbens-Kolesár degrees of freedom
    expected : what CR2 finds on average of the true variance, if clusters share a quarter of it
    """

    estimate: float | np.ndarray
    std_error: float | np.ndarray
    df: float | np.ndarray
    expected: float = 1.0

    def interval(self, level: float = 0.95) -> tuple:
        """Return the lower and the upper end of the t interval."""
        half = stats.t.ppf((1 + level) / 2, self.df) * self.std_error
        return self.estimate - half, self.estimate + half

    def p_value(self, null: float = 0.0) -> Any:
        """Return the two-sided p-value of ``null``."""
        return 2 * stats.t.sf(np.abs(self.estimate - null) / self.std_error, self.df)


@dataclass(frozen=True)
class Cr2:
    """Everything about one coefficient that does not depend on the outcome.

    Attributes
    ----------
    coefficients : array (n,)
        The estimate is ``coefficients @ outcome``.
    adjusted : array (n,)
        CR2 is the sum over clusters of the squared sum of ``adjusted`` times residual.
    basis : array (n, k)
        The design in coordinates whose weighted products are the identity.
    weights : array (n,)
    codes : array (n,) of int
        The cluster of each unit, from 0.
    independent, shared : array (g, g)
        The variance's matrix under independent errors, and under one error a cluster.
    """

    coefficients: np.ndarray
    adjusted: np.ndarray
    basis: np.ndarray
    weights: np.ndarray
    codes: np.ndarray
    independent: np.ndarray
    shared: np.ndarray

    @property
    def expected(self) -> float:
        """What CR2 finds on average of the true variance, if clusters share a quarter of it.

        One under independent errors. It falls where covariates take up what clusters share.
        """
        true = [(self.coefficients**2).sum(), (self.sums(self.coefficients) ** 2).sum()]
        found = [np.trace(self.independent), np.trace(self.shared)]
        parts = [1 - SHARED, SHARED]
        return float(np.dot(parts, found) / np.dot(parts, true))

    def at(self, outcome: ArrayLike) -> Clustered:
        """Return estimate, error and degrees of freedom for an outcome.

        Parameters
        ----------
        outcome : array (n,) or (n, draws)
        """
        outcome = np.asarray(outcome, float)
        residuals = self.residuals(outcome)
        variance = (self.scores(outcome) ** 2).sum(axis=0)
        squares = (residuals**2).sum(axis=0)
        pairs = (self.sums(residuals) ** 2).sum(axis=0) - squares
        sizes = np.bincount(self.codes)
        n, n_pairs = len(outcome), (sizes**2).sum() - sizes.sum()
        covariance = np.maximum(pairs / n_pairs, 0.0) if n_pairs else 0.0 * squares
        own = np.maximum(squares / n - covariance, 0.0)
        return Clustered(
            self.coefficients @ outcome,
            np.sqrt(variance),
            self.degrees(own, covariance),
            self.expected,
        )

    def residuals(self, outcome: np.ndarray) -> np.ndarray:
        """Return what the fit leaves of an outcome, array (n,) or (n, draws)."""
        return outcome - self.basis @ ((self.basis * self.weights[:, None]).T @ outcome)

    def scores(self, outcome: ArrayLike) -> np.ndarray:
        """Return the sums by cluster whose squares make the variance, array (g,) or (g, draws).

        Their products with those of another outcome, cluster by cluster, make the covariance.
        """
        return self.sums((self.residuals(np.asarray(outcome, float)).T * self.adjusted).T)

    def degrees(self, own: Any, covariance: Any) -> Any:
        """Return Satterthwaite's degrees of freedom for errors of these two variances."""
        a, b = self.independent, self.shared
        mean = own * np.trace(a) + covariance * np.trace(b)
        squares = (
            own**2 * (a**2).sum()
            + 2 * own * covariance * (a * b).sum()
            + covariance**2 * (b**2).sum()
        )
        return mean**2 / squares

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of values over each cluster, array (g,) or (g, draws)."""
        return by_cluster(values, self.codes)


def cr2(
    design: ArrayLike,
    clusters: ArrayLike,
    *,
    weights: np.ndarray | pd.Series | None = None,
    column: int = -1,
) -> Cr2:
    """Prepare the CR2 inference of one coefficient of (weighted) least squares.

    Nothing of size n x n is built, and clusters may be large.

    Parameters
    ----------
    design : array (n, k)
        Of full column rank, with its constant.
    clusters : array (n,)
        The cluster of each unit; none may be blank.
    weights : array (n,), optional
        Positive; their scale does not matter.
    column : int
        The coefficient asked for; the last unless given.

    Returns
    -------
    Cr2
        ``.at(outcome)`` gives estimate, standard error and degrees of freedom.

    Raises
    ------
    AnalysisError
        A cluster is blank, or there are fewer than two.

    Examples
    --------
    >>> treated = np.array([1.0, 1, 0, 0, 1, 0])
    >>> fit = cr2(np.column_stack([np.ones(6), treated]), list("aabbcc"))
    >>> found = fit.at(np.array([5.0, 4, 2, 1, 6, 3]))
    >>> [round(float(value), 3) for value in (found.estimate, found.std_error, found.df)]
    [3.0, 0.816, 1.994]
    """
    design = np.asarray(design, float)
    weights = np.ones(len(design)) if weights is None else np.asarray(weights, float)
    weights = weights / weights.mean()
    codes, names = pd.factorize(np.asarray(clusters))
    if (codes < 0).any() or len(names) < 2:
        raise AnalysisError("clustered errors need two clusters or more, and no blank ones")
    root = np.sqrt(weights)[:, None]
    triangle = np.asarray(np.linalg.qr(design * root, mode="r"))
    basis = np.linalg.solve(triangle.T, design.T).T
    chosen = np.zeros(design.shape[1])
    chosen[column] = 1.0
    coefficients = weights * (basis @ np.linalg.solve(triangle.T, chosen))
    meat = (basis * weights[:, None] ** 2).T @ basis
    adjusted = np.empty(len(design))
    for code in range(len(names)):
        own = codes == code
        adjusted[own] = _adjusted(basis[own], weights[own], meat, coefficients[own])
    return Cr2(
        coefficients,
        adjusted,
        basis,
        weights,
        codes,
        *_moments(basis, weights, codes, adjusted, meat),
    )


def _adjusted(
    basis: np.ndarray, weights: np.ndarray, meat: np.ndarray, coefficients: np.ndarray
) -> np.ndarray:
    """Return the inverse root of one cluster's block of (I-H)(I-H)' times ``coefficients``.

    The block is the identity but on the space of the cluster's rows of the design and of the same
    rows times their weights, at most 2k directions: only there a root is taken.
    """
    weighted = basis * weights[:, None]
    space, _ = np.linalg.qr(np.column_stack([basis, weighted]))
    own, theirs = space.T @ basis, space.T @ weighted
    block = np.eye(space.shape[1]) - own @ theirs.T - theirs @ own.T + own @ meat @ own.T
    sizes, directions = np.linalg.eigh(block)
    inverse = np.where(sizes > SINGULAR, np.maximum(sizes, SINGULAR) ** -0.5, 0.0)
    inside = space.T @ coefficients
    moved = directions @ (inverse * (directions.T @ inside))
    return coefficients + space @ (moved - inside)


def _moments(
    basis: np.ndarray,
    weights: np.ndarray,
    codes: np.ndarray,
    adjusted: np.ndarray,
    meat: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return G'G and G'ZZ'G, with a column of G for each cluster and Z its indicator.

    The variance is the sum of squares of G'outcome, G's column being (I-H)' times the cluster's
    part of ``adjusted``.
    """
    weighted = basis * weights[:, None]
    own = by_cluster(basis * adjusted[:, None], codes)
    theirs = by_cluster(weighted * adjusted[:, None], codes)
    independent = np.diag(by_cluster(adjusted**2, codes)) - theirs @ own.T - own @ theirs.T
    independent += own @ meat @ own.T
    shared = np.diag(by_cluster(adjusted, codes)) - by_cluster(weighted, codes) @ own.T
    return independent, shared.T @ shared

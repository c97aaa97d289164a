"""Least squares, its two covariance conventions, and intervals.

Two conventions, named in every table that uses them:

``HC2``
    Heteroskedasticity-robust, squared residuals divided by one minus leverage, t with N-K
    degrees of freedom. For a difference in means it is the unequal-variance standard error.
``CR1``
    Clustered, times G/(G-1) x (N-1)/(N-K), t with G-1 degrees of freedom. It is what Stata,
    statsmodels (``use_t``) and pyfixest (no absorbed effects) print by default.

References
----------
MacKinnon and White (1985), doi:10.1016/0304-4076(85)90158-7.
Cameron and Miller (2015), A Practitioner's Guide to Cluster-Robust Inference,
doi:10.3368/jhr.50.2.317.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research.errors import AnalysisError

CR1 = "CR1: G/(G-1) x (N-1)/(N-K), t with G-1 df"
HC2 = "HC2, t with N-K df"
FULL_LEVERAGE = 1 - 1e-10


@dataclass(frozen=True)
class Fit:
    """A least-squares fit: parameters and what each unit adds to them.

    Attributes
    ----------
    params : array (k,)
    influence : array (n, k)
        The change in each parameter owed to one unit; its outer products are the sandwich.
    leverage : array (n,)
        Diagonal of the (weighted) hat matrix.
    n_params : int
        K of the small-sample factors.
    """

    params: np.ndarray
    influence: np.ndarray
    leverage: np.ndarray
    n_params: int


@dataclass(frozen=True)
class Interval:
    """A standard error with its t interval and two-sided p-value."""

    std_error: float
    low: float
    high: float
    df: float
    p_value: float


NO_INTERVAL = Interval(np.nan, np.nan, np.nan, np.nan, np.nan)


def least_squares(outcome, design, weights=None) -> Fit:
    """Fit weighted least squares by a QR decomposition.

    Parameters
    ----------
    outcome : array (n,)
    design : array (n, k)
        Of full column rank, with its constant.
    weights : array (n,), optional
        Positive; the scale does not matter.

    Returns
    -------
    Fit

    Examples
    --------
    >>> least_squares(np.array([1.0, 3.0]), np.ones((2, 1))).params
    array([2.])
    """
    outcome, design = np.asarray(outcome, float), np.asarray(design, float)
    root = np.ones(len(outcome)) if weights is None else np.sqrt(np.asarray(weights, float))
    q, r = np.linalg.qr(design * root[:, None])
    params = np.linalg.solve(r, q.T @ (outcome * root))
    residual = (outcome - design @ params) * root
    influence = np.linalg.solve(r, (q * residual[:, None]).T).T
    return Fit(params, influence, np.einsum("ij,ij->i", q, q), design.shape[1])


def hc2_covariance(fit: Fit) -> np.ndarray:
    """Return the HC2 covariance of the parameters, array (k, k).

    Raises
    ------
    AnalysisError
        When a unit has leverage one, so that its residual says nothing about its variance.
    """
    if (fit.leverage > FULL_LEVERAGE).any():
        raise AnalysisError("HC2 is undefined: one unit alone fixes a parameter (leverage one)")
    scaled = fit.influence / np.sqrt(1 - fit.leverage)[:, None]
    return scaled.T @ scaled


def cr1_covariance(fit: Fit, clusters) -> np.ndarray:
    """Return the CR1 cluster-robust covariance of the parameters, array (k, k).

    Parameters
    ----------
    fit : Fit
    clusters : array (n,)
        The cluster of each unit.

    Raises
    ------
    AnalysisError
        When there are fewer than two clusters.
    """
    codes, names = pd.factorize(np.asarray(clusters))
    n, g, k = len(codes), len(names), fit.n_params
    if g < 2:
        raise AnalysisError(f"clustered errors need two clusters or more; there is {g}")
    if n <= k:
        raise AnalysisError(f"{n} units cannot support {k} parameters")
    sums = np.zeros((g, fit.influence.shape[1]))
    np.add.at(sums, codes, fit.influence)
    return g / (g - 1) * (n - 1) / (n - k) * sums.T @ sums


def t_interval(estimate: float, std_error: float, df: float, level: float = 0.95) -> Interval:
    """Return the t interval and two-sided p-value of an estimate.

    Examples
    --------
    >>> found = t_interval(2.0, 1.0, df=49)
    >>> round(found.low, 3), round(found.high, 3)
    (-0.01, 4.01)
    """
    half = float(stats.t.ppf((1 + level) / 2, df)) * std_error
    # A zero error means a perfect fit, not certainty about anything.
    p_value = 2 * stats.t.sf(abs(estimate) / std_error, df) if std_error > 0 else np.nan
    return Interval(std_error, estimate - half, estimate + half, float(df), float(p_value))


def weighted_mean(values, weights=None) -> float:
    """Return the mean of ``values``, one weight each; a missing value is left out.

    Examples
    --------
    >>> weighted_mean([1.0, 4.0, None], [1, 3, 9])
    3.25
    """
    values = np.asarray(values, float)
    weights = np.ones(len(values)) if weights is None else np.asarray(weights, float)
    known = ~np.isnan(values)
    if not known.any() or weights[known].sum() <= 0:
        return float("nan")
    return float(np.average(values[known], weights=weights[known]))


def effective_size(weights) -> float:
    """Return Kish's effective number of units, the squared sum over the sum of squares.

    Examples
    --------
    >>> effective_size([1.0, 1.0, 2.0])
    2.6666666666666665
    """
    weights = np.asarray(weights, float)
    return float(weights.sum() ** 2 / (weights**2).sum())

"""Fixed-length intervals when the violation of parallel trends may bend, but only so much."""

from __future__ import annotations

import math

import numpy as np
from scipy import optimize
from scipy.special import chndtrix

LEVEL = 0.05


def bends(n_before: int, n_after: int) -> tuple[np.ndarray, np.ndarray]:
    """Write any violation as a straight line plus bends.

    Returns the line (distance from event time -1) and the matrix from second differences to the
    violation at the leads and after adoption.

    >>> line, bend = bends(1, 1)
    >>> line, bend
    (array([-1.,  1.]), array([[1.],
           [0.]]))
    """
    before, after = np.arange(n_before, 0, -1), np.arange(1, n_after + 1)
    line = np.concatenate([-before, after]).astype(float)
    knots_before, knots_after = np.arange(n_before), np.arange(1, n_after)
    bend = np.zeros((n_before + n_after, n_before + n_after - 1))
    bend[:n_before, :n_before] = np.maximum(before[:, None] - knots_before, 0)
    bend[n_before:, n_before:] = np.maximum(after[:, None] - knots_after, 0)
    return line, bend


def folded_quantile(shift: float) -> float:
    """95 % quantile of the absolute value of a normal with unit variance and mean ``shift``.

    >>> round(folded_quantile(0.0), 4), round(folded_quantile(10.0), 4)
    (1.96, 11.6449)
    """
    return math.sqrt(chndtrix(1 - LEVEL, 1, shift**2))  # its square is noncentral chi-squared


def smooth_interval(
    beta: np.ndarray,
    covariance: np.ndarray,
    n_before: int,
    target: np.ndarray,
    limit: float,
    working: np.ndarray | None = None,
) -> tuple[float, float]:
    """Return the shortest fixed-length 95 % interval of ``target @ effects``.

    The slope of the violation may change by at most ``limit`` from one period to the next; at
    zero any straight line is allowed. The interval is centred at the affine combination of
    leads and effects that is unbiased under every straight line and makes it shortest. Where a
    ``working`` covariance is given the combination is the best under that one: a covariance from
    few clusters would choose what looks precise by chance.

    References
    ----------
    Rambachan and Roth (2023), section 4.1; Armstrong and Kolesar (2018), "Optimal inference in
    a class of regression models", Econometrica 86(2).
    """
    line, bend = bends(n_before, len(target))
    # Combinations start + space @ u keep the target and ignore straight lines.
    start = np.concatenate([np.zeros(n_before), target])
    start[0] = -(start @ line) / line[0]
    space = np.zeros((len(beta), n_before - 1))
    space[1:n_before] = np.eye(n_before - 1)
    space[0] = -line[1:n_before] / line[0]
    root = np.linalg.cholesky(covariance if working is None else working).T
    free = -np.linalg.lstsq(root @ space, root @ start)[0] if n_before > 1 else np.zeros(0)
    if limit > 0 and n_before > 1:
        free = _shortest(root, limit * bend.T, start, space, free)
    weights = start + space @ free
    error = float(np.sqrt(weights @ covariance @ weights))
    half = error * folded_quantile(limit * np.abs(bend.T @ weights).sum() / error)
    centre = float(weights @ beta)
    return centre - half, centre + half


def _shortest(
    root: np.ndarray, bias: np.ndarray, start: np.ndarray, space: np.ndarray, free: np.ndarray
) -> np.ndarray:
    """Minimise the length over ``free``, a convex problem once bounds replace absolute values.

    The unknowns are ``free`` and one bound for every term of the bias.
    """
    n_free, n_terms = len(free), len(bias)
    unit = np.linalg.norm(root @ (start + space @ free))
    scaled_root, scaled_bias = root / unit, bias / unit

    def length(unknown: np.ndarray) -> tuple[float, np.ndarray]:
        along = scaled_root @ (start + space @ unknown[:n_free])
        error = np.linalg.norm(along)
        shift = unknown[n_free:].sum() / error
        quantile = folded_quantile(shift)
        by_shift = math.tanh(quantile * shift)  # of the normal densities at quantile -/+ shift
        by_error = (quantile - shift * by_shift) / error
        slope = by_error * (space.T @ (scaled_root.T @ along))
        return quantile * error, np.concatenate([slope, np.full(n_terms, by_shift)])

    pull, bound = scaled_bias @ space, np.eye(n_terms)
    linear = np.block([[-pull, bound], [pull, bound]])
    constant = np.concatenate([-scaled_bias @ start, scaled_bias @ start])
    terms = np.abs(scaled_bias @ (start + space @ free))
    found = optimize.minimize(
        length,
        np.concatenate([free, terms]),
        jac=True,
        method="SLSQP",
        constraints=optimize.LinearConstraint(linear, -constant, np.inf),
        options={"maxiter": 500, "ftol": 1e-13},
    )
    return min(
        (free, found.x[:n_free]),
        key=lambda u: length(np.concatenate([u, np.abs(scaled_bias @ (start + space @ u))]))[0],
    )

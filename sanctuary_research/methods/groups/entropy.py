"""Entropy balancing: the weights nearest to the base weights that make group means equal.

The primal problem (least relative entropy subject to the means) is solved through its dual, a
smooth convex problem with one unknown for each mean.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize, root
from scipy.special import logsumexp, softmax

from sanctuary_research.errors import AnalysisError

TOLERANCE = 1e-8
IMPOSSIBLE = "entropy balancing cannot be done"


def balance_means(
    values: ArrayLike,
    targets: ArrayLike,
    base: ArrayLike | None = None,
    *,
    names: Sequence[str] | None = None,
) -> np.ndarray:
    """Return weights whose means equal ``targets``, as near to ``base`` as entropy allows.

    Weights are base weights times the exponential of a linear function of the values. When a
    target is the least or the greatest value there is (no sanctuary unit in a category, say),
    only the units with that value can be used.

    Parameters
    ----------
    values : array (n, p)
        Of the comparison units.
    targets : array (p,)
        Means to reach, those of the sanctuary units.
    base : array (n,), optional
        Base weights, for instance populations; equal unless given.
    names : sequence of str, optional
        Of the columns, for errors.

    Returns
    -------
    array (n,)
        Sum to one; zero for units that no solution can use.

    Raises
    ------
    AnalysisError
        When no weights reach the targets (they lie outside the convex hull of the values), or
        miss one by more than `TOLERANCE` standard deviations of the comparison units.

    References
    ----------
    Hainmueller (2012), Entropy Balancing for Causal Effects, Political Analysis 20(1),
    doi:10.1093/pan/mpr025.

    Examples
    --------
    >>> balance_means(np.array([[0.0], [1.0]]), [0.25]).round(6).tolist()
    [0.75, 0.25]
    """
    values, targets = np.asarray(values, float), np.asarray(targets, float)
    base = np.ones(len(values)) if base is None else np.asarray(base, float)
    names = [str(place) for place in range(len(targets))] if names is None else list(names)
    usable = _usable(values, targets, names)
    centred = values[usable] - targets
    # What all of them have is balanced, whatever the rounding of its target.
    centred[:, np.abs(centred).max(axis=0) <= _slack(values)] = 0.0
    spread = _spread(centred, base[usable])
    found, worst = _solve_dual(centred / spread, base[usable] / base[usable].sum())
    if not worst <= TOLERANCE:
        raise AnalysisError(
            IMPOSSIBLE,
            "the sanctuary means lie outside every weighted mean of the comparison units "
            "(their convex hull)",
        )
    weights = np.zeros(len(values))
    weights[usable] = found
    return weights


def _usable(values: np.ndarray, targets: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Return the units on the face of the hull where the targets lie.

    Leaving units out can make a target extreme in another column: hence the loop.
    """
    usable = np.ones(len(values), bool)
    slack = _slack(values)
    while True:
        low, high = values[usable].min(axis=0), values[usable].max(axis=0)
        outside = np.flatnonzero((targets < low - slack) | (targets > high + slack))
        if len(outside):
            place = outside[0]
            raise AnalysisError(
                IMPOSSIBLE,
                f"the sanctuary mean of {names[place]} ({targets[place]:.4g}) lies outside the "
                f"comparison units ({low[place]:.4g} to {high[place]:.4g})",
            )
        edge = (targets <= low + slack) | (targets >= high - slack)
        face = np.where(targets <= low + slack, low, high)
        fits = (np.abs(values - face) <= slack)[:, edge].all(axis=1) & usable
        if fits.sum() == usable.sum():
            return usable
        if not fits.any():
            raise AnalysisError(
                IMPOSSIBLE,
                "no comparison unit has the only values that could balance "
                f"{', '.join(np.array(names)[edge])}",
            )
        usable = fits


def _slack(values: np.ndarray) -> np.ndarray:
    return 1e-10 * np.abs(values).max(axis=0)


def _spread(centred: np.ndarray, base: np.ndarray) -> np.ndarray:
    mean = base @ centred / base.sum()
    spread = np.sqrt(base @ (centred - mean) ** 2 / base.sum())
    # A column without spread is either balanced already or hopeless; its own size is its scale.
    return np.where(spread > 0, spread, np.maximum(np.abs(mean), 1.0))


def _solve_dual(scaled: np.ndarray, base: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and the largest mean left, after minimizing log sum base exp(values l)."""
    _, sizes, directions = np.linalg.svd(scaled, full_matrices=False)
    kept = sizes > 1e-9 * max(sizes.max(initial=0.0), 1.0)
    if not kept.any():
        return base, 0.0
    # Whitened by its own directions, so that covariates in any unit give the same path.
    values = scaled @ directions[kept].T / sizes[kept] * np.sqrt(len(scaled))
    log_base = np.log(base)

    def weights(point: np.ndarray) -> np.ndarray:
        return softmax(log_base + values @ point)

    def mean(point: np.ndarray) -> np.ndarray:
        return weights(point) @ values

    def hessian(point: np.ndarray) -> np.ndarray:
        return np.cov(values.T, aweights=weights(point), ddof=0).reshape(2 * values.shape[1:])

    found = minimize(
        lambda point: logsumexp(log_base + values @ point),
        np.zeros(values.shape[1]),
        jac=mean,
        hess=hessian,
        method="trust-exact",
        options={"gtol": 1e-9, "maxiter": 60, "initial_trust_radius": 10.0},
    )
    # The last digits, beyond a solver that compares values of the dual.
    polished = root(mean, found.x, jac=hessian, tol=1e-14).x
    best = weights(min((found.x, polished), key=lambda point: np.abs(mean(point)).max()))
    return best, float(np.abs(best @ scaled).max())

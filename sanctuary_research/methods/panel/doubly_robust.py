"""One two-by-two comparison: the doubly robust difference in differences of a single change."""

from __future__ import annotations

import warnings

import numpy as np
import statsmodels.api as sm

TRIM = 0.995


def propensity_of(treated: np.ndarray, design: np.ndarray, weight: np.ndarray) -> np.ndarray | None:
    """Return fitted propensities, or None when they do not exist."""
    model = sm.GLM(treated, design, sm.families.Binomial(), freq_weights=weight)
    with warnings.catch_warnings():  # of groups that covariates tell apart
        warnings.simplefilter("ignore")
        found = model.fit(maxiter=50, tol=1e-14)
    fitted = found.fittedvalues
    information = (design * (weight * fitted * (1 - fitted))[:, None]).T @ design
    is_apart = fitted[treated == 1].max() >= 0.999 or np.linalg.cond(information) > 1e13
    return None if is_apart or not found.converged else fitted


def simple_difference(
    change: np.ndarray, treated: np.ndarray, weight: np.ndarray
) -> tuple[float, np.ndarray]:
    """Weighted mean change of the treated less that of the controls, and each unit's influence.

    >>> simple_difference(np.array([3.0, 5, 1, 1]), np.array([1, 1, 0, 0]), np.ones(4))
    (3.0, array([-0.5,  0.5, -0. , -0. ]))
    """
    one, zero = weight * treated, weight * (1 - treated)
    mean_one, mean_zero = one @ change / one.sum(), zero @ change / zero.sum()
    influence = one * (change - mean_one) / one.sum() - zero * (change - mean_zero) / zero.sum()
    return float(mean_one - mean_zero), influence


def doubly_robust(
    change: np.ndarray, treated: np.ndarray, weight: np.ndarray, design: np.ndarray
) -> tuple[float, np.ndarray] | None:
    """Doubly robust ATT of one change, valid if either of its two working models is.

    Parameters
    ----------
    change : ndarray of shape (n,)
        Change of the outcome between two periods.
    treated : ndarray of shape (n,)
        1 for the cohort, 0 for its controls.
    weight : ndarray of shape (n,)
    design : ndarray of shape (n, p)
        Baseline covariates behind a column of ones.

    Returns
    -------
    tuple or None
        The estimate and each unit's influence on it; None without overlap, or with fewer
        treated or fewer controls than columns of the design: the propensity then fits chance.

    References
    ----------
    Sant'Anna and Zhao (2020), "Doubly robust difference-in-differences estimators", Journal of
    Econometrics 219(1), the estimator with logit propensity and linear regression.
    """
    if design.shape[1] == 1:
        return simple_difference(change, treated, weight)
    if min(treated.sum(), (1 - treated).sum()) < design.shape[1]:
        return None
    control_gram = (design * (weight * (1 - treated))[:, None]).T @ design
    propensity = propensity_of(treated, design, weight)
    if propensity is None or np.linalg.cond(control_gram) > 1e13:
        return None
    kept = (treated == 1) | (propensity < TRIM)
    odds = np.divide(propensity, 1 - propensity, out=np.zeros_like(propensity), where=kept)
    one, zero = weight * treated, weight * odds * (1 - treated)
    slope = np.linalg.solve(control_gram, design.T @ (weight * (1 - treated) * change))
    error = change - design @ slope
    mean_one, mean_zero = one @ error / one.sum(), zero @ error / zero.sum()

    information = (design * (weight * propensity * (1 - propensity))[:, None]).T @ design
    gap = one @ design / one.sum() - zero @ design / zero.sum()
    by_regression = np.linalg.solve(control_gram, gap)
    by_propensity = np.linalg.solve(information, design.T @ (zero * (error - mean_zero)))
    influence = (
        one * (error - mean_one) / one.sum()
        - zero * (error - mean_zero) / zero.sum()
        - weight * (1 - treated) * error * (design @ by_regression)
        - weight * (treated - propensity) * (design @ by_propensity) / zero.sum()
    )
    return float(mean_one - mean_zero), influence

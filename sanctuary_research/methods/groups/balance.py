"""How alike two groups are on their covariates, before and after weighting."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sanctuary_research.errors import AnalysisError

BALANCE_COLUMNS = ("covariate", "mean_sanctuary", "mean_comparison", "std_mean_diff")


def balance_table(
    covariates: pd.DataFrame,
    sanctuary: ArrayLike,
    weights: ArrayLike | None = None,
    base: ArrayLike | None = None,
) -> pd.DataFrame:
    """Return group means of each covariate and their standardized difference.

    The difference is divided by the pooled standard deviation of the groups *before* adjustment,
    sqrt((s1^2 + s0^2) / 2), so that rows before and after an adjustment share one scale.

    Parameters
    ----------
    covariates : DataFrame
        Numeric columns without missing values.
    sanctuary : array (n,) of bool
    weights : array (n,), optional
        Weights after adjustment; ``base`` unless given.
    base : array (n,), optional
        Weights before adjustment, one each unless given.

    Returns
    -------
    DataFrame
        covariate, mean_sanctuary, mean_comparison (units of the covariate), std_mean_diff
        (standard deviations; blank for a covariate that does not vary).

    Raises
    ------
    AnalysisError
        When a group has no weight left.

    References
    ----------
    Austin (2009), doi:10.1002/sim.3697.

    Examples
    --------
    >>> table = balance_table(pd.DataFrame({"x": [1.0, 3, 2, 6]}), [True, True, False, False])
    >>> table.round(3).values.tolist()
    [['x', 2.0, 4.0, -0.894]]
    """
    values = covariates.to_numpy(float)
    sanctuary = np.asarray(sanctuary, bool)
    base = np.ones(len(values)) if base is None else np.asarray(base, float)
    weights = base if weights is None else np.asarray(weights, float)
    means = [_mean(values[group], weights[group]) for group in (sanctuary, ~sanctuary)]
    spread = [_variance(values[group], base[group]) for group in (sanctuary, ~sanctuary)]
    pooled = np.sqrt((spread[0] + spread[1]) / 2)
    gap = means[0] - means[1]
    scaled = np.divide(gap, pooled, out=np.full(len(gap), np.nan), where=pooled > 0)
    columns = (covariates.columns, *means, scaled)
    return pd.DataFrame(dict(zip(BALANCE_COLUMNS, columns, strict=True)))


def _mean(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    if weights.sum() <= 0:
        raise AnalysisError("a group has no weight left", "balance needs units in both")
    return weights @ values / weights.sum()


def _variance(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted variance, with n/(n-1), so that one unit gives zero, not an error."""
    n = len(values)
    centred = values - _mean(values, weights)
    return weights @ centred**2 / weights.sum() * (n / (n - 1) if n > 1 else 1.0)

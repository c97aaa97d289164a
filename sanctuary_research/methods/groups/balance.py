"""How alike two groups are on their covariates, before and after weighting."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from statsmodels.stats.weightstats import DescrStatsW

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
    if not (weights[sanctuary].any() and weights[~sanctuary].any()):
        raise AnalysisError("a group has no weight left", "balance needs units in both")
    sides = (sanctuary, ~sanctuary)
    means = [DescrStatsW(values[side], weights[side]).mean for side in sides]
    # With n/(n-1), so that one unit gives zero, not an error.
    spread = [DescrStatsW(values[s], base[s]).var * s.sum() / max(s.sum() - 1, 1) for s in sides]
    pooled = np.sqrt((spread[0] + spread[1]) / 2)
    gap = means[0] - means[1]
    scaled = np.divide(gap, pooled, out=np.full(len(gap), np.nan), where=pooled > 0)
    columns = (covariates.columns, *means, scaled)
    return pd.DataFrame(dict(zip(BALANCE_COLUMNS, columns, strict=True)))

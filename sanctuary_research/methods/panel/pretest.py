"""The joint test of the leads, and what it could have seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize, stats
from scipy.special import fdtri

LEVEL = 0.05
FARTHEST = 1e5  # noncentrality beyond which scipy's series no longer converges


def joint_test(value: np.ndarray, covariance: np.ndarray, df: float) -> tuple[float, float, float]:
    """Test that all of ``value`` are zero: F statistic, denominator df and p-value.

    Hotelling's form of the Wald statistic, for a covariance that rests on ``df`` degrees of
    freedom; NaN when these are too few for so many estimates.
    """
    rank = len(value)
    spare = df - rank + 1
    if spare < 1e-9:  # none, but for what rounding leaves
        return np.nan, 0.0, np.nan
    wald = float(value @ np.linalg.solve(covariance, value))
    statistic = wald * spare / (rank * df)
    return statistic, spare, float(stats.f.sf(statistic, rank, spare))


def power_against(trend: np.ndarray, covariance: np.ndarray, spare: float) -> float:
    """Probability that the joint test rejects at 5 % when the leads really follow ``trend``."""
    away = float(trend @ np.linalg.solve(covariance, trend))
    return _power(away, len(trend), spare)


def _power(away: float, rank: int, spare: float) -> float:
    """Probability that an F test at 5 % rejects under a noncentrality."""
    if away < 1e-12:  # scipy's noncentral F fails at zero
        return LEVEL
    critical = fdtri(rank, spare, 1 - LEVEL)
    return float(stats.ncf.sf(critical, rank, spare, min(away, FARTHEST)))


def pretest(
    event: np.ndarray,
    value: np.ndarray,
    covariance: np.ndarray,
    *,
    df: float,
    reference: int | None,
    explained: float,
    after: float,
) -> pd.Series:
    """Test that all leads are zero, and say what that test could have seen.

    Parameters
    ----------
    event, value, covariance
        Leads only, the reference left out.
    df : float
        Degrees of freedom behind the covariance.
    reference : int or None
        Event time that every lead is measured from; None when each is a one-period change.
    explained : float
        The overall estimate, which a linear trend is asked to explain by itself.
    after : float
        Mean distance of the treated periods from the reference.

    Returns
    -------
    Series
        statistic, df, df_denominator, p; ``power``: the chance of rejecting at 5 % if a linear
        trend alone had produced the overall estimate; ``slope_80``: the slope per period that
        the test finds with 80 % power, missing where the data are too few for any.

    References
    ----------
    Roth (2022), "Pretest with caution", American Economic Review: Insights 4(3).
    """
    names = ["statistic", "df", "df_denominator", "p", "power", "slope_80"]
    rank = len(event)
    statistic, spare, p = joint_test(value, covariance, df) if rank else (np.nan, 0.0, np.nan)
    if np.isnan(statistic):
        return pd.Series([np.nan, rank, spare, np.nan, np.nan, np.nan], index=names, dtype=float)
    shape = (event - reference).astype(float) if reference is not None else np.ones(rank)
    power = power_against(explained / after * shape, covariance, spare)

    unit = float(shape @ np.linalg.solve(covariance, shape))

    def short(log_slope: float) -> float:
        return _power(unit * np.exp(2 * log_slope), rank, spare) - 0.8

    one = -0.5 * np.log(unit)
    farthest = one + 0.5 * np.log(FARTHEST)
    found = short(farthest) > 0
    slope = float(np.exp(optimize.brentq(short, one - 3, farthest))) if found else np.nan
    return pd.Series([statistic, rank, spare, p, power, slope], index=names, dtype=float)

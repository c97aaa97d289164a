"""Estimates by period around a reference period, with their joint covariance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sanctuary_research.errors import AnalysisError


@dataclass(frozen=True, eq=False, repr=False)
class Coefficients:
    """What happened before and after a reference period, in which the estimate is zero.

    Attributes
    ----------
    period : array (E,) of int
        Event times or calendar years in order, the reference left out.
    estimate : array (E,)
    covariance : array (E, E)
    df : array (E,)
        Degrees of freedom behind each estimate's variance; infinite for a variance taken as
        known, as most published tables do.
    reference : int
        -1 for event times, the base year for calendar years.

    Raises
    ------
    AnalysisError
        The shapes do not fit together, or the reference is among the periods.

    Examples
    --------
    >>> Coefficients([-2, 0], [0.1, 0.5], [[0.04, 0.01], [0.01, 0.09]]).df
    array([inf, inf])
    """

    period: ArrayLike
    estimate: ArrayLike
    covariance: ArrayLike
    df: ArrayLike = np.inf
    reference: int = -1

    def __post_init__(self) -> None:
        """Turn what was given into arrays that fit together."""
        period, estimate = np.asarray(self.period, int), np.asarray(self.estimate, float)
        covariance = np.asarray(self.covariance, float)
        if covariance.shape != (len(period), len(estimate)) or len(period) != len(estimate):
            raise AnalysisError(
                f"{len(period)} periods and {len(estimate)} estimates do not fit a covariance of "
                f"shape {covariance.shape}",
                "give one estimate a period, and a square covariance",
            )
        if self.reference in period or (np.diff(period) <= 0).any():
            raise AnalysisError(
                f"periods {', '.join(map(str, period))} do not lie in order around "
                f"{self.reference}",
                "sort them and leave the reference out",
            )
        found = {"period": period, "estimate": estimate, "covariance": covariance}
        found["df"] = np.broadcast_to(np.asarray(self.df, float), period.shape)
        for name, value in found.items():
            object.__setattr__(self, name, value)

    def df_of(self, weights: np.ndarray) -> float:
        """Return the degrees of freedom behind a weighted sum: the least of those summed."""
        return float(np.asarray(self.df)[weights != 0].min())

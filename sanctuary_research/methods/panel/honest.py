"""How much of a violation of parallel trends a conclusion survives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research.errors import AnalysisError, UsageError, check_known, unknown
from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.groups.by_year import YearStudy
from sanctuary_research.methods.panel.honest_relative import relative_interval
from sanctuary_research.methods.panel.honest_smoothness import smooth_interval
from sanctuary_research.methods.panel.results import EventStudy

RESTRICTIONS = ("relative_magnitudes", "smoothness")
COVARIANCES = ("few_clusters", "conventional")
HIGHEST = 1e4


@dataclass(frozen=True, eq=False, repr=False)
class HonestDiD:
    """Intervals that hold under bounded violations, and the bound at which zero enters.

    Attributes
    ----------
    table : DataFrame
        limit (Mbar, or M in units of the outcome), conf_low, conf_high, includes_zero.
    interval : callable
        From any limit to the ends of its interval.
    scale : float
        A limit of the size to begin with.
    """

    table: pd.DataFrame
    interval: Callable[[float], tuple[float, float]]
    scale: float

    @cached_property
    def breakdown(self) -> float:
        """Smallest limit whose interval includes zero: 0 when the ordinary one does, or infinity.

        Infinity means that none does.
        """
        return _breakdown(self.interval, self.scale)


def honest_did(
    result: EventStudy | YearStudy | Coefficients,
    restriction: str = "relative_magnitudes",
    grid: Sequence[float] | None = None,
    *,
    target: str | int | Sequence[int] = "average",
    covariance: str = "few_clusters",
    seed: int = 0,
) -> HonestDiD:
    """Recompute an event study's interval under bounded violations of parallel trends.

    Parameters
    ----------
    result : EventStudy, YearStudy or Coefficients
        With leads measured from one reference period and no period missing; ``window`` shortens
        long event studies. Many imprecise leads make relative magnitudes wide.
    restriction : {"relative_magnitudes", "smoothness"}
        Bound the steps of the violation after adoption by a multiple of the largest step before
        it, or bound how much its slope may change from one period to the next.
    grid : sequence of float, optional
        Limits to report; by default 0 to 2 for relative magnitudes, and 0 to the standard error
        of the target for smoothness.
    target : "average", int or sequence of int
        Mean of all effects after the reference, the effect in one period, or the mean of some.
    covariance : {"few_clusters", "conventional"}
        The covariance behind the printed intervals, widened to Student's t by the degrees of
        freedom of each lead and of the target, the line before under smoothness being the
        least-squares one; or, as published bounds take it, a covariance taken as known (of a
        comparison by year that clustered by unit), with normal quantiles, which also chooses that
        line. ``Coefficients`` without degrees of freedom are taken as known either way.
    seed : int
        For the least-favourable critical value (5,000 draws).

    Returns
    -------
    HonestDiD

    Raises
    ------
    UsageError
        A name that does not exist, or leads measured from several periods.
    AnalysisError
        No lead, no effect, a gap between periods, or too few clusters for the covariance.

    References
    ----------
    Rambachan and Roth (2023), "A more credible approach to parallel trends", Review of Economic
    Studies 90(5).

    Examples
    --------
    >>> found = honest_did(Coefficients([-2, 0], [0.1, 2.0], [[0.01, 0.0], [0.0, 0.04]]), grid=[1])
    >>> found.table.loc[0, ["conf_low", "conf_high"]].astype(float).round(2).tolist()
    [1.51, 2.49]
    """
    check_known("restriction", restriction, RESTRICTIONS)
    check_known("covariance", covariance, COVARIANCES)
    is_vector = isinstance(result, Coefficients)
    given = result if is_vector else result.coefficients(covariance)
    before, weights = _sides(given, target)
    spread, working = given.covariance, None
    if covariance == "few_clusters" and np.isfinite(given.df).any():
        spread, working = spread * _widened(given, before, weights), alike(given.covariance)
    error = float(np.sqrt(weights @ given.covariance[before:, before:] @ weights))

    def interval(limit: float) -> tuple[float, float]:
        if restriction == "smoothness":
            return smooth_interval(given.estimate, spread, before, weights, limit, working)
        return relative_interval(given.estimate, spread, before, weights, limit, seed)

    if grid is None:
        grid = np.linspace(0, 2.0 if restriction == "relative_magnitudes" else error, 9)
    limits = _limits(grid)
    low, high = np.array([interval(limit) for limit in limits]).T
    zero = (low <= 0) & (high >= 0)
    table = pd.DataFrame(
        {"limit": limits, "conf_low": low, "conf_high": high, "includes_zero": zero}
    )
    scale = 1.0 if restriction == "relative_magnitudes" else error
    return HonestDiD(table, interval, scale)


def _sides(given: Coefficients, target: str | int | Sequence[int]) -> tuple[int, np.ndarray]:
    """Return the number of leads, and the weights of the effects in the quantity of interest."""
    period, before = given.period, int((given.period < given.reference).sum())
    if not 0 < before < len(period):
        raise AnalysisError(
            f"honest_did needs a lead before {given.reference} and an effect after it"
        )
    around = np.insert(period, before, given.reference)
    if np.any(np.diff(around) != 1):
        raise AnalysisError(
            f"periods {', '.join(map(str, around))} have gaps", "choose a window without"
        )
    if np.linalg.matrix_rank(given.covariance, hermitian=True) < len(period):
        raise AnalysisError(
            f"{len(period)} leads and effects rest on too few clusters for a joint covariance",
            "choose a window of fewer periods",
        )
    effects = period[before:]
    wanted = effects if isinstance(target, str) and target == "average" else np.atleast_1d(target)
    for one in wanted:
        if one not in effects:
            raise unknown("target", one, ["average", *map(str, effects)])
    return before, np.isin(effects, wanted) / len(wanted)


def alike(covariance: np.ndarray) -> np.ndarray:
    """Return the covariance if all periods, the reference too, had noise alike and independent.

    Under it the best line before is the least-squares one. Its scale is that of ``covariance``.

    >>> alike(np.diag([1.0, 3.0]))
    array([[2., 1.],
           [1., 2.]])
    """
    size = len(covariance)
    return np.trace(covariance) / size / 2 * (np.eye(size) + 1)


def _widened(given: Coefficients, before: int, weights: np.ndarray) -> np.ndarray:
    """How much larger each covariance is taken, so that normal quantiles give Student's t.

    Effects share the degrees of freedom of the target, so that without violations the interval
    is the ordinary one; every lead has its own, because one that rests on two clusters says
    little however precise the effects are.
    """
    df = given.df_of(np.append(np.zeros(before), weights))
    own = np.append(given.df[:before], np.full(len(weights), df))
    widen = stats.t.ppf(0.975, own) / stats.norm.ppf(0.975)
    return np.outer(widen, widen)


def _limits(grid: Sequence[float]) -> np.ndarray:
    limits = np.unique(pd.to_numeric(pd.Series(grid), errors="coerce"))
    if not len(limits) or not np.isfinite(limits).all() or limits[0] < 0:
        raise UsageError(f"grid must hold finite numbers from 0 up, not {grid!r}")
    return limits


def _breakdown(interval: Callable[[float], tuple[float, float]], scale: float) -> float:
    """Smallest limit whose interval includes zero, by bisection."""

    def includes(limit: float) -> bool:
        low, high = interval(limit)
        return low <= 0 <= high

    if includes(0.0):
        return 0.0
    low, high = 0.0, scale
    while not includes(high):
        low, high = high, 2 * high
        if high > HIGHEST * scale:
            return np.inf
    while high - low > 1e-4 * scale:
        middle = (low + high) / 2
        low, high = (low, middle) if includes(middle) else (middle, high)
    return high

"""How much of a violation of parallel trends a conclusion survives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research.errors import AnalysisError, UsageError, unknown
from sanctuary_research.methods.panel.honest_relative import relative_interval
from sanctuary_research.methods.panel.honest_smoothness import smooth_interval
from sanctuary_research.methods.panel.results import EventStudy

RESTRICTIONS = ("relative_magnitudes", "smoothness")
HIGHEST = 1e4


@dataclass(frozen=True, eq=False, repr=False)
class HonestDiD:
    """Intervals that hold under bounded violations, and the bound at which zero enters.

    Attributes
    ----------
    table : DataFrame
        limit (Mbar, or M in units of the outcome), conf_low, conf_high, includes_zero.
    breakdown : float
        Smallest limit whose interval includes zero: 0 when the ordinary interval does, infinity
        when none does.
    facts : dict
    """

    table: pd.DataFrame
    breakdown: float
    facts: dict[str, object]

    def sentence(self) -> str:
        """State in words how much of a violation the sign of the effect survives."""
        if self.breakdown == 0:
            return (
                f"The 95 % interval of the {self.facts['target']} includes zero even if trends are "
                "parallel."
            )
        if np.isinf(self.breakdown):
            return f"The {self.facts['target']} differs from zero under every limit tried."
        allowed = str(self.facts["allowed"]).format(f"{self.breakdown:.2g}")
        return f"The {self.facts['target']} differs from zero as long as {allowed}."

    def __repr__(self) -> str:
        shown = self.table.to_string(index=False, float_format=lambda x: f"{x:.4g}")
        return f"{self.sentence()}\n\n{shown}"


def honest_did(
    result: EventStudy,
    restriction: str = "relative_magnitudes",
    grid: Sequence[float] | None = None,
    *,
    target: str | int = "average",
    seed: int = 0,
) -> HonestDiD:
    """Recompute an event study's interval under bounded violations of parallel trends.

    Parameters
    ----------
    result : EventStudy
        With leads measured from event time -1 (a universal base) and no event time missing;
        ``window`` shortens long ones. Many imprecise leads make relative magnitudes wide.
    restriction : {"relative_magnitudes", "smoothness"}
        Bound the steps of the violation after adoption by a multiple of the largest step before
        it, or bound how much its slope may change from one period to the next.
    grid : sequence of float, optional
        Limits to report; by default 0 to 2 for relative magnitudes, and 0 to the standard error
        of the target for smoothness.
    target : "average" or int
        Mean of the effects from event time 0 on, or the effect at one event time.
    seed : int
        For the least-favourable critical value (5,000 draws).

    Returns
    -------
    HonestDiD

    References
    ----------
    Rambachan and Roth (2023), "A more credible approach to parallel trends", Review of Economic
    Studies 90(5).
    """
    if restriction not in RESTRICTIONS:
        raise unknown("restriction", restriction, RESTRICTIONS)
    chosen, before = _consecutive(result)
    event = result.table["event_time"].to_numpy()[chosen]
    weights = _target(event[before:], target)
    beta = result.table["estimate"].to_numpy()[chosen]
    covariance = result.spread.covariance[np.ix_(chosen, chosen)]
    error = float(np.sqrt(weights @ covariance[before:, before:] @ weights))
    widen, df = _widening(result, chosen, before, weights)
    covariance = covariance * np.outer(widen, widen)
    if restriction == "smoothness":
        covariance = covariance * _for_chosen_weights(df, before - 1)

    def interval(limit: float) -> tuple[float, float]:
        if restriction == "smoothness":
            return smooth_interval(beta, covariance, before, weights, limit)
        return relative_interval(beta, covariance, before, weights, limit, seed)

    if grid is None:
        grid = np.linspace(0, 2.0 if restriction == "relative_magnitudes" else error, 9)
    limits = _limits(grid)
    table = _table(limits, [interval(limit) for limit in limits])
    facts = _facts(result, restriction, target, df, before)
    table.attrs = dict(facts)
    scale = 1.0 if restriction == "relative_magnitudes" else error
    return HonestDiD(table, _breakdown(interval, scale), facts)


def _consecutive(result: EventStudy) -> tuple[np.ndarray, int]:
    """Return positions of leads and effects in ``result.table``, and the number of leads."""
    if "imputation" in str(result.facts["estimator"]):
        raise UsageError(
            "imputation measures effects from the mean of all untreated periods and leads from "
            "the last one, so bounds on leads say nothing about effects",
            "use callaway_santanna",
        )
    table = result.table
    event = table["event_time"].to_numpy()
    reference = np.flatnonzero((event == -1) & (table["estimate"] == 0).to_numpy())
    if not len(reference) or table["std_error"].notna().iloc[reference[0]]:
        case = "honest_did needs leads measured from event time -1"
        raise UsageError(case, "use base='universal'")
    known = np.flatnonzero(table["std_error"].notna().to_numpy())
    before, after = known[known < reference[0]], known[known > reference[0]]
    if not len(before) or not len(after):
        raise AnalysisError("honest_did needs a lead before event time -1 and an effect after it")
    around = np.union1d(np.append(before, reference), after)
    if np.any(np.diff(event[around]) != 1):
        raise AnalysisError(
            f"event times {', '.join(map(str, event[around]))} have gaps",
            "choose a window without",
        )
    chosen = np.concatenate([before, after])
    covariance = result.spread.covariance[np.ix_(chosen, chosen)]
    if np.linalg.matrix_rank(covariance, hermitian=True) < len(chosen):
        raise AnalysisError(
            f"{len(chosen)} leads and effects rest on too few treated clusters "
            f"({result.facts['n_treated_clusters']}) for a joint covariance",
            "choose a window of fewer event times",
        )
    return chosen, len(before)


def _target(event: np.ndarray, target: str | int) -> np.ndarray:
    """Weights of the effects in the quantity of interest."""
    if target == "average":
        return np.full(len(event), 1 / len(event))
    if target not in event:
        raise unknown("target", target, ["average", *map(str, event)])
    return (event == target).astype(float)


def _widening(
    result: EventStudy, chosen: np.ndarray, before: int, weights: np.ndarray
) -> tuple[np.ndarray, float]:
    """How much wider Student's t is than the normal, and the df of the target.

    Effects share the degrees of freedom of the target, so that without violations the interval
    is the ordinary one; every lead has its own, because one that rests on two clusters says
    little however precise the effects are.
    """
    combination = np.zeros((len(result.table), 1))
    combination[chosen[before:], 0] = weights
    df = float(result.spread.degrees(combination)[0])
    own = np.append(result.spread.df[chosen[:before]], np.full(len(weights), df))
    return stats.t.ppf(0.975, own) / stats.norm.ppf(0.975), df


def _for_chosen_weights(df: float, free: int) -> float:
    """How much variance the choice of ``free`` weights hides when the covariance is estimated.

    The smallest variance over such weights is that of a covariance with as many degrees of
    freedom fewer, and chosen weights are never quite the best ones.
    """
    left = df - free
    if left <= 1:
        raise AnalysisError(
            f"{free + 1} leads are too many for an effect with {df:.1f} degrees of freedom under "
            "restriction='smoothness'",
            "choose a window of fewer leads",
        )
    wider = stats.t.ppf(0.975, left) / stats.t.ppf(0.975, df)
    return wider**2 * (df / left) * max((df - 1) / (left - 1), 1.0)


def _limits(grid: Sequence[float]) -> np.ndarray:
    try:
        limits = np.unique(np.asarray(grid, dtype=float))
    except (TypeError, ValueError):
        raise UsageError(f"grid must hold finite numbers from 0 up, not {grid!r}") from None
    if not len(limits) or not np.isfinite(limits).all() or limits[0] < 0:
        raise UsageError("grid must hold finite numbers from 0 up")
    return limits


def _table(limits: np.ndarray, intervals: list[tuple[float, float]]) -> pd.DataFrame:
    """Intervals as a frame."""
    low, high = np.array(intervals).T
    return pd.DataFrame(
        {
            "limit": limits,
            "conf_low": low,
            "conf_high": high,
            "includes_zero": (low <= 0) & (high >= 0),
        }
    )


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


def _facts(
    result: EventStudy, restriction: str, target: str | int, df: float, before: int
) -> dict[str, object]:
    """What the table must name, beside the facts of the event study."""
    allowed = {
        "relative_magnitudes": "the violation of parallel trends moves in one period after "
        "adoption by less than {} times its largest move before",
        "smoothness": "the slope of the violation of parallel trends changes from one period to "
        "the next by less than {}",
    }[restriction]
    method = {
        "relative_magnitudes": "conditional least-favourable hybrid test, inverted",
        "smoothness": "optimal fixed-length interval",
    }[restriction]
    named = "mean effect from event time 0 on" if target == "average" else f"effect at {target}"
    return {
        **result.facts,
        "restriction": restriction,
        "allowed": allowed,
        "method": f"{method}; covariance widened to Student's t with {df:.0f} df, each "
        "lead with its own",
        "target": named,
        "n_leads": before,
    }

"""Randomization of adoption dates: do dates dealt out at random do as much as the real ones?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.panel.frame import Panel, read_panel


def joint_randomization_test(
    frames: Mapping[str, pd.DataFrame],
    *,
    unit: str,
    time: str,
    cohort: str,
    outcome: str,
    horizon: float = np.inf,
    draws: int = 1999,
    seed: int = 0,
) -> pd.DataFrame:
    """Test no effect for anybody in each of several specifications of one question.

    The units stand in a line, earliest adopter first; each specification hands its dates along
    the line to those of them that it holds. Every draw puts the units in another order and
    recomputes all specifications on their own rows, so that who adopts early in one does in the
    others, and each keeps its number of adopters. A p-value is how often a draw's estimate is at
    least as large, exact when every order was as likely as the real one.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Panels by specification. They may differ in rows, in dates and in the outcome's values;
        rows must not have been left out because of adoption dates (see `horizon`).
    horizon : int, optional
        Adopters count so long after adoption, in units of `time`; by default to the end.
    draws : int
        Reassignments, at least 99.

    Other parameters are those of :func:`event_study`; the statistic is Callaway and Sant'Anna's
    simple average against units not yet treated, without covariates.

    Returns
    -------
    DataFrame
        One row a specification: name, estimate, p_value.

    Raises
    ------
    UsageError
        No frame, or too few draws.
    AnalysisError
        A specification has no estimate with the real dates.

    References
    ----------
    Athey and Imbens (2022), "Design-based analysis in difference-in-differences settings with
    staggered adoption", Journal of Econometrics 226(1); Young (2019), "Channeling Fisher",
    Quarterly Journal of Economics 134(2).
    """
    if draws < 99:
        raise UsageError(f"draws must be at least 99, not {draws}", "try 1999")
    if not frames:
        raise UsageError("there is no specification to test", "give at least one frame by name")
    columns = {"unit": unit, "time": time, "cohort": cohort, "outcome": outcome}
    panels = {name: read_panel(frame, **columns) for name, frame in frames.items()}
    dates = _dates(panels)
    shuffled = np.random.default_rng(seed).random((draws, len(dates)))
    order = np.vstack([np.arange(len(dates)), shuffled])
    found = np.stack(
        [_estimates(panel, dates[name], order, horizon) for name, panel in panels.items()], axis=1
    )
    if not np.isfinite(found[0]).all():
        bad = [repr(name) for name, value in zip(frames, found[0], strict=True) if np.isnan(value)]
        raise AnalysisError(f"no estimate with the real dates in {', '.join(bad)}", "leave it out")
    # Mirrored assignments tie but for rounding; what cannot be computed counts as far from zero.
    size = np.where(np.isfinite(found), np.abs(found), np.inf)
    p_values = (size >= size[0] * (1 - 1e-9)).mean(axis=0)
    return pd.DataFrame({"name": list(panels), "estimate": found[0], "p_value": p_values})


def _dates(panels: Mapping[str, Panel]) -> pd.DataFrame:
    """Adoption dates of all units (rows, earliest first) by specification; never is infinite.

    Units that are not in a specification have no date there.
    """
    dates = pd.DataFrame(
        {
            name: pd.Series(np.where(panel.never, np.inf, panel.date), panel.units)
            for name, panel in panels.items()
        }
    ).sort_index()
    first = dates.bfill(axis=1).iloc[:, 0]
    return dates.loc[first.sort_values(kind="stable").index]


def _estimates(panel: Panel, dates: pd.Series, order: np.ndarray, horizon: float) -> np.ndarray:
    """The simple average of one specification when its units stand in every order."""
    present = dates.notna().to_numpy()
    date = dates[present].to_numpy()
    start = np.where(np.isfinite(date), np.searchsorted(panel.periods, date), panel.n_periods)
    rank = order[:, present].argsort(axis=1).argsort(axis=1)
    place = dates.index[present].get_indexer(panel.units)
    return simple_att(panel, start[rank][:, place], horizon)


def simple_att(panel: Panel, start: np.ndarray, horizon: float = np.inf) -> np.ndarray:
    """Callaway and Sant'Anna's simple average for every row of adoption dates (B, N).

    Controls are those not yet treated, and nobody is treated in the first period; adopters count
    until ``horizon`` in time after adoption, by default to the end.
    """
    dates, periods = np.unique(np.append(start, panel.n_periods)), panel.periods
    pairs = [
        (g, s)
        for g in dates[:-1]
        for s in range(g, panel.n_periods)
        if periods[s] - periods[g] <= horizon
    ]
    cohort, time = np.array(pairs).T
    columns, place = _changes(panel, cohort, time), np.arange(len(time))
    own, is_control = np.searchsorted(dates, cohort), dates[:, None] > time

    def average(dealt: np.ndarray) -> float:
        member = (dealt == dates[:, None]).astype(float)
        change, weight, size = member @ columns
        here, there = weight[own, place], (weight * is_control).sum(axis=0)
        usable = (here > 0) & (there > 0)
        if not usable.any():
            return np.nan
        with np.errstate(divide="ignore", invalid="ignore"):
            effect = change[own, place] / here - (change * is_control).sum(axis=0) / there
        return np.average(effect[usable], weights=size[own, place][usable])

    return np.array([average(dealt) for dealt in start])


def _changes(panel: Panel, cohort: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Lay out what group-time effects need of every unit, array (3, N, K).

    For each pair of cohort and treated period (positions): the change of the units seen in both
    periods, which those are, and ones. Their sums by cohort give the effects.
    """
    both = panel.seen[:, time] & panel.seen[:, cohort - 1]
    change = panel.filled[:, time] - panel.filled[:, cohort - 1]
    return np.stack([both * change, both, np.ones_like(change)])

"""One statistic of many reassigned adoption paths."""

from __future__ import annotations

import numpy as np

from sanctuary_research.methods.panel.frame import Panel


def changes(panel: Panel, cohort: np.ndarray, time: np.ndarray) -> np.ndarray:
    """Lay out what group-time effects need of every unit, array (3, N, K).

    For each pair of cohort and treated period (positions): the weighted change of the units seen
    in both periods, their weight, and the weight of all. Their sums by cohort give the effects.
    """
    weight = np.broadcast_to(panel.weight[:, None], (panel.n_units, len(time)))
    both = weight * (panel.seen[:, time] & panel.seen[:, cohort - 1])
    return np.stack([both * (panel.filled[:, time] - panel.filled[:, cohort - 1]), both, weight])


def simple_att(panel: Panel, start: np.ndarray, horizon: float = np.inf) -> np.ndarray:
    """Callaway and Sant'Anna's simple average for every row of adoption dates (B, N).

    Controls are those not yet treated. Whoever is treated from the first period on is left out of
    that draw; adopters count until ``horizon`` in time after adoption, by default to the end.
    """
    dates, periods = np.unique(np.append(start, panel.n_periods)), panel.periods
    pairs = [
        (g, s)
        for g in dates[(dates > 0) & (dates < panel.n_periods)]
        for s in range(g, panel.n_periods)
        if periods[s] - periods[g] <= horizon
    ]
    cohort, time = np.array(pairs).T
    columns, place = changes(panel, cohort, time), np.arange(len(time))
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

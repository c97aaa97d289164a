"""Poisson event study for counts: effects are proportional, exposure enters as an offset."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import special

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel.absorb import Absorber, regress
from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.panel.influence import Estimates
from sanctuary_research.methods.panel.twfe import two_way

STEPS = 100
TOLERANCE = 1e-11


def countable(panel: Panel) -> Panel:
    """Leave out units and periods that are zero throughout, which carry no information."""
    some = (panel.filled > 0).any(axis=1)[:, None] & (panel.filled > 0).any(axis=0)[None, :]
    lost = int((panel.seen & ~some).sum())
    if not lost:
        return panel
    note = f"{lost} rows of units or periods without a single event were left out."
    return replace(panel, seen=panel.seen & some, notes=(*panel.notes, note))


def fit(panel: Panel, columns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Poisson maximum likelihood with unit and period effects, by reweighted least squares.

    Returns the coefficients (K,) and each unit's influence on them (N, K).
    """
    seen, y, offset = panel.seen, panel.filled, panel.offset
    if (np.einsum("ntk,nt->k", columns, y) == 0).any():
        raise _separated(panel)
    at_risk = np.where(seen, np.exp(offset), 0.0)
    mean = np.where(seen, (y + at_risk * y.sum() / at_risk.sum()) / 2, 1.0)
    deviance = np.inf
    for _ in range(STEPS):
        working = np.log(mean) - offset + (y - mean) / mean
        value, influence, left = regress(working, columns, Absorber(seen * mean))
        linear = offset + working - left
        if not np.isfinite(linear[seen]).all() or np.abs(linear[seen]).max() > 600:
            raise _separated(panel)
        mean = np.exp(np.where(seen, linear, 0.0))
        gap = special.xlogy(y, y / mean) - (y - mean)
        last, deviance = deviance, 2 * gap[seen].sum()
        if abs(last - deviance) < TOLERANCE * (0.1 + abs(deviance)):
            return value, influence
    raise _separated(panel)


def _separated(panel: Panel) -> AnalysisError:
    return AnalysisError(
        f"the Poisson model of {panel.names['outcome']!r} has no finite maximum: adopters have no "
        "events at all at some event time, so its effect is minus infinity",
        "choose a shorter panel or a commoner outcome",
    )


def poisson(panel: Panel) -> Estimates:
    """Two-way Poisson event study; estimates are changes of the log expected count.

    Like two-way fixed effects it uses cohorts treated earlier as controls.

    Parameters
    ----------
    panel : Panel
        Outcomes are counts (or any values not below zero); ``offset`` is the log exposure.

    References
    ----------
    Wooldridge (2023), "Simple approaches to nonlinear difference-in-differences with panel
    data", Econometrics Journal 26(3); Correia, Guimaraes and Zylkin (2020), Stata Journal 20(1).
    """
    used = countable(panel)
    try:
        found = two_way(used, lambda columns: fit(used, columns))
    except np.linalg.LinAlgError as problem:
        raise _separated(used) from problem
    return replace(found, notes=used.notes[len(panel.notes) :] + found.notes)

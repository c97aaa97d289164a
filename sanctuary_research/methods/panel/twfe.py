"""Two-way fixed effects: the benchmark that mixes effects when they differ between cohorts."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel.absorb import NO_CHANGE, Absorber, independent, regress
from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.panel.influence import Estimates, around_reference


def event_columns(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Return event times and their indicator columns (N, T, E), each unit's reference left out.

    Later event times come first and the earliest leads last, so that where the data cannot
    carry all of them (no never-treated unit) it is the earliest lead that gives way.
    """
    here = panel.seen & ~panel.never[:, None] & ~panel.is_reference
    events = np.unique(panel.event[here])
    events = np.concatenate([events[events >= 0], events[events < 0][::-1]])
    columns = (panel.event[:, :, None] == events) & here[:, :, None]
    return events, columns.astype(float)


def keep_independent(
    absorber: Absorber, events: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Drop event columns that the effects and earlier columns span, and say which."""
    keep = independent(absorber, columns)
    dropped = np.sort(events[~keep])
    if (events[keep] >= 0).sum() < (events >= 0).sum():
        raise AnalysisError(
            f"the effects at event times {', '.join(map(str, dropped))} cannot be told from unit "
            "and period effects: no untreated unit is left in those periods"
        )
    notes = ()
    if len(dropped):
        notes = (f"Leads taken as zero beside the reference: {', '.join(map(str, dropped))}.",)
    return events[keep], columns[:, :, keep], notes


def twfe(panel: Panel) -> Estimates:
    """Two-way fixed-effects event study and, as the overall effect, the static coefficient.

    Cohorts already treated serve as controls for later ones, so with effects that differ
    between cohorts or grow over time the estimates are no average of effects: read them as
    the benchmark beside :func:`goodman_bacon`.

    References
    ----------
    Goodman-Bacon (2021), "Difference-in-differences with variation in treatment timing",
    Journal of Econometrics 225(2).
    """
    absorber = Absorber(1.0 * panel.seen)
    return two_way(panel, lambda columns: regress(panel.filled, columns, absorber)[:2])


def two_way(panel: Panel, fit: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]) -> Estimates:
    """Fit the indicators of event times, and treatment alone, beside unit and period effects."""
    absorber = Absorber(1.0 * panel.seen)
    events, columns, notes = keep_independent(absorber, *event_columns(panel))
    treated = panel.treated[:, :, None].astype(float)
    if not independent(absorber, treated).all():
        raise AnalysisError(*NO_CHANGE)
    value, influence = fit(columns)
    static, moved = fit(treated)
    here = panel.seen & ~panel.never[:, None]
    behind = [(here & (panel.event == e)).any(axis=1) for e in events]
    return Estimates(
        **around_reference(panel, events, value, influence, behind),
        average=(float(static[0]), moved[:, 0]),
        notes=notes,
    )

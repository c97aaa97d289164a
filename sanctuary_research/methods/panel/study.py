"""The one door to every event-study estimator."""

from __future__ import annotations

from numbers import Real
from typing import Any

import pandas as pd

from sanctuary_research.errors import AnalysisError, UsageError, check_known
from sanctuary_research.methods.panel.callaway_santanna import callaway_santanna
from sanctuary_research.methods.panel.frame import Panel, read_panel, two_clusters_each
from sanctuary_research.methods.panel.imputation import imputation
from sanctuary_research.methods.panel.influence import Estimates
from sanctuary_research.methods.panel.panel_columns import numbers, require
from sanctuary_research.methods.panel.poisson import poisson
from sanctuary_research.methods.panel.results import EventStudy, summarise
from sanctuary_research.methods.panel.twfe import twfe

CONTROLS = ("not_yet_treated", "never_treated")
ESTIMATORS = ("callaway_santanna", "imputation", "twfe", "poisson")


def event_study(
    frame: pd.DataFrame,
    *,
    outcome: str,
    exposure: str | None = None,
    control: str = "not_yet_treated",
    estimator: str = "callaway_santanna",
    window: tuple[int, int] | None = None,
    seed: int = 0,
    **columns: Any,
) -> EventStudy:
    """Estimate how an outcome changes around the adoption of a policy, by time since adoption.

    Every estimate assumes that without adoption the outcome of adopters would have moved in
    parallel with that of their controls. The leads test a part of that;
    :func:`honest_did` says how much of a violation the conclusion survives.

    Parameters
    ----------
    frame : DataFrame
        One row per unit and period. Gaps are allowed; missing outcomes and repeated rows are
        refused. Event time is calendar time: a year that the panel skips stays absent.
    unit, time, outcome : str
        Columns. Periods are whole numbers.
    cohort : str
        First treated period of the unit, the same in all its rows; missing for never (0 for
        never is read too, where all periods lie above 0 and no row is missing). It may be a year
        that the panel skips. Units treated from the first period on are left out and named in
        ``facts["notes"]``.
    cluster : str, optional
        Level of the standard errors, at least as coarse as units, which is the default.
    control : {"not_yet_treated", "never_treated"}
        Comparison units of ``callaway_santanna``. Those of ``imputation`` are all untreated
        unit-periods, of the other two all other units, those treated earlier included.
    estimator : {"callaway_santanna", "imputation", "twfe", "poisson"}
        The last two are benchmarks: cohorts already treated serve as controls there.
    exposure : str, optional
        Population at risk for ``poisson``; its log enters as an offset.
    window : (int, int), optional
        First and last event time to report; averages over all event times do not change.
    seed : int
        For the simultaneous bands.
    **columns : str
        The other columns named above.

    Returns
    -------
    EventStudy

    Raises
    ------
    UsageError, DataError, AnalysisError
        A name is unknown, rows break a rule (they are named), or nobody can be compared.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "place": list("aabbccdd"), "year": [1, 2] * 4, "adopted": [2, 2, 2, 2, 0, 0, 0, 0],
    ...     "crime": [5.0, 4.0, 7.0, 4.0, 3.0, 4.0, 2.0, 2.0]})
    >>> study = event_study(frame, unit="place", time="year", cohort="adopted", outcome="crime")
    >>> study.table.loc[study.table.event_time == 0, "estimate"].item()
    -2.5
    """
    for kind, given, choices in (
        ("estimator", estimator, ESTIMATORS),
        ("control group", control, CONTROLS),
    ):
        check_known(kind, given, choices)
    if exposure is not None and estimator != "poisson":
        raise UsageError(f"estimator {estimator!r} takes no exposure", "use estimator='poisson'")
    _check_window(window)
    panel = read_panel(frame, outcome=outcome, exposure=exposure, **columns)
    never_only = control == "never_treated" and estimator == "callaway_santanna"
    two_clusters_each(panel, never_only=never_only)
    if estimator == "poisson":
        case = f"outcome {outcome!r} is below zero in {{rows}}"
        below = numbers(frame, outcome, "outcome") < 0
        require(frame.index, below, case, "a Poisson model needs counts")
    found = estimate(panel, estimator, control=control)
    return summarise(panel, found, window=window, seed=seed)


def _check_window(window: object) -> None:
    """Refuse a window that is not a pair of event times in order."""
    if window is None:
        return
    pair = isinstance(window, (tuple, list)) and len(window) == 2
    if not pair or not all(isinstance(end, Real) for end in window) or window[0] > window[1]:
        raise UsageError(
            f"window must be a first and a last event time, not {window!r}",
            "try (-5, 5)",
        )


def estimate(panel: Panel, estimator: str, *, control: str) -> Estimates:
    """Run one estimator on a checked panel."""
    if control == "never_treated" and not panel.never.any():
        raise AnalysisError(
            f"every unit of {panel.names['unit']!r} adopts by {panel.periods[-1]}, so there is no "
            "never-treated control",
            "use control='not_yet_treated'",
        )
    if estimator == "callaway_santanna":
        return callaway_santanna(panel, control=control)
    return {"imputation": imputation, "twfe": twfe, "poisson": poisson}[estimator](panel)

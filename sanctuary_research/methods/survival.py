"""Time until something happens, where for some it has not happened yet: Kaplan and Meier."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from statsmodels.duration.survfunc import SurvfuncRight

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.words import count


def kaplan_meier(spells: pd.DataFrame, *, by: str, fewest: int = 1) -> pd.DataFrame:
    """Return the share still waiting after so long, by group, with the numbers at risk.

    Parameters
    ----------
    spells : DataFrame
        One row a unit: ``time`` (any unit, at least 0), ``is_event`` (false: still waiting when
        last seen) and the column `by`.
    by : str
        The group.
    fewest : int
        Groups of fewer units are left out.

    Returns
    -------
    DataFrame
        One row for time 0 and each time with an event: `by`, ``time``, ``n_at_risk``,
        ``n_events``, ``waiting`` (share, 0 to 1) and ``std_error`` (Greenwood).

    Raises
    ------
    UsageError
        A time is missing or negative.
    AnalysisError
        No group has enough units.

    References
    ----------
    Kaplan and Meier (1958), JASA 53, 457-481; `statsmodels.duration.survfunc.SurvfuncRight`.

    Examples
    --------
    >>> spells = pd.DataFrame({"time": [1, 2, 3], "is_event": [True, False, True], "kind": "a"})
    >>> kaplan_meier(spells, by="kind")[["time", "n_at_risk", "waiting"]].round(3).values.tolist()
    [[0.0, 3.0, 1.0], [1.0, 3.0, 0.667], [3.0, 1.0, 0.0]]
    """
    if not (spells["time"] >= 0).all():
        raise UsageError("a time is missing or negative", "give each unit a time of at least 0")
    groups = [(name, own) for name, own in spells.groupby(by, sort=False) if len(own) >= fewest]
    if not groups:
        raise AnalysisError(f"no group has {count(fewest, 'unit')}", "choose more")
    return pd.concat([_curve(own).assign(**{by: name}) for name, own in groups], ignore_index=True)


def _curve(own: pd.DataFrame) -> pd.DataFrame:
    start = pd.DataFrame([{"time": 0.0, "n_at_risk": len(own), "n_events": 0, "waiting": 1.0}])
    start["std_error"] = 0.0
    if not own["is_event"].any():
        return start
    found = SurvfuncRight(own["time"].astype(float), own["is_event"].astype(int))
    steps = {"time": found.surv_times, "n_at_risk": found.n_risk, "n_events": found.n_events}
    steps |= {"waiting": found.surv_prob, "std_error": found.surv_prob_se}
    return pd.concat([start, pd.DataFrame(steps)], ignore_index=True)


def carried_on(
    curve: pd.DataFrame, spells: pd.DataFrame, *, by: str, fewest: int = 1
) -> pd.DataFrame:
    """Return curves of `kaplan_meier` as they are drawn: each to where so many are at risk.

    >>> spells = pd.DataFrame({"time": [1, 2, 5], "is_event": [True, False, False], "kind": "a"})
    >>> drawn = carried_on(kaplan_meier(spells, by="kind"), spells, by="kind", fewest=2)
    >>> drawn[["time", "waiting"]].round(2).values.tolist()
    [[0.0, 1.0], [1.0, 0.67], [2.0, 0.67]]
    """
    curve = curve[curve["n_at_risk"] >= fewest]
    ends = curve.groupby(by, sort=False).last()
    last = spells.groupby(by)["time"].agg(lambda own: own.nlargest(fewest).iloc[-1])
    return pd.concat([curve, ends.assign(time=last).reset_index()], ignore_index=True)


def median_time(curve: pd.DataFrame) -> float:
    """Return the first time by which at most half still wait; missing if more do to the end.

    >>> median_time(pd.DataFrame({"time": [0, 1, 3], "waiting": [1, 0.6, 0.2]}))
    3.0
    """
    reached = curve.loc[curve["waiting"] <= 0.5, "time"]
    return float(reached.min())


def at_risk(spells: pd.DataFrame, times: Sequence[float], *, by: str) -> pd.DataFrame:
    """Return how many of each group were still waiting and seen at each of some times.

    >>> at_risk(pd.DataFrame({"time": [1, 2, 5], "kind": "a"}), [0, 2], by="kind").values.tolist()
    [['a', 0, 3], ['a', 2, 2]]
    """
    rows = [
        (name, time, int((own["time"] >= time).sum()))
        for name, own in spells.groupby(by, sort=False)
        for time in times
    ]
    return pd.DataFrame(rows, columns=[by, "time", "n_at_risk"])

"""Joint randomization inference: do many specifications together say more than chance would?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, DataError, UsageError, unknown
from sanctuary_research.methods.panel.frame import Panel, read_panel
from sanctuary_research.methods.panel.panel_columns import first_treated
from sanctuary_research.methods.panel.permuted import simple_att
from sanctuary_research.methods.panel.study import CONTROLS, never_treated

STATISTIC = "average effect on the treated (Callaway and Sant'Anna, simple average)"
LEVEL = 0.05
SUMMARIES = {
    "median": "the median estimate",
    "significant": "the number of estimates of one sign with p of 5 % or less",
    "largest": "the largest estimate in units of its spread over the draws",
}


@dataclass(frozen=True, eq=False)
class JointTest:
    """Statistics of all specifications together, and how often chance alone reaches them.

    Attributes
    ----------
    table : DataFrame
        One row per specification: name, estimate, ``z`` (the estimate over its root mean square
        over the draws), p_value (of this specification alone), n_units.
    summary : DataFrame
        One row per joint statistic: statistic, meaning, value, p_value.
    draws : ndarray
        Estimates, one row a reassignment, the real one first, one column a specification.
    facts : dict
    """

    table: pd.DataFrame
    summary: pd.DataFrame
    draws: np.ndarray
    facts: dict[str, object]


def joint_randomization_test(
    frames: Mapping[str, pd.DataFrame],
    *,
    unit: str,
    time: str,
    cohort: str,
    outcome: str,
    weights: str | None = None,
    assigned: str | None = None,
    control: str = "not_yet_treated",
    horizon: float | None = None,
    draws: int = 1999,
    seed: int = 0,
) -> JointTest:
    """Test no effect for anybody on several specifications of one question at once.

    The places stand in a line, earliest adopter first; each specification hands its dates along
    the line to those of them that it holds. Every draw puts the places in another order and
    recomputes all specifications on their own rows, so that who adopts early in one does in the
    others, and each keeps its number of adopters. The p-values are exact when every order was as
    likely as the real one. One frame alone makes the plain randomization test of its dates.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Panels by specification. They may differ in rows, in dates and in the outcome's values;
        rows must not have been left out because of adoption dates (see `horizon`).
    horizon : int, optional
        Adopters count so long after adoption, in units of `time`; by default to the end.
    draws : int
        Reassignments, at least 99.

    assigned : str, optional
        Column of the places that adopt, when coarser than units (states for state laws).

    Other parameters are those of :func:`event_study`; the statistic is Callaway and Sant'Anna's
    simple average without covariates.

    References
    ----------
    Athey and Imbens (2022), "Design-based analysis in difference-in-differences settings with
    staggered adoption", Journal of Econometrics 226(1).
    Simonsohn, Simmons and Nelson (2020), "Specification curve analysis", Nature Human Behaviour
    4; Young (2019), "Channeling Fisher", Quarterly Journal of Economics 134(2).
    """
    if control not in CONTROLS:
        raise unknown("control group", control, CONTROLS)
    if draws < 99:
        raise UsageError(f"draws must be at least 99, not {draws}", "try 1999")
    if not frames:
        raise UsageError("there is no specification to test", "give at least one frame by name")
    columns = {"unit": unit, "time": time, "cohort": cohort, "outcome": outcome}
    columns |= {"weights": weights, "cluster": assigned}  # a unit must keep its place
    panels = {name: read_panel(frame, **columns) for name, frame in frames.items()}
    for panel in panels.values() if control == "never_treated" else ():
        never_treated(panel)
    held = {name: _held(panels[name], frames[name], assigned) for name in frames}
    dates = _dates(panels, frames, held, cohort)
    shuffled = np.random.default_rng(seed).random((draws, len(dates)))
    order = np.vstack([np.arange(len(dates)), shuffled])
    found = np.stack(
        [
            _estimates(panels[name], held[name], dates[name], order, control, horizon)
            for name in frames
        ],
        axis=1,
    )
    if not np.isfinite(found[0]).all():
        bad = [repr(name) for name, value in zip(frames, found[0], strict=True) if np.isnan(value)]
        raise AnalysisError(f"no estimate with the real dates in {', '.join(bad)}", "leave it out")
    table, summary = _judged(found, list(frames))
    table["n_units"] = [panel.n_units for panel in panels.values()]
    facts = {
        "outcome": outcome,
        "statistic": STATISTIC,
        "weights": f"weighted by {weights}" if weights else "units equal",
        "assigned": assigned or unit,
        "small_sample": f"exact up to {draws:,} random reassignments, the real one counted",
        "n_specifications": len(frames),
        "n_places": int(dates.iloc[:, 0].notna().sum()),
        "n_adopting_places": int((dates.iloc[:, 0] < np.inf).sum()),
    }
    return JointTest(table, summary, found, facts)


def _held(panel: Panel, frame: pd.DataFrame, assigned: str | None) -> pd.Index:
    """Return the place of every unit of a panel."""
    unit = panel.names["unit"]
    if assigned is None or assigned == unit:
        return pd.Index(panel.units)
    return pd.Index(frame.drop_duplicates(unit).set_index(unit)[assigned].reindex(panel.units))


def _dates(
    panels: Mapping[str, Panel],
    frames: Mapping[str, pd.DataFrame],
    held: Mapping[str, pd.Index],
    cohort: str,
) -> pd.DataFrame:
    """Adoption dates of all places (rows, earliest first) by specification; never is infinite.

    Places that are not in a specification have no date there.
    """
    columns = {}
    for name, panel in panels.items():
        unit = panel.names["unit"]
        given = first_treated(frames[name], cohort, panel.periods)
        date = pd.Series(given, index=frames[name][unit])
        date = date[~date.index.duplicated()].reindex(panel.units)
        by_place = date.groupby(held[name].to_numpy())
        mixed = by_place.nunique().loc[lambda n: n > 1].index
        if len(mixed):
            raise DataError(
                f"units of one assigned place adopt at different dates in {name!r} "
                f"({', '.join(map(str, mixed[:5]))})",
                "assign at a finer level",
                faults=list(mixed),
            )
        columns[name] = by_place.first()
    dates = pd.DataFrame(columns).sort_index()
    first = dates.bfill(axis=1).iloc[:, 0]
    return dates.loc[first.sort_values(kind="stable").index]


def _judged(found: np.ndarray, names: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Each specification's own p-value, and those of the three statistics of all."""
    known = np.isfinite(found)
    spread = np.sqrt((np.where(known, found, 0.0) ** 2).sum(axis=0) / known.sum(axis=0))
    # Rounded, so that mirrored assignments tie; what cannot be computed counts as far from zero.
    size = np.where(known, np.round(np.abs(found) / spread, 9), np.inf)
    below = np.stack([np.searchsorted(np.sort(one), one) for one in size.T], axis=1)
    p_value = 1 - below / len(size)
    small = p_value <= LEVEL
    counts = np.stack([(small & (sign * found > 0)).sum(axis=1) for sign in (-1, 1)])
    statistics = {
        "median": np.abs(np.nanmedian(np.where(known.any(axis=1)[:, None], found, np.inf), axis=1)),
        "significant": counts.max(axis=0),
        "largest": size.max(axis=1),
    }
    shown = {
        **{name: value[0] for name, value in statistics.items()},
        "median": np.median(found[0]),
    }
    table = pd.DataFrame(
        {"name": names, "estimate": found[0], "z": found[0] / spread, "p_value": p_value[0]}
    )
    summary = pd.DataFrame(
        {
            "statistic": list(SUMMARIES),
            "meaning": list(SUMMARIES.values()),
            "value": [float(shown[name]) for name in SUMMARIES],
            "p_value": [_p_value(statistics[name]) for name in SUMMARIES],
        }
    )
    return table, summary


def _p_value(statistic: np.ndarray) -> float:
    """Share of draws, the real one first among them, at least as far; missing counts as far."""
    return float((~(statistic < statistic[0] * (1 - 1e-12))).mean())


def _estimates(
    panel: Panel,
    held: pd.Index,
    dates: pd.Series,
    order: np.ndarray,
    control: str,
    horizon: float | None,
) -> np.ndarray:
    """The simple average of one specification when its places stand in every order."""
    present = dates.notna().to_numpy()
    date = dates[present].to_numpy()
    start = np.where(np.isfinite(date), np.searchsorted(panel.periods, date), panel.n_periods)
    rank = order[:, present].argsort(axis=1).argsort(axis=1)
    place = dates.index[present].get_indexer(held)
    return simple_att(panel, start[rank][:, place], control, horizon)

"""Group-time average treatment effects of Callaway and Sant'Anna, and their averages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.panel.influence import Estimates, around_reference


@dataclass(frozen=True, eq=False)
class Cells:
    """Every estimable ATT(g, t): adoption date, position of the period, estimate, influence."""

    cohort: np.ndarray
    time: np.ndarray
    value: np.ndarray
    influence: np.ndarray
    behind: np.ndarray
    event: np.ndarray


def group_time(panel: Panel, *, control: str) -> tuple[Cells, tuple[str, ...]]:
    """Estimate ATT(g, t) for every cohort and period that has comparison units.

    A cell compares the change from the last period before adoption to ``t`` of cohort ``g`` with
    that of its controls, among units observed in both periods.
    """
    found, skipped = [], {}
    # Where everybody adopts, the last cohort is only ever a control, as in the authors' software.
    for cohort in panel.dates if panel.never.any() else panel.dates[:-1]:
        before = int(np.searchsorted(panel.periods, cohort)) - 1
        for time in np.delete(np.arange(panel.n_periods), before):
            answer = _cell(panel, cohort, time, before, control)
            if isinstance(answer, str):
                skipped.setdefault(answer, []).append(f"cohort {cohort} in {panel.periods[time]}")
            else:
                found.append((cohort, time, *answer))
    if not any(panel.periods[time] >= cohort for cohort, time, *_ in found):
        raise AnalysisError(
            f"no cohort can be compared with {control.replace('_', '-')} units after it adopts "
            f"({'; '.join(_reasons(skipped)) or 'none is observed'})",
            "add untreated units or choose another control group",
        )
    columns = list(zip(*found, strict=True))
    cohort, time = np.array(columns[:2])
    cells = Cells(
        cohort,
        time,
        np.array(columns[2]),
        *(np.stack(column, axis=1) for column in columns[3:]),
        event=panel.periods[time] - cohort,
    )
    return cells, tuple(f"Left out: {reason}." for reason in _reasons(skipped))


def _reasons(skipped: dict[str, list[str]]) -> list[str]:
    """Say why cells were left out, naming the first three for each reason."""
    return [
        f"{', '.join(places[:3])}"
        + (f" and {len(places) - 3} more" if len(places) > 3 else "")
        + f", {reason}"
        for reason, places in skipped.items()
    ]


def _cell(
    panel: Panel, cohort: int, time: int, before: int, control: str
) -> tuple[float, np.ndarray, np.ndarray] | str:
    """Estimate one cell; a cell that cannot be estimated returns the reason."""
    both = panel.seen[:, time] & panel.seen[:, before]
    treated = panel.date == cohort
    untreated = panel.never
    if control == "not_yet_treated":
        untreated = panel.start > max(time, before)
    sample = both & (treated | (untreated & ~treated))
    if not (sample & treated).any():
        return "no adopter observed in both periods"
    if not (sample & ~treated).any():
        return "no comparison units"
    value, influence = np.zeros(2), np.zeros(panel.n_units)
    change = panel.outcome[:, time] - panel.outcome[:, before]
    for side, one in enumerate((sample & treated, sample & ~treated)):
        value[side] = change[one].mean()
        influence[one] = (1 - 2 * side) * (change[one] - value[side]) / one.sum()
    return value[0] - value[1], influence, sample & treated


def average(panel: Panel, cells: Cells, chosen: np.ndarray) -> tuple[float, np.ndarray]:
    """Average chosen cells by the size of their cohorts, sampling of the sizes included."""
    chosen = np.flatnonzero(chosen)
    member = panel.date[:, None] == cells.cohort[chosen][None, :]
    sampled = member / panel.n_units
    size = sampled.sum(axis=0)
    share = size / size.sum()
    value = float(cells.value[chosen] @ share)
    moved = (sampled - size / panel.n_units) @ (cells.value[chosen] - value) / size.sum()
    return value, cells.influence[:, chosen] @ share + moved


def callaway_santanna(panel: Panel, *, control: str) -> Estimates:
    """Callaway and Sant'Anna's estimator: group-time effects averaged by event time.

    A cell is a plain difference of mean changes, without covariates; the average is the mean over
    treated unit-periods.

    References
    ----------
    Callaway and Sant'Anna (2021), "Difference-in-differences with multiple time periods",
    Journal of Econometrics 225(2).
    """
    cells, notes = group_time(panel, control=control)
    events = np.unique(cells.event)
    by_event = [average(panel, cells, cells.event == e) for e in events]
    value, influence = zip(*by_event, strict=True)
    behind = [cells.behind[:, cells.event == e].any(axis=1) for e in events]
    return Estimates(
        **around_reference(panel, events, value, np.column_stack(influence), behind),
        average=average(panel, cells, cells.event >= 0),
        notes=notes,
    )

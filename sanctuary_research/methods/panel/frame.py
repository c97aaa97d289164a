"""A frame of unit-periods, checked and laid out as one array of units by periods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, DataError
from sanctuary_research.methods.groups.columns import is_blank, require_columns
from sanctuary_research.methods.panel import panel_columns as columns


@dataclass(frozen=True, eq=False)
class Panel:
    """A staggered-adoption panel: ``N`` units by ``T`` periods, each unit with one adoption date.

    ``date`` is a unit's first treated period (after the last one for units that never adopt) and
    ``start`` the position of the first period from then on, ``T`` for never. Event time is calendar
    time, the years since ``date``, also where the panel skips years. Changes are measured from a
    unit's last untreated period: -1 unless the panel skips that year.
    """

    units: np.ndarray
    periods: np.ndarray
    date: np.ndarray
    start: np.ndarray
    outcome: np.ndarray
    seen: np.ndarray
    offset: np.ndarray
    cluster: np.ndarray
    names: dict[str, str]
    notes: tuple[str, ...]

    @property
    def n_units(self) -> int:
        return len(self.units)

    @property
    def n_periods(self) -> int:
        return len(self.periods)

    @property
    def never(self) -> np.ndarray:
        return self.start == self.n_periods

    @property
    def n_clusters(self) -> int:
        return int(self.cluster.max()) + 1

    @cached_property
    def dates(self) -> np.ndarray:
        """First treated periods of the units that adopt."""
        return np.unique(self.date[~self.never])

    @cached_property
    def cohorts(self) -> np.ndarray:
        """Positions of the periods from which some unit is treated."""
        return np.unique(self.start[~self.never])

    @cached_property
    def event(self) -> np.ndarray:
        """Event time of every cell; meaningless for units that never adopt."""
        return self.periods[None, :] - self.date[:, None]

    @cached_property
    def treated(self) -> np.ndarray:
        return np.arange(self.n_periods) >= self.start[:, None]

    @cached_property
    def is_reference(self) -> np.ndarray:
        """Cells from which changes are measured: the last period before adoption."""
        return (np.arange(self.n_periods) == self.start[:, None] - 1) & ~self.never[:, None]

    @cached_property
    def reference(self) -> int:
        """Event time of the reference: -1 unless every cohort's year before is skipped."""
        return int(self.event[self.is_reference].max())

    @cached_property
    def filled(self) -> np.ndarray:
        """The outcome with zeros where nothing was observed."""
        return np.where(self.seen, self.outcome, 0.0)


def read_panel(
    frame: pd.DataFrame,
    *,
    unit: str,
    time: str,
    cohort: str,
    outcome: str,
    cluster: str | None = None,
    exposure: str | None = None,
) -> Panel:
    """Check a frame of unit-periods and lay it out as arrays of units by periods.

    Parameters are those of :func:`event_study`. Units that have adopted by the first period
    have nothing to be compared with: they are left out and named in ``notes``.

    Raises
    ------
    DataError
        A rule about the rows is broken; the message names them.
    AnalysisError
        A column does not exist or stands twice, nobody adopts, nobody can be compared, or there is
        only one cluster.
    """
    named = (unit, time, cohort, outcome, cluster, exposure)
    require_columns(frame, [name for name in named if name is not None])
    if frame.empty:
        raise DataError("the frame has no rows", "check the filter that made it")
    gone = is_blank(frame[unit])
    columns.require(frame.index, gone, f"unit column {unit!r} is missing in {{rows}}", "fill it")
    stamp = columns.read_periods(frame, time)
    codes, units = pd.factorize(frame[unit], sort=True)
    periods = np.unique(stamp)
    place = codes, np.searchsorted(periods, stamp)
    cell = np.ravel_multi_index(place, (len(units), len(periods)))
    columns.require(
        frame.index,
        np.bincount(cell)[cell] > 1,
        f"the same {unit!r} and {time!r} stand in {{rows}}",
        "keep one row for each pair",
    )
    values = columns.read_outcome(frame, outcome)
    offset = columns.read_offset(frame, exposure) if exposure else np.zeros(len(frame))
    date = columns.read_cohort(frame, codes, cohort, periods)
    wide = np.full((2, len(units), len(periods)), np.nan)
    wide[0][place], wide[1][place] = values, offset
    panel = Panel(
        units=np.asarray(units),
        periods=periods,
        date=np.where(np.isfinite(date), date, periods[-1] + 1).astype(int),
        start=np.searchsorted(periods, date),
        outcome=wide[0],
        seen=~np.isnan(wide[0]),
        offset=np.nan_to_num(wide[1]),
        cluster=columns.read_clusters(frame, codes, cluster or unit),
        names={"unit": unit, "outcome": outcome, "cluster": cluster or unit},
        notes=(),
    )
    return _comparable(_without_always_treated(panel))


def _without_always_treated(panel: Panel) -> Panel:
    """Leave out units that adopted by the first period, and number what is left."""
    kept = panel.start > 0
    gone = panel.units[~kept]
    shown = ", ".join(map(str, gone[:5])) + (", ..." if len(gone) > 5 else "")
    note = f"{len(gone)} units treated from the first period were left out ({shown})."
    whole = ("units", "date", "start", "outcome", "seen", "offset")
    return replace(
        panel,
        **{name: getattr(panel, name)[kept] for name in whole},
        cluster=np.unique(panel.cluster[kept], return_inverse=True)[1],
        notes=(note,) if len(gone) else (),
    )


def _comparable(panel: Panel) -> Panel:
    """Return the panel, or say why nobody in it can be compared with anybody."""
    if not len(panel.cohorts):
        raise AnalysisError(
            f"no unit of {panel.names['unit']!r} adopts between the second period and the last, "
            f"{panel.periods[-1]}, so there is no change to study",
            "check the cohort column",
        )
    if not panel.never.any() and len(panel.cohorts) == 1:
        raise AnalysisError(
            f"all {panel.n_units} units adopt in {panel.periods[panel.cohorts[0]]}: no never- or "
            "not-yet-treated unit is left to compare them with",
            "add untreated units",
        )
    moves = np.nanmax(panel.outcome, axis=1) > np.nanmin(panel.outcome, axis=1)
    if not moves.any():
        raise AnalysisError(
            f"outcome {panel.names['outcome']!r} never changes within a unit, so there is nothing "
            "to compare",
            "check the column",
        )
    if len(np.unique(panel.cluster)) < 2:
        raise AnalysisError(
            f"one cluster of {panel.names['cluster']!r} is left once units treated from the first "
            "period are set aside",
            "cluster on a finer column",
        )
    return panel


def two_clusters_each(panel: Panel, *, never_only: bool = False) -> Panel:
    """Return the panel, or refuse one whose only adopting or comparison cluster hides its noise.

    The units untreated longest must fill two clusters when nobody else is compared with: where
    ``never_only`` says so, or where there are only two adoption dates ("never" among them).
    """
    if len(np.unique(panel.cluster[~panel.never])) < 2:
        raise AnalysisError(
            f"one cluster of {panel.names['cluster']!r} adopts, which leaves no standard error",
            "use joint_randomization_test, or cluster on a finer column",
        )
    dates = np.unique(panel.start)
    if alone(panel) and (never_only or len(dates) == 2):
        raise AnalysisError(
            f"every comparison is with one cluster of {panel.names['cluster']!r}, which leaves no "
            "standard error",
            "add untreated units, or cluster on a finer column",
        )
    return panel


def alone(panel: Panel) -> bool:
    """Tell whether the units that stay untreated longest lie in one cluster."""
    return len(np.unique(panel.cluster[panel.start == panel.start.max()])) < 2

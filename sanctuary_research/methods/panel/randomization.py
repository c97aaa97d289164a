"""Randomization inference: would other places adopting on these dates look the same?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, UsageError, unknown
from sanctuary_research.methods.panel.frame import Panel, read_panel
from sanctuary_research.methods.panel.panel_columns import require_columns
from sanctuary_research.methods.panel.paths import holders, reassigned
from sanctuary_research.methods.panel.permuted import simple_att
from sanctuary_research.methods.panel.study import CONTROLS, never_treated

STATISTIC = "average effect on the treated (Callaway and Sant'Anna, simple average)"


@dataclass(frozen=True, eq=False)
class RandomizationTest:
    """Statistic, its draws under reassigned adoption paths, and the p-value.

    Attributes
    ----------
    statistic : float
    p_value : float
        Share of reassignments, the real one included, at least as far from zero.
    draws : ndarray
        The statistic under each reassignment.
    facts : dict
    """

    statistic: float
    p_value: float
    draws: np.ndarray
    facts: dict[str, object]


def randomization_test(
    frame: pd.DataFrame,
    *,
    unit: str,
    time: str,
    cohort: str,
    outcome: str,
    weights: str | None = None,
    cluster: str | None = None,
    control: str = "not_yet_treated",
    assigned: str | None = None,
    draws: int = 1999,
    seed: int = 0,
) -> RandomizationTest:
    """Test that adoption changes nothing anywhere, by reassigning adoption dates.

    The dates as they are, "never" among them, are dealt out again among all places. The p-value
    is exact, with any number of places, when every such assignment was as likely as the real
    one; it tests no effect for anybody, not a zero average. The statistic is the simple average
    of group-time effects, without covariates.

    Parameters
    ----------
    assigned : str, optional
        Column of the places that adopt, when coarser than units (states for state laws).
    draws : int
        Reassignments, at least 99.

    Other parameters are those of :func:`event_study`.

    Returns
    -------
    RandomizationTest

    References
    ----------
    Athey and Imbens (2022), "Design-based analysis in difference-in-differences settings with
    staggered adoption", Journal of Econometrics 226(1); Young (2019), "Channeling Fisher",
    Quarterly Journal of Economics 134(2).
    """
    checked(control, draws)
    require_columns(frame, (assigned,))
    panel = read_panel(
        frame,
        unit=unit,
        time=time,
        cohort=cohort,
        outcome=outcome,
        weights=weights,
        cluster=cluster or assigned,
    )
    if control == "never_treated":
        never_treated(panel)
    place = holders(panel, frame, assigned)
    start = reassigned(panel, place, draws, np.random.default_rng(seed))
    values = simple_att(panel, np.vstack([panel.start, start]), control)
    real, drawn = float(values[0]), values[1:]
    if not np.isfinite(real):
        raise AnalysisError(
            f"the {STATISTIC} cannot be computed from {panel.names['outcome']!r} with "
            "the dates as they are: nobody is observed to compare with, or nothing varies"
        )
    far = ~(np.abs(drawn) < abs(real) * (1 - 1e-12))
    return RandomizationTest(
        statistic=real,
        p_value=float((1 + far.sum()) / (1 + draws)),
        draws=drawn,
        facts=_facts(panel, place, assigned, draws),
    )


def checked(control: str, draws: int) -> None:
    """Refuse a control group that is none, and too few draws."""
    if control not in CONTROLS:
        raise unknown("control group", control, CONTROLS)
    if draws < 99:
        raise UsageError(f"draws must be at least 99, not {draws}", "try 1999")


def _facts(panel: Panel, place: np.ndarray, assigned: str | None, draws: int) -> dict[str, object]:
    """What the result must name."""
    weights = panel.names["weights"]
    return {
        "outcome": panel.names["outcome"],
        "statistic": STATISTIC,
        "estimand": "none: a test of no effect for any unit in any period",
        "weights": f"weighted by {weights}" if weights else "units equal",
        "clustering": panel.names["cluster"],
        "small_sample": f"exact up to {draws:,} random reassignments, the real one counted",
        "assigned": assigned or panel.names["unit"],
        "n_places": int(place.max()) + 1,
        "n_adopting_places": len(np.unique(place[~panel.never])),
        "n_units": panel.n_units,
        "n_clusters": panel.n_clusters,
        "n_rows": int(panel.seen.sum()),
        "notes": panel.notes,
    }

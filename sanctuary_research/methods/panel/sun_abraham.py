"""The interaction-weighted estimator of Sun and Abraham."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sanctuary_research.methods.panel.absorb import Absorber, independent, regress
from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.panel.imputation import SMALL_COHORT, smallest_cohort
from sanctuary_research.methods.panel.influence import Estimates
from sanctuary_research.methods.panel.spread import Spread
from sanctuary_research.methods.panel.twfe import with_reference


def untreated_last(panel: Panel) -> tuple[Panel, str]:
    """Return a panel in which somebody never adopts, and who that is.

    Where every unit adopts, the last cohort stands in, and the periods from its adoption on
    are left out.
    """
    if panel.never.any():
        return panel, "never-treated units"
    last = panel.cohorts[-1]
    start = np.where(panel.start == last, panel.n_periods, panel.start)
    seen = panel.seen & (np.arange(panel.n_periods) < last)
    return replace(panel, start=start, seen=seen), (
        f"the last cohort to adopt ({panel.periods[last]}), before it adopts"
    )


def cohort_columns(panel: Panel) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return cohort, event time and indicator column (N, T, K) of every observed cell but -1."""
    pairs = []
    for cohort in panel.cohorts:
        present = np.flatnonzero(panel.seen[panel.start == cohort].any(axis=0))
        pairs += [(cohort, time) for time in present if time != cohort - 1]
    cohort, time = np.array(pairs).T
    columns = np.zeros((panel.n_units, panel.n_periods, len(pairs)))
    for k, (g, t) in enumerate(pairs):
        columns[:, t, k] = (panel.start == g) & panel.seen[:, t]
    return cohort, time - cohort, columns


def sun_abraham(panel: Panel) -> Estimates:
    """Saturated two-way regression by cohort and event time, averaged by cohort size.

    Cohort sizes are taken as fixed, unless a cohort holds fewer than five clusters: its own noise
    would pass for its effect, so the spread of effects between cohorts is then counted too, as
    if the sizes were sampled. On a balanced panel without covariates the estimates equal
    those of ``callaway_santanna`` with never-treated controls and a universal base.

    References
    ----------
    Sun and Abraham (2021), "Estimating dynamic treatment effects in event studies with
    heterogeneous treatment effects", Journal of Econometrics 225(2).
    """
    used, control = untreated_last(panel)
    absorber = Absorber(used.cell_weight, used.design)
    cohort, event, columns = cohort_columns(used)
    keep = independent(absorber.residual(columns), absorber.weight)
    notes = tuple(
        f"Left out: cohort {panel.periods[g]} at event time {e}, which has no comparison."
        for g, e in zip(cohort[~keep], event[~keep], strict=True)
    )
    cohort, event, columns = cohort[keep], event[keep], columns[:, :, keep]
    value, influence = regress(used, columns, absorber=absorber)
    size = np.einsum("nt,ntk->k", used.cell_weight, columns)
    events = np.unique(event)
    share = np.where(event[:, None] == events, size[:, None], 0.0)
    share /= share.sum(axis=0)
    after = np.where(event >= 0, size, 0.0) / size[event >= 0].sum()
    parts = np.column_stack([share, after])
    moved = influence @ parts
    thin = smallest_cohort(used) < SMALL_COHORT
    if thin:
        mass = np.einsum("nt,ntk->nk", used.cell_weight, columns) / size
        moved += mass @ (parts * (value[:, None] - value @ parts))
    mean = ("mean over treated unit-periods", float(value @ after), moved[:, -1])
    cells = pd.DataFrame(
        {
            "cohort": panel.periods[cohort],
            "time": panel.periods[cohort + event],
            "event_time": event,
            "estimate": value,
            "std_error": Spread(panel, influence, columns.any(axis=1)).plain,
            "n_units": columns.any(axis=1).sum(axis=0),
        }
    )
    return Estimates(
        **with_reference(used, events, value @ share, moved[:, :-1]),
        averages={"simple": mean},
        cells=cells,
        facts={
            "estimator": "Sun and Abraham (2021)",
            "estimand": "average effect on the treated",
            "control": control,
            "small_sample": "CR1: G/(G-1) x (n-1)/(n-k), unit effects not counted"
            + (", cohort sizes as sampled" if thin else ""),
        },
        notes=notes,
    )

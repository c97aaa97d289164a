"""What a two-way fixed-effects estimate is made of: every two-by-two comparison and its weight."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel.frame import Panel, read_panel

KINDS = ("treated against never treated", "earlier against later", "later against earlier")


def goodman_bacon(
    frame: pd.DataFrame, *, unit: str, time: str, cohort: str, outcome: str
) -> pd.DataFrame:
    """Decompose the static two-way fixed-effects estimate into two-by-two comparisons.

    Its coefficient is the sum of the estimates times their weights. "Later against earlier"
    compares with units already treated: the larger its weight, the less the coefficient says about
    effects.

    Parameters are those of :func:`event_study`; the panel must be balanced.

    Returns
    -------
    DataFrame
        cohort, control (first treated periods; missing for never), kind, estimate, weight.

    Raises
    ------
    AnalysisError
        The panel is unbalanced; the message names units with missing periods.

    References
    ----------
    Goodman-Bacon (2021), "Difference-in-differences with variation in treatment timing",
    Journal of Econometrics 225(2), theorem 1.
    """
    panel = read_panel(frame, unit=unit, time=time, cohort=cohort, outcome=outcome)
    gaps = panel.units[~panel.seen.all(axis=1)]
    if len(gaps):
        raise AnalysisError(
            f"the decomposition needs a balanced panel and {len(gaps)} units miss periods "
            f"({', '.join(map(str, gaps[:5]))})",
            "drop them or shorten the panel",
        )
    groups = np.append(panel.cohorts, panel.n_periods) if panel.never.any() else panel.cohorts
    mean = np.stack([panel.outcome[panel.start == g].mean(axis=0) for g in groups])
    size = np.array([(panel.start == g).mean() for g in groups])
    rows = [
        row
        for early in range(len(groups))
        for late in range(early + 1, len(groups))
        for row in _pair(panel, groups, mean, size, early, late)
    ]
    table = pd.DataFrame(rows, columns=["cohort", "control", "kind", "estimate", "weight"])
    table["control"] = table["control"].astype("Int64")
    table["weight"] /= table["weight"].sum()
    return table


def _pair(
    panel: Panel, groups: np.ndarray, mean: np.ndarray, size: np.ndarray, early: int, late: int
) -> list[tuple[int, int | None, str, float, float]]:
    """The one or two comparisons between two cohorts, with weights before normalisation."""
    first, second = groups[early], groups[late]
    length = panel.n_periods
    gap = mean[early] - mean[late]
    before, between, after = gap[:first], gap[first:second], gap[second:]
    on_first, on_second = 1 - first / length, 1 - second / length
    both = size[early] * size[late]
    name = int(panel.periods[first])
    if second == length:
        weight = both * on_first * (1 - on_first)
        return [(name, None, KINDS[0], between.mean() - before.mean(), weight)]
    other = int(panel.periods[second])
    overlap = on_first - on_second
    return [
        (name, other, KINDS[1], between.mean() - before.mean(), both * overlap * (1 - on_first)),
        (other, name, KINDS[2], between.mean() - after.mean(), both * overlap * on_second),
    ]

"""Statistics of many reassigned adoption paths at once: each is one sparse matrix product."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from sanctuary_research.methods.panel.frame import Panel

CHUNK = 20_000_000  # numbers held at once


def indicators(
    group: np.ndarray, n_groups: int, column: np.ndarray, width: int
) -> sparse.csr_array:
    """Zeros and ones that add up, for every draw, the columns of each group.

    ``group`` and ``column`` are (B, N); the answer has one row per draw and group.
    """
    draws, n = group.shape
    row = (np.arange(draws)[:, None] * n_groups + group).ravel()
    ones = np.ones(draws * n)
    return sparse.csr_array((ones, (row, column.ravel())), shape=(draws * n_groups, width))


def changes(
    panel: Panel, cohorts: np.ndarray, horizon: float
) -> tuple[list[tuple[int, int]], np.ndarray]:
    """Lay out what group-time effects need from adoption to ``horizon`` in time later.

    Returns the pairs of cohort and treated period (positions), and columns (N, 2K + 1) whose sums
    by cohort give them: the weighted change of the units seen in both periods of each pair, their
    weight, and the weight of all.
    """
    date = panel.periods
    pairs = [
        (int(g), s)
        for g in cohorts
        for s in range(g, panel.n_periods)
        if date[s] - date[g] <= horizon
    ]
    cohort, time = np.array(pairs).T
    weight = panel.weight[:, None]
    both = weight * (panel.seen[:, time] & panel.seen[:, cohort - 1])
    change = panel.filled[:, time] - panel.filled[:, cohort - 1]
    return pairs, np.hstack([both * change, both, weight])


def simple_att(panel: Panel, start: np.ndarray, horizon: float | None = None) -> np.ndarray:
    """Callaway and Sant'Anna's simple average for every row of adoption dates (B, N).

    Controls are those not yet treated. A group-time effect needs only sums of changes by cohort:
    one product of the draws' cohort indicators with the changes gives those of all draws. Whoever
    is treated from the first period on is left out of that draw; adopters count until ``horizon``
    in time after adoption, by default to the end.
    """
    dates = np.unique(np.append(start, panel.n_periods))
    cohorts = dates[(dates > 0) & (dates < panel.n_periods)]
    pairs, columns = changes(panel, cohorts, np.inf if horizon is None else horizon)

    def statistic(block: np.ndarray) -> np.ndarray:
        label = np.searchsorted(dates, block)
        unit = np.broadcast_to(np.arange(panel.n_units), block.shape)
        total = indicators(label, len(dates), unit, panel.n_units) @ columns
        return _average(total.reshape(len(block), len(dates), -1), dates, pairs)

    step = max(1, CHUNK // (len(dates) * columns.shape[1] + panel.n_units))
    blocks = [statistic(start[low : low + step]) for low in range(0, len(start), step)]
    return np.concatenate(blocks)


def _average(total: np.ndarray, dates: np.ndarray, pairs: list[tuple[int, int]]) -> np.ndarray:
    """Average group-time effects by cohort size from cohort sums (B, cohorts, 2K + 1)."""
    value, size = np.zeros(len(total)), np.zeros(len(total))
    for k, (cohort, time) in enumerate(pairs):
        change, weight = total[:, :, k], total[:, :, len(pairs) + k]
        own, others = np.searchsorted(dates, cohort), dates > time
        here, there = weight[:, own], weight[:, others].sum(axis=1)
        usable = (here > 0) & (there > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            effect = change[:, own] / here - change[:, others].sum(axis=1) / there
        cohort_size = total[:, own, -1] * usable
        value += cohort_size * np.where(usable, effect, 0.0)
        size += cohort_size
    with np.errstate(invalid="ignore"):
        return value / size

"""Statistics of many reassigned adoption paths at once: each is one sparse matrix product."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from .absorb import Absorber
from .frame import Panel

CHUNK = 20_000_000


def in_chunks(start: np.ndarray, size: int, statistic) -> np.ndarray:
    """Apply a statistic to blocks of draws so that no block's arrays grow past memory."""
    step = max(1, CHUNK // max(size, 1))
    blocks = [statistic(start[low : low + step]) for low in range(0, len(start), step)]
    return np.concatenate(blocks)


def simple_att(panel: Panel, start: np.ndarray, control: str) -> np.ndarray:
    """Callaway and Sant'Anna's simple average for every row of adoption dates (B, N).

    A group-time effect needs only sums of changes by cohort: one product of the draws' cohort
    indicators with the changes gives those of all draws.
    """
    n, t = panel.n_units, panel.n_periods
    dates = np.append(panel.cohorts, t)
    pairs = [(g, s) for g in panel.cohorts for s in range(g, t)]
    top, bottom, mass, columns = _changes(panel, pairs)
    label = np.full(t + 1, -1)
    label[dates] = np.arange(len(dates))

    def statistic(block: np.ndarray) -> np.ndarray:
        draws = len(block)
        row = (np.arange(draws)[:, None] * len(dates) + label[block]).ravel()
        column = np.tile(np.arange(n), draws)
        hot = sparse.csr_array((np.ones(len(row)), (row, column)), shape=(draws * len(dates), n))
        total = (hot @ columns).reshape(draws, len(dates), -1)
        value, size = np.zeros(draws), np.zeros(draws)
        for k, (g, s) in enumerate(pairs):
            change = total[:, :, top[k]] - total[:, :, bottom[k]]
            weight = total[:, :, mass[k]]
            own = label[g]
            others = dates == t if control == "never_treated" else (dates > s)
            there, here = weight[:, others].sum(axis=1), weight[:, own]
            usable = (here > 0) & (there > 0)
            with np.errstate(divide="ignore", invalid="ignore"):
                effect = change[:, own] / here - change[:, others].sum(axis=1) / there
            cohort = total[:, own, -1] * usable
            value += cohort * np.where(usable, effect, 0.0)
            size += cohort
        return value / size

    return in_chunks(start, len(dates) * columns.shape[1] + n, statistic)


def _changes(
    panel: Panel, pairs: list[tuple[int, int]]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Columns whose cohort sums give every change, and where each pair finds its own.

    A balanced panel needs one column per period; an unbalanced one two per pair of periods,
    because each pair has its own units. The last column is the weight.
    """
    weight = panel.weight[:, None]
    if panel.seen.all():
        top = np.array([s for _, s in pairs])
        bottom = np.array([g - 1 for g, _ in pairs])
        mass = np.full(len(pairs), panel.n_periods)
        return top, bottom, mass, np.hstack([weight * panel.outcome, weight])
    both = np.stack([panel.seen[:, s] & panel.seen[:, g - 1] for g, s in pairs], axis=1)
    change = np.stack([panel.filled[:, s] - panel.filled[:, g - 1] for g, s in pairs], axis=1)
    zero = np.zeros((panel.n_units, 1))
    columns = np.hstack([weight * both * change, weight * both, zero, weight])
    place = np.arange(len(pairs))
    return place, np.full(len(pairs), 2 * len(pairs)), place + len(pairs), columns


def two_way_t(panel: Panel, start: np.ndarray) -> np.ndarray:
    """Cluster-robust t statistic of two-way fixed effects for every row of adoption dates (B, N).

    A treatment column is a function of its unit's adoption date, so everything a regression
    needs of it is looked up in a table of running sums and added up by cluster: the outcome is
    residualised once, and no draw is a regression.
    """
    absorber = Absorber(panel.cell_weight, panel.design)
    outcome = absorber.residual(panel.filled[:, :, None])[:, :, 0]
    table, period, inner = _tables(panel, absorber, outcome)
    n, dates, width = table.shape
    table = table.reshape(n * dates, width)
    clusters = panel.n_clusters

    def statistic(block: np.ndarray) -> np.ndarray:
        draws = len(block)
        row = (np.arange(draws)[:, None] * clusters + panel.cluster).ravel()
        column = (np.arange(n) * dates + block).ravel()
        hot = sparse.csr_array(
            (np.ones(len(row)), (row, column)), shape=(draws * clusters, n * dates)
        )
        total = (hot @ table).reshape(draws, clusters, width)
        cross, square, moved = total[:, :, 0], total[:, :, 1], total[:, :, 2:]
        effect = moved.sum(axis=1) @ absorber.inverse
        treat = square - 2 * np.einsum("bcq,bq->bc", moved, effect)
        treat += np.einsum("bq,cqr,br->bc", effect, inner, effect, optimize=True)
        size = treat.sum(axis=1)
        value = cross.sum(axis=1) / size
        score = cross - effect @ period.T - value[:, None] * treat
        return value * size / np.sqrt((score**2).sum(axis=1))

    return in_chunks(start, clusters * (width + 8), statistic)


def _tables(
    panel: Panel, absorber: Absorber, outcome: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Running sums by unit and adoption date, and cluster sums of outcome and period terms.

    The first array (N, T + 1, 2 + Q) holds, for each unit and date: treatment times residual
    outcome, its square and its products with the Q period terms, unit means taken out.
    """
    n, t = panel.n_units, panel.n_periods
    weight, q = absorber.weight, absorber.loading.shape[1]

    def running(values: np.ndarray) -> np.ndarray:
        later = np.cumsum(values[:, ::-1], axis=1)[:, ::-1]
        return np.concatenate([later, np.zeros_like(later[:, :1])], axis=1)

    treated = running(weight)
    terms = np.zeros((n, t, q))
    p = absorber.design.shape[1]
    for s in range(t):
        terms[:, s, s * p : (s + 1) * p] = absorber.loading[:, s * p : (s + 1) * p]
    mean = absorber.loading / absorber.total[:, None]
    moved = running(terms) - treated[:, :, None] * mean[:, None, :]
    cross = running(weight * outcome)
    square = treated - treated**2 / absorber.total[:, None]
    table = np.concatenate([cross[:, :, None], square[:, :, None], moved], axis=2)
    period = np.zeros((panel.n_clusters, q))
    residual = (weight * outcome)[:, :, None] * absorber.design[:, None, :]
    np.add.at(period, panel.cluster, residual.reshape(n, q))
    inner = np.zeros((panel.n_clusters, q, q))
    for s in range(t):
        block = slice(s * p, (s + 1) * p)
        part = np.zeros((n, p, p)) + (
            weight[:, s, None, None] * absorber.design[:, :, None] * absorber.design[:, None, :]
        )
        np.add.at(inner[:, block, block], panel.cluster, part)
    order = np.argsort(panel.cluster, kind="stable")
    for code, members in zip(*_runs(panel.cluster[order], order), strict=True):
        inner[code] -= absorber.loading[members].T @ mean[members]
    return table, period, inner


def _runs(sorted_codes: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Split positions by their sorted codes."""
    codes, first = np.unique(sorted_codes, return_index=True)
    return codes, np.split(order, first[1:])

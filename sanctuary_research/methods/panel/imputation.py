"""The imputation estimator of Borusyak, Jaravel and Spiess."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel.absorb import Absorber, regress
from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.panel.influence import Estimates, around_reference
from sanctuary_research.methods.panel.spread import by_cluster
from sanctuary_research.methods.panel.twfe import event_columns, keep_independent

SMALL_COHORT = 5


def imputable(panel: Panel) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return the treated cells whose untreated outcome can be imputed, with a note on the rest.

    A cell needs an untreated period of its own unit and an untreated unit in its own period.
    """
    untreated = panel.seen & ~panel.treated
    treated = panel.seen & panel.treated
    own = untreated.any(axis=1)
    usable = treated & own[:, None] & untreated.any(axis=0)[None, :]
    if not usable.any():
        raise AnalysisError(
            "no treated unit-period has an untreated unit in the same period and an untreated "
            "period of its own unit",
            "add untreated units or earlier periods",
        )
    lost = int((treated & ~usable).sum())
    if not lost:
        return usable, ()
    return usable, (
        f"Left out: {lost} treated unit-periods, in periods without an untreated unit or of units "
        "never seen untreated.",
    )


def partition(panel: Panel, usable: np.ndarray) -> np.ndarray:
    """Number the cells whose effects are averaged when the variance is estimated.

    Cohort by event time; event time alone when a cohort holds fewer than five clusters, whose
    own noise would otherwise pass for an effect.
    """
    label = panel.event
    clusters = [len(np.unique(panel.cluster[panel.start == g])) for g in panel.cohorts]
    if min(clusters) >= SMALL_COHORT:
        label = panel.start[:, None] * panel.n_periods + np.arange(panel.n_periods)
    return np.where(usable, label, -1)


def influence_of(
    panel: Panel, shares: np.ndarray, *, groups: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate weighted sums of imputed effects and each unit's influence on them.

    Parameters
    ----------
    shares : ndarray of shape (N, T, E)
        Weight of every treated cell in each of the E estimates.
    groups : ndarray of shape (N, T)
        Cells with the same number share one effect when the variance is estimated; a finer
        partition is less conservative.

    Returns
    -------
    tuple of ndarray
        Estimates (E,) and influence (N, E): theorem 3 of the paper sums its squares.
    """
    absorber = Absorber(1.0 * (panel.seen & ~panel.treated))
    gap = panel.filled - absorber.solve((absorber.weight * panel.filled)[:, :, None])[:, :, 0]
    value = np.einsum("nte,nt->e", shares, gap, optimize=True)
    dual = -absorber.weight[:, :, None] * absorber.solve(shares)
    if not absorber.solvable:
        raise AnalysisError(
            "the untreated rows do not determine the period effects in some treated period",
            "add untreated units",
        )
    influence = np.einsum("nte,nt->ne", dual, gap, optimize=True)
    return value, influence + _treated_part(shares, gap, groups)


def _treated_part(shares: np.ndarray, gap: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Influence of the treated cells: their effects less the average effect of their group."""
    unit, _ = place = np.nonzero(groups >= 0)
    label = groups[place]
    code = np.unique(label, return_inverse=True)[1]
    # A unit's cells in one group act together: the average is over such pairs.
    pair, member = np.unique(unit * (code.max() + 1) + code, return_inverse=True)
    unit, code = np.divmod(pair, code.max() + 1)
    mass = by_cluster(shares[place], member)
    total = by_cluster(shares[place] * gap[place][:, None], member)
    square = by_cluster(mass**2, code)
    mean = by_cluster(mass * total, code) / np.where(square > 0, square, 1.0)
    influence = np.zeros((len(shares), shares.shape[2]))
    np.add.at(influence, unit, total - mass * mean[code])
    return influence


def leads(panel: Panel) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]:
    """Leads, from untreated rows only: event times, estimates, influence and notes."""
    untreated = replace(panel, seen=panel.seen & ~panel.treated)
    absorber = Absorber(1.0 * untreated.seen)
    events, columns = event_columns(untreated)
    events, columns, notes = keep_independent(absorber, events, columns)
    if not len(events):
        return events, np.zeros(0), np.zeros((panel.n_units, 0)), notes
    value, influence, _ = regress(untreated.filled, columns, absorber)
    order = np.argsort(events)
    return events[order], value[order], influence[:, order], notes


def imputation(panel: Panel) -> Estimates:
    """Impute what treated units would have had from all untreated rows, then average the gaps.

    The estimates from event time 0 on are measured from the mean of all untreated periods; the
    leads come from a separate regression on untreated rows and are measured from the last period
    before adoption, so that testing them does not depend on the effects. The average is the mean
    over treated unit-periods.

    References
    ----------
    Borusyak, Jaravel and Spiess (2024), "Revisiting event-study designs: robust and efficient
    estimation", Review of Economic Studies 91(6), theorem 3 and section 4.4.
    """
    usable, notes = imputable(panel)
    later = np.unique(panel.event[usable])
    shares = usable[:, :, None] & (panel.event[:, :, None] == later)
    shares = np.concatenate([shares, usable[:, :, None]], axis=2)
    shares = shares / shares.sum(axis=(0, 1))
    value, influence = influence_of(panel, shares, groups=partition(panel, usable))
    early, before, moved, more = leads(panel)
    behind = [(panel.seen & ~panel.never[:, None] & (panel.event == e)).any(axis=1) for e in early]
    behind += [(usable & (panel.event == e)).any(axis=1) for e in later]
    return Estimates(
        **around_reference(
            panel,
            np.append(early, later),
            np.append(before, value[:-1]),
            np.column_stack([moved, influence[:, :-1]]),
            behind,
        ),
        average=(float(value[-1]), influence[:, -1]),
        one_base=False,
        notes=notes + more,
    )

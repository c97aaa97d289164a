"""The wild cluster bootstrap of a static two-way fixed-effects estimate, all draws at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.panel.absorb import NO_CHANGE, Absorber, cr1, independent
from sanctuary_research.methods.panel.frame import Panel, read_panel, two_clusters_each
from sanctuary_research.methods.wild import WEBB, Scores, WildT, by_cluster


@dataclass(frozen=True, eq=False)
class WildBootstrap:
    """Estimate, t statistic, bootstrap p-value and the interval of nulls it does not reject.

    Attributes
    ----------
    estimate, std_error, t : float
        Static two-way coefficient, its CR1 standard error and their ratio.
    p_value, conf_low, conf_high : float
        Restricted wild cluster bootstrap-t; infinite ends mean that no null is rejected there.
    facts : dict
    """

    estimate: float
    std_error: float
    t: float
    p_value: float
    conf_low: float
    conf_high: float
    facts: dict[str, object]


def wild_cluster_bootstrap(
    frame: pd.DataFrame,
    *,
    unit: str,
    time: str,
    cohort: str,
    outcome: str,
    weights: str | None = None,
    covariates: Sequence[str] = (),
    cluster: str | None = None,
    draws: int = 9999,
    seed: int = 0,
) -> WildBootstrap:
    """Test the static two-way effect by a wild cluster bootstrap with the null imposed.

    Residuals under the null are multiplied by one of Webb's six values per cluster, period
    effects are taken out again, and the t statistic is recomputed; the interval holds the nulls
    that would not be rejected at 5 %. Reliable with about five or more adopting clusters; with
    two or three it hardly ever rejects.

    Parameters
    ----------
    draws : int
        Bootstrap draws, at least 199.

    Other parameters are those of :func:`event_study`.

    Returns
    -------
    WildBootstrap

    References
    ----------
    Cameron, Gelbach and Miller (2008), Review of Economics and Statistics 90(3); Webb (2023),
    "Reworking wild bootstrap-based inference for clustered errors", Canadian Journal of
    Economics 56(3); MacKinnon and Webb (2018), Econometrics Journal 21(2), on few treated
    clusters.
    """
    if draws < 199:
        raise UsageError(f"draws must be at least 199, not {draws}", "try 9999")
    panel = two_clusters_each(
        read_panel(
            frame,
            unit=unit,
            time=time,
            cohort=cohort,
            outcome=outcome,
            weights=weights,
            covariates=covariates,
            cluster=cluster,
        )
    )
    problem = Problem(panel, draws, np.random.default_rng(seed))
    low, high = problem.interval()
    return WildBootstrap(
        estimate=problem.estimate,
        std_error=problem.error,
        t=problem.estimate / problem.error,
        p_value=problem.p_value(),
        conf_low=low,
        conf_high=high,
        facts=_facts(panel, draws),
    )


class Problem(WildT):
    """All draws of the bootstrap of one panel's static two-way coefficient."""

    def __init__(self, panel: Panel, draws: int, rng: np.random.Generator):
        absorber = Absorber(panel.cell_weight, panel.design)
        both = np.stack([panel.treated.astype(float), panel.filled], axis=2)
        treat, outcome = np.moveaxis(absorber.residual(both), 2, 0)
        if not independent(treat[:, :, None], absorber.weight).all():
            raise AnalysisError(*NO_CHANGE)
        super().__init__(
            rng.choice(WEBB, size=(draws, panel.n_clusters)),
            _scores(panel, absorber, treat, outcome),
            _scores(panel, absorber, treat, treat),
            absorber.inverse,
            cr1(panel.n_clusters, int(panel.seen.sum()), 1, absorber.n_effects),
        )
        if not self.error > 0:
            raise AnalysisError(
                f"the two-way model fits outcome {panel.names['outcome']!r} exactly, which leaves "
                "no residuals to draw",
                "use more units or periods",
            )


def _scores(panel: Panel, absorber: Absorber, treat: np.ndarray, residual: np.ndarray) -> Scores:
    """Sum one residual by cluster, against treatment and by period."""
    score = (absorber.weight * treat * residual).sum(axis=1, keepdims=True)
    weighted = (absorber.weight * residual)[:, :, None] * absorber.design[:, None, :]
    return Scores(
        by_cluster(score, panel.cluster)[:, 0],
        by_cluster(weighted.reshape(panel.n_units, -1), panel.cluster),
    )


def _facts(panel: Panel, draws: int) -> dict[str, object]:
    names = panel.names
    return {
        "outcome": names["outcome"],
        "estimator": "two-way fixed effects, static coefficient",
        "estimand": "variance-weighted mix of effects, not an average of them",
        "weights": f"weighted by {names['weights']}" if names["weights"] else "units equal",
        "covariates": ", ".join(names["covariates"]) or "none",
        "clustering": names["cluster"],
        "small_sample": f"restricted wild cluster bootstrap-t, Webb weights, {draws:,} draws, CR1",
        "n_rows": int(panel.seen.sum()),
        "n_units": panel.n_units,
        "n_clusters": panel.n_clusters,
        "n_treated_clusters": len(np.unique(panel.cluster[~panel.never])),
        "notes": panel.notes,
    }

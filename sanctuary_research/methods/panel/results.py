"""The frozen result of an event study: numbers and what they mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research.errors import UsageError
from sanctuary_research.methods.at_once import level_at_once
from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.panel.frame import Panel, alone
from sanctuary_research.methods.panel.influence import Estimates
from sanctuary_research.methods.panel.spread import FEW, Spread, joint_test


@dataclass(frozen=True, eq=False, repr=False)
class EventStudy:
    """Effects by event time with pointwise and simultaneous intervals.

    Attributes
    ----------
    table : DataFrame
        event_time, estimate, std_error, conf_low, conf_high, simultaneous_low,
        simultaneous_high, n_units and n_clusters (treated ones that the row rests on) and df. The
        errors are of clusters within adoption groups, n/(n-1); the intervals are the estimate plus
        and minus Student's t with ``df`` degrees of freedom (Welch and Satterthwaite) times them,
        which also holds with few treated clusters.
    overall : Series
        estimate, std_error, conf_low, conf_high, p_value, df of the estimator's main average.
    pretest : Series
        statistic, df, df_denominator and p of the joint test of the leads.
    facts : dict
        n_units, n_treated_units, n_clusters, n_treated_clusters, and notes on what was left out.
    spread : Spread
        What the covariance rests on, cluster by cluster.
    reference : int
        The event time that is zero by construction.
    one_base : bool
        Whether leads and effects are measured from the same period.
    """

    table: pd.DataFrame
    overall: pd.Series
    pretest: pd.Series
    facts: dict[str, object]
    spread: Spread
    reference: int
    one_base: bool

    def coefficients(self, covariance: str = "few_clusters") -> Coefficients:
        """Return leads and effects with the covariance behind the intervals.

        Parameters
        ----------
        covariance : {"few_clusters", "conventional"}
            With its degrees of freedom, or taken as known.

        Raises
        ------
        UsageError
            Leads and effects are not measured from one period.
        """
        if not self.one_base:
            raise UsageError(
                "imputation measures effects from the mean of all untreated periods and leads "
                "from the last one, so bounds on leads say nothing about effects",
                "use callaway_santanna",
            )
        known = self.table["std_error"].notna() & (self.table["event_time"] != self.reference)
        rows, chosen = self.table[known], np.flatnonzero(known)
        return Coefficients(
            rows["event_time"],
            rows["estimate"],
            self.spread.covariance[np.ix_(chosen, chosen)],
            rows["df"] if covariance == "few_clusters" else np.inf,
            self.reference,
        )


def summarise(
    panel: Panel, estimates: Estimates, *, window: tuple[int, int] | None, seed: int
) -> EventStudy:
    """Turn estimates and influence into tables, bands and the test of the leads."""
    treated = estimates.behind[:, estimates.event >= 0].any(axis=1)  # of the average, any window
    if window is not None:
        estimates = estimates.within(window)
    spread = Spread(panel, estimates.influence, estimates.behind)
    table = _table(estimates, spread, seed)
    return EventStudy(
        table=table,
        overall=_overall(panel, *estimates.average),
        pretest=_pretest(estimates, spread, table),
        facts=_facts(panel, panel.notes + estimates.notes, treated),
        spread=spread,
        reference=estimates.reference,
        one_base=estimates.one_base,
    )


def _table(estimates: Estimates, spread: Spread, seed: int) -> pd.DataFrame:
    """Estimates by event time; no interval where a single treated cluster is behind one."""
    known = (spread.clusters > 1) & (spread.error > 0)
    value, half = estimates.value, np.where(known, spread.half_width(), np.nan)
    level = level_at_once(spread.centred[:, known], spread.df[known], seed)
    wide = np.where(known, spread.half_width(level), np.nan)
    return pd.DataFrame(
        {
            "event_time": estimates.event,
            "estimate": value,
            "std_error": np.where(known, spread.error, np.nan),
            "conf_low": value - half,
            "conf_high": value + half,
            "simultaneous_low": value - wide,
            "simultaneous_high": value + wide,
            "n_units": estimates.behind.sum(axis=0),
            "n_clusters": spread.clusters,
            "df": np.where(known, spread.df, np.nan),
        }
    )


def _overall(panel: Panel, value: float, influence: np.ndarray) -> pd.Series:
    """The estimator's one number with its interval."""
    spread = Spread(panel, influence[:, None], ~panel.never[:, None])
    half = spread.half_width()[0]
    return pd.Series(
        {
            "estimate": value,
            "std_error": spread.error[0],
            "conf_low": value - half,
            "conf_high": value + half,
            "p_value": spread.p_value(np.array([value]))[0],
            "df": spread.df[0],
        }
    )


def _pretest(estimates: Estimates, spread: Spread, table: pd.DataFrame) -> pd.Series:
    """Test jointly that the leads that have a standard error are zero.

    Those on fewer than five clusters are left out where others rest on more: together they would
    reject a true null far too often.
    """
    known = (estimates.event < 0) & table["std_error"].notna().to_numpy()
    least = min(FEW, spread.clusters[known].max(initial=0))
    lead = np.flatnonzero(known & (spread.clusters >= least))
    covariance = spread.covariance[np.ix_(lead, lead)]
    full = len(lead) and np.linalg.matrix_rank(covariance, hermitian=True) == len(lead)
    df = spread.joint_df(lead) if full else 0.0
    found = joint_test(estimates.value[lead], covariance, df)
    names = ["statistic", "df", "df_denominator", "p"]
    return pd.Series([found[0], len(lead), *found[1:]], index=names, dtype=float)


def _facts(panel: Panel, notes: tuple[str, ...], treated: np.ndarray) -> dict[str, object]:
    """Numbers and notes; ``treated`` are the adopters behind the average."""
    if alone(panel):
        last = panel.cohorts[-1] if panel.never.any() else panel.cohorts[-2]
        notes += (
            f"From {panel.periods[last]} on all comparisons are with one cluster of "
            f"{panel.names['cluster']!r}, whose own noise no interval holds.",
        )
    return {
        "n_units": panel.n_units,
        "n_treated_units": int(treated.sum()),
        "n_clusters": panel.n_clusters,
        "n_treated_clusters": len(np.unique(panel.cluster[treated])),
        "notes": notes,
    }

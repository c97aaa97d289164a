"""The frozen result of an event study: numbers and what they mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research.errors import UsageError
from sanctuary_research.methods.at_once import level_at_once
from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.panel.frame import Panel, alone
from sanctuary_research.methods.panel.influence import Average, Estimates
from sanctuary_research.methods.panel.spread import FEW, Spread, joint_test

INTERVALS = (
    "variance of clusters within adoption groups, n/(n-1), Student's t with Welch-Satterthwaite df"
)


@dataclass(frozen=True, eq=False, repr=False)
class EventStudy:
    """Effects by event time with pointwise and simultaneous intervals.

    Attributes
    ----------
    table : DataFrame
        event_time, estimate, std_error, conf_low, conf_high, simultaneous_low,
        simultaneous_high, n_units and n_clusters (treated ones that the row rests on), df and
        interval_error. ``std_error`` follows the estimator's own software; the intervals are the
        estimate plus and minus Student's t with ``df`` degrees of freedom times
        ``interval_error``, which also holds with few treated clusters.
    overall : Series
        estimate, std_error, conf_low, conf_high, p_value, df of the estimator's main average.
    pretest : Series
        statistic, df, df_denominator and p of the joint test of the leads.
    facts : dict
        estimand, estimator, control, weights, clustering, small_sample, numbers of rows, units
        and clusters, and notes on what was left out.
    spread : Spread
        What the covariance rests on, cluster by cluster.
    reference : int
        The event time that is zero by construction.
    """

    table: pd.DataFrame
    overall: pd.Series
    pretest: pd.Series
    facts: dict[str, object]
    spread: Spread
    reference: int

    def coefficients(self, covariance: str = "few_clusters") -> Coefficients:
        """Return leads and effects with the covariance behind the intervals, or the conventional.

        Raises
        ------
        UsageError
            Leads and effects are not measured from one period.
        """
        if "imputation" in str(self.facts["estimator"]):
            raise UsageError(
                "imputation measures effects from the mean of all untreated periods and leads "
                "from the last one, so bounds on leads say nothing about effects",
                "use callaway_santanna",
            )
        event = self.table["event_time"].to_numpy()
        chosen = np.flatnonzero(self.table["std_error"].notna() & (event != self.reference))
        spread, few = self.spread, covariance == "few_clusters"

        def combined(weights: np.ndarray) -> float:
            every = np.zeros((len(event), 1))
            every[chosen, 0] = weights
            return float(spread.degrees(every)[0]) if few else np.inf

        return Coefficients(
            event[chosen],
            self.table["estimate"].to_numpy()[chosen],
            (spread.covariance if few else spread.conventional)[np.ix_(chosen, chosen)],
            spread.df[chosen] if few else np.inf,
            self.reference,
            combined,
        )


def summarise(
    panel: Panel, estimates: Estimates, *, window: tuple[int, int] | None, seed: int
) -> EventStudy:
    """Turn estimates and influence into tables, bands and the test of the leads."""
    treated = estimates.behind[:, estimates.event >= 0].any(axis=1)  # of the average, any window
    if window is not None:
        estimates = estimates.within(window)
    spread = Spread(panel, estimates.influence, estimates.behind, estimates.factor)
    table = _table(panel, estimates, spread, seed)
    facts = _facts(panel, estimates, table, treated)
    table.attrs = dict(facts)
    return EventStudy(
        table=table,
        overall=_overall(panel, estimates.average),
        pretest=_pretest(estimates, spread, table),
        facts=facts,
        spread=spread,
        reference=estimates.reference,
    )


def _table(panel: Panel, estimates: Estimates, spread: Spread, seed: int) -> pd.DataFrame:
    """Estimates by event time; no interval where a single treated cluster is behind one."""
    known = (spread.clusters > 1) & (spread.error > 0)
    value, half = estimates.value, np.where(known, spread.half_width(), np.nan)
    level = level_at_once(spread.centred[:, known], spread.df[known], seed)
    wide = np.where(known, spread.half_width(level), np.nan)
    return pd.DataFrame(
        {
            "event_time": estimates.event,
            "estimate": value,
            "std_error": np.where(known, spread.plain, np.nan),
            "conf_low": value - half,
            "conf_high": value + half,
            "simultaneous_low": value - wide,
            "simultaneous_high": value + wide,
            "n_units": estimates.behind.sum(axis=0),
            "n_clusters": spread.clusters,
            "df": np.where(known, spread.df, np.nan),
            "interval_error": np.where(known, spread.error, np.nan),
        }
    )


def _overall(panel: Panel, average: Average) -> pd.Series:
    """The estimator's one number with its interval."""
    influence = average.influence[:, None]
    spread = Spread(panel, influence, ~panel.never[:, None], average.factor)
    half = spread.half_width()[0]
    return pd.Series(
        {
            "estimate": average.value,
            "std_error": spread.plain[0],
            "conf_low": average.value - half,
            "conf_high": average.value + half,
            "p_value": spread.p_value(np.array([average.value]))[0],
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


def _facts(
    panel: Panel,
    estimates: Estimates,
    table: pd.DataFrame,
    treated: np.ndarray,
) -> dict[str, object]:
    """What every table must name; ``treated`` are the adopters behind the average."""
    names = panel.names
    event, clusters = table["event_time"].to_numpy(), table["n_clusters"].to_numpy()
    few = event[(clusters < FEW) & (event != estimates.reference)]
    notes = panel.notes + estimates.notes
    if len(few):
        shown = f"event time{'s' if len(few) > 1 else ''} {', '.join(map(str, few))}"
        notes += (
            f"Fewer than {FEW} treated clusters are behind {shown}: intervals there "
            "count on their number less one degrees of freedom.",
        )
    if alone(panel):
        last = panel.cohorts[-1] if panel.never.any() else panel.cohorts[-2]
        notes += (
            f"From {panel.periods[last]} on all comparisons are with one cluster of "
            f"{names['cluster']!r}, whose own noise no interval holds.",
        )
    return {
        "outcome": names["outcome"],
        **estimates.facts,
        "average": estimates.average.meaning,
        "weights": f"weighted by {names['weights']}" if names["weights"] else "units equal",
        "covariates": ", ".join(names["covariates"]) or "none",
        "clustering": names["cluster"],
        "intervals": INTERVALS,
        "n_rows": int(panel.seen.sum()),
        "n_units": panel.n_units,
        "n_treated_units": int(treated.sum()),
        "n_clusters": panel.n_clusters,
        "n_treated_clusters": len(np.unique(panel.cluster[treated])),
        "periods": f"{panel.periods[0]} to {panel.periods[-1]} ({panel.n_periods})",
        "notes": notes,
    }

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
from sanctuary_research.methods.panel.pretest import pretest
from sanctuary_research.methods.panel.spread import FEW, Spread

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
    averages : DataFrame
        One row per way to average, with what is averaged.
    pretest : Series
        statistic, df, df_denominator, p, power and slope_80 of the joint test of the leads.
    cells : DataFrame or None
        Cohort-by-period effects, for estimators that make them.
    facts : dict
        estimand, estimator, control, weights, clustering, small_sample, numbers of rows, units
        and clusters, and notes on what was left out.
    spread : Spread
        What the covariance rests on, cluster by cluster.
    reference : int or None
        The event time that is zero by construction; None where each lead has its own.
    """

    table: pd.DataFrame
    overall: pd.Series
    averages: pd.DataFrame
    pretest: pd.Series
    cells: pd.DataFrame | None
    facts: dict[str, object]
    spread: Spread
    reference: int | None

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
        if self.reference is None:
            raise UsageError("each lead has a base of its own", "use base='universal'")
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

    def __repr__(self) -> str:
        shown = self.table.to_string(index=False, float_format=lambda x: f"{x:.4g}")
        facts = "\n".join(f"{name}: {value}" for name, value in self.facts.items() if value != ())
        return f"{shown}\n\n{facts}"


def summarise(
    panel: Panel, estimates: Estimates, *, window: tuple[int, int] | None, seed: int
) -> EventStudy:
    """Turn estimates and influence into tables, bands and the test of the leads."""
    treated = estimates.behind[:, estimates.event >= 0].any(axis=1)  # of the average, any window
    if window is not None:
        estimates = estimates.within(window)
    spread = Spread(panel, estimates.influence, estimates.behind, estimates.factor)
    table = _table(panel, estimates, spread, seed)
    averages = _averages(panel, estimates)
    facts = _facts(panel, estimates, averages, table, treated)
    table.attrs = averages.attrs = dict(facts)
    columns = ["estimate", "std_error", "conf_low", "conf_high", "p_value", "df"]
    overall = averages[columns].iloc[0].rename(averages["average"].iloc[0])
    return EventStudy(
        table=table,
        overall=overall,
        averages=averages,
        pretest=_pretest(estimates, spread, table, overall["estimate"]),
        cells=estimates.cells,
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


def _averages(panel: Panel, estimates: Estimates) -> pd.DataFrame:
    """One row per way of averaging, the estimator's main one first."""
    names = list(estimates.averages)
    meaning, value, influence, factor = zip(*estimates.averages.values(), strict=True)
    value = np.array(value)
    influence = np.stack(influence, axis=1)
    behind = np.broadcast_to(~panel.never[:, None], influence.shape)
    spread = Spread(panel, influence, behind, np.array(factor))
    half = spread.half_width()
    return pd.DataFrame(
        {
            "average": names,
            "meaning": meaning,
            "estimate": value,
            "std_error": spread.plain,
            "conf_low": value - half,
            "conf_high": value + half,
            "p_value": spread.p_value(value),
            "df": spread.df,
        }
    )


def _pretest(
    estimates: Estimates, spread: Spread, table: pd.DataFrame, explained: float
) -> pd.Series:
    """Hand the leads that have a standard error to the joint test.

    Those on fewer than five clusters are left out where others rest on more: together they would
    reject a true null far too often.
    """
    event, treated = estimates.event, estimates.behind.sum(axis=0)
    known = (event < 0) & table["std_error"].notna().to_numpy()
    least = min(FEW, spread.clusters[known].max(initial=0))
    lead = np.flatnonzero(known & (spread.clusters >= least))
    covariance = spread.covariance[np.ix_(lead, lead)]
    full = len(lead) and np.linalg.matrix_rank(covariance, hermitian=True) == len(lead)
    later = event >= 0
    return pretest(
        event[lead],
        estimates.value[lead],
        covariance,
        df=spread.joint_df(lead) if full else 0.0,
        reference=estimates.reference,
        explained=explained,
        after=np.average(event[later], weights=treated[later]) - (estimates.reference or -1),
    )


def _facts(
    panel: Panel,
    estimates: Estimates,
    averages: pd.DataFrame,
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
        "average": averages["meaning"].iloc[0],
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

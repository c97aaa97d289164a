"""Rows of a comparison table: a contrast, its two intervals, its counts and its notes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.adjustments import Contrast
from sanctuary_research.methods.groups.inference import (
    NO_INTERVAL,
    Interval,
    cr1_covariance,
    effective_size,
    hc2_covariance,
    t_interval,
)
from sanctuary_research.methods.groups.sample import Sample

FEW_CLUSTERS = 10
FEW_EFFECTIVE = 30
COUNTS = (
    "n",
    "n_sanctuary",
    "n_comparison",
    "n_clusters",
    "n_clusters_sanctuary",
    "n_clusters_comparison",
    "n_unmatched",
)
TABLE_COLUMNS = (
    "adjustment",
    "weights",
    "variance",
    "estimand",
    "estimate",
    "std_error",
    "conf_low",
    "conf_high",
    "df",
    "p_value",
    *COUNTS,
    "n_effective_comparison",
    "convention",
    "note",
)
TEXT = ("adjustment", "weights", "variance", "estimand", "convention", "note")


def variance_names(cluster: str) -> tuple[str, str]:
    """Return the names of the two intervals for a cluster column.

    >>> variance_names("state_fips")
    ('state_clustered', 'robust')
    """
    return f"{cluster.removesuffix('_fips')}_clustered", "robust"


def as_table(found: Iterable[Mapping], before: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return rows as a table with the columns of ``TABLE_COLUMNS``, those in ``before`` first."""
    table = pd.DataFrame(found, columns=[*before, *TABLE_COLUMNS])
    types = dict.fromkeys(TABLE_COLUMNS, "float64") | dict.fromkeys(COUNTS, "Int64")
    types |= dict.fromkeys((*before, *TEXT), "str")
    return table.astype(types)


def blank_rows(
    methods: Iterable[str], weightings: Iterable[str], cluster: str, reason: str
) -> list[dict]:
    """Return the rows of comparisons that could not be made, with the reason in each."""
    return [
        {"adjustment": method, "weights": name, "variance": variance} | _unknown(reason)
        for method in methods
        for name in weightings
        for variance in variance_names(cluster)
    ]


def estimate_rows(sample: Sample, contrast: Contrast, cluster: str) -> list[dict]:
    """Return the two rows of one contrast: clustered, then heteroskedasticity-robust."""
    counts = _counts(sample, contrast)
    return [
        {
            "variance": variance,
            "estimand": contrast.estimand,
            "estimate": contrast.estimate,
            **counts,
            "convention": contrast.convention(clustered),
            **_interval_columns(sample, contrast, counts, clustered),
        }
        for variance, clustered in zip(variance_names(cluster), (True, False), strict=True)
    ]


def _unknown(reason: str) -> dict:
    return {"estimand": "", "convention": "", "note": reason}


def _counts(sample: Sample, contrast: Contrast) -> dict:
    used, ours = contrast.used, contrast.used & sample.sanctuary
    theirs = used & ~sample.sanctuary
    clusters = {
        f"n_clusters{ending}": len(np.unique(sample.clusters[group]))
        for ending, group in (("", used), ("_sanctuary", ours), ("_comparison", theirs))
    }
    return {
        "n": int(used.sum()),
        "n_sanctuary": int(ours.sum()),
        "n_comparison": int(theirs.sum()),
        **clusters,
        "n_unmatched": int((~used).sum()),
        "n_effective_comparison": effective_size(contrast.weights[theirs]),
    }


def _interval_columns(sample: Sample, contrast: Contrast, counts: dict, clustered: bool) -> dict:
    notes = [*contrast.notes, *_concentrated(counts)]
    try:
        if clustered:
            _refuse_lone_cluster(counts)
            notes += _few_clusters(counts)
        found = _interval(sample, contrast, counts, clustered)
    except AnalysisError as reason:
        found = NO_INTERVAL
        notes.append(f"no interval: {reason}")
    return {
        "std_error": found.std_error,
        "conf_low": found.low,
        "conf_high": found.high,
        "df": found.df,
        "p_value": found.p_value,
        "note": "; ".join(notes),
    }


def _interval(sample: Sample, contrast: Contrast, counts: dict, clustered: bool) -> Interval:
    fit, used = contrast.fit, contrast.used
    if clustered:
        covariance, df = cr1_covariance(fit, sample.clusters[used]), counts["n_clusters"] - 1
    else:
        covariance, df = hc2_covariance(fit), counts["n"] - fit.n_params
    std_error = float(np.sqrt(covariance[0, 0]))
    if std_error <= 1e-12 * np.abs(sample.outcome[used]).max():
        raise AnalysisError("the outcome does not vary beyond the fit")
    return t_interval(float(contrast.estimate), std_error, df)


def _refuse_lone_cluster(counts: dict) -> None:
    """Refuse an interval that one cluster would make too narrow: its residuals sum to zero."""
    for group in ("sanctuary", "comparison"):
        if counts[f"n_clusters_{group}"] == 1:
            raise AnalysisError(f"all {group} units lie in one cluster")


def _concentrated(counts: dict) -> list[str]:
    size, n = counts["n_effective_comparison"], counts["n_comparison"]
    if size >= min(FEW_EFFECTIVE, n / 2):
        return []
    return [f"weights concentrate: {n} comparison units count as {size:.1f} equally weighted ones"]


def _few_clusters(counts: dict) -> list[str]:
    return [
        f"only {counts[f'n_clusters_{group}']} clusters hold {group} units: clustered intervals "
        f"tend to be too narrow below {FEW_CLUSTERS}"
        for group in ("sanctuary", "comparison")
        if counts[f"n_clusters_{group}"] < FEW_CLUSTERS
    ]

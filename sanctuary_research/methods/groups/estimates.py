"""Rows of a comparison table: a contrast, its interval or why there is none, and its counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sanctuary_research.errors import SanctuaryError
from sanctuary_research.methods.groups.adjustments import Contrast
from sanctuary_research.methods.groups.clusters import Side, side_of
from sanctuary_research.methods.groups.cr2 import Clustered
from sanctuary_research.methods.groups.sample import Sample
from sanctuary_research.methods.groups.withheld import reason_from_design, reason_from_df

# Columns of the table, in order, with their types.
COLUMNS = {
    "adjustment": "str",
    "weights": "str",
    "estimand": "str",
    **dict.fromkeys(("estimate", "std_error", "conf_low", "conf_high", "df", "p_value"), "float64"),
    **dict.fromkeys(("n", "n_sanctuary", "n_comparison"), "Int64"),
    **dict.fromkeys(("n_clusters", "n_clusters_sanctuary", "n_clusters_comparison"), "Int64"),
    "effective_clusters_sanctuary": "float64",
    "effective_clusters_comparison": "float64",
    "effective_units_sanctuary": "float64",
    "effective_units_comparison": "float64",
    **dict.fromkeys(("withheld", "note"), "str"),
}


def as_table(found: Iterable[Mapping], *before: str) -> pd.DataFrame:
    """Return rows as a table with the columns of ``COLUMNS``, those in ``before`` first."""
    rows = list(found)
    columns = {name: [row.get(name) for row in rows] for name in (*before, *COLUMNS)}
    typed = {name: pd.array(columns[name], dtype=kind) for name, kind in COLUMNS.items()}
    return pd.DataFrame(columns | typed)


def blank_rows(
    methods: Iterable[str], weightings: Iterable[str], error: SanctuaryError
) -> list[dict]:
    """Return the rows of comparisons that could not be made, with the reason in each."""
    blank = {name: "" for name, kind in COLUMNS.items() if kind == "str"}
    blank |= {"withheld": error.case, "note": error.fix}
    return [
        blank | {"adjustment": method, "weights": name} for method in methods for name in weightings
    ]


def estimate_row(sample: Sample, contrast: Contrast, method: str, weights: str) -> dict:
    """Return one contrast as a row, with its interval unless a reason withholds it."""
    sides = _sides(sample, contrast)
    counts = _counts(sample, contrast, sides)
    reason = reason_from_design(method, sides, sample.cluster)
    found = None
    if not reason.rule:
        outcome = sample.outcome[contrast.used]
        found = contrast.inference(sample.clusters).at(outcome)
        reason = reason_from_df(method, sides, sample.cluster, outcome, found)
    return {
        "adjustment": method,
        "weights": weights,
        "estimand": contrast.estimand,
        "estimate": contrast.estimate,
        **counts,
        **_interval(found, bool(reason.rule)),
        "withheld": reason.rule,
        "note": "; ".join(filter(None, [reason.figures, *contrast.notes])),
    }


def _sides(sample: Sample, contrast: Contrast) -> dict[str, Side]:
    groups = {"sanctuary": sample.sanctuary, "comparison": ~sample.sanctuary}
    used = {name: group & contrast.used for name, group in groups.items()}
    return {
        name: side_of(contrast.weights[group], sample.clusters[group])
        for name, group in used.items()
    }


def _counts(sample: Sample, contrast: Contrast, sides: Mapping[str, Side]) -> dict:
    found = {
        "n": int(contrast.used.sum()),
        "n_clusters": pd.Series(sample.clusters[contrast.used]).nunique(),
    }
    for name, side in sides.items():
        found[f"n_{name}"] = side.n
        found[f"n_clusters_{name}"] = side.n_clusters
        found[f"effective_clusters_{name}"] = side.effective_clusters
        found[f"effective_units_{name}"] = side.effective_units
    return found


def _interval(found: Clustered | None, withheld: bool) -> dict:
    """Return the columns of an interval; a withheld one keeps its degrees of freedom."""
    if found is None:
        return {}
    if withheld:
        return {"df": float(found.df) if np.isfinite(found.df) else np.nan}
    low, high = found.interval()
    return {
        "std_error": float(found.std_error),
        "conf_low": float(low),
        "conf_high": float(high),
        "df": float(found.df),
        "p_value": float(found.p_value()),
    }

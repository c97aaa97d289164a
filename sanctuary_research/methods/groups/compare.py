"""Compare sanctuary with other units, raw and adjusted, with both kinds of interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from sanctuary_research.errors import AnalysisError, UsageError, nearest, unknown
from sanctuary_research.methods.groups import adjustments as methods
from sanctuary_research.methods.groups.adjustments import Contrast
from sanctuary_research.methods.groups.balance import balance_table
from sanctuary_research.methods.groups.estimates import as_table, blank_rows, estimate_rows
from sanctuary_research.methods.groups.matching import Coarsening, Cutpoints
from sanctuary_research.methods.groups.sample import (
    WEIGHTS,
    Sample,
    as_numbers,
    draw_sample,
    require_columns,
)

ADJUSTMENTS = ("raw", "regression", "cem", "entropy")
DIFFERENCE = {
    "raw": "raw difference in {}",
    "regression": "regression-adjusted difference in {}",
    "cem": "difference in {} after coarsened exact matching",
    "entropy": "difference in {} after entropy balancing",
}
WEIGHTED = {"county": "weighted equally", "person": "weighted by population"}


@dataclass(frozen=True, repr=False, eq=False)
class GroupComparison:
    """What ``compare_groups`` found.

    Attributes
    ----------
    outcome : str
    table : DataFrame
        One row for each adjustment, weighting and kind of interval; columns as listed under
        ``compare_groups``.
    balance : DataFrame
        adjustment ("raw" is before), weights, covariate, mean_sanctuary, mean_comparison,
        std_mean_diff (in pooled standard deviations of the unadjusted groups).
    n_not_coded, n_incomplete : int
        Units left out: no label known, or a value missing.
    """

    outcome: str
    table: pd.DataFrame
    balance: pd.DataFrame
    n_not_coded: int
    n_incomplete: int

    def __repr__(self) -> str:
        shown = ["adjustment", "weights", "variance", "estimate", "conf_low", "conf_high", "n"]
        left = f"left out: {self.n_not_coded} not coded, {self.n_incomplete} incomplete"
        table = self.table[shown].to_string(index=False, float_format="{:,.2f}".format)
        return f"{self.outcome}, sanctuary minus comparison\n{table}\n{left}"

    def row(
        self, adjustment: str | None = None, weights: str | None = None, variance: str | None = None
    ) -> pd.Series:
        """Return one row of the table: the first that fits, clustered before robust."""
        found = self.table
        asked = {"adjustment": adjustment, "weights": weights, "variance": variance}
        for column, value in asked.items():
            if value is None:
                continue
            if value not in set(self.table[column]):
                raise unknown(column, value, set(self.table[column]))
            found = found[found[column] == value]
        return found.iloc[0]

    def sentence(
        self,
        adjustment: str | None = None,
        weights: str | None = None,
        variance: str | None = None,
        *,
        unit: str | None = None,
        places: str = "units",
        digits: int = 1,
    ) -> str:
        """Return one row of the table as a sentence that takes no side.

        Parameters
        ----------
        adjustment, weights, variance : str, optional
            The row, as in ``row``.
        unit : str, optional
            What the outcome is, in words; its column name unless given.
        places : str
            What a row of the frame is, in the plural.
        digits : int
            Decimals.
        """
        row = self.row(adjustment, weights, variance)
        what = "The " + DIFFERENCE[row["adjustment"]].format(unit or self.outcome)
        if pd.isna(row["estimate"]):
            return f"{what} could not be estimated: {row['note']}."
        start = (
            f"{what} (sanctuary minus comparison, {places} {WEIGHTED[row['weights']]}) is "
            f"{_signed(row['estimate'], digits)}"
        )
        groups = f"{row['n_sanctuary']:,} sanctuary and {row['n_comparison']:,} comparison {places}"
        if pd.isna(row["std_error"]):
            return f"{start}, from {groups}; {row['note']}."
        low, high = (_signed(row[end], digits) for end in ("conf_low", "conf_high"))
        zero = "includes" if row["conf_low"] <= 0 <= row["conf_high"] else "excludes"
        note = f" Note: {row['note']}." if row["note"] else ""
        return (
            f"{start}, 95 % interval {low} to {high} ({row['variance'].replace('_', '-')}, t with "
            f"{row['df']:,.0f} df; {groups} in {row['n_clusters']:,} clusters); the interval "
            f"{zero} zero.{note}"
        )


def compare_groups(
    frame: pd.DataFrame,
    *,
    outcome: str,
    label: str = "label",
    covariates: Sequence[str] = (),
    weights: str | Sequence[str] = "county",
    population: str = "population",
    cluster: str = "state_fips",
    adjustments: str | Sequence[str] = ADJUSTMENTS,
    match_on: Sequence[str] | None = None,
    cutpoints: int | Mapping[str, Cutpoints] | None = None,
    groupings: Mapping[str, Sequence[Sequence[str]]] | None = None,
    unit: str | None = None,
) -> GroupComparison:
    """Compare the outcome of sanctuary with that of other units under several adjustments.

    Every adjustment runs on the same units: those coded, with outcome and covariates known. An
    adjustment that cannot be done keeps its rows, with a blank estimate and the reason in
    ``note``. None of them shows cause by itself: what is not among the covariates stays.

    Parameters
    ----------
    frame : DataFrame
        One row for each unit.
    outcome : str
        Numeric column.
    label : str
        Column of "sanctuary", "not_sanctuary" or "not_coded"; the last are left out and counted.
    covariates : sequence of str
        Columns measured before treatment; text columns are taken as categories.
    weights : str or sequence of str
        "county" (each unit once), "person" (each unit times its population), or both.
    population : str
        Column with the person weights.
    cluster : str
        Column of clusters, and so the name of the interval: "state_clustered" for "state_fips".
    adjustments : str or sequence of str
        "raw", a difference in means; "regression", the coefficient of the label in least squares
        on the covariates (a conditional difference); "cem", coarsened exact matching, and
        "entropy", entropy balancing of first moments (both: effect on the sanctuary units, ATT).
    match_on : sequence of str, optional
        Covariates that cem matches on; all unless given.
    cutpoints, groupings : optional
        Coarsening for cem, as in ``matching.match``; ``cutpoints`` may be one number for all.
    unit : str, optional
        Column that identifies a unit: checked for duplicates, and used to name rows in errors.

    Returns
    -------
    GroupComparison
        Its table has adjustment, weights, variance ("..._clustered" CR1, or "robust" HC2),
        estimand, estimate, std_error, conf_low, conf_high (95%), df, p_value, n, n_sanctuary,
        n_comparison, n_clusters, n_clusters_sanctuary, n_clusters_comparison, n_unmatched,
        n_effective_comparison (Kish), convention, note.

    Raises
    ------
    AnalysisError
        A column is missing, a group is empty, there is one cluster, a weight is not positive, a
        unit stands twice: one sentence, with the rows.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "label": ["sanctuary", "not_sanctuary", "sanctuary", "not_sanctuary"],
    ...     "crime": [3.0, 1.0, 5.0, 3.0], "state_fips": ["01", "01", "02", "02"]})
    >>> found = compare_groups(frame, outcome="crime", adjustments="raw")
    >>> found.row()["estimate"].round(6).item()
    2.0
    """
    weightings, asked = chosen_names(weights, WEIGHTS), chosen_names(adjustments, ADJUSTMENTS)
    sample = draw_sample(
        frame,
        outcome=outcome,
        label=label,
        covariates=covariates,
        weights=weightings,
        population=population,
        cluster=cluster,
        unit=unit,
    )
    require_columns(sample.covariates, match_on or ())
    coarsening = Coarsening(match_on, cutpoints, groupings)
    contrasts = {
        (method, name): _attempt(method, sample, sample.weights[name], coarsening)
        for method in asked
        for name in weightings
    }
    return GroupComparison(
        outcome,
        _table(sample, contrasts, cluster),
        _balance(sample, contrasts),
        sample.n_not_coded,
        sample.n_incomplete,
    )


def chosen_names(asked: str | Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the names asked for, each once; one that is not known is refused."""
    asked = list(dict.fromkeys([asked] if isinstance(asked, str) else asked))
    for name in asked:
        if name not in known:
            raise UsageError(f"compare_groups has no {name!r}: {nearest(name, known)}")
    return asked


def _signed(value: float, digits: int) -> str:
    """Return a number with its sign, a true minus; what rounds to zero has none."""
    text = f"{value:+,.{digits}f}"
    return text[1:] if float(text.replace(",", "")) == 0 else text.replace("-", "\N{MINUS SIGN}")


def _attempt(method: str, sample: Sample, base, coarsening: Coarsening) -> Contrast | AnalysisError:
    """Return the contrast of one adjustment, or why there is none."""
    estimators = {
        "raw": methods.raw,
        "regression": methods.regression,
        "cem": partial(methods.cem, coarsening=coarsening),
        "entropy": methods.entropy,
    }
    try:
        return estimators[method](sample, base)
    except AnalysisError as reason:
        return reason


def _table(sample: Sample, contrasts: Mapping, cluster: str) -> pd.DataFrame:
    found = []
    for (method, name), contrast in contrasts.items():
        if isinstance(contrast, AnalysisError):
            found += blank_rows([method], [name], cluster, str(contrast))
            continue
        keys = {"adjustment": method, "weights": name}
        found += [keys | row for row in estimate_rows(sample, contrast, cluster)]
    return as_table(found)


def _balance(sample: Sample, contrasts: Mapping) -> pd.DataFrame:
    """Return balance before ("raw") and after each adjustment that reweights."""
    values = as_numbers(sample.covariates, every_level=True)
    tables = []
    weighted = {("raw", name): base for name, base in sample.weights.items()}
    weighted |= {
        key: contrast.weights
        for key, contrast in contrasts.items()
        if key[0] in ("cem", "entropy") and isinstance(contrast, Contrast)
    }
    for (method, name), weights in weighted.items():
        table = balance_table(values, sample.sanctuary, weights, sample.weights[name])
        table.insert(0, "adjustment", method)
        table.insert(1, "weights", name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)

"""Compare sanctuary with other units, raw and adjusted, each with an interval or a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import pandas as pd
from statsmodels.regression.linear_model import RegressionResults

from sanctuary_research.errors import SanctuaryError, UsageError, attempt_each, check_known, nearest
from sanctuary_research.methods.groups import adjustments as ways
from sanctuary_research.methods.groups.adjustments import Contrast
from sanctuary_research.methods.groups.balance import balance_table
from sanctuary_research.methods.groups.bootstrap import Cell
from sanctuary_research.methods.groups.columns import as_numbers, require_columns
from sanctuary_research.methods.groups.estimates import as_table, blank_rows, estimate_row
from sanctuary_research.methods.groups.sample import WEIGHTS, Sample, draw_sample

ADJUSTMENTS = ("raw", "regression", "cem", "entropy")


@dataclass(frozen=True, repr=False, eq=False)
class GroupComparison:
    """What ``compare_groups`` found.

    Attributes
    ----------
    outcome : str
    table : DataFrame
        One row for each adjustment and weighting; columns as listed under ``compare_groups``.
    sample : Sample
        The units compared.
    contrasts : mapping of (adjustment, weights) to Contrast or AnalysisError
    """

    outcome: str
    table: pd.DataFrame
    sample: Sample
    contrasts: Mapping[tuple[str, str], Contrast | SanctuaryError]

    @cached_property
    def balance(self) -> pd.DataFrame:
        """How alike the groups are before ("raw") and after each adjustment that reweights.

        adjustment, weights, covariate, mean_sanctuary, mean_comparison, std_mean_diff (in pooled
        standard deviations of the unadjusted groups).
        """
        return _balance(self.sample, self.contrasts)

    def row(self, adjustment: str | None = None, weights: str | None = None) -> pd.Series:
        """Return one row of the table, the first that fits."""
        found = self.table
        for column, value in (("adjustment", adjustment), ("weights", weights)):
            if value is None:
                continue
            check_known(column, value, set(self.table[column]))
            found = found[found[column] == value]
        return found.iloc[0]

    def fit(self, adjustment: str, weights: str = "county") -> RegressionResults:
        """Return the statsmodels fit; the difference is its parameter "sanctuary"."""
        return self.contrast(adjustment, weights).fit

    def unit_weights(self, adjustment: str, weights: str = "county") -> pd.Series:
        """Return what each unit adds to the estimate per unit of its own outcome.

        The estimate is the sum of these weights times the outcomes. They sum to one over the
        sanctuary units and to minus one over the others; under regression some may have the other
        sign (extrapolation). A unit that is not used has zero.
        """
        found = self.contrast(adjustment, weights).coefficients
        return pd.Series(found, self.sample.units, name="weight")

    def cell(self, adjustment: str, weights: str = "county") -> Cell:
        """Return one adjustment's fit as the bootstraps take it."""
        contrast = self.contrast(adjustment, weights)
        model = contrast.fit.model
        return Cell(model.endog, model.exog, self.sample.clusters[contrast.used], model.weights)

    def contrast(self, adjustment: str, weights: str = "county") -> Contrast:
        """Return one adjustment's contrast, or raise the reason why there is none."""
        self.row(adjustment, weights)
        found = self.contrasts[adjustment, weights]
        if isinstance(found, SanctuaryError):
            raise found
        return found


def compare_groups(
    frame: pd.DataFrame,
    *,
    outcome: str,
    weights: str | Sequence[str] = "county",
    adjustments: str | Sequence[str] = ADJUSTMENTS,
    match_on: Sequence[str] | None = None,
    **columns: Any,
) -> GroupComparison:
    """Compare the outcome of sanctuary with that of other units under several adjustments.

    Every adjustment runs on the same units: those coded, with outcome and covariates known. None of
    them shows cause by itself: what is not among the covariates stays.

    Parameters
    ----------
    frame : DataFrame
        One row for each unit.
    outcome : str
        Numeric column.
    weights : str or sequence of str
        "county" (each unit once), "person" (each unit times its population), or both.
    adjustments : str or sequence of str
        "raw", a difference in means; "regression", the coefficient of the label in least squares
        on the covariates (a conditional difference); "cem", coarsened exact matching, and
        "entropy", entropy balancing of first moments (both: effect on the sanctuary units, ATT).
    match_on : sequence of str, optional
        Covariates that cem matches on; all unless given.
    label : str
        Column of "sanctuary", "not_sanctuary" or "not_coded", ``label`` unless given; the last are
        left out and counted.
    covariates : sequence of str
        Columns measured before treatment, none unless given; text columns are taken as categories.
    population : str
        Column with the person weights, ``population`` unless given.
    cluster : str
        Column of clusters, ``state_fips`` unless given: units of one cluster are not taken as
        independent.
    unit : str, optional
        Column that identifies a unit: checked for duplicates, and used to name rows in errors.

    Returns
    -------
    GroupComparison
        Its table has a row for each adjustment and weighting: adjustment, weights, estimand,
        estimate, std_error, conf_low, conf_high (95 %, CR2 with Imbens-Kolesár degrees of
        freedom), df, p_value, n, n_sanctuary, n_comparison, n_clusters, n_clusters_sanctuary,
        n_clusters_comparison, effective_clusters_sanctuary, effective_clusters_comparison,
        effective_units_sanctuary, effective_units_comparison (squared sum over sum of squares of
        the weights under the weighting shown; for regression the base weights), withheld (why there
        is no interval, or no estimate), note (what else a reader must know).

    Raises
    ------
    AnalysisError
        A column is missing, doubled or no number, a group is empty, a cluster is blank, a weight is
        not positive, a unit stands twice: one sentence, with the rows.
    UsageError
        An adjustment or weighting that does not exist, or none.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "label": ["sanctuary", "not_sanctuary"] * 3, "crime": [3.0, 1.0, 5.0, 3.0, 9.0, 4.0],
    ...     "state_fips": ["01", "01", "02", "02", "04", "04"]})
    >>> compare_groups(frame, outcome="crime", adjustments="raw").row()["estimate"].round(6).item()
    3.0
    """
    weightings, asked = chosen_names(weights, WEIGHTS), chosen_names(adjustments, ADJUSTMENTS)
    sample = draw_sample(frame, outcome=outcome, weights=weightings, **columns)
    require_columns(sample.covariates, match_on or ())
    keys = list(product(asked, weightings))

    def contrast(key: tuple[str, str]) -> Contrast:
        more = {"match_on": match_on} if key[0] == "cem" else {}
        return getattr(ways, key[0])(sample, sample.weights[key[1]], **more)

    found, refused = attempt_each(keys, contrast)
    contrasts = {key: found[key] if key in found else refused[key] for key in keys}
    return GroupComparison(outcome, _table(sample, contrasts), sample, contrasts)


def chosen_names(asked: str | Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the names asked for, each once; none, or one that is not known, is refused."""
    asked = list(dict.fromkeys([asked] if isinstance(asked, str) else asked))
    if not asked:
        raise UsageError("compare_groups was asked for nothing", f"choose from {', '.join(known)}")
    for name in asked:
        if name not in known:
            raise UsageError(f"compare_groups has no {name!r}", nearest(name, known))
    return asked


def _table(sample: Sample, contrasts: Mapping) -> pd.DataFrame:
    found = []
    for (method, name), contrast in contrasts.items():
        if isinstance(contrast, SanctuaryError):
            found += blank_rows([method], [name], contrast)
        else:
            found.append(estimate_row(sample, contrast, method, name))
    return as_table(found)


def _balance(sample: Sample, contrasts: Mapping) -> pd.DataFrame:
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

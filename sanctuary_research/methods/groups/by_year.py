"""A comparison of groups year by year: each year's change from one base year, judged together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from sanctuary_research.errors import AnalysisError, attempt_each
from sanctuary_research.methods.at_once import level_at_once
from sanctuary_research.methods.coefficients import Coefficients
from sanctuary_research.methods.groups.bootstrap import Cell
from sanctuary_research.methods.groups.columns import require, require_columns
from sanctuary_research.methods.groups.compare import GroupComparison, compare_groups
from sanctuary_research.methods.groups.estimates import as_table, blank_rows
from sanctuary_research.methods.groups.joint import joint_bootstrap

DRAWS = 9_999


@dataclass(frozen=True, eq=False, repr=False)
class YearStudy:
    """Differences between groups in the change from a base year.

    Attributes
    ----------
    base : int
    table : DataFrame
        year, then the columns of ``compare_groups`` (blank in the base year but for an estimate of
        zero), simultaneous_low and simultaneous_high, which hold all years at once.
    covariance : DataFrame
        CR2 covariance of the years that have an interval, years on both sides.
    by_unit : DataFrame
        Their covariance with units taken as independent: clustered by unit, no correction.
    pretest : Series
        largest_t (CR1, over the years before the base that have an interval), year (of it),
        p_value (of the null that none of them differs), n_years; blank where there is none.
    comparisons : mapping of year to GroupComparison
    """

    base: int
    table: pd.DataFrame
    covariance: pd.DataFrame
    by_unit: pd.DataFrame
    pretest: pd.Series
    comparisons: Mapping[int, GroupComparison]

    def coefficients(self, covariance: str = "few_clusters") -> Coefficients:
        """Return the years with an interval, for ``honest_did``.

        ``covariance`` is "few_clusters", the CR2 one with its degrees of freedom, or
        "conventional", clustered by unit and taken as known.
        """
        known = self.table.set_index("year").loc[list(self.covariance)]
        few = covariance == "few_clusters"
        return Coefficients(
            known.index,
            known["estimate"],
            self.covariance if few else self.by_unit,
            known["df"] if few else np.inf,
            reference=self.base,
        )


def compare_years(
    frame: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    base: int,
    year: str = "year",
    adjustment: str = "regression",
    weights: str = "county",
    seed: int = 0,
    **options: Any,
) -> YearStudy:
    """Compare how far groups moved from a base year, in every other year of the frame.

    Each year is one ``compare_groups`` of the units' change from the base year, with its interval
    (CR2 by cluster, Imbens-Kolesár degrees of freedom) and its rules for withholding one. A year
    that no unit has is not there: nothing is put in its place, and years are calendar years.

    The pre-test holds the largest t of the years before the base against those of a restricted
    wild cluster bootstrap that multiplies a cluster by the same value in every year
    (``joint_bootstrap``). The band is that of ``at_once.least_p``.

    Parameters
    ----------
    frame : DataFrame
        One row a unit and year; units may lack years.
    outcome, unit, year : str
    base : int
        A year of the frame.
    adjustment, weights : str
        One of each, as in ``compare_groups``.
    seed : int
        Of the draws.
    **options : Any
        label, cluster, population and covariates as in ``compare_groups``: columns that are the
        same in every row of a unit.

    Returns
    -------
    YearStudy

    Raises
    ------
    AnalysisError
        The base year is not there, a unit has two rows of a year or two values of what it may have
        one of, or no year can be compared.

    References
    ----------
    As in ``joint_bootstrap`` and ``at_once``.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "place": list("aabbccdd"), "year": [2013, 2015] * 4, "state_fips": list("11223344"),
    ...     "label": ["sanctuary"] * 4 + ["not_sanctuary"] * 4,
    ...     "crime": [5.0, 4.0, 7.0, 4.0, 3.0, 4.0, 2.0, 2.0]})
    >>> study = compare_years(frame, outcome="crime", unit="place", base=2013, adjustment="raw")
    >>> study.table.set_index("year")["estimate"].round(6).to_dict()
    {2013: 0.0, 2015: -2.5}
    """
    kept = [options.get("label", "label"), options.get("cluster", "state_fips")]
    kept += options.get("covariates", ())
    kept += [options.get("population", "population")] if weights == "person" else []
    wide, about = laid_out(frame, outcome, unit, year, kept)
    if base not in wide:
        raise AnalysisError(
            f"no row of {outcome!r} is of the base year {base}",
            f"choose one of {', '.join(map(str, wide))}",
        )

    def one(when: int) -> GroupComparison:
        changed = about.assign(**{outcome: wide[when] - wide[base]}).rename_axis(unit)
        how = {"outcome": outcome, "unit": unit, "adjustments": adjustment, "weights": weights}
        return compare_groups(changed.reset_index(), **how, **options)

    years = [int(when) for when in wide]
    found, refused = attempt_each([when for when in years if when != base], one)
    if not found:
        raise AnalysisError(
            f"no year can be compared with {base}", str(next(iter(refused.values()), "add years"))
        )
    refused[base] = AnalysisError("")
    blank = {when: blank_rows([adjustment], [weights], why)[0] for when, why in refused.items()}
    blank[base] |= {"estimate": 0.0}
    filled = {when: each.row().to_dict() for when, each in found.items()} | blank
    table = as_table([{"year": when} | filled[when] for when in years], "year")
    return _judged(table, found, base, (adjustment, weights), seed)


def _judged(
    table: pd.DataFrame,
    found: Mapping[int, GroupComparison],
    base: int,
    asked: tuple[str, str],
    seed: int,
) -> YearStudy:
    """Put what holds over several years beside the years' own rows."""
    df = table.set_index("year")["df"][table["conf_low"].notna().to_numpy()]
    both = {when: _scores(found[when], *asked) for when in df.index}
    scores, units = (pd.DataFrame({t: one[k] for t, one in both.items()}) for k in (0, 1))
    scores = scores.fillna(0.0)
    return YearStudy(
        base=base,
        table=_with_band(table, level_at_once(scores.to_numpy(), df.to_numpy(), seed)),
        covariance=_products(scores),
        by_unit=_products(units.fillna(0.0)),
        pretest=_pretest({t: found[t].cell(*asked) for t in df.index if t < base}, seed),
        comparisons=found,
    )


def _scores(found: GroupComparison, *asked: str) -> tuple[pd.Series, pd.Series]:
    """Return what clusters, and what units, add to the estimate's error, by name.

    Sums of squares of the first make the CR2 variance, of the second that clustered by unit.
    """
    contrast, sample = found.contrast(*asked), found.sample
    outcome, used = sample.outcome[contrast.used], contrast.used
    inference = contrast.inference(sample.clusters)
    names = pd.unique(sample.clusters[used])  # in the order of cr2's codes
    alone = inference.coefficients * inference.residuals(outcome)
    return pd.Series(inference.scores(outcome), names), pd.Series(alone, sample.units[used])


def _products(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of products of columns, columns on both sides."""
    values = scores.to_numpy(float)
    return pd.DataFrame(values.T @ values, scores.columns, scores.columns)


def _pretest(cells: Mapping[Hashable, Cell], seed: int) -> pd.Series:
    """Judge the years before together, by shared Webb draws of clusters."""
    if not cells:
        return pd.Series({"largest_t": np.nan, "year": np.nan, "p_value": np.nan, "n_years": 0})
    found = joint_bootstrap(cells, draws=DRAWS, seed=seed)
    first = found.table.loc[found.table["t"].abs().idxmax()]
    return pd.Series(
        {
            "largest_t": first["t"],
            "year": first["cell"],
            "p_value": found.least_p_adjusted,
            "n_years": len(found.table),
        }
    )


def _with_band(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Widen each interval to the level at which all hold at once with 95 %."""
    half = stats.t.ppf((1 + level) / 2, table["df"]) * table["std_error"]
    return table.assign(
        simultaneous_low=table["estimate"] - half, simultaneous_high=table["estimate"] + half
    )


def laid_out(
    frame: pd.DataFrame, outcome: str, unit: str, year: str, kept: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the outcome by unit and year, years without a value left out, and what is kept."""
    require_columns(frame, [outcome, unit, year, *kept])
    case = f"a {unit!r} has two rows of one {year!r} in {{rows}}"
    require(frame.index, frame.duplicated([unit, year]).to_numpy(), case, "keep one")
    values = frame.groupby(unit)[list(dict.fromkeys(kept))]
    for name, counts in values.nunique(dropna=False).items():
        if (counts > 1).any():
            raise AnalysisError(
                f"column {name!r} changes within {unit} {counts.idxmax()}"
                + (f" and {(counts > 1).sum() - 1} more" if (counts > 1).sum() > 1 else ""),
                "give each unit one value, measured before the base year",
            )
    wide = frame.pivot(index=unit, columns=year, values=outcome).sort_index(axis=1)
    return wide.dropna(axis=1, how="all"), values.first()

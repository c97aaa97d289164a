"""Which counties an estimate rests on: every screen is a named reason, nothing is dropped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, check_known

KNOWN_THRESHOLD = 80
KEPT = "kept"
NO_DATA = "no count published"
SPLIT = "count split by population, not reported"
ZERO = "zero crimes reported"
IMPLAUSIBLE = "rate below 5 or above 1,000 per 10,000"
THIN = "agencies reporting cover too few people"
NO_COVARIATES = "a covariate is missing"
REASONS = (KEPT, NO_DATA, SPLIT, ZERO, IMPLAUSIBLE, THIN, NO_COVARIATES)


def screen(
    frame: pd.DataFrame,
    *,
    outcome: str,
    min_coverage: float = KNOWN_THRESHOLD,
    covariates: Sequence[str] = (),
) -> pd.DataFrame:
    """Say of each county-year whether it is kept, and if not, why.

    Parameters
    ----------
    frame : DataFrame
        Columns of ``county_crime`` for one year (``is_zero``, ``is_implausible``,
        ``is_imputed_split``, ``coverage_percent``, ``coverage_lower_bound_percent``), `outcome`
        and `covariates`.
    outcome : str
        A rate; a missing one is "no count published".
    min_coverage : float
        Least percent of the population whose agencies reported; 0 leaves nobody out. Where the
        year's source says only whether coverage is at least 80, no other minimum can be applied
        and 80 is used (see `coverage_note`).
    covariates : sequence of str
        Columns that must all be known.

    Returns
    -------
    DataFrame
        `frame` with ``screen``, one of `REASONS`, the first that applies.

    Raises
    ------
    UsageError
        A named column is not there.
    AnalysisError
        No county is left.
    """
    for name in (outcome, *covariates):
        check_known("column", name, frame.columns)
    reached = frame["coverage_lower_bound_percent"].fillna(0)
    needed = pd.Series(float(min_coverage), index=frame.index)
    needed = needed.where(frame["coverage_percent"].notna(), needed.clip(upper=KNOWN_THRESHOLD))
    left_out = {
        NO_DATA: frame[outcome].isna(),
        SPLIT: frame["is_imputed_split"],
        ZERO: frame["is_zero"],
        IMPLAUSIBLE: frame["is_implausible"],
        THIN: reached < needed,
        NO_COVARIATES: frame[list(covariates)].isna().any(axis=1),
    }
    reason = np.select([*left_out.values()], [*left_out], KEPT)
    if not (reason == KEPT).any():
        raise AnalysisError(
            f"no county is left with a minimum coverage of {min_coverage:g} %: lower it"
        )
    return frame.assign(screen=reason)


def coverage_note(frame: pd.DataFrame, min_coverage: float) -> str:
    """Return the sentence that says how the minimum coverage could be applied."""
    if min_coverage <= 0:
        return "No county is left out for the coverage of its reporting agencies."
    if min_coverage != KNOWN_THRESHOLD and frame["coverage_percent"].isna().all():
        return (
            f"The source of this year says only whether coverage reaches {KNOWN_THRESHOLD} %, so "
            f"the minimum asked for ({min_coverage:g} %) could not be applied and "
            f"{KNOWN_THRESHOLD} % was used."
        )
    return f"Counties whose reporting agencies cover under {min_coverage:g} % are left out."


def tally(frame: pd.DataFrame, by: str | Sequence[str]) -> pd.DataFrame:
    """Count counties and people in each group, in the order the groups are first met.

    Returns
    -------
    DataFrame
        The columns of `by`, ``counties`` and ``people``.

    Examples
    --------
    >>> rows = pd.DataFrame({"label": ["a", "b", "a"], "population": [10, 5, 20]})
    >>> tally(rows, "label").values.tolist()
    [['a', 2, 30], ['b', 1, 5]]
    """
    groups = [by] if isinstance(by, str) else list(by)
    grouped = frame.groupby(groups, sort=False, dropna=False)["population"]
    return grouped.agg(counties="size", people="sum").reset_index()


def spread(frame: pd.DataFrame, by: str, outcome: str) -> pd.DataFrame:
    """Return the distribution of an outcome in each group.

    Returns
    -------
    DataFrame
        `by`, ``counties``, ``mean``, ``p10``, ``p25``, ``p50``, ``p75``, ``p90`` in the unit of
        `outcome`; counties weigh the same.
    """
    grouped = frame.groupby(by, sort=False)[outcome]
    table = grouped.agg(counties="count", mean="mean")
    for percent in (10, 25, 50, 75, 90):
        table[f"p{percent}"] = grouped.quantile(percent / 100)
    return table.reset_index()

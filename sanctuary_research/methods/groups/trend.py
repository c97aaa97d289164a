"""Each unit's own straight line through the years before, and what is left once it goes on."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.columns import require_columns

LEAST_YEARS = 4


def slopes(
    frame: pd.DataFrame,
    *,
    outcome: str,
    unit: str,
    through: int,
    year: str = "year",
    least: int = LEAST_YEARS,
) -> pd.Series:
    """Return each unit's least-squares change a year, over its years up to ``through``.

    Parameters
    ----------
    frame : DataFrame
        One row a unit and year; a year that a unit lacks is left out, not filled.
    outcome, unit, year : str
    through : int
        The last year before.
    least : int
        Fewest years for a slope.

    Returns
    -------
    Series
        By unit; blank for a unit seen in fewer years.

    Raises
    ------
    AnalysisError
        No unit has so many years.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "place": list("aaaabb"), "year": [2009, 2010, 2012, 2013, 2012, 2013],
    ...     "crime": [1.0, 3.0, 7.0, 9.0, 5.0, 5.0]})
    >>> slopes(frame, outcome="crime", unit="place", through=2013).round(6).to_dict()
    {'a': 2.0, 'b': nan}
    """
    require_columns(frame, [outcome, unit, year])
    early = frame[frame[year] <= through].dropna(subset=[outcome])
    own = early.groupby(unit)[[year, outcome]]
    centred = early[[year, outcome]].astype(float) - own.transform("mean")
    products = pd.DataFrame(
        {"both": centred[year] * centred[outcome], "square": centred[year] ** 2}
    )
    sums = products.groupby(early[unit]).sum()
    found = (sums["both"] / sums["square"]).where(own.size() >= least)
    if not found.notna().any():
        raise AnalysisError(
            f"no {unit} has {least} years of {outcome!r} up to {through}", "choose a later year"
        )
    return found.reindex(pd.Index(frame[unit].unique(), name=unit)).rename("slope")


def detrended(
    frame: pd.DataFrame, *, outcome: str, through: int, unit: str, **options: Any
) -> pd.DataFrame:
    """Return the frame with each unit's own earlier line, carried on, taken off the outcome.

    A change of what is left is the change beyond what the years before foretold. It answers whether
    a difference goes beyond a straight continuation, and its interval is wider, because a slope
    from few years is itself uncertain.

    Parameters
    ----------
    frame : DataFrame
    outcome, through, unit
        As in ``slopes``.
    **options
        Others of ``slopes``.

    Returns
    -------
    DataFrame
        The rows in their order; the outcome is blank for units without a slope.

    Examples
    --------
    >>> frame = pd.DataFrame({
    ...     "place": "a", "year": [2010, 2011, 2012, 2013, 2015],
    ...     "crime": [2.0, 4.0, 6.0, 8.0, 13.0]})
    >>> left = detrended(frame, outcome="crime", unit="place", through=2013)["crime"]
    >>> left.round(6).tolist()
    [8.0, 8.0, 8.0, 8.0, 9.0]
    """
    found = slopes(frame, outcome=outcome, unit=unit, through=through, **options)
    gone = frame[options.get("year", "year")] - through
    return frame.assign(**{outcome: frame[outcome] - frame[unit].map(found) * gone})

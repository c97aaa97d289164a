"""Each unit's own straight line through the years before."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.columns import require_columns

LEAST_YEARS = 4


def slopes(frame: pd.DataFrame, *, outcome: str, unit: str, through: int) -> pd.Series:
    """Return each unit's least-squares change a year, over its years up to ``through``.

    Parameters
    ----------
    frame : DataFrame
        One row a unit and ``year``; a year that a unit lacks is left out, not filled.
    outcome, unit : str
    through : int
        The last year before.

    Returns
    -------
    Series
        By unit; blank for a unit seen in fewer than `LEAST_YEARS` years.

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
    require_columns(frame, [outcome, unit, "year"])
    early = frame[frame["year"] <= through].dropna(subset=[outcome])
    early = early[early.groupby(unit)["year"].transform("size") >= LEAST_YEARS]
    if early.empty:
        case = f"no {unit} has {LEAST_YEARS} years of {outcome!r} up to {through}"
        raise AnalysisError(case, "choose a later year")
    values = early[["year", outcome]].astype(float)
    x, y = (values - values.groupby(early[unit]).transform("mean")).to_numpy().T
    moments = pd.DataFrame({"xy": x * y, "xx": x * x}).groupby(early[unit].to_numpy()).sum()
    found = moments["xy"] / moments["xx"]
    return found.reindex(pd.Index(frame[unit].unique(), name=unit)).rename("slope")

"""From a yes-or-no treatment column to adoption dates, with reversals named or cut off."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research.errors import unknown
from sanctuary_research.methods.panel.panel_columns import (
    missing,
    numbers,
    read_periods,
    require,
    require_columns,
)

CHOICES = ("refuse", "truncate")


def adoption_cohort(
    frame: pd.DataFrame, *, unit: str, time: str, treated: str, reversals: str = "refuse"
) -> pd.DataFrame:
    """Add the column ``cohort``, the first treated period of each unit, missing for never.

    The estimators of this package follow a unit from its adoption on, so a policy that is
    withdrawn needs a decision. ``reversals="truncate"`` keeps each unit up to the period before
    its first withdrawal: what is estimated then is the effect of having adopted and kept it.

    Parameters
    ----------
    frame : DataFrame
        One row per unit and period.
    treated : str
        Column of 0 and 1 (or booleans).
    reversals : {"refuse", "truncate"}

    Returns
    -------
    DataFrame
        The rows kept, in their order, with ``cohort`` (Int64); ``attrs["truncated"]`` lists the
        units cut off.

    Raises
    ------
    DataError
        A unit is treated and later untreated (rows named), or ``treated`` is neither 0 nor 1.

    Examples
    --------
    >>> frame = pd.DataFrame({"place": list("aaabbb"), "year": [1, 2, 3] * 2,
    ...                       "policy": [0, 1, 1, 0, 1, 0]})
    >>> adoption_cohort(frame, unit="place", time="year", treated="policy",
    ...                 reversals="truncate")["cohort"].tolist()
    [2, 2, 2, 2, 2]
    """
    if reversals not in CHOICES:
        raise unknown("way to treat reversals", reversals, CHOICES)
    require_columns(frame, (unit, time, treated))
    gone = missing(frame[unit])
    require(frame, gone, f"unit column {unit!r} is missing in {{rows}}", "fill it")
    stamp = read_periods(frame, time)
    value = numbers(frame, treated, "treatment column")
    message = f"treatment column {treated!r} must hold 0 or 1, not so in {{rows}}"
    require(frame, ~np.isin(value, [0.0, 1.0]), message)
    first = pd.Series(np.where(value == 1, stamp, np.inf)).groupby(frame[unit].to_numpy())
    first = first.transform("min").to_numpy()
    off = (value == 0) & (stamp > first)
    if reversals == "refuse":
        case = f"column {treated!r} returns to 0 after adoption in {{rows}}"
        fix = "use reversals='truncate' to follow such units until they withdraw"
        require(frame, off, case, fix)
    end = pd.Series(np.where(off, stamp, np.inf)).groupby(frame[unit].to_numpy())
    kept = stamp < end.transform("min").to_numpy()
    result = frame.assign(cohort=pd.array(first, dtype="Float64"))
    result["cohort"] = result["cohort"].where(np.isfinite(first)).astype("Int64")
    result = result[kept]
    result.attrs = {**frame.attrs, "truncated": sorted(frame.loc[~kept, unit].unique().tolist())}
    return result

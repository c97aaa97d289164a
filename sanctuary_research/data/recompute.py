"""Recompute a claim from the table that its row names.

A check is three cells of the table `claims`. ``check_where`` picks rows by `conditions`;
``check_measure`` says what to compute over them: ``rows``, or one of ``distinct``, ``sum``,
``min``, ``max``, ``value`` (all rows agree) and ``list`` (sorted, without repetition) followed by
``:`` and a column. What comes out is held against the claim's value by the function that
``recomputed_by`` names: one of `FUNCTIONS`.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping

import pandas as pd

from sanctuary_research.data.conditions import column as column_of
from sanctuary_research.data.conditions import holds
from sanctuary_research.data.faults import plain
from sanctuary_research.errors import DataError, unknown

MEASURES = ("distinct", "sum", "min", "max", "value", "list")


def recompute(frame: pd.DataFrame, where: str, measure: str) -> str:
    """Return what a claim's check gives over its table, written as in a file; blank without rows.

    Parameters
    ----------
    frame
        The table that ``check_table`` names, as loaded.
    where, measure
        The claim's ``check_where`` and ``check_measure``.

    Raises
    ------
    DataError
        ``value`` meets rows that differ.
    UsageError
        There is no such measure or column.

    Examples
    --------
    >>> places = pd.DataFrame({"place": ["Salem", "Keizer", "Salem"], "n": [1, 2, 4]})
    >>> [recompute(places, "n<=2", m) for m in ("rows", "distinct:place", "max:n", "list:place")]
    ['2', '2', '2', 'Keizer; Salem']
    """
    rows = frame[holds(frame, where)]
    if measure == "rows":
        return str(len(rows))
    name, _, column = measure.partition(":")
    if name not in MEASURES:
        raise unknown("measure", name, ("rows", *MEASURES))
    cells = column_of(rows, column).dropna()
    written = sorted({plain(cell) for cell in cells.tolist()})
    if name == "value" and len(written) > 1:
        raise DataError(f"The rows differ in {column}: {', '.join(written)}; narrow the check.")
    if name in ("value", "list"):
        return "; ".join(written)
    if name == "distinct":
        return str(len(written))
    return plain(getattr(cells, name)()) if len(cells) else ""


DAYS_IN = {"days": 1.0, "years": 365.25}
# How a found number must stand to the one stated, by what the article says of its own.
BOUNDS: dict[str, Callable[[float, float], bool]] = {
    "exact": operator.eq,
    "about": lambda found, said: abs(found - said) <= said / 10,
    "nearly": lambda found, said: 0.9 * said <= found <= said,
    "more_than": operator.gt,
    "at_least": operator.ge,
    "less_than": operator.lt,
    "at_most": operator.le,
}


def number_found(found: str, claim: Mapping) -> bool | None:
    """Say whether a number found stands to the one stated as the article says, signs apart.

    Returns
    -------
    bool, optional
        None where the claim states no number.

    Examples
    --------
    >>> number_found("23", {"value_number": 24.0, "value_bound": "nearly"})
    True
    """
    said, bound = claim["value_number"], BOUNDS.get(claim["value_bound"])
    if bound is None or pd.isna(said):
        return None
    return bool(bound(abs(float(found)), float(said)))


def day_found(found: str, claim: Mapping) -> bool | None:
    """Say whether a day found is the day, month or year stated, or lies in a period in words.

    Returns
    -------
    bool, optional
        None where the article states none of them.

    Examples
    --------
    >>> day_found("2025-05-29", {"value": "2025-06"})
    False
    """
    if pd.notna(claim["value"]):
        return found.startswith(claim["value"])
    if pd.isna(claim["period_text"]):
        return None
    return bool(claim["period_start"] <= pd.Timestamp(found) <= claim["period_end"])


def span(found: str, claim: Mapping) -> int:
    """Return how many whole units of the claim lie between a day and the end of its period.

    The end is the one of the two that is farther from the day found.
    """
    ends = claim["period_start"], claim["period_end"]
    days = max(abs((pd.Timestamp(found) - end).days) for end in ends)
    return math.floor(days / DAYS_IN[claim["unit"]])


def time_between(found: str, claim: Mapping) -> bool | None:
    """Say whether as many whole days or years as stated are the claim's `span` from a day.

    Examples
    --------
    >>> start, end = pd.Timestamp("2025-07-22"), pd.Timestamp("2025-07-25")
    >>> said = {"value_number": 3.0, "value_bound": "exact", "unit": "days"}
    >>> time_between("2025-07-25", said | {"period_start": start, "period_end": end})
    True
    """
    return number_found(str(span(found, claim)), claim)


def beside_claim(found: str, claim: Mapping) -> bool | None:
    """Say nothing: names, codes and the end of a bracket are for a reader to compare."""
    return None


FUNCTIONS = {one.__name__: one for one in (number_found, day_found, time_between, beside_claim)}

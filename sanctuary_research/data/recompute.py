"""Recompute a claim from the table that its row names.

A check is three cells of the table `claims`. ``check_where`` picks rows by `conditions`;
``check_measure`` says what to compute over them: ``rows``, or one of ``distinct``, ``sum``,
``min``, ``max``, ``value`` (all rows agree) and ``list`` (sorted, without repetition) followed by
``:`` and a column.
"""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.conditions import column as column_of
from sanctuary_research.data.conditions import holds
from sanctuary_research.data.faults import plain
from sanctuary_research.errors import DataError, unknown

MEASURES = ("distinct", "sum", "min", "max", "value", "list")


def measured(rows: pd.DataFrame, measure: str) -> str:
    """Return the measure over some rows, written as in a file; blank if there are none.

    Raises
    ------
    DataError
        ``value`` meets rows that differ.
    UsageError
        There is no such measure or column.

    Examples
    --------
    >>> places = pd.DataFrame({"place": ["Salem", "Keizer", "Salem"], "n": [1, 2, 4]})
    >>> [measured(places, m) for m in ("rows", "distinct:place", "max:n", "list:place")]
    ['3', '2', '4', 'Keizer; Salem']
    """
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


def recompute(frame: pd.DataFrame, where: str, measure: str) -> str:
    """Return what a claim's check gives over its table, written as in a file.

    Parameters
    ----------
    frame
        The table that ``check_table`` names, as loaded.
    where, measure
        The claim's ``check_where`` and ``check_measure``.

    Examples
    --------
    >>> suits = pd.DataFrame({"place": ["Boston", "Newark"], "filed": ["2025-09-04", "2025-05-22"]})
    >>> recompute(suits, "filed<=2025-08-31", "list:place")
    'Newark'
    """
    return measured(frame[holds(frame, where)], measure)

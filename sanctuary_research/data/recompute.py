"""Recompute a claim from the table that its row names.

A check is three cells of the table `claims`. ``check_where`` picks rows: conditions joined by
`` & ``, each a column, an operator (``=``, ``!=``, ``<=``, ``>=``, ``in``) and a value; a blank
value means missing, and alternatives after ``in`` are separated by ``|``. ``check_measure`` says
what to compute over them: ``rows``, or one of ``distinct``, ``sum``, ``min``, ``max``, ``value``
(all rows agree) and ``list`` (sorted, without repetition) followed by ``:`` and a column.
"""

from __future__ import annotations

import operator
import re

import pandas as pd

from sanctuary_research.data.faults import plain
from sanctuary_research.errors import DataError, unknown

CONDITION = re.compile(r"(\w+)( in |[!<>]?=)(.*)")
COMPARE = {"=": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge}
MEASURES = ("distinct", "sum", "min", "max", "value", "list")


def chosen(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Return the rows that keep every condition; a missing cell equals only a blank value.

    Raises
    ------
    DataError
        A condition cannot be read.
    UsageError
        A condition names no column of the frame.

    Examples
    --------
    >>> parties = pd.DataFrame({"side": ["plaintiff", "defendant"], "wave": [3, None]})
    >>> len(chosen(parties, "side=plaintiff & wave!=")), len(chosen(parties, "wave="))
    (1, 1)
    >>> len(chosen(parties, "side in plaintiff|defendant & wave>=2"))
    1
    """
    keep = pd.Series(True, index=frame.index)
    for condition in filter(None, where.split(" & ")):
        found = CONDITION.fullmatch(condition)
        if not found:
            raise DataError(f"The condition {condition!r} cannot be read: write column=value.")
        name, sign, value = found[1], found[2].strip(), found[3]
        keep &= _holds(_column(frame, name), sign, value)
    return frame[keep]


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
    cells = _column(rows, column).dropna()
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
    return measured(chosen(frame, where), measure)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame:
        raise unknown("column", name, list(frame))
    return frame[name]


def _holds(cells: pd.Series, sign: str, value: str) -> pd.Series:
    if not value:
        return cells.isna() if sign == "=" else cells.notna()
    if sign == "in":
        return cells.isin([_typed(cells, part) for part in value.split("|")])
    compared = COMPARE[sign](cells, _typed(cells, value))
    return compared.fillna(False).astype(bool) & cells.notna()


def _typed(cells: pd.Series, value: str) -> object:
    """Return a value of a condition in the type of the column that it is held against."""
    if pd.api.types.is_bool_dtype(cells.dtype):
        return value == "true"
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return pd.Timestamp(value)
    return float(value) if pd.api.types.is_numeric_dtype(cells.dtype) else value

"""Conditions on the rows of a table, written as text: for rules of a table and checks of claims.

Conditions are joined by `` & ``, each a column, an operator and a value. The operators are ``=``,
``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in`` (alternatives separated by ``|``) and ``!~`` (does not
begin with). A blank value means missing; ``[column]`` is the value of another column. A missing
cell keeps no condition but the one that asks for it.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

import pandas as pd

from sanctuary_research.errors import DataError, check_known

CONDITION = re.compile(r"([\w.]+)( in |!=|!~|<=|>=|<|>|=)(.*)")


def split(where: str) -> list[tuple[str, str, str]]:
    """Return each condition's column, operator and value.

    Raises
    ------
    DataError
        A condition cannot be read.
    """
    found = {text: CONDITION.fullmatch(text) for text in where.split(" & ") if text}
    for text, parts in found.items():
        if not parts:
            raise DataError(f"The condition {text!r} cannot be read: write column=value.")
    return [(parts[1], parts[2].strip(), parts[3]) for parts in found.values()]


def columns(where: str) -> list[str]:
    """Return the columns that conditions name, in their order.

    >>> columns("side=plaintiff & joined<[filed]")
    ['side', 'joined', 'filed']
    """
    named = [name for column, _, value in split(where) for name in (column, other(value)) if name]
    return list(dict.fromkeys(named))


def other(value: str) -> str:
    """Return the column that a value names, blank if it is plain."""
    return value[1:-1] if value.startswith("[") and value.endswith("]") else ""


def holds(frame: pd.DataFrame, where: str) -> pd.Series:
    """Say of each row whether it keeps every condition.

    Raises
    ------
    DataError
        A condition cannot be read.
    UsageError
        A condition names no column of the frame.

    Examples
    --------
    >>> parties = pd.DataFrame({"side": ["plaintiff", "defendant"], "wave": [3, None]})
    >>> holds(parties, "side=plaintiff & wave!=").tolist(), holds(parties, "wave=").tolist()
    ([True, False], [False, True])
    """
    keep = pd.Series(True, index=frame.index)
    for name in columns(where):
        column(frame, name)
    for name, sign, value in split(where):
        keep &= _holds(frame, name, sign, value)
    return keep


def column(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return a column; a name that is none is refused with the nearest."""
    check_known("column", name, frame)
    return frame[name]


def _holds(frame: pd.DataFrame, name: str, sign: str, value: str) -> pd.Series:
    cells = frame[name]
    if not value:
        return cells.isna() if sign == "=" else cells.notna()
    if sign == "in":
        return cells.isin([_typed(cells, part) for part in value.split("|")])
    if name_of_other := other(value):
        against = _like(frame[name_of_other], cells)
        cells = _like(cells, frame[name_of_other])
        known = cells.notna() & against.notna()
    else:
        against, known = _typed(cells, value), cells.notna()
    return COMPARE[sign](cells, against).fillna(False).astype(bool) & known


def _typed(cells: pd.Series, value: str) -> object:
    """Return a value of a condition in the type of the column that it is held against."""
    if pd.api.types.is_bool_dtype(cells.dtype):
        return value == "true"
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return pd.Timestamp(value)
    return float(value) if pd.api.types.is_numeric_dtype(cells.dtype) else value


def _like(cells: pd.Series, others: pd.Series) -> pd.Series:
    """Return a column so that it compares: a day with years or words, words with numbers."""
    is_number = pd.api.types.is_numeric_dtype(others.dtype)
    if cells.dtype.kind == "M" and others.dtype.kind != "M":
        return cells.dt.year if is_number else cells.dt.strftime("%Y-%m-%d")
    is_word = pd.api.types.is_string_dtype(cells.dtype)
    return pd.to_numeric(cells, errors="coerce") if is_word and is_number else cells


def _begins_otherwise(cells: pd.Series, starts: pd.Series) -> pd.Series:
    pairs = zip(cells.fillna(""), starts.fillna(""), strict=True)
    return pd.Series([not cell.startswith(start) for cell, start in pairs], cells.index, bool)


COMPARE: dict[str, Callable] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "!~": _begins_otherwise,
}

"""Typed columns by the description, and whether they keep its rules: the fast half of reading.

Nothing here says which cell is wrong; `validate` does that when something is.
"""

from __future__ import annotations

import io
import re

import numpy as np
import pandas as pd

from sanctuary_research.data.catalog import Field
from sanctuary_research.data.validate import DATE, bound

_COMMA, _QUOTE, _LINE_END = b',"\n'
# Made once: pandas takes longer to look a type up by its name than to read a small column.
_TEXT, _FRACTION = pd.StringDtype(na_value=np.nan), np.dtype("float64")
_WHOLE, _WHOLE_OR_MISSING = np.dtype("int64"), pd.Int64Dtype()


def is_rectangular(raw: bytes, width: int) -> bool:
    """Say whether every line has exactly ``width`` cells (pandas fills short lines silently)."""
    text = np.frombuffer(raw if raw.endswith(b"\n") else raw + b"\n", np.uint8)
    marks = (text == _COMMA) | (text == _LINE_END)
    if _QUOTE in raw:
        quoted = np.logical_xor.accumulate(text == _QUOTE)
        if quoted[-1]:
            return False
        marks &= ~quoted
    found = text[marks]
    line = np.array([_COMMA] * (width - 1) + [_LINE_END], np.uint8)
    return found.size % width == 0 and bool((found.reshape(-1, width) == line).all())


def parse(raw: bytes, fields: tuple[Field, ...]) -> pd.DataFrame:
    """Return the columns of ``fields`` in the types of the description.

    Raises
    ------
    ValueError, TypeError, OverflowError
        A cell does not fit its type, a required one is missing, or a column is not there.
    """
    names = [column.name for column in fields]
    with np.errstate(invalid="ignore"):  # an infinite count is refused, not warned of
        frame = pd.read_csv(
            io.BytesIO(raw),
            dtype={column.name: _raw_type(column) for column in fields},
            usecols=names,
            keep_default_na=False,
            na_values=[""],
            index_col=False,
            low_memory=False,
        )
    if any(frame[column.name].hasnans for column in fields if column.required):
        raise ValueError("a required cell is missing")
    for column in fields:
        if column.type == "boolean":
            truths = _booleans(frame[column.name])
            frame[column.name] = truths.astype("bool") if column.required else truths
        elif column.type == "date":
            frame[column.name] = _dates(frame[column.name])
    return frame if list(frame) == names else frame[names]


def _raw_type(column: Field) -> object:
    """Return the type pandas reads a column as; booleans and dates are made from the text."""
    if column.type == "integer":
        return _WHOLE if column.required else _WHOLE_OR_MISSING
    return _FRACTION if column.type == "number" else _TEXT


def _booleans(cells: pd.Series) -> pd.arrays.BooleanArray:
    text = cells.to_numpy(object, na_value="")
    if not {"true", "false", ""}.issuperset(text.tolist()):
        raise ValueError("neither true nor false")
    return pd.arrays.BooleanArray(text == "true", text == "")


def _dates(cells: pd.Series) -> np.ndarray:
    text = cells.to_numpy(object, na_value="")
    if not all(map(DATE.fullmatch, set(text.tolist()) - {""})):
        raise ValueError("not written as a date")
    days = np.where(text == "", "NaT", text).astype("datetime64[D]")
    return days.astype("datetime64[us]")


def keeps_rules(column: Field, cells: pd.Series) -> bool:
    """Say whether every cell of a typed column keeps the column's rules."""
    if column.type == "number" and np.isinf(cells.to_numpy()).any():
        return False
    if column.type == "string" and cells.str.isspace().any():
        return False
    if column.unique and cells.dropna().duplicated().any():
        return False
    if column.enum or column.pattern:
        plain = cells if column.type == "string" else cells.dropna().astype("str")
        written = set(plain.to_numpy(object, na_value=None).tolist()) - {None}
        if column.enum and not written.issubset(column.enum):
            return False
        if column.pattern and not all(map(re.compile(column.pattern).fullmatch, written)):
            return False
    return _keeps_bounds(column, cells)


def _keeps_bounds(column: Field, cells: pd.Series) -> bool:
    """Say whether no cell is below the column's minimum or above its maximum."""
    for limit, extreme in ((column.minimum, "min"), (column.maximum, "max")):
        if limit is None:
            continue
        found, allowed = getattr(cells, extreme)(), bound(column, limit)
        if pd.isna(found):
            return True
        allowed = pd.Timestamp(allowed) if column.type == "date" else allowed
        if found < allowed if extreme == "min" else found > allowed:
            return False
    return True


def keys(frame: pd.DataFrame, names: tuple[str, ...]) -> list[tuple]:
    """Return the values of some columns row by row, missing ones as None and dates as dates."""
    cells = [
        frame[name].dt.date if frame[name].dtype.kind == "M" else frame[name] for name in names
    ]
    return list(zip(*(c.to_numpy(object, na_value=None).tolist() for c in cells), strict=True))

"""Columns of a frame as numbers or categories, and what cannot be read as either."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, DataError, nearest


def rows(names: Sequence, limit: int = 5) -> str:
    """Return row names as words, the first few of them.

    >>> rows([3, 8])
    'rows 3, 8'
    >>> rows(range(9), limit=2)
    'rows 0, 1 and 7 more'
    """
    names = [str(name) for name in names]
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return f"row{'s' * (len(names) > 1)} " + ", ".join(names[:limit]) + more


def require(
    index: pd.Index,
    bad: np.ndarray,
    case: str,
    fix: str = "",
    error: type[AnalysisError | DataError] = AnalysisError,
) -> None:
    """Raise an error when any row breaks a rule; ``{rows}`` in the case names those rows.

    >>> require(pd.Index(["x", "y"]), np.array([False, True]), "no name in {rows}", "fill it in")
    Traceback (most recent call last):
    sanctuary_research.errors.AnalysisError: no name in row y: fill it in
    """
    broken = index[np.asarray(bad, dtype=bool)]
    if len(broken):
        raise error(case.replace("{rows}", rows(broken)), fix)


def require_columns(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise AnalysisError for a column that ``frame`` lacks, with the nearest, or has twice."""
    names = [*frame.columns]
    for column in columns:
        found = names.count(column)
        if not found:
            hint = nearest(column, frame.columns)
            raise AnalysisError(f"the frame has no column {column!r}", hint)
        if found > 1:
            raise AnalysisError(f"the frame has {found} columns {column!r}", "keep or rename one")


def is_blank(names: pd.Series) -> np.ndarray:
    """Return where a column of names has none: missing, or a text of blanks, array (n,) of bool."""
    blank = [name for name in names.unique() if isinstance(name, str) and not name.strip()]
    return (names.isna() | names.isin(blank)).to_numpy(bool)


def is_categorical(column: pd.Series) -> bool:
    """Return whether a covariate holds categories rather than numbers or yes/no."""
    return not pd.api.types.is_numeric_dtype(column)


def read_column(column: pd.Series) -> pd.Series:
    """Return a column as floats, or as text categories; a blank text is missing.

    Numbers in an object column (decimals, fractions, a mix of integers and floats) are numbers.
    Text that reads as a number could be either, so it is refused; a column of pandas' own
    ``category`` type is taken as categories, whatever they look like.

    Raises
    ------
    AnalysisError
        Numbers stored as text, infinite numbers, dates; each with its rows.

    Examples
    --------
    >>> from decimal import Decimal
    >>> read_column(pd.Series([Decimal("1.5"), None])).tolist()
    [1.5, nan]
    >>> read_column(pd.Series(["west", " "])).tolist()
    ['west', nan]
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype("object")
    if pd.api.types.is_datetime64_any_dtype(column):
        raise AnalysisError(
            f"column {column.name!r} holds dates", "turn them into years or periods"
        )
    if is_categorical(column) and any(isinstance(value, str) for value in column):
        return _categories(column)
    values = _floats(column)
    case = f"column {column.name!r} is infinite in {{rows}}"
    require(column.index, np.isinf(values.to_numpy()), case, "blank or correct it")
    return values


def _floats(column: pd.Series) -> pd.Series:
    try:
        values = column.to_numpy(float, na_value=np.nan)
    except (TypeError, ValueError):
        kind = type(column.dropna().iloc[0]).__name__
        raise AnalysisError(
            f"column {column.name!r} holds neither numbers nor text ({kind})", "turn it into one"
        ) from None
    return pd.Series(values, column.index, name=column.name)


def _categories(column: pd.Series) -> pd.Series:
    """Return a text column, its blanks missing, once none of its values is a number."""
    values = column.astype("object").mask(is_blank(column))
    different = pd.Series(values.dropna().unique(), dtype="object")
    numbers = values.isin(different[pd.to_numeric(different, errors="coerce").notna()])
    case = f"column {column.name!r} holds numbers as text or among text ({{rows}})"
    fix = "use pd.to_numeric for numbers, or astype('category') for codes"
    require(column.index, numbers, case, fix)
    return values


def as_numbers(covariates: pd.DataFrame, *, every_level: bool = False) -> pd.DataFrame:
    """Return covariates as floats, each category as 0/1 columns named ``column: level``.

    Parameters
    ----------
    covariates : DataFrame
    every_level : bool
        Keep a column for the first level too, as a balance table wants and a design does not.

    Examples
    --------
    >>> as_numbers(pd.DataFrame({"x": [1, 2], "kind": ["b", "a"]})).columns.tolist()
    ['x', 'kind: b']
    """
    columns = {}
    for name in covariates:
        column = covariates[name]
        if not is_categorical(column):
            columns[name] = column.to_numpy(float)
            continue
        for level in sorted(column.unique())[0 if every_level else 1 :]:
            columns[f"{name}: {level}"] = (column == level).to_numpy(float)
    return pd.DataFrame(columns, index=covariates.index)

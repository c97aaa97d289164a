"""Columns of a panel frame, read one by one; what breaks a rule is refused with its rows."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from numbers import Real

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, DataError
from sanctuary_research.methods.groups import columns
from sanctuary_research.methods.groups.columns import is_blank

require = partial(columns.require, error=DataError)


def numbers(frame: pd.DataFrame, column: str, kind: str) -> np.ndarray:
    """Return a column as floats; text is refused, missing values stay NaN.

    Numbers in an object column (decimals, integers among floats) are numbers.
    """
    values = frame[column]
    if values.dtype.kind not in "biuf":
        values = values.astype(object)
        odd = values.notna() & ~values.map(lambda value: isinstance(value, (Real, Decimal)))
        first = repr(next(iter(values[odd]), None))
        case = f"{kind} {column!r} must hold numbers and holds {first} in {{rows}}"
        fix = "convert it first, for example with pd.to_numeric or .dt.year"
        require(frame.index, odd.to_numpy(), case, fix)
    return values.to_numpy(float, na_value=np.nan)


def _whole(values: np.ndarray) -> np.ndarray:
    """Return where a value is a whole number that a float holds exactly."""
    return (np.abs(values) < 2**53) & (values == np.round(values))


def read_periods(frame: pd.DataFrame, time: str) -> np.ndarray:
    """Return the periods as whole numbers."""
    values = numbers(frame, time, "period column")
    case = f"period column {time!r} must hold whole numbers, not so in {{rows}}"
    require(frame.index, ~_whole(values), case, "fill, round or drop them")
    return values.astype(int)


def first_treated(frame: pd.DataFrame, cohort: str, periods: np.ndarray) -> np.ndarray:
    """Return the first treated period of every row, infinite for never.

    Never is written as missing (or infinite), which can be no period. A 0 means it too where it
    can mean nothing else: in a column without missing values, in a panel whose periods all lie
    above 0. Else a 0 is a period like any other, or is refused where it could be either.
    """
    values = numbers(frame, cohort, "cohort column")
    never = np.isnan(values) | (values == np.inf)
    case = f"cohort column {cohort!r} must hold whole numbers, not so in {{rows}}"
    fix = "give the first treated period, and leave it missing for never"
    require(frame.index, ~never & ~_whole(values), case, fix)
    zero, above = values == 0, periods[0] > 0
    case = f"cohort column {cohort!r} holds 0 in {{rows}}, which may be a period or mean never"
    fix = "leave it missing wherever a unit never adopts"
    require(frame.index, zero & (never.any() == above), case, fix)
    return np.where(never | (zero & above), np.inf, values)


def read_outcome(frame: pd.DataFrame, outcome: str) -> np.ndarray:
    """Return the outcome; missing values are refused."""
    values = numbers(frame, outcome, "outcome")
    for what, bad in (("missing", np.isnan(values)), ("infinite", np.isinf(values))):
        case = f"outcome {outcome!r} is {what} in {{rows}}"
        require(frame.index, bad, case, "drop these rows (gaps are allowed)")
    return values


def one_value(
    frame: pd.DataFrame, codes: np.ndarray, column: str, values: np.ndarray, fix: str
) -> np.ndarray:
    """Return a column's one value per unit, none of them missing; two values are refused."""
    first = np.empty(codes.max() + 1, dtype=int)
    first[codes[::-1]] = np.arange(len(codes))[::-1]  # what is written last stays
    per_unit = values[first]
    differs = values != per_unit[codes]
    require(frame.index, differs, f"column {column!r} changes within a unit at {{rows}}", fix)
    return per_unit


def read_cohort(
    frame: pd.DataFrame, codes: np.ndarray, cohort: str, periods: np.ndarray
) -> np.ndarray:
    """Return each unit's first treated period, infinite for never."""
    values = first_treated(frame, cohort, periods)
    require(
        frame.index,
        np.isfinite(values) & (values > periods[-1]),
        f"cohort column {cohort!r} holds a first treated period after the panel's last period, "
        f"{periods[-1]}, in {{rows}}",
        "leave it missing, because such units are untreated here",
    )
    fix = "adoption must happen once and last; leave out a unit's rows from its reversal on"
    return one_value(frame, codes, cohort, values, fix)


def read_clusters(frame: pd.DataFrame, codes: np.ndarray, cluster: str) -> np.ndarray:
    """Return one cluster code per unit; clusters hold whole units and number at least two."""
    gone = is_blank(frame[cluster])
    require(frame.index, gone, f"cluster column {cluster!r} is missing in {{rows}}", "fill it")
    labels, names = pd.factorize(frame[cluster], sort=True)
    if len(names) < 2:
        raise AnalysisError(
            f"column {cluster!r} holds one cluster, {names[0]!r}, in all {len(frame)} rows, and "
            "standard errors need at least two",
            "cluster on a finer column",
        )
    return one_value(frame, codes, cluster, labels, "cluster on a column that holds whole units")


def read_offset(frame: pd.DataFrame, exposure: str) -> np.ndarray:
    """Return the log of the exposure, row by row; one that is not positive is refused."""
    values = numbers(frame, exposure, "exposure column")
    bad = ~(np.isfinite(values) & (values > 0))
    case = f"exposure column {exposure!r} must be positive, not so in {{rows}}"
    require(frame.index, bad, case, "drop these rows")
    return np.log(values)

"""Columns of a panel frame, read one by one; what breaks a rule is refused with its rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, DataError


def rows(frame: pd.DataFrame, where: np.ndarray) -> str:
    """Name the rows of ``frame`` where a rule is broken, at most five of them."""
    labels = list(frame.index[np.asarray(where, dtype=bool)])
    shown = ", ".join(map(str, labels[:5]))
    more = f" and {len(labels) - 5} more" if len(labels) > 5 else ""
    return f"row{'s' if len(labels) > 1 else ''} {shown}{more}"


def require(frame: pd.DataFrame, bad: np.ndarray, message: str) -> None:
    """Raise a DataError naming the rows when any of them breaks a rule."""
    bad = np.asarray(bad, dtype=bool)
    if bad.any():
        raise DataError(message.format(rows=rows(frame, bad)), faults=list(frame.index[bad]))


def numbers(frame: pd.DataFrame, column: str, kind: str) -> np.ndarray:
    """Return a column as floats; text is refused, missing values stay NaN."""
    dtype = frame[column].dtype
    kept = frame[column].notna().to_numpy()
    if not kept.any():
        return np.full(len(frame), np.nan)
    if not pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_complex_dtype(dtype):
        example = frame[column][kept].iloc[0]
        example = example.item() if isinstance(example, np.generic) else example
        raise DataError(
            f"{kind} {column!r} must hold numbers and holds {example!r} in "
            f"{rows(frame, kept)}: convert it first, for example with pd.to_numeric or .dt.year"
        )
    return frame[column].to_numpy(dtype=float, na_value=np.nan)


def read_periods(frame: pd.DataFrame, time: str) -> np.ndarray:
    """Return the periods as whole numbers."""
    values = numbers(frame, time, "period column")
    bad = ~np.isfinite(values) | (values != np.round(values))
    fix = "fill, round or drop them"
    require(
        frame, bad, f"period column {time!r} must hold whole numbers, not so in {{rows}}: {fix}"
    )
    return values.astype(int)


def read_outcome(frame: pd.DataFrame, outcome: str) -> np.ndarray:
    """Return the outcome; missing values are refused."""
    values = numbers(frame, outcome, "outcome")
    message = f"outcome {outcome!r} is {{what}} in {{rows}}: drop these rows (gaps are allowed)"
    for what, bad in (("missing", np.isnan(values)), ("infinite", np.isinf(values))):
        require(frame, bad, message.replace("{what}", what))
    return values


def one_value(
    frame: pd.DataFrame, codes: np.ndarray, column: str, values: np.ndarray, fix: str
) -> np.ndarray:
    """Return a column's one value per unit, none of them missing; two values are refused."""
    first = np.empty(codes.max() + 1, dtype=int)
    first[codes[::-1]] = np.arange(len(codes))[::-1]  # what is written last stays
    per_unit = values[first]
    differs = values != per_unit[codes]
    require(frame, differs, f"column {column!r} changes within a unit at {{rows}}: {fix}")
    return per_unit


def read_cohort(
    frame: pd.DataFrame, codes: np.ndarray, cohort: str, periods: np.ndarray
) -> np.ndarray:
    """Return the position of each unit's first treated period, ``len(periods)`` for never."""
    values = numbers(frame, cohort, "cohort column")
    values = np.where(np.isfinite(values) & (values != 0), values, np.inf)
    late = np.isfinite(values) & (values > periods[-1])
    require(
        frame,
        late,
        f"cohort column {cohort!r} holds a first treated period after the panel's last period, "
        f"{periods[-1]}, in {{rows}}: leave it missing, because such units are untreated here",
    )
    per_unit = one_value(
        frame,
        codes,
        cohort,
        values,
        "adoption must happen once and last; build it with adoption_cohort, which can cut a unit "
        "off at its reversal",
    )
    # A unit that adopts in a year the panel skips is first seen treated in the next one.
    return np.searchsorted(periods, per_unit)


def read_weights(frame: pd.DataFrame, codes: np.ndarray, weights: str | None) -> np.ndarray:
    """Return one positive weight per unit."""
    if weights is None:
        return np.ones(codes.max() + 1)
    values = numbers(frame, weights, "weight column")
    bad = ~(np.isfinite(values) & (values > 0))
    require(
        frame,
        bad,
        f"weight column {weights!r} must be positive, not so in {{rows}}: drop these rows or give "
        "them a weight",
    )
    fix = "give each unit one weight, for example its value before the first adoption"
    return one_value(frame, codes, weights, values, fix)


def read_baseline(frame: pd.DataFrame, codes: np.ndarray, covariates: Sequence[str]) -> np.ndarray:
    """Return standardised baseline covariates, one row per unit."""
    fix = "give each unit one value, measured before the first adoption"
    columns = []
    for name in covariates:
        values = numbers(frame, name, "covariate")
        bad = ~np.isfinite(values)
        require(frame, bad, f"covariate {name!r} is missing in {{rows}}: fill or drop these rows")
        value = one_value(frame, codes, name, values, fix)
        spread = value.std()
        if spread == 0:
            raise DataError(f"covariate {name!r} is the same for every unit: leave it out")
        columns.append((value - value.mean()) / spread)
    return np.column_stack(columns) if columns else np.empty((codes.max() + 1, 0))


def read_clusters(frame: pd.DataFrame, codes: np.ndarray, cluster: str) -> np.ndarray:
    """Return one cluster code per unit; clusters hold whole units and number at least two."""
    missing = frame[cluster].isna().to_numpy()
    require(frame, missing, f"cluster column {cluster!r} is missing in {{rows}}: fill it")
    labels, names = pd.factorize(frame[cluster], sort=True)
    if len(names) < 2:
        raise AnalysisError(
            f"column {cluster!r} holds one cluster, {names[0]!r}, in all {len(frame)} rows: "
            "standard errors need at least two, so cluster on a finer column"
        )
    return one_value(frame, codes, cluster, labels, "cluster on a column that holds whole units")


def read_effects(frame: pd.DataFrame, codes: np.ndarray, effects: str | None) -> np.ndarray | None:
    """Return one code of the fixed effect per unit, None when every unit has its own."""
    if effects is None:
        return None
    missing = frame[effects].isna().to_numpy()
    require(frame, missing, f"effects column {effects!r} is missing in {{rows}}: fill it")
    labels, _ = pd.factorize(frame[effects], sort=True)
    return one_value(frame, codes, effects, labels, "use a column that holds whole units")


def read_offset(frame: pd.DataFrame, exposure: str) -> np.ndarray:
    """Return the log of a positive exposure, row by row."""
    values = numbers(frame, exposure, "exposure column")
    bad = ~(np.isfinite(values) & (values > 0))
    message = f"exposure column {exposure!r} must be positive, not so in {{rows}}: drop these rows"
    require(frame, bad, message)
    return np.log(values)

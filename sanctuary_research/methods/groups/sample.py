"""Check a labelled frame and turn it into the arrays that the estimators use.

Every adjustment of one comparison runs on the same sample: the coded units whose outcome and
covariates are all known. What is left out is counted, never silently dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, nearest

LABELS = ("sanctuary", "not_sanctuary", "not_coded")
WEIGHTS = ("county", "person")


@dataclass(frozen=True)
class Sample:
    """The units that a comparison rests on.

    Attributes
    ----------
    outcome : array (n,)
    sanctuary : array (n,) of bool
    clusters : array (n,) of int
    weights : mapping of weighting to array (n,)
        "county" is one for each unit, "person" its population.
    covariates : DataFrame
        As given, for coarsening.
    design : DataFrame
        The covariates as numbers, a category as 0/1 columns, one for each level but the first.
    n_not_coded, n_incomplete : int
        Units left out because their label, or a value, is not known.
    """

    outcome: np.ndarray
    sanctuary: np.ndarray
    clusters: np.ndarray
    weights: Mapping[str, np.ndarray]
    covariates: pd.DataFrame
    design: pd.DataFrame
    n_not_coded: int
    n_incomplete: int


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


def require_columns(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise AnalysisError naming the first column that ``frame`` lacks, and the nearest."""
    for column in columns:
        if column not in frame.columns:
            hint = nearest(column, frame.columns)
            raise AnalysisError(f"the frame has no column {column!r}: {hint}")


def is_categorical(column: pd.Series) -> bool:
    """Return whether a covariate holds categories rather than numbers or yes/no."""
    return not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column))


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


def draw_sample(
    frame: pd.DataFrame,
    *,
    outcome: str,
    label: str,
    covariates: Sequence[str],
    weights: Sequence[str],
    population: str,
    cluster: str,
    unit: str | None,
) -> Sample:
    """Check ``frame`` and return its complete coded units; see ``compare_groups``.

    Raises
    ------
    AnalysisError
        A sentence with the fault and its rows.
    """
    columns = [outcome, label, cluster, *covariates]
    columns += [population] if "person" in weights else []
    require_columns(frame, columns + ([unit] if unit else []))
    _refuse_duplicates(frame, unit)
    named = frame.set_axis(frame[unit] if unit else frame.index)[list(dict.fromkeys(columns))]
    coded = _coded(named, label)
    values = _finite_numbers(coded, [outcome, *covariates])
    complete = coded[~values.isna().any(axis=1).to_numpy()]
    sanctuary = (complete[label] == "sanctuary").to_numpy(bool)
    _refuse_empty_groups(sanctuary, label)
    features = complete[list(dict.fromkeys(covariates))]
    return Sample(
        outcome=complete[outcome].to_numpy(float),
        sanctuary=sanctuary,
        clusters=_clusters(complete, cluster),
        weights={name: _weights(complete, name, population) for name in weights},
        covariates=features,
        design=as_numbers(features),
        n_not_coded=len(named) - len(coded),
        n_incomplete=len(coded) - len(complete),
    )


def _refuse_duplicates(frame: pd.DataFrame, unit: str | None) -> None:
    if unit and frame[unit].duplicated().any():
        again = frame.loc[frame[unit].duplicated(), unit].unique()
        raise AnalysisError(
            f"column {unit!r} holds a unit more than once ({rows(again)}): keep one row for each"
        )


def _coded(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    """Return the rows whose label is known; anything but the three labels is refused."""
    odd = ~frame[label].isin(LABELS).to_numpy()
    if odd.any():
        found = ", ".join(sorted({repr(value) for value in frame.loc[odd, label]}))
        raise AnalysisError(
            f"column {label!r} holds {found} ({rows(frame.index[odd])}): "
            f"a label is one of {', '.join(LABELS)}"
        )
    return frame[(frame[label] != "not_coded").to_numpy()]


def _finite_numbers(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return ``columns`` of ``frame`` once their numbers are known not to be infinite."""
    if is_categorical(frame[columns[0]]):
        raise AnalysisError(f"outcome {columns[0]!r} holds no numbers: give a numeric column")
    for column in columns:
        if is_categorical(frame[column]):
            continue
        endless = np.isinf(frame[column].to_numpy(float, na_value=np.nan))
        if endless.any():
            where = rows(frame.index[endless])
            raise AnalysisError(f"column {column!r} is infinite in {where}: blank or correct it")
    return frame[list(columns)]


def _refuse_empty_groups(sanctuary: np.ndarray, label: str) -> None:
    for group, size in (("sanctuary", sanctuary.sum()), ("not_sanctuary", (~sanctuary).sum())):
        if not size:
            raise AnalysisError(
                f"no complete unit has {label} {group!r}: both groups are needed to compare them"
            )


def _clusters(frame: pd.DataFrame, cluster: str) -> np.ndarray:
    codes, names = pd.factorize(frame[cluster])
    if (codes < 0).any():
        where = rows(frame.index[codes < 0])
        raise AnalysisError(f"cluster column {cluster!r} is blank in {where}: fill it in")
    if len(names) < 2:
        raise AnalysisError(
            f"all {len(frame)} units share one {cluster} ({names[0]}): clustered intervals need "
            "two clusters or more"
        )
    return codes


def _weights(frame: pd.DataFrame, name: str, population: str) -> np.ndarray:
    if name == "county":
        return np.ones(len(frame))
    weights = frame[population].to_numpy(float, na_value=np.nan)
    bad = ~(np.isfinite(weights) & (weights > 0))
    if bad.any():
        where = rows(frame.index[bad])
        raise AnalysisError(
            f"person weights: column {population!r} is not a positive number in {where}: "
            "correct the rows or use county weights"
        )
    return weights

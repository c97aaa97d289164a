"""Check a labelled frame and turn it into the arrays that the estimators use.

Every adjustment of one comparison runs on the same sample: the coded units whose outcome and
covariates are all known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research import words
from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.columns import (
    as_numbers,
    is_blank,
    is_categorical,
    read_column,
    require,
    require_columns,
    rows,
)

LABELS = ("sanctuary", "not_sanctuary", "not_coded")
WEIGHTS = ("county", "person")


@dataclass(frozen=True, repr=False, eq=False)
class Sample:
    """The units that a comparison rests on, n of them.

    Attributes
    ----------
    units : Index (n,)
        The name of each: the ``unit`` column, else the frame's index.
    outcome : array (n,)
    sanctuary : array (n,) of bool
    clusters : array (n,)
        The cluster of each unit, by name.
    cluster : str
        What a cluster is, in a word.
    weights : mapping of weighting to array (n,)
        "county" is one for each unit, "person" its population.
    covariates : DataFrame
        As read, for coarsening.
    design : DataFrame
        The covariates as numbers, a category as 0/1 columns, one for each level but the first.
    """

    units: pd.Index
    outcome: np.ndarray
    sanctuary: np.ndarray
    clusters: np.ndarray
    cluster: str
    weights: Mapping[str, np.ndarray]
    covariates: pd.DataFrame
    design: pd.DataFrame


def draw_sample(
    frame: pd.DataFrame,
    *,
    outcome: str,
    weights: Sequence[str],
    label: str = "label",
    covariates: Sequence[str] = (),
    population: str = "population",
    cluster: str = "state_fips",
    unit: str | None = None,
) -> Sample:
    """Check ``frame`` and return its complete coded units; see ``compare_groups``.

    Raises
    ------
    AnalysisError
        A sentence with the fault and its rows.
    """
    columns = list(dict.fromkeys([outcome, label, cluster, *covariates]))
    columns += [population] if "person" in weights and population not in columns else []
    require_columns(frame, [*columns, *([unit] if unit else [])])
    _refuse_units(frame, unit)
    named = frame.set_axis(frame[unit] if unit else frame.index)[columns]
    coded = _coded(named, label)
    values = pd.DataFrame(
        {name: read_column(coded[name]) for name in dict.fromkeys([outcome, *covariates])}
    )
    if is_categorical(values[outcome]):
        raise AnalysisError(f"outcome {outcome!r} holds no numbers", "give a numeric column")
    _refuse_blank(values)
    known = values.notna().all(axis=1).to_numpy()
    complete, values = coded[known], values[known]
    sanctuary = (complete[label] == "sanctuary").to_numpy(bool)
    _refuse_empty_groups(sanctuary, label, len(coded))
    features = values[list(dict.fromkeys(covariates))]
    return Sample(
        units=complete.index,
        outcome=values[outcome].to_numpy(float),
        sanctuary=sanctuary,
        clusters=_clusters(complete, cluster),
        cluster=cluster.removesuffix("_fips").removesuffix("_name").replace("_", " "),
        weights={name: _weights(complete, name, population) for name in weights},
        covariates=features,
        design=as_numbers(features),
    )


def _refuse_units(frame: pd.DataFrame, unit: str | None) -> None:
    """Refuse a unit that is blank, or stands twice."""
    if not unit:
        return
    case = f"unit column {unit!r} is blank in {{rows}}"
    require(frame.index, is_blank(frame[unit]), case, "fill it in")
    if frame[unit].duplicated().any():
        again = frame.loc[frame[unit].duplicated(), unit].unique()
        raise AnalysisError(
            f"column {unit!r} holds a unit more than once ({rows(again)})", "keep one row for each"
        )


def _coded(frame: pd.DataFrame, label: str) -> pd.DataFrame:
    """Return the rows whose label is known; anything but the three labels is refused."""
    odd = ~frame[label].isin(LABELS).to_numpy()
    found = ", ".join(sorted({repr(value) for value in frame.loc[odd, label]}))
    case, fix = (
        f"column {label!r} holds {found} ({{rows}})",
        f"a label is one of {', '.join(LABELS)}",
    )
    require(frame.index, odd, case, fix)
    coded = frame[(frame[label] != "not_coded").to_numpy()]
    if not len(coded):
        raise AnalysisError(
            f"column {label!r} codes none of {len(frame):,} units",
            "choose another definition or date",
        )
    return coded


def _refuse_blank(values: pd.DataFrame) -> None:
    """Refuse columns without a value for any coded unit."""
    blank = [repr(name) for name in values.columns[values.isna().all()]]
    if blank:
        what = f"column{'s' * (len(blank) > 1)} {words.listed(blank)}"
        raise AnalysisError(
            f"no coded unit of {len(values):,} has a value in {what}", "leave it out or fill it in"
        )


def _refuse_empty_groups(sanctuary: np.ndarray, label: str, n_coded: int) -> None:
    for group, size in (("sanctuary", sanctuary.sum()), ("not_sanctuary", (~sanctuary).sum())):
        if not size:
            raise AnalysisError(
                f"none of {n_coded:,} coded units with every value known has {label} {group!r}",
                "both groups are needed to compare them",
            )


def _clusters(frame: pd.DataFrame, cluster: str) -> np.ndarray:
    case = f"cluster column {cluster!r} is blank in {{rows}}"
    require(frame.index, is_blank(frame[cluster]), case, "fill it in")
    return frame[cluster].to_numpy()


def _weights(frame: pd.DataFrame, name: str, population: str) -> np.ndarray:
    if name == "county":
        return np.ones(len(frame))
    people = read_column(frame[population])
    bad = np.ones(len(frame), bool) if is_categorical(people) else ~(people > 0).to_numpy()
    case = f"person weights: column {population!r} is not a positive number in {{rows}}"
    require(frame.index, bad, case, "correct the rows or use county weights")
    return people.to_numpy(float)

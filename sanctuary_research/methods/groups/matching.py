"""Coarsened exact matching: units are compared inside cells of coarsened covariates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log2

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.columns import is_categorical, require, require_columns

Cutpoints = int | Sequence[float]


@dataclass(frozen=True)
class Matching:
    """What ``match`` found.

    Attributes
    ----------
    weights : array (n,)
        Of each unit: its base weight for a matched sanctuary unit, zero for an unmatched unit;
        matched comparison units are weighted to the sanctuary weight of their cell, scaled to sum
        to their own base weight.
    strata : array (n,) of int
        The cell of each unit.
    counts : DataFrame
        all, matched, unmatched for "comparison" and "sanctuary".
    cutpoints : mapping
        The cutpoints used for each numeric covariate.
    """

    weights: np.ndarray
    strata: np.ndarray
    counts: pd.DataFrame
    cutpoints: Mapping[str, tuple[float, ...]]

    @property
    def matched(self) -> np.ndarray:
        """Which units share a cell with a unit of the other group."""
        return self.weights > 0


def match(
    covariates: pd.DataFrame,
    sanctuary: ArrayLike,
    *,
    cutpoints: int | Mapping[str, Cutpoints] | None = None,
    groupings: Mapping[str, Sequence[Sequence[str]]] | None = None,
    base: ArrayLike | None = None,
) -> Matching:
    """Match sanctuary with comparison units exactly on coarsened covariates.

    A numeric covariate is cut into cells of equal width, as many cutpoints as Sturges' rule
    gives for n (ceil(log2 n + 1), ends included), as the R package cem does; categories are
    matched as they are. Cells are closed on the right, the first on both sides.

    Parameters
    ----------
    covariates : DataFrame
        Complete: drop or fill missing values first.
    sanctuary : array (n,) of bool
    cutpoints : int or mapping of covariate to int or sequence, optional
        A number of equally spaced cutpoints between minimum and maximum, ends included, or the
        cutpoints themselves, which must cover the values; an int alone stands for every numeric
        covariate.
    groupings : mapping of covariate to lists of categories, optional
        Categories to be taken as one; one not mentioned stays by itself.
    base : array (n,), optional
        Weights, for instance populations; one each unless given.

    Returns
    -------
    Matching

    Raises
    ------
    AnalysisError
        A value is missing or outside the cutpoints, or a covariate is not a column.

    References
    ----------
    Iacus, King and Porro (2012), Causal Inference without Balance Checking: Coarsened Exact
    Matching, Political Analysis 20(1), doi:10.1093/pan/mpr013.

    Examples
    --------
    >>> frame = pd.DataFrame({"age": [20, 21, 60, 22, 40], "sex": list("ffmfm")})
    >>> found = match(frame, [True, False, True, False, False], cutpoints={"age": [0, 30, 50, 99]})
    >>> found.weights.tolist()
    [1.0, 1.0, 0.0, 1.0, 0.0]
    """
    sanctuary = np.asarray(sanctuary, bool)
    base = np.ones(len(sanctuary)) if base is None else np.asarray(base, float)
    numeric = [name for name in covariates if not is_categorical(covariates[name])]
    chosen = dict.fromkeys(numeric, cutpoints) if isinstance(cutpoints, int) else cutpoints or {}
    _refuse_bad_options(covariates, chosen, groupings or {})
    edges = {name: _edges(covariates[name], chosen.get(name)) for name in numeric}
    cells = pd.DataFrame(
        {
            name: _cells(covariates[name], edges[name])
            if name in edges
            else _grouped(covariates[name], (groupings or {}).get(name, ()))
            for name in covariates
        }
    )
    strata = cells.groupby(list(cells), sort=False).ngroup().to_numpy()
    return Matching(
        weights := _weights(strata, sanctuary, base),
        strata,
        _counts(sanctuary, weights > 0),
        {name: tuple(float(edge) for edge in edges[name]) for name in edges},
    )


def _refuse_bad_options(covariates: pd.DataFrame, cutpoints: Mapping, groupings: Mapping) -> None:
    require_columns(covariates, [*cutpoints, *groupings])
    if not len(covariates.columns):
        raise AnalysisError("there is nothing to match on", "give covariates")
    missing = covariates.isna().any(axis=1).to_numpy()
    case = "matching needs complete covariates; {rows} miss one"
    require(covariates.index, missing, case, "drop or fill")


def _edges(column: pd.Series, chosen: Cutpoints | None) -> np.ndarray:
    """Return the sorted cutpoints of one numeric covariate, its ends included."""
    values = column.to_numpy(float)
    if chosen is None or isinstance(chosen, int):
        number = ceil(log2(len(values)) + 1) if chosen is None else chosen
        if number < 2:
            raise AnalysisError(f"{column.name!r} needs two cutpoints or more, not {number}")
        return np.linspace(values.min(), values.max(), number)
    edges = np.unique(np.asarray(chosen, float))
    outside = (values < edges[0]) | (values > edges[-1])
    case = f"{column.name!r} lies outside its cutpoints {edges[0]:g} to {edges[-1]:g} in {{rows}}"
    require(column.index, outside, case, "widen them")
    return edges


def _cells(column: pd.Series, edges: np.ndarray) -> np.ndarray:
    # The ends cover every value, so only the inner cutpoints divide.
    return np.searchsorted(edges[1:-1], column.to_numpy(float), side="left")


def _grouped(column: pd.Series, groups: Sequence[Sequence[str]]) -> np.ndarray:
    """Return the category of each unit as a number, grouped categories sharing one."""
    first = {category: group[0] for group in groups for category in group}
    return pd.factorize(column.map(lambda category: first.get(category, category)))[0]


def _weights(strata: np.ndarray, sanctuary: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return the weights of Iacus, King and Porro, generalized to base weights."""
    ours = np.bincount(strata, base * sanctuary)
    theirs = np.bincount(strata, base * ~sanctuary)
    matched = ((ours > 0) & (theirs > 0))[strata]
    ratio = np.divide(ours, theirs, out=np.zeros_like(ours), where=theirs > 0)[strata]
    if not matched.any():
        return np.zeros(len(base))
    scale = base[matched & ~sanctuary].sum() / base[matched & sanctuary].sum()
    return np.where(matched, np.where(sanctuary, base, base * ratio * scale), 0.0)


def _counts(sanctuary: np.ndarray, matched: np.ndarray) -> pd.DataFrame:
    groups = {"comparison": ~sanctuary, "sanctuary": sanctuary}
    counted = {
        name: {
            "all": int(group.sum()),
            "matched": int((group & matched).sum()),
            "unmatched": int((group & ~matched).sum()),
        }
        for name, group in groups.items()
    }
    return pd.DataFrame(counted)

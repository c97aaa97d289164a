"""Coarsened exact matching: units are compared inside cells of coarsened covariates."""

from __future__ import annotations

from math import ceil, log2

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.columns import is_categorical, require


def match(
    covariates: pd.DataFrame, sanctuary: ArrayLike, base: ArrayLike | None = None
) -> np.ndarray:
    """Match sanctuary with comparison units exactly on coarsened covariates.

    A numeric covariate is cut into cells of equal width, as many cutpoints as Sturges' rule
    gives for n (ceil(log2 n + 1), ends included), as the R package cem does; categories are
    matched as they are, so that a covariate already cut or grouped is given as categories. Cells
    are closed on the right, the first on both sides.

    Parameters
    ----------
    covariates : DataFrame
        Complete: drop or fill missing values first.
    sanctuary : array (n,) of bool
    base : array (n,), optional
        Weights, for instance populations; one each unless given.

    Returns
    -------
    array (n,)
        Of each unit: its base weight for a matched sanctuary unit, zero for an unmatched unit;
        matched comparison units are weighted to the sanctuary weight of their cell, scaled to sum
        to their own base weight.

    Raises
    ------
    AnalysisError
        A value is missing, or there is no covariate.

    References
    ----------
    Iacus, King and Porro (2012), Causal Inference without Balance Checking: Coarsened Exact
    Matching, Political Analysis 20(1), doi:10.1093/pan/mpr013.

    Examples
    --------
    >>> frame = pd.DataFrame({"age": ["young", "young", "old", "young", "middle"]})
    >>> match(frame, [True, False, True, False, False]).tolist()
    [1.0, 1.0, 0.0, 1.0, 0.0]
    """
    if not len(covariates.columns):
        raise AnalysisError("there is nothing to match on", "give covariates")
    missing = covariates.isna().any(axis=1).to_numpy()
    case = "matching needs complete covariates; {rows} miss one"
    require(covariates.index, missing, case, "drop or fill")
    sanctuary = np.asarray(sanctuary, bool)
    base = np.ones(len(sanctuary)) if base is None else np.asarray(base, float)
    cells = pd.DataFrame({name: _cells(covariates[name]) for name in covariates})
    strata = cells.groupby(list(cells), sort=False).ngroup().to_numpy()
    return _weights(strata, sanctuary, base)


def _cells(column: pd.Series) -> np.ndarray:
    """Return the cell of each unit on one covariate."""
    if is_categorical(column):
        return pd.factorize(column)[0]
    values = column.to_numpy(float)
    edges = np.linspace(values.min(), values.max(), ceil(log2(len(values)) + 1))
    # The ends cover every value, so only the inner cutpoints divide.
    return np.searchsorted(edges[1:-1], values, side="left")


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

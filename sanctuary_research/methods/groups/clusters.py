"""How many clusters and units a weighted side counts as, and which of them carry it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Side:
    """What one side of a comparison rests on under its weights.

    Attributes
    ----------
    n, n_clusters : int
    effective_units, effective_clusters : float
        The squared sum over the sum of squares of the units', or the clusters', weights.
    largest : str
        The cluster that carries most; of equal ones the first by name.
    largest_share : float
        Of the side's weight.
    """

    n: int
    n_clusters: int
    effective_units: float
    effective_clusters: float
    largest: str
    largest_share: float


def side_of(weights: Sequence[float] | np.ndarray, clusters: ArrayLike) -> Side:
    """Return what one side rests on.

    Examples
    --------
    >>> side_of([1.0, 1.0, 2.0], ["a", "a", "b"]).effective_clusters
    2.0
    """
    sums = cluster_weights(weights, clusters)
    most, share = str(sums.idxmax()), float(sums.max() / sums.sum())
    return Side(len(weights), len(sums), effective_size(weights), effective_size(sums), most, share)


def effective_size(weights: ArrayLike) -> float:
    """Return how many equally weighted units ``weights`` count as (Kish).

    The squared sum over the sum of squares.

    Examples
    --------
    >>> effective_size([1.0, 1.0, 2.0])
    2.6666666666666665
    """
    weights = np.asarray(weights, float)
    return float(weights.sum() ** 2 / (weights**2).sum())


def cluster_weights(weights: ArrayLike, clusters: ArrayLike) -> pd.Series:
    """Return the weight of each cluster, its units' sum, by name.

    Examples
    --------
    >>> cluster_weights([1.0, 2.0, 5.0], ["a", "a", "b"]).to_dict()
    {'a': 3.0, 'b': 5.0}
    """
    return pd.Series(np.asarray(weights, float)).groupby(np.asarray(clusters)).sum()


def effective_clusters(weights: ArrayLike, clusters: ArrayLike) -> float:
    """Return how many equally weighted clusters the units of one side count as.

    Examples
    --------
    >>> effective_clusters([1.0, 1.0, 2.0], ["a", "a", "b"])
    2.0
    """
    return effective_size(cluster_weights(weights, clusters))

"""How many clusters and units a weighted side counts as, and which of them carry it."""

from __future__ import annotations

import numpy as np
import pandas as pd


def effective_size(weights) -> float:
    """Return how many equally weighted units ``weights`` count as (Kish).

    The squared sum over the sum of squares.

    Examples
    --------
    >>> effective_size([1.0, 1.0, 2.0])
    2.6666666666666665
    """
    weights = np.asarray(weights, float)
    return float(weights.sum() ** 2 / (weights**2).sum())


def cluster_weights(weights, clusters) -> pd.Series:
    """Return the weight of each cluster, its units' sum, by name.

    Examples
    --------
    >>> cluster_weights([1.0, 2.0, 5.0], ["a", "a", "b"]).to_dict()
    {'a': 3.0, 'b': 5.0}
    """
    return pd.Series(np.asarray(weights, float)).groupby(np.asarray(clusters)).sum()


def effective_clusters(weights, clusters) -> float:
    """Return how many equally weighted clusters the units of one side count as.

    Examples
    --------
    >>> effective_clusters([1.0, 1.0, 2.0], ["a", "a", "b"])
    2.0
    """
    return effective_size(cluster_weights(weights, clusters))


def largest(weights, clusters, k: int = 1) -> pd.Series:
    """Return the k clusters that carry most of one side, with their share of its weight.

    Equal shares stand in the order of their names.

    Examples
    --------
    >>> largest([1.0, 1.0, 6.0], ["a", "b", "c"], k=2).to_dict()
    {'c': 0.75, 'a': 0.125}
    """
    sums = cluster_weights(weights, clusters)
    return (sums / sums.sum()).sort_values(ascending=False, kind="stable").head(k)

"""Several estimates judged at once, from what each cluster adds to them."""

from __future__ import annotations

import numpy as np
from scipy import stats

LEVEL = 0.05
MOST_SQUARES = 30  # more change the joint distribution hardly


def least_p(scores: np.ndarray, df: np.ndarray, seed: int, draws: int = 4_999) -> np.ndarray:
    """Draw the least p-value of several estimates that are all zero, array (draws,).

    Estimates are taken as jointly normal, each over an error of as many independent squares as it
    has degrees of freedom, both with the correlation of the scores.

    Parameters
    ----------
    scores : array (G, E)
        A row a cluster, a column an estimate; products of columns make the covariance.
    df : array (E,)
        Degrees of freedom of each estimate.
    seed, draws : int

    References
    ----------
    Hothorn, Bretz and Westfall (2008), "Simultaneous inference in general parametric models",
    Biometrical Journal 50(3).

    Examples
    --------
    >>> alike = least_p(np.array([[1.0, 2.0], [3.0, 6.0]]), np.array([9.0, 9.0]), seed=0)
    >>> bool(0.48 < np.median(alike) < 0.52)
    True
    """
    if not len(df):
        return np.ones(1)
    rng = np.random.default_rng(seed)
    size = scores / np.sqrt((scores**2).sum(axis=0))
    _, triangle = np.linalg.qr(size)  # draws times it have the scores' own correlation
    squares = np.clip(df, 1, MOST_SQUARES).astype(int)
    drawn = rng.standard_normal((squares.max() + 1, draws, len(triangle))) @ triangle
    own = np.arange(squares.max())[:, None] < squares  # which squares an estimate's error has
    error = np.sqrt(np.einsum("kde,ke->de", drawn[1:] ** 2, own / squares))
    return 2 * stats.t.sf(np.abs(drawn[0]) / error, squares).min(axis=1)


def level_at_once(scores: np.ndarray, df: np.ndarray, seed: int, draws: int = 4_999) -> float:
    """Return the level at which intervals of each estimate hold at once with 95 %.

    >>> one = level_at_once(np.array([[1.0], [3.0]]), np.array([9.0]), seed=0)
    >>> abs(one - 0.95) < 0.005
    True
    """
    return 1 - float(np.quantile(least_p(scores, df, seed, draws), LEVEL))

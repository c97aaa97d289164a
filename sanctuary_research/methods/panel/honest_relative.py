"""Confidence sets when later violations are bounded by the largest one seen before adoption.

The test is the conditional least-favourable hybrid of Andrews, Roth and Pakes. Its linear
program has few dual vertices here and they are known in closed form (a pair for every step after
adoption, and the target from either side), so a whole grid of hypotheses is tested in one matrix
product instead of one program each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import log_ndtr, ndtri_exp

LEVEL = 0.05
FIRST_STAGE = LEVEL / 10
DRAWS = 5000
WIDEST = 1e5


@dataclass(frozen=True, eq=False)
class Vertices:
    """Dual vertices of sign patterns: normalised moments ``rows @ beta + slope * theta``.

    ``spread`` is the covariance of the moments and ``ceiling`` the least-favourable critical
    value of their maximum. Each array has a leading axis over the patterns.
    """

    rows: np.ndarray
    slope: np.ndarray
    spread: np.ndarray
    ceiling: np.ndarray


def steps(n_before: int, n_after: int) -> np.ndarray:
    """Matrix from estimates (leads, then effects) to their period-to-period steps.

    >>> steps(1, 2)
    array([[-1.,  0.,  0.],
           [ 0.,  1.,  0.],
           [ 0., -1.,  1.]])
    """
    size = n_before + n_after
    path = np.insert(np.eye(size), n_before, 0.0, axis=0)
    return np.diff(path, axis=0)


def vertices(
    root: np.ndarray, n_before: int, target: np.ndarray, bounds: np.ndarray, noise: np.ndarray
) -> Vertices:
    """Moments for 'steps after adoption are at most ``bound @ beta`` in size', for each bound.

    Parameters
    ----------
    root : ndarray
        Cholesky factor of the covariance of leads and effects.
    n_before : int
        Number of leads.
    target : ndarray
        Weights of the effects in the quantity of interest.
    bounds : ndarray, one row a pattern
        Mbar times one signed step before adoption, as weights of the estimates.
    noise : ndarray
        Standard normal draws for the least-favourable critical value.
    """

    def size(row: np.ndarray) -> np.ndarray:
        return np.linalg.norm(row @ root, axis=-1)

    step = steps(n_before, len(target))
    after, reach = step[n_before:], np.cumsum(target[::-1])[::-1]
    up, down = size(after - bounds[:, None]), size(after + bounds[:, None])
    pairs = (-2 / (up + down))[:, :, None] * bounds[:, None]
    aim = np.concatenate([np.zeros(n_before), target])
    slack = np.abs(reach).sum() * bounds
    above = 1 / (np.where(reach > 0, up, down) @ np.abs(reach))
    below = 1 / (np.where(reach > 0, down, up) @ np.abs(reach))
    ends = np.stack([above[:, None] * (aim - slack), below[:, None] * (-aim - slack)], axis=1)
    rows = np.concatenate([pairs, ends], axis=1)
    moved = rows @ root
    ceiling = np.quantile((moved @ noise.T).max(axis=1), 1 - FIRST_STAGE, axis=1)
    slope = np.concatenate([np.zeros(pairs.shape[:2]), np.stack([-above, below], axis=1)], axis=1)
    return Vertices(rows, slope, moved @ moved.transpose(0, 2, 1), ceiling)


def accepted(vertex: Vertices, beta: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Tell for each hypothesised value of the target whether some pattern's hybrid test accepts.

    Moments come first in every array, then patterns, then values: maxima over the few moments
    are then taken along whole arrays.
    """
    value = (vertex.rows @ beta).T[:, :, None] + vertex.slope.T[:, :, None] * theta
    best, top = value.argmax(axis=0), value.max(axis=0)
    pattern, ceiling = np.arange(len(best))[:, None], vertex.ceiling[:, None]
    variance = vertex.spread[pattern, best, best]
    scale = np.sqrt(variance)
    ratio = vertex.spread[pattern, best].transpose(2, 0, 1) / variance
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = (value - ratio * top) / (1 - ratio)
    low = np.where(ratio < 1 - 1e-10, edge, -np.inf).max(axis=0)
    high = np.minimum(np.where(ratio > 1 + 1e-10, edge, np.inf).min(axis=0), ceiling)
    level = (LEVEL - FIRST_STAGE) / (1 - FIRST_STAGE)
    # Upper tail of a standard normal truncated to [low, high], in logarithms.
    tail = np.logaddexp(
        np.log(level) + log_ndtr(-low / scale), np.log1p(-level) + log_ndtr(-high / scale)
    )
    critical = np.maximum(0.0, -ndtri_exp(tail) * scale)
    return ((top <= ceiling) & (top <= critical)).any(axis=0)


@lru_cache(maxsize=4)
def _noise(seed: int, size: int) -> np.ndarray:
    """Standard normal draws, the same for every limit."""
    return np.random.default_rng(seed).standard_normal((DRAWS, size))


def relative_interval(
    beta: np.ndarray,
    covariance: np.ndarray,
    n_before: int,
    target: np.ndarray,
    limit: float,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the 95 % interval of ``target @ effects`` when steps after adoption are limited.

    A step is the change of the violation of parallel trends from one period to the next;
    ``limit`` (Mbar) bounds the steps after adoption by that multiple of the largest step before
    it. At zero this is the ordinary interval.

    References
    ----------
    Rambachan and Roth (2023), "A more credible approach to parallel trends", Review of Economic
    Studies 90(5); Andrews, Roth and Pakes (2023), "Inference for linear conditional moment
    inequalities", Review of Economic Studies 90(6).
    """
    centre = float(target @ beta[n_before:])
    error = float(np.sqrt(target @ covariance[n_before:, n_before:] @ target))
    half = float(-ndtri_exp(np.log(LEVEL / 2))) * error
    if limit == 0:
        return centre - half, centre + half
    root = np.linalg.cholesky(covariance)
    before = limit * steps(n_before, len(target))[:n_before]
    bounds = np.concatenate([before, -before])
    patterns = vertices(root, n_before, target, bounds, _noise(seed, len(beta)))

    def inside(theta: np.ndarray) -> np.ndarray:
        return accepted(patterns, beta, theta)

    # Zero violation is among those allowed, so the ordinary interval always belongs.
    return (
        min(centre - half, _edge(inside, centre, -error)),
        max(centre + half, _edge(inside, centre, error)),
    )


def _edge(inside: Callable[[np.ndarray], np.ndarray], centre: float, step: float) -> float:
    """Find how far the accepted values reach from the centre in the direction of ``step``."""
    reach = 4.0
    while inside(centre + step * reach * np.linspace(0.75, 1.0, 26)).any():
        reach *= 2
        if reach > WIDEST:
            return float(np.inf * np.sign(step))
    low, high = 0.0, reach
    for _ in range(3):
        grid = np.linspace(low, high, 201)
        last = max(np.flatnonzero(inside(centre + step * grid)), default=0)
        low, high = grid[last], grid[min(last + 1, 200)]
    return float(centre + step * low)

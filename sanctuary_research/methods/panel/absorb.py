"""Weighted unit and period effects, taken out exactly in one small linear system.

Unit effects are eliminated by hand, which leaves one equation per period (and per period and
baseline covariate): a few hundred at most, whatever the number of units. No iteration, so
unbalanced and weighted panels cost the same as balanced ones.
"""

from __future__ import annotations

import numpy as np

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel.frame import Panel

RANK_TOLERANCE = 1e-9
NO_CHANGE = (
    "treatment cannot be told from unit and period effects in the rows observed: nobody is seen "
    "both before and after adoption beside an untreated unit",
    "add untreated units or periods",
)


class Absorber:
    """Projection on unit effects and period effects, the latter varying with ``design``.

    Parameters
    ----------
    weight : ndarray of shape (N, T)
        Weight of every cell, zero where there is none.
    design : ndarray of shape (N, P)
        One row per unit whose first column is one; the other columns give each period its own
        slope on a baseline covariate.
    """

    def __init__(self, weight: np.ndarray, design: np.ndarray):
        self.weight, self.design = weight, design
        total = weight.sum(axis=1)
        self.total = np.where(total > 0, total, 1.0)
        n, t = weight.shape
        p = design.shape[1]
        self.loading = (weight[:, :, None] * design[:, None, :]).reshape(n, t * p)
        gram = -self.loading.T @ (self.loading / self.total[:, None])
        for s in range(t):
            block = slice(s * p, (s + 1) * p)
            gram[block, block] += (design * weight[:, [s]]).T @ design
        self.gram = gram
        self.inverse = np.linalg.pinv(gram, rcond=1e-11, hermitian=True)

    @property
    def n_effects(self) -> int:
        """Coefficients that count beside unit effects: periods, and slopes in all but one."""
        used = int((self.weight > 0).any(axis=0).sum())
        return used + (self.design.shape[1] - 1) * (used - 1)

    def solve(self, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Solve the normal equations for right-hand sides given as (N, T, K) cell totals.

        Returns the unit effects (N, K) and the fitted period part of every cell (N, T, K).
        """
        _, t, k = right.shape
        p = self.design.shape[1]
        by_unit = right.sum(axis=1)
        by_time = np.einsum("np,ntk->tpk", self.design, right, optimize=True).reshape(t * p, k)
        reduced = by_time - self.loading.T @ (by_unit / self.total[:, None])
        slope = self.inverse @ reduced
        gap = np.abs(self.gram @ slope - reduced).max(initial=0.0)
        self.solvable = gap <= 1e-6 * max(1.0, np.abs(reduced).max(initial=0.0))
        unit = (by_unit - self.loading @ slope) / self.total[:, None]
        period = np.einsum("np,tpk->ntk", self.design, slope.reshape(t, p, k), optimize=True)
        return unit, period

    def fit(self, values: np.ndarray) -> np.ndarray:
        """Return the fitted effects of every cell for (N, T, K) values."""
        unit, period = self.solve(self.weight[:, :, None] * values)
        return unit[:, None, :] + period

    def residual(self, values: np.ndarray) -> np.ndarray:
        """Return (N, T, K) values with both kinds of effects taken out, zero where unweighted."""
        return np.where(self.weight[:, :, None] > 0, values - self.fit(values), 0.0)


def independent(absorber: Absorber, columns: np.ndarray) -> np.ndarray:
    """Tell which columns (N, T, K) neither the effects nor the columns before them span.

    What is left of a column is held against the column itself: of one that the effects span
    nothing is left but rounding errors.
    """
    root, n = np.sqrt(absorber.weight)[:, :, None], columns.shape[2]
    size = np.linalg.norm(columns * root, axis=(0, 1))
    left = (absorber.residual(columns) * root).reshape(root.size, n)
    pivot = np.zeros(n)
    found = np.abs(np.diag(np.linalg.qr(left, mode="r")))
    pivot[: len(found)] = found
    return pivot > RANK_TOLERANCE**0.5 * size


def cr1(clusters: int, n_cells: int, n_coefficients: int, n_effects: int) -> float:
    """Return the CR1 small-sample factor, unit effects not counted because clusters nest them."""
    spare = n_cells - n_coefficients - n_effects
    if spare <= 0:
        raise AnalysisError(
            f"{n_cells} observed cells cannot carry {n_coefficients + n_effects} coefficients",
            "use fewer covariates or a longer panel",
        )
    return clusters / (clusters - 1) * (n_cells - 1) / spare


def regress(
    panel: Panel,
    columns: np.ndarray,
    *,
    absorber: Absorber,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Least squares of the outcome on columns (N, T, K) beside the absorbed effects.

    Returns the coefficients (K,), each unit's influence on them (N, K) and the CR1 factor: summing
    influence by cluster and squaring gives the variance, the factor that of other software. The
    columns must be linearly independent (see :func:`independent`).
    """
    weight = absorber.weight
    x = absorber.residual(columns)
    y = absorber.residual(panel.filled[:, :, None])[:, :, 0]
    weighted = x * weight[:, :, None]
    gram = np.einsum("ntk,ntl->kl", weighted, x, optimize=True)
    coefficient = np.linalg.solve(gram, np.einsum("ntk,nt->k", weighted, y, optimize=True))
    error = y - x @ coefficient
    score = np.einsum("ntk,nt->nk", weighted, error, optimize=True)
    n_cells = int((weight > 0).sum())
    factor = cr1(panel.n_clusters, n_cells, len(coefficient), absorber.n_effects)
    return coefficient, score @ np.linalg.inv(gram), factor

"""Weighted unit and period effects, taken out exactly in one small linear system.

Unit effects are eliminated by hand, which leaves one equation per period, whatever the number of
units. No iteration, so unbalanced and weighted panels cost the same as balanced ones.
"""

from __future__ import annotations

import numpy as np

RANK_TOLERANCE = 1e-9
NO_CHANGE = (
    "treatment cannot be told from unit and period effects in the rows observed: nobody is seen "
    "both before and after adoption beside an untreated unit",
    "add untreated units or periods",
)


class Absorber:
    """Projection on unit effects and period effects.

    Parameters
    ----------
    weight : ndarray of shape (N, T)
        Weight of every cell, zero where there is none.
    """

    def __init__(self, weight: np.ndarray):
        self.weight = weight
        total = weight.sum(axis=1)
        self.total = np.where(total > 0, total, 1.0)
        shared = weight.T @ (weight / self.total[:, None])
        self.gram = np.diag(weight.sum(axis=0)) - shared
        self.inverse = np.linalg.pinv(self.gram, rcond=1e-11, hermitian=True)

    def solve(self, right: np.ndarray) -> np.ndarray:
        """Return the effects of every cell, unit and period together, array (N, T, K).

        They solve the normal equations for right-hand sides given as cell totals (N, T, K).
        """
        by_unit = right.sum(axis=1)
        reduced = right.sum(axis=0) - self.weight.T @ (by_unit / self.total[:, None])
        period = self.inverse @ reduced
        gap = np.abs(self.gram @ period - reduced).max(initial=0.0)
        self.solvable = gap <= 1e-6 * max(1.0, np.abs(reduced).max(initial=0.0))
        unit = (by_unit - self.weight @ period) / self.total[:, None]
        return unit[:, None, :] + period

    def residual(self, values: np.ndarray) -> np.ndarray:
        """Return (N, T, K) values with both kinds of effects taken out, zero where unweighted."""
        weight = self.weight[:, :, None]
        return np.where(weight > 0, values - self.solve(weight * values), 0.0)


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


def regress(
    outcome: np.ndarray, columns: np.ndarray, absorber: Absorber
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Least squares of an outcome (N, T) on columns (N, T, K) beside the absorbed effects.

    Returns the coefficients (K,), each unit's influence on them (N, K), and what the fit leaves
    (N, T). The columns must be linearly independent (see :func:`independent`).
    """
    x = absorber.residual(columns)
    y = absorber.residual(outcome[:, :, None])[:, :, 0]
    weighted = x * absorber.weight[:, :, None]
    gram = np.einsum("ntk,ntl->kl", weighted, x, optimize=True)
    coefficient = np.linalg.solve(gram, np.einsum("ntk,nt->k", weighted, y, optimize=True))
    left = y - x @ coefficient
    score = np.einsum("ntk,nt->nk", weighted, left, optimize=True)
    return coefficient, score @ np.linalg.inv(gram), left

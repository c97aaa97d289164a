"""The restricted wild cluster bootstrap of one coefficient of least squares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.wild import WEBB, WildT, by_cluster

DEPENDENT = 1e-9
A_SIDE = 2


@dataclass(frozen=True, eq=False)
class Cell:
    """One regression by least squares and the column whose coefficient is tested.

    Attributes
    ----------
    outcome : array (n,)
    design : array (n, k)
        Of full column rank, with its constant.
    clusters : array (n,)
        Name of each unit's cluster. A name has the same draws whatever else is in the data.
    weights : array (n,), optional
        Positive; the scale does not matter.
    column : int
        The coefficient asked for; the last unless given.
    """

    outcome: ArrayLike
    design: ArrayLike
    clusters: ArrayLike
    weights: ArrayLike | None = None
    column: int = -1


@dataclass(frozen=True)
class ClusterBootstrap:
    """What the bootstrap found.

    Attributes
    ----------
    estimate, std_error : float
        The coefficient and its CR1 standard error.
    p_value : float
        Two-sided and symmetric: the share of draws whose t is as far from zero as the data's.
    conf_low, conf_high : float
        The outermost null values with a p-value of 5 % or more; infinite where no value is
        rejected on that side.
    """

    estimate: float
    std_error: float
    p_value: float
    conf_low: float
    conf_high: float


def cluster_bootstrap(
    cell: Cell, *, null: float = 0.0, draws: int = 9_999, seed: int = 0
) -> ClusterBootstrap:
    """Test one coefficient by the wild cluster bootstrap with the null imposed.

    Residuals of the fit under the null are multiplied by one of Webb's six values a cluster, and
    the t statistic (CR1) is computed again from each draw. The interval holds the nulls that the
    same draws do not reject. With two or three of thirty clusters on a side it hardly ever
    rejects, so that its interval is wide rather than too narrow.

    Parameters
    ----------
    cell : Cell
    null : float
        Value that ``p_value`` tests.
    draws, seed : int

    Returns
    -------
    ClusterBootstrap

    Raises
    ------
    AnalysisError
        The tested column has one of its two values in a single cluster, follows from the others,
        or the model fits exactly; there are too few units; a number is missing.

    References
    ----------
    As in ``methods.wild``; MacKinnon and Webb (2018), "The wild bootstrap for few (treated)
    clusters", Econometrics Journal 21(2).

    Examples
    --------
    >>> label = np.repeat([1.0, 0.0], 8)
    >>> outcome = label + np.tile([0.1, -0.2, 0.3, -0.1], 4)
    >>> design = np.column_stack([np.ones(16), label])
    >>> found = cluster_bootstrap(Cell(outcome, design, np.arange(16) // 2))
    >>> round(found.estimate, 3), round(found.conf_low, 3), round(found.p_value, 3)
    (1.0, 0.853, 0.001)
    """
    found = Problem(cell).drawn(draws, seed)
    low, high = found.interval()
    return ClusterBootstrap(found.estimate, found.error, found.p_value(null), low, high)


def webb_draws(names: Iterable[str], draws: int, seed: int) -> np.ndarray:
    """Return Webb's values, array (draws, len(names)).

    The column of a cluster follows from its name and the seed alone, so that every regression
    that holds a state multiplies it by the same values.

    >>> webb_draws(["01", "02"], 3, 0)[:, 1].tolist() == webb_draws(["02"], 3, 0)[:, 0].tolist()
    True
    """
    columns = [
        np.random.default_rng([seed, *str(name).encode()]).choice(WEBB, size=draws)
        for name in names
    ]
    return np.stack(columns, axis=1)


class Problem:
    """One regression, reduced to what its draws need: sums by cluster.

    Attributes
    ----------
    names : array (G,) of str
        Names of the clusters.
    """

    def __init__(self, cell: Cell):
        outcome, design = np.asarray(cell.outcome, float), np.asarray(cell.design, float)
        weights = np.ones(len(outcome)) if cell.weights is None else np.asarray(cell.weights, float)
        _refuse_numbers(outcome, design, weights)
        if pd.isna(np.asarray(cell.clusters)).any():
            raise AnalysisError("a unit has no cluster", "leave it out or name its cluster")
        self.names, codes = np.unique(np.asarray(cell.clusters).astype(str), return_inverse=True)
        if _fewest(design[:, cell.column], codes) < A_SIDE:
            raise AnalysisError(
                "one side of the comparison lies in one cluster, which cannot show how much "
                "clusters vary",
                "compare groups that both hold two clusters or more",
            )
        root = np.sqrt(weights)
        (n, k), g = design.shape, len(self.names)
        if n <= k:
            raise AnalysisError(f"{n} units cannot support {k} parameters", "use fewer covariates")
        others, treat = _orthogonal(design * root[:, None], cell.column)
        left = outcome * root
        left = left - others @ (others.T @ left)
        self.factor = g / (g - 1) * (n - 1) / (n - k)
        columns = np.column_stack([treat, others])
        self.outcome = by_cluster(columns * left[:, None], codes)
        self.treat = by_cluster(columns * treat[:, None], codes)
        slope = (treat @ left) / (treat @ treat)
        if np.linalg.norm(left - slope * treat) <= DEPENDENT * np.linalg.norm(outcome * root):
            raise AnalysisError(
                "the model fits the outcome exactly, which leaves no residuals to draw",
                "use more units or fewer covariates",
            )

    def drawn(self, draws: int, seed: int) -> WildT:
        """Return the t statistic of every draw."""
        return self.with_signs(webb_draws(self.names, draws, seed))

    def with_signs(self, signs: np.ndarray) -> WildT:
        """Return the t statistic of draws given as an array (B, G), columns as in ``names``."""
        return WildT(signs, self.outcome, self.treat, self.factor)


def _refuse_numbers(outcome: np.ndarray, design: np.ndarray, weights: np.ndarray) -> None:
    for name, values in {"outcome": outcome, "design": design, "weights": weights}.items():
        if not np.isfinite(values).all():
            raise AnalysisError(
                f"the {name} has missing or infinite values", "leave their rows out"
            )
    if not (weights > 0).all():
        raise AnalysisError(
            f"{(weights <= 0).sum()} weights are not positive", "leave their rows out"
        )


def _fewest(tested: np.ndarray, codes: np.ndarray) -> int:
    """Return the clusters on the smaller side of a two-valued column, or all of another one."""
    values = np.unique(tested)
    sides = [tested == value for value in values] if len(values) == 2 else [codes >= 0]
    return min(len(np.unique(codes[side])) for side in sides)


def _orthogonal(design: np.ndarray, column: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a basis of the other columns, and what they leave of the tested one."""
    columns = np.column_stack([np.delete(design, column, axis=1), design[:, column]])
    basis, triangle = np.linalg.qr(columns)
    left = np.abs(np.diag(triangle)) > DEPENDENT * np.linalg.norm(columns, axis=0)
    if not left[-1]:
        raise AnalysisError("the covariates predict the label exactly: no difference is left")
    if not left.all():
        raise AnalysisError("a covariate is constant or follows from others", "leave it out")
    return basis[:, :-1], basis[:, -1] * triangle[-1, -1]

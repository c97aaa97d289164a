"""Many estimates of one question on the same clusters, judged together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sanctuary_research.errors import AnalysisError, attempt_each
from sanctuary_research.methods.groups.bootstrap import Cell, Problem, webb_draws
from sanctuary_research.methods.wild import LEVEL

TIES = 1 - 1e-12


@dataclass(frozen=True, eq=False, repr=False)
class JointBootstrap:
    """What the cells say together.

    Attributes
    ----------
    table : DataFrame
        A row a cell that can be tested: cell, estimate, std_error (CR1), t, p_value (of this cell
        alone), p_adjusted (max-t: of the largest t of all cells), p_adjusted_least (min-p: of the
        least own p).
    n_below : int
        Cells whose own p_value is under .05.
    p_of_count : float
        Share of draws in which as many cells or more are.
    draws : int
    """

    table: pd.DataFrame
    n_below: int
    p_of_count: float
    draws: int

    @property
    def least_p_adjusted(self) -> float:
        """The least adjusted p-value: of the null that no cell differs."""
        return float(self.table["p_adjusted"].min())


def joint_bootstrap(
    cells: Mapping[Hashable, Cell], *, draws: int = 9_999, seed: int = 0
) -> JointBootstrap:
    """Test that no cell's coefficient differs from zero, with one set of draws for all.

    Each cell is fitted under its own null and its residuals are multiplied by Webb's values; a
    cluster has the same value in every cell that holds it, so that the draws keep the cells'
    dependence, which is strong when they share counties. From the draws' t come each cell's
    p-value, the p-value of its t beside the largest t of all cells (single step, after Westfall
    and Young), and how many cells would have a p-value under .05 if no cell differed. A cell that
    cannot be tested, for instance with a side in one cluster, has no row.

    Parameters
    ----------
    cells : mapping of a name to Cell
    draws : int
        Webb draws, taken at random also where there are few clusters.
    seed : int
        With the cluster's name it fixes its draws, here as in ``cluster_bootstrap``.

    Returns
    -------
    JointBootstrap

    Raises
    ------
    AnalysisError
        No cell can be tested.

    Notes
    -----
    A draw's own p-value is its rank among the data and all draws. The adjusted p-values hold the
    chance of any false rejection at 5 % if the joint distribution of the t does not depend on which
    nulls hold. A cell with two or three clusters on a side has draws with very large t, which costs
    all others power in the max-t; the min-p is not so disturbed (in 400 samples with one true
    difference and two such cells of eight it was found in .50 and 1.00).

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing, Wiley; Romano and Wolf (2005),
    "Exact and approximate stepdown methods for multiple hypothesis testing", Journal of the
    American Statistical Association 100(469); and as in ``cluster_bootstrap``.

    Examples
    --------
    >>> label, clusters = np.repeat([1.0, 0.0], 8), np.arange(16) // 2
    >>> design = np.column_stack([np.ones(16), label])
    >>> noise = np.tile([0.1, -0.2, 0.3, -0.1], 4)
    >>> found = joint_bootstrap({
    ...     "index": Cell(label + noise, design, clusters),
    ...     "violent": Cell(noise[::-1] + noise**2, design, clusters),
    ...     "one state": Cell(noise, design, label)})
    >>> found.table["cell"].tolist(), found.n_below, round(found.least_p_adjusted, 3)
    (['index', 'violent'], 1, 0.002)
    """
    problems, refused = attempt_each(cells, lambda name: Problem(cells[name]))
    if not problems:
        raise AnalysisError(
            "no cell can be tested", str(next(iter(refused.values()), "none given"))
        )
    names = np.unique(np.concatenate([problem.names for problem in problems.values()]))
    signs = webb_draws(names, draws, seed)
    estimate, error, drawn = np.empty(len(problems)), np.empty(len(problems)), []
    for k, problem in enumerate(problems.values()):
        one = problem.with_signs(signs[:, np.searchsorted(names, problem.names)])
        estimate[k], error[k] = one.estimate, one.error
        drawn.append(one.drawn_t())
    t = estimate / error
    sizes = np.abs(np.vstack([t, np.column_stack(drawn)]))  # the data first, as one more draw
    own = own_p_values(sizes)
    below = (own < LEVEL).sum(axis=1)
    largest = sizes.max(axis=1, keepdims=True)
    judged = {
        "cell": pd.Series(list(problems), dtype=object),
        "estimate": estimate,
        "std_error": error,
        "t": t,
        "p_value": own[0],
        "p_adjusted": (largest >= sizes[0] * TIES).mean(axis=0),
        "p_adjusted_least": (own.min(axis=1, keepdims=True) <= own[0]).mean(axis=0),
    }
    return JointBootstrap(
        table=pd.DataFrame(judged),
        n_below=int(below[0]),
        p_of_count=float((below >= below[0]).mean()),
        draws=draws,
    )


def own_p_values(sizes: np.ndarray) -> np.ndarray:
    """Return the share of each column that is as large as each of its values.

    >>> own_p_values(np.array([[3.0], [1.0], [2.0], [1.0]])).ravel().tolist()
    [0.25, 1.0, 0.5, 1.0]
    """
    found = np.empty(sizes.shape)
    for k, own in enumerate(sizes.T):
        order = np.argsort(own)
        ordered = own[order]  # sought in this order too, which is quicker than in that of the draws
        found[order, k] = len(own) - np.searchsorted(ordered, ordered * TIES)
    return found / len(sizes)

"""The ways of comparing sanctuary with other units, each as one contrast.

Each function takes a ``Sample`` and base weights and returns a ``Contrast``, or raises
``AnalysisError`` saying why that adjustment cannot be done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.entropy import balance_means
from sanctuary_research.methods.groups.inference import CR1, HC2, Fit, least_squares
from sanctuary_research.methods.groups.matching import Coarsening, match
from sanctuary_research.methods.groups.sample import Sample, require_columns


@dataclass(frozen=True)
class Contrast:
    """A difference between the groups, with what inference and balance need.

    Attributes
    ----------
    estimate : float
        Sanctuary minus comparison, in units of the outcome.
    fit : Fit
        Its only parameter is the estimate; rows are the units used.
    used : array (n,) of bool
        Which units of the sample the estimate rests on.
    weights : array (n,)
        Weight of each unit inside its group; zero when unused.
    estimand : str
    notes : tuple of str
        What a reader must know about this estimate.
    remark : str
        What the intervals take as known.
    """

    estimate: float
    fit: Fit
    used: np.ndarray
    weights: np.ndarray
    estimand: str
    notes: tuple[str, ...] = ()
    remark: str = ""

    def convention(self, clustered: bool) -> str:
        """Return the small-sample convention of an interval, with its remark."""
        return "; ".join(filter(None, [CR1 if clustered else HC2, self.remark]))


def raw(sample: Sample, base: np.ndarray) -> Contrast:
    """Return the difference in (weighted) means: no covariate is used."""
    fit = _group_difference(sample.outcome, sample.sanctuary, base)
    everyone = np.ones(len(base), bool)
    return Contrast(fit.params[0], fit, everyone, base, "difference in means")


def regression(sample: Sample, base: np.ndarray) -> Contrast:
    """Return the coefficient of the label in (weighted) least squares on the covariates."""
    _refuse_no_covariates(sample)
    n = len(base)
    columns = np.column_stack([np.ones(n), sample.design.to_numpy(), sample.sanctuary])
    kept = independent_columns(columns)
    if columns.shape[1] - 1 not in kept:
        raise AnalysisError("the covariates predict the label exactly: no difference is left")
    if n <= len(kept):
        raise AnalysisError(f"{n} units cannot support {len(kept)} parameters")
    names = ["constant", *sample.design.columns]
    lost = [name for place, name in enumerate(names) if place not in kept]
    notes = (f"left out as constant or collinear: {', '.join(lost)}",) if lost else ()
    fit = only_last(least_squares(sample.outcome, columns[:, kept], base))
    return Contrast(fit.params[0], fit, np.ones(n, bool), base, "conditional difference", notes)


def cem(sample: Sample, base: np.ndarray, coarsening: Coarsening) -> Contrast:
    """Return the difference in means of units matched on coarsened covariates (ATT)."""
    _refuse_no_covariates(sample)
    columns = list(sample.covariates if coarsening.match_on is None else coarsening.match_on)
    require_columns(sample.covariates, columns)
    found = match(
        sample.covariates[columns],
        sample.sanctuary,
        cutpoints=coarsening.cutpoints,
        groupings=coarsening.groupings,
        base=base,
    )
    used = found.matched
    if not used.any():
        raise AnalysisError("no overlap: no cell of the coarsened covariates holds both groups")
    fit = _group_difference(sample.outcome[used], sample.sanctuary[used], found.weights[used])
    lost, ours = found.counts.loc["unmatched", "sanctuary"], sample.sanctuary.sum()
    rest = f"the estimate speaks for the other {ours - lost}"
    note = f"{lost} of {ours} sanctuary units unmatched: {rest}"
    return Contrast(
        fit.params[0],
        fit,
        used,
        found.weights,
        "ATT, matched units",
        (note,) if lost else (),
        "matching weights taken as known",
    )


def entropy(sample: Sample, base: np.ndarray) -> Contrast:
    """Return the difference from comparison units reweighted to the sanctuary means (ATT).

    The intervals allow for the weights being estimated: each unit's influence is taken after
    the outcome's weighted regression on the covariates among comparison units, which leaves the
    estimate as it is because the means are equal.
    """
    _refuse_no_covariates(sample)
    ours, design = sample.sanctuary, sample.design.to_numpy()
    targets = np.average(design[ours], axis=0, weights=base[ours])
    found = balance_means(design[~ours], targets, base[~ours], names=sample.design.columns)
    weights = base / base[ours].sum()
    weights[~ours] = found.weights
    used = weights > 0
    fit = _linearised(sample.outcome[used], ours[used], design[used] - targets, weights[used])
    lost = int((~used).sum())
    note = f"{lost} comparison units have no sanctuary counterpart and no weight"
    return Contrast(
        fit.params[0],
        fit,
        used,
        weights,
        "ATT",
        (note,) if lost else (),
        "linearised for the estimated weights",
    )


def _linearised(
    outcome: np.ndarray, sanctuary: np.ndarray, centred: np.ndarray, weights: np.ndarray
) -> Fit:
    """Return the balanced difference with the influence of its two-step estimating equations.

    ``centred`` are covariates minus the sanctuary means; ``weights`` sum to one in each group.
    """
    theirs = ~sanctuary
    design = np.column_stack([np.ones(len(outcome)), centred])
    design = design[:, independent_columns(design[theirs])]
    comparison = least_squares(outcome[theirs], design[theirs], weights[theirs])
    beyond = outcome - design @ comparison.params
    gap = np.average(beyond[sanctuary], weights=weights[sanctuary])
    influence = np.empty(len(outcome))
    influence[theirs] = -comparison.influence[:, 0]
    influence[sanctuary] = weights[sanctuary] * (beyond[sanctuary] - gap)
    leverage = weights.copy()
    leverage[theirs] = comparison.leverage
    return Fit(np.array([gap]), influence[:, None], leverage, 1 + design.shape[1])


def only_last(fit: Fit) -> Fit:
    """Return ``fit`` reduced to its last parameter; K is unchanged."""
    return replace(fit, params=fit.params[-1:], influence=fit.influence[:, -1:])


def independent_columns(matrix: np.ndarray, tolerance: float = 1e-9) -> list[int]:
    """Return the places of the columns that the columns before them do not determine.

    Examples
    --------
    >>> independent_columns(np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 1.0]]))
    [0, 2]
    """
    basis, kept = np.empty((len(matrix), 0)), []
    for place, column in enumerate(matrix.T):
        size = np.linalg.norm(column)
        left = column / size if size else column
        for _ in range(2):  # twice: one pass of Gram-Schmidt loses digits
            left = left - basis @ (basis.T @ left)
        if (remains := np.linalg.norm(left)) > tolerance:
            basis = np.column_stack([basis, left / remains])
            kept.append(place)
    return kept


def _group_difference(outcome: np.ndarray, sanctuary: np.ndarray, weights: np.ndarray) -> Fit:
    design = np.column_stack([np.ones(len(outcome)), sanctuary])
    means = [
        np.average(outcome[group], weights=weights[group]) for group in (sanctuary, ~sanctuary)
    ]
    # The same number as the coefficient, without its rounding: equal means differ by zero.
    fit = only_last(least_squares(outcome, design, weights))
    return replace(fit, params=np.array([means[0] - means[1]]))


def _refuse_no_covariates(sample: Sample) -> None:
    if sample.design.empty:
        raise AnalysisError("no covariates were given to adjust for")

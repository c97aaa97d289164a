"""The ways of comparing sanctuary with other units, each as one fit of (weighted) least squares.

Each function takes a ``Sample`` and base weights and returns a ``Contrast``, or raises
``AnalysisError`` saying why that adjustment cannot be done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import WLS, RegressionResults

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.groups.columns import require_columns
from sanctuary_research.methods.groups.cr2 import Cr2, cr2
from sanctuary_research.methods.groups.entropy import balance_means
from sanctuary_research.methods.groups.matching import match
from sanctuary_research.methods.groups.sample import Sample


@dataclass(frozen=True, repr=False, eq=False)
class Contrast:
    """A difference between the groups, with what inference and balance need.

    Attributes
    ----------
    fit : statsmodels RegressionResults
        Its parameter "sanctuary" is the difference; its rows are the units used.
    used : array (n,) of bool
        Which units of the sample the estimate rests on.
    weights : array (n,)
        Weight of each unit inside its group; zero when unused.
    estimand : str
    notes : tuple of str
        What a reader must know about this estimate.
    """

    fit: RegressionResults
    used: np.ndarray
    weights: np.ndarray
    estimand: str
    notes: tuple[str, ...] = ()

    @property
    def estimate(self) -> float:
        """Sanctuary minus comparison, in units of the outcome."""
        return float(self.fit.params["sanctuary"])

    @property
    def coefficients(self) -> np.ndarray:
        """What each unit of the sample adds to the estimate per unit of its outcome, array (n,)."""
        model = self.fit.model
        found = np.zeros(len(self.used))
        found[self.used] = model.pinv_wexog[-1] * np.sqrt(model.weights)
        return found

    def inference(self, clusters: np.ndarray) -> Cr2:
        """Return the CR2 inference of the difference, given the cluster of each unit, array (n,).

        Its arrays hold the units used.
        """
        model = self.fit.model
        return cr2(model.exog, clusters[self.used], weights=model.weights)


def raw(sample: Sample, base: np.ndarray) -> Contrast:
    """Return the difference in (weighted) means: no covariate is used."""
    everyone = np.ones(len(base), bool)
    return Contrast(_fitted(sample, base), everyone, base, "difference in means")


def regression(sample: Sample, base: np.ndarray) -> Contrast:
    """Return the coefficient of the label in (weighted) least squares on the covariates."""
    _refuse_no_covariates(sample)
    n = len(base)
    columns = np.column_stack([np.ones(n), sample.design.to_numpy(), sample.sanctuary])
    kept = independent_columns(columns)
    if columns.shape[1] - 1 not in kept:
        raise AnalysisError("the covariates predict the label exactly", "no difference is left")
    if n <= len(kept):
        raise AnalysisError(
            f"{n} units cannot support {len(kept)} parameters", "use fewer covariates"
        )
    inside = [place - 1 for place in kept[1:-1]]
    lost = [name for place, name in enumerate(sample.design) if place not in inside]
    notes = (f"left out as constant or collinear: {', '.join(lost)}",) if lost else ()
    fit = _fitted(sample, base, sample.design.iloc[:, inside])
    return Contrast(fit, np.ones(n, bool), base, "conditional difference", notes)


def cem(sample: Sample, base: np.ndarray, match_on: Sequence[str] | None = None) -> Contrast:
    """Return the difference in means of units matched on coarsened covariates (ATT).

    The matching weights are taken as known.
    """
    _refuse_no_covariates(sample)
    columns = list(sample.covariates if match_on is None else match_on)
    require_columns(sample.covariates, columns)
    weights = match(sample.covariates[columns], sample.sanctuary, base)
    if not weights.any():
        raise AnalysisError("no cell of the coarsened covariates holds both groups")
    lost, ours = (sample.sanctuary & (weights == 0)).sum(), sample.sanctuary.sum()
    rest = f"the estimate speaks for the other {ours - lost}"
    notes = (f"{lost} of {ours} sanctuary units unmatched: {rest}",) if lost else ()
    return Contrast(_fitted(sample, weights), weights > 0, weights, "ATT, matched units", notes)


def entropy(sample: Sample, base: np.ndarray) -> Contrast:
    """Return the difference from comparison units reweighted to the sanctuary means (ATT).

    The covariates stand in the fit beside the label. As their means are equal the estimate is the
    weighted difference all the same, but the residuals are those left after the covariates, which
    is what weights estimated from them leave uncertain.
    """
    _refuse_no_covariates(sample)
    ours, design = sample.sanctuary, sample.design.to_numpy()
    targets = np.average(design[ours], axis=0, weights=base[ours])
    weights = base / base[ours].sum()
    weights[~ours] = balance_means(design[~ours], targets, base[~ours], names=sample.design.columns)
    used = weights > 0
    lost = int((~used).sum())
    notes = (f"{lost} comparison units have no sanctuary counterpart and no weight",)
    centred = (sample.design - targets).loc[used]
    inside = independent_columns(np.column_stack([np.ones(used.sum()), ours[used], centred]))
    beside = centred.iloc[:, [place - 2 for place in inside if place > 1]]
    fit = _fitted(sample, weights, beside)
    return Contrast(fit, used, weights, "ATT", notes if lost else ())


def _fitted(
    sample: Sample, weights: np.ndarray, covariates: pd.DataFrame | None = None
) -> RegressionResults:
    """Return least squares of the outcome on a constant, covariates and the label, in that order.

    Units without weight are left out; equal weights give ordinary least squares.
    """
    used = weights > 0
    design = pd.DataFrame({"constant": 1.0}, index=sample.units[used])
    if covariates is not None:
        design[list(covariates)] = covariates.to_numpy()
    design["sanctuary"] = sample.sanctuary[used].astype(float)
    outcome = pd.Series(sample.outcome[used], design.index, name="outcome")
    return WLS(outcome, design, weights=weights[used] / weights[used].mean()).fit()


def independent_columns(matrix: np.ndarray, tolerance: float = 1e-9) -> list[int]:
    """Return the places of the columns that the columns before them do not determine.

    Examples
    --------
    >>> independent_columns(np.array([[1.0, 2.0, 0.0], [1.0, 2.0, 1.0]]))
    [0, 2]
    """
    size = np.linalg.norm(matrix, axis=0)
    small = np.asarray(np.linalg.qr(matrix / np.where(size > 0, size, 1.0), mode="r"))
    kept: list[int] = []
    for place in range(matrix.shape[1]):
        rank = np.linalg.matrix_rank(small[:, [*kept, place]], tol=tolerance)
        kept += [place] * (int(rank) - len(kept))
    return kept


def _refuse_no_covariates(sample: Sample) -> None:
    if sample.design.empty:
        raise AnalysisError("no covariates were given to adjust for")

"""One adopting place against a weighted mix of places that never adopt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.methods.panel.frame import Panel, read_panel


@dataclass(frozen=True, eq=False)
class SyntheticControl:
    """Effect on one cohort of adopters, measured from a synthetic comparison.

    Attributes
    ----------
    estimate : float
        Mean gap after adoption.
    p_value : float
        Share of placebo places (the adopters included) at least as far out.
    path : DataFrame
        time, observed, synthetic, gap.
    unit_weights : Series
        Weight of every comparison unit, largest first.
    facts : dict
    """

    estimate: float
    p_value: float
    path: pd.DataFrame
    unit_weights: pd.Series
    facts: dict[str, object]


def synthetic_control(
    frame: pd.DataFrame, *, unit: str, time: str, cohort: str, outcome: str
) -> SyntheticControl:
    """Compare one cohort of adopters with a weighted mix of never-treated units.

    The mix matches all earlier outcomes; the ratio of prediction errors after and before adoption
    is ranked among those of every comparison unit. Parameters are those of :func:`event_study`;
    the panel must be balanced and all adopters must adopt in one period.

    References
    ----------
    Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association
    105(490).
    """
    panel = read_panel(frame, unit=unit, time=time, cohort=cohort, outcome=outcome)
    return _ranked(panel, _one_cohort(panel))


def _one_cohort(panel: Panel) -> int:
    """Return the position of the only adoption date, or say why there is no synthetic control."""
    gaps = panel.units[~panel.seen.all(axis=1)]
    if len(gaps):
        raise AnalysisError(
            f"a synthetic control needs a balanced panel and {len(gaps)} units miss periods "
            f"({', '.join(map(str, gaps[:5]))})",
            "drop them or shorten the panel",
        )
    if len(panel.cohorts) > 1:
        dates = ", ".join(map(str, panel.periods[panel.cohorts]))
        raise UsageError(
            f"a synthetic control takes one adoption date and these are {dates}",
            "keep one cohort and the units that never adopt",
        )
    if panel.never.sum() < 2:
        raise AnalysisError("a synthetic control needs at least two units that never adopt")
    return int(panel.cohorts[0])


def _ranked(panel: Panel, adopted: int) -> SyntheticControl:
    """Classic synthetic control on earlier outcomes, with placebo adoptions of every control."""
    controls = panel.outcome[panel.never]
    observed = panel.outcome[~panel.never].mean(axis=0)
    weights = _simplex(controls[:, :adopted].T, observed[:adopted])
    mixed = weights @ controls
    everyone = np.vstack([observed, controls])
    ratios = []
    for place in range(len(everyone)):
        others = np.delete(everyone, place, axis=0)
        mix = _simplex(others[:, :adopted].T, everyone[place, :adopted])
        ratios.append(_error_ratio(everyone[place] - mix @ others, adopted))
    own = _error_ratio(observed - mixed, adopted)
    far = np.sum(np.array(ratios[1:]) >= own)
    return SyntheticControl(
        estimate=float((observed - mixed)[adopted:].mean()),
        p_value=float((1 + far) / len(ratios)),
        path=_path(panel, observed, mixed),
        unit_weights=_named(panel, weights),
        facts=_facts(panel, adopted, len(controls)),
    )


def _simplex(columns: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Weights from zero up that sum to one and bring ``columns @ w`` closest to ``target``.

    Non-negative least squares on the gaps with a row that fixes the scale: the weights it
    finds, divided by their sum, solve the problem exactly.

    >>> _simplex(np.array([[0.0, 2.0], [0.0, 4.0]]), np.array([1.0, 2.0])).round(6)
    array([0.5, 0.5])
    """
    gaps = columns - target[:, None]
    scale = np.abs(gaps).max() or 1.0
    system = np.vstack([gaps / scale, np.ones(columns.shape[1])])
    weights, _ = optimize.nnls(system, np.append(np.zeros(len(gaps)), 1.0))
    return weights / weights.sum()


def _error_ratio(gap: np.ndarray, adopted: int) -> float:
    """Mean squared gap after adoption over that before."""
    return float(np.mean(gap[adopted:] ** 2) / max(np.mean(gap[:adopted] ** 2), 1e-300))


def _path(panel: Panel, observed: np.ndarray, mixed: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "time": panel.periods,
            "observed": observed,
            "synthetic": mixed,
            "gap": observed - mixed,
        }
    )


def _named(panel: Panel, weights: np.ndarray) -> pd.Series:
    named = pd.Series(weights, index=panel.units[panel.never], name="weight")
    return named.sort_values(ascending=False, kind="stable")


def _facts(panel: Panel, adopted: int, placebos: int) -> dict[str, object]:
    adopters = panel.units[~panel.never]
    return {
        "outcome": panel.names["outcome"],
        "estimator": "synthetic control on earlier outcomes",
        "estimand": "average effect on the adopters after adoption",
        "weights": "adopters equal",
        "clustering": "none: placebo adoptions of single units",
        "small_sample": "p-value counts the real adoption among the placebo ones",
        "adopters": ", ".join(map(str, adopters)),
        "cohort": int(panel.periods[adopted]),
        "n_units": panel.n_units,
        "n_controls": int(panel.never.sum()),
        "n_placebos": placebos,
        "periods": f"{panel.periods[0]} to {panel.periods[-1]} ({panel.n_periods})",
        "notes": panel.notes,
    }

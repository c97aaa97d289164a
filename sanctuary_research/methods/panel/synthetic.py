"""One adopting place against a weighted mix of places that never adopt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize

from sanctuary_research.errors import AnalysisError, MissingPackageError, UsageError, unknown
from sanctuary_research.methods.panel.frame import Panel, read_panel

METHODS = ("synthetic_did", "synthetic_control")
LEVEL_Z = 1.959963984540054


@dataclass(frozen=True, eq=False)
class SyntheticControl:
    """Effect on one cohort of adopters, measured from a synthetic comparison.

    Attributes
    ----------
    estimate : float
        Mean gap after adoption.
    std_error, conf_low, conf_high : float
        From placebo adoptions; missing for ``synthetic_control``, which has none.
    p_value : float
        Share of placebo places (the adopters included) at least as far out.
    path : DataFrame
        time, observed, synthetic, gap.
    unit_weights : Series
        Weight of every comparison unit, largest first.
    facts : dict
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    p_value: float
    path: pd.DataFrame
    unit_weights: pd.Series
    facts: dict[str, object]

    def sentence(self) -> str:
        """State the gap and how unusual it is among placebo places, in words."""
        f = self.facts
        return (
            f"After adoption in {f['cohort']} {f['outcome']} in {f['adopters']} lies "
            f"{self.estimate:.3g} from its synthetic comparison; among {f['n_placebos']} placebo "
            f"adoptions and the real one a share of {self.p_value:.3f} is at least as far out."
        )

    def plot(self):
        """Draw observed and synthetic paths and return the matplotlib figure."""
        from sanctuary_research.methods.panel.plot import plot_synthetic

        return plot_synthetic(self)


def synthetic_control(
    frame: pd.DataFrame,
    *,
    unit: str,
    time: str,
    cohort: str,
    outcome: str,
    method: str = "synthetic_did",
    draws: int = 200,
    seed: int = 0,
) -> SyntheticControl:
    """Compare one cohort of adopters with a weighted mix of never-treated units.

    Parameters are those of :func:`event_study`; the panel must be balanced and all adopters
    must adopt in one period.

    Parameters
    ----------
    method : {"synthetic_did", "synthetic_control"}
        ``synthetic_did`` allows a constant gap and weights earlier periods too (package
        diff-diff; standard error from placebo adoptions); ``synthetic_control`` matches all
        earlier outcomes and ranks the ratio of prediction errors after and before adoption.
    draws : int
        Placebo adoptions of ``synthetic_did``.

    Raises
    ------
    MissingPackageError
        ``synthetic_did`` without diff-diff.

    References
    ----------
    Arkhangelsky and others (2021), "Synthetic difference-in-differences", American Economic
    Review 111(12); Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical
    Association 105(490).
    """
    if method not in METHODS:
        raise unknown("synthetic method", method, METHODS)
    panel = read_panel(frame, unit=unit, time=time, cohort=cohort, outcome=outcome)
    adopted = _one_cohort(panel)
    if method == "synthetic_did":
        return _synthetic_did(panel, adopted, draws, seed)
    return _ranked(panel, adopted)


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


def _synthetic_did(panel: Panel, adopted: int, draws: int, seed: int) -> SyntheticControl:
    """Synthetic difference in differences by diff-diff."""
    try:
        from diff_diff import SyntheticDiD
    except ImportError as problem:
        raise MissingPackageError(
            "synthetic_did needs the package diff-diff",
            "install sanctuary-research[panel], or use method='synthetic_control'",
        ) from problem
    adopters = panel.n_units - panel.never.sum()
    if adopters >= panel.never.sum():
        raise AnalysisError(
            f"synthetic_did draws placebo adopters among the {panel.never.sum()} units that never "
            f"adopt and needs more of them than the {adopters} adopters",
            "use event_study",
        )
    n, t = panel.outcome.shape
    long = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(n), t),
            "time": np.tile(np.arange(t), n),
            "treated": np.repeat((~panel.never).astype(int), t),
            "outcome": panel.outcome.ravel(),
        }
    )
    found = SyntheticDiD(seed=seed, n_bootstrap=draws).fit(
        long,
        outcome="outcome",
        treatment="treated",
        unit="unit",
        time="time",
        post_periods=list(range(adopted, t)),
    )
    weights = np.array([found.unit_weights.get(i, 0.0) for i in np.flatnonzero(panel.never)])
    when = np.array([found.time_weights.get(s, 0.0) for s in range(adopted)])
    observed, mixed = _paths(panel, weights)
    mixed = mixed + when @ (observed - mixed)[:adopted]
    placebo = np.abs(np.asarray(found.variance_effects))
    estimate, error = float(found.att), float(found.se)
    return SyntheticControl(
        estimate=estimate,
        std_error=error,
        conf_low=estimate - LEVEL_Z * error,
        conf_high=estimate + LEVEL_Z * error,
        p_value=float((1 + (placebo >= abs(estimate)).sum()) / (1 + len(placebo))),
        path=_path(panel, observed, mixed),
        unit_weights=_named(panel, weights),
        facts=_facts(panel, adopted, "synthetic difference in differences", len(placebo)),
    )


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
        std_error=np.nan,
        conf_low=np.nan,
        conf_high=np.nan,
        p_value=float((1 + far) / len(ratios)),
        path=_path(panel, observed, mixed),
        unit_weights=_named(panel, weights),
        facts=_facts(panel, adopted, "synthetic control on earlier outcomes", len(controls)),
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


def _paths(panel: Panel, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return panel.outcome[~panel.never].mean(axis=0), weights @ panel.outcome[panel.never]


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


def _facts(panel: Panel, adopted: int, method: str, placebos: int) -> dict[str, object]:
    adopters = panel.units[~panel.never]
    return {
        "outcome": panel.names["outcome"],
        "estimator": method,
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

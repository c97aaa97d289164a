"""Local-projections difference in differences: one clean comparison per horizon."""

from __future__ import annotations

import numpy as np

from sanctuary_research.errors import AnalysisError
from sanctuary_research.methods.panel.absorb import cr1
from sanctuary_research.methods.panel.frame import Panel
from sanctuary_research.methods.panel.influence import Estimates


def lp_did(panel: Panel, *, control: str) -> Estimates:
    """Long differences of new adopters against units still untreated at the end of each.

    At horizon ``h`` the outcome's change from the period before adoption to ``h`` periods
    after it is regressed on adopting, with an effect for every adoption period (and its own
    slopes on the covariates). The estimate is variance-weighted over adoption periods.

    References
    ----------
    Dube, Girardi, Jorda and Taylor (2025), "A local projections approach to
    difference-in-differences", Journal of Applied Econometrics.
    """
    reach = panel.n_periods
    found = {h: _horizon(panel, h, control) for h in range(1 - reach, reach) if h != -1}
    found = {h: answer for h, answer in found.items() if answer is not None}
    if not any(h >= 0 for h in found):
        raise AnalysisError(
            f"no adopter can be compared with {control.replace('_', '-')} units at any horizon",
            "add untreated units or choose another control group",
        )
    found[-1] = (0.0, np.zeros(panel.n_units), ~panel.never)
    event = np.array(sorted(found))
    value, influence, behind = zip(*(found[h] for h in event), strict=True)
    value, influence = np.array(value), np.stack(influence, axis=1)
    behind = np.stack(behind, axis=1)
    after = np.where(event >= 0, panel.weight @ behind, 0.0)
    after /= after.sum()
    clean = "units untreated through the horizon"
    return Estimates(
        event=event,
        value=value,
        influence=influence,
        behind=behind,
        averages={
            "simple": (
                "mean of the horizons by treated units",
                float(value @ after),
                influence @ after,
            )
        },
        facts={
            "estimator": "local projections (Dube and others 2025)",
            "estimand": "variance-weighted average effect on the treated",
            "control": "never-treated units" if control == "never_treated" else clean,
            "small_sample": "CR1 per horizon: G/(G-1) x (n-1)/(n-k)",
        },
    )


def _slopes(design: np.ndarray, both: np.ndarray) -> np.ndarray:
    """Least-squares slopes; on a constant alone they need no decomposition."""
    if design.shape[1] == 1:
        return design.T @ both / (design.T @ design)
    return np.linalg.lstsq(design, both)[0]


def _horizon(
    panel: Panel, horizon: int, control: str
) -> tuple[float, np.ndarray, np.ndarray] | None:
    """Estimate one horizon: coefficient, influence and the treated units behind it."""
    gram = moment = 0.0
    kept = []
    for time in range(max(1, -horizon), min(panel.n_periods, panel.n_periods - horizon)):
        clean = panel.never
        if control == "not_yet_treated":
            clean = panel.start > time + max(horizon, 0)
        new = panel.start == time
        sample = panel.seen[:, time - 1] & panel.seen[:, time + horizon] & (new | clean)
        if not (sample & ~new).any():
            continue
        root = np.sqrt(panel.weight[sample])[:, None]
        design = panel.design[sample] * root
        change = panel.outcome[sample, time + horizon] - panel.outcome[sample, time - 1]
        both = np.column_stack([new[sample], change]) * root
        treat, outcome = (both - design @ _slopes(design, both)).T
        gram, moment = gram + treat @ treat, moment + treat @ outcome
        kept.append((np.flatnonzero(sample), treat, outcome, sample & new))
    if gram < 1e-9 * panel.weight.mean():
        return None
    value = moment / gram
    n_cells = sum(len(place) for place, *_ in kept)
    clusters = len(np.unique(np.concatenate([panel.cluster[place] for place, *_ in kept])))
    if clusters < 2 or n_cells <= 1 + len(kept) * panel.design.shape[1]:
        return None
    factor = cr1(clusters, n_cells, 1, len(kept) * panel.design.shape[1])
    influence, behind = np.zeros(panel.n_units), np.zeros(panel.n_units, dtype=bool)
    for place, treat, outcome, new in kept:
        influence[place] += treat * (outcome - value * treat) / gram * np.sqrt(factor)
        behind |= new
    return float(value), influence, behind

"""The staggered studies of notebook 02 simulated: their own places, years and adoption dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd

from sanctuary_research.methods.panel.frame import Panel, read_panel
from sanctuary_research.methods.panel.results import EventStudy, summarise
from sanctuary_research.methods.panel.study import estimate
from sanctuary_research.questions.adoption.staggered import ESTIMATORS, secure_communities, states

PERSISTENCE = (0.5, 0.9)
SHARED = 0.25  # of the variance, by all places of a state
PROPORTIONAL = 0.2  # standard deviation of a count's own rate
LEVEL = 0.05
WINDOW = (-5, 5)  # event times


def staggered(draws: int) -> Iterator[dict]:
    """Yield coverage of averages, event times and bands, and the size of the leads' test."""
    frames = {"state laws": states(), "Secure Communities": secure_communities()}
    for (design, frame), estimator, rho in product(frames.items(), ESTIMATORS, PERSISTENCE):
        panel = laid_out(frame, estimator)
        rng = np.random.default_rng(5)
        found = [studied(panel, estimator, rho, rng) for _ in range(draws)]
        about = {"part": "staggered", "design": design, "weights": "county", "draws": draws}
        about |= {"adjustment": estimator, "model": f"correlation {SHARED:g}, persistence {rho:g}"}
        about |= {"n_sanctuary": found[0].facts["n_treated_units"]}
        about |= {"n_clusters_sanctuary": found[0].facts["n_treated_clusters"]}
        for statistic, share in pd.DataFrame(map(held, found)).mean().items():
            yield about | {"statistic": statistic, "share": share}


def laid_out(frame: pd.DataFrame, estimator: str) -> Panel:
    """Return the rows of property crime as the estimator wants them."""
    is_count = estimator == "poisson"
    return read_panel(
        frame.dropna(subset=["property"]),
        unit="unit",
        time="year",
        cohort="cohort",
        outcome="property" if is_count else "property_rate",
        exposure="people" if is_count else None,
        cluster="state",
    )


def studied(panel: Panel, estimator: str, rho: float, rng: np.random.Generator) -> EventStudy:
    """Study one panel in which nobody's outcome depends on adoption."""
    noise = _noise(panel, rho, rng)
    if estimator == "poisson":
        mean = np.nanmean(np.where(panel.seen, panel.outcome, np.nan), axis=1, keepdims=True)
        noise = rng.poisson(mean * np.exp(PROPORTIONAL * noise)).astype(float)
    drawn = replace(panel, outcome=np.where(panel.seen, noise, np.nan), offset=0 * panel.offset)
    found = estimate(drawn, estimator, control="not_yet_treated")
    return summarise(drawn, found, window=WINDOW, seed=0)


def _noise(panel: Panel, rho: float, rng: np.random.Generator) -> np.ndarray:
    """Return standard noise carried on from year to year, a part of it shared by a state."""
    shape = panel.outcome.shape
    own = rng.standard_normal(shape)
    shared = rng.standard_normal((panel.n_clusters, shape[1]))[panel.cluster]
    path = np.sqrt(SHARED) * shared + np.sqrt(1 - SHARED) * own
    for t in range(1, shape[1]):
        path[:, t] = rho * path[:, t - 1] + np.sqrt(1 - rho**2) * path[:, t]
    return path


def held(study: EventStudy) -> dict[str, float]:
    """Return which intervals of one study hold zero; none is blank."""
    table = study.table.dropna(subset=["conf_low"])

    def share(low: str, high: str) -> pd.Series:
        return (table[low] <= 0) & (table[high] >= 0)

    own = share("conf_low", "conf_high")
    return {
        "average": float(study.overall["conf_low"] <= 0 <= study.overall["conf_high"]),
        "event times, mean": own.mean(),
        "band": float(share("simultaneous_low", "simultaneous_high").all()),
        "leads' test rejects": float(study.pretest["p"] <= LEVEL),
    }

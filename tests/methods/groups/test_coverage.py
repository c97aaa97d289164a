"""How often 95% intervals hold the truth when outcomes are correlated inside states.

Run ``pytest -m slow -s tests/analysis/test_coverage.py`` to see the table.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.methods.groups.compare import ADJUSTMENTS, compare_groups

REPETITIONS = 1000
STATES = 50
ICC = 0.2

pytestmark = pytest.mark.slow


def states_of(rng: np.random.Generator, unequal: bool) -> np.ndarray:
    """Forty counties in each state, or as uneven as the usable counties of 2015 (CV 0.8)."""
    sizes = rng.lognormal(3.7, 0.71, STATES).astype(int) + 3 if unequal else [40] * STATES
    return np.repeat(np.arange(STATES), sizes)


def labels_of(rng: np.random.Generator, design: str, state: np.ndarray, x: np.ndarray):
    """Who is sanctuary: counties by chance, counties by covariate, or whole states."""
    if design == "counties, by chance":
        return rng.random(len(state)) < 0.15
    if design == "counties, by covariate":
        return rng.random(len(state)) < 1 / (1 + np.exp(2 - x))
    treated = 5 if design.startswith("5 ") else 25
    return np.isin(state, rng.choice(STATES, treated, replace=False))


def drawn(rng: np.random.Generator, design: str) -> pd.DataFrame:
    """Counties whose outcome owes ``ICC`` of its variance to the state and nothing to the label."""
    state = states_of(rng, unequal="unequal" in design)
    x = np.sqrt(ICC) * rng.normal(size=STATES)[state]
    x = x + np.sqrt(1 - ICC) * rng.normal(size=len(state))
    shared = np.sqrt(ICC) * rng.normal(size=STATES)[state]
    crime = 0.5 * x + shared + np.sqrt(1 - ICC) * rng.normal(size=len(state))
    label = np.where(labels_of(rng, design, state, x), "sanctuary", "not_sanctuary")
    return pd.DataFrame({"state_fips": state, "x": x, "crime": crime, "label": label})


@cache
def coverage(design: str) -> pd.Series:
    """Return the share of intervals that hold zero, by adjustment and variance; print it."""
    rng = np.random.default_rng(20150101)
    # Where the covariate decides, the raw gap is not zero in truth, so it is left out.
    methods = ADJUSTMENTS[1:] if design == "counties, by covariate" else ADJUSTMENTS
    options = {"outcome": "crime", "covariates": ["x"], "adjustments": methods}
    held = []
    for _ in range(REPETITIONS):
        found = compare_groups(drawn(rng, design), **options).table
        inside = (found["conf_low"] <= 0) & (found["conf_high"] >= 0)
        held.append(inside.set_axis(pd.MultiIndex.from_frame(found[["adjustment", "variance"]])))
    shares = pd.concat(held, axis=1).mean(axis=1)
    print(f"\n{design}\n{shares.unstack().round(3).to_string()}")
    return shares


@pytest.mark.parametrize(
    ("design", "adjustments"),
    [
        ("counties, by chance", ["raw", "regression", "entropy"]),
        ("counties, by covariate", ["regression", "entropy"]),
        ("25 of 50 states, equal", ["raw", "regression", "entropy"]),
    ],
)
def test_clustered_intervals_cover(design, adjustments):
    """State-clustered intervals hold the truth in 93 to 97 of 100 samples."""
    found = coverage(design).xs("state_clustered", level="variance")[adjustments]
    assert found.between(0.93, 0.97).all()


def test_matching_covers_at_least_as_often():
    """Taking matching weights as known does not make the clustered interval too narrow."""
    for design in ("counties, by chance", "25 of 50 states, equal"):
        assert coverage(design)["cem", "state_clustered"] >= 0.93


def test_unequal_states_cover_a_little_less():
    """With states as uneven as the real ones, 95% intervals hold the truth in 91 to 95 of 100."""
    found = coverage("25 of 50 states, unequal").xs("state_clustered", level="variance")
    assert found[["raw", "regression"]].between(0.91, 0.95).all()


def test_robust_intervals_do_not_cover_when_states_decide():
    """Intervals that take counties as independent are far too narrow when states are labelled."""
    assert coverage("25 of 50 states, equal")["raw", "robust"] < 0.7


def test_few_labelled_states_are_too_few():
    """With five labelled states even the clustered interval is too narrow, as its note says."""
    assert coverage("5 of 50 states, equal")["raw", "state_clustered"] < 0.93

"""Policies at different dates: who is compared, for how long, and what chance would do."""

import numpy as np
import pytest

from sanctuary_research.questions.adoption import staggered
from sanctuary_research.questions.adoption.question import OUTCOMES


@pytest.fixture(scope="module")
def states():
    return staggered.states()


def test_adopters_are_followed_for_a_few_years(states):
    """No row lies more than the horizon after the law; controls stay to the end."""
    assert (states["year"] - states["cohort"]).max() == staggered.HORIZON
    assert states.loc[states["cohort"].isna(), "year"].max() == 2024
    assert 2021 not in set(states["year"])


def test_a_rate_is_its_count_over_people(states):
    """Per 10,000 people, violent crime without rape."""
    row = states.iloc[0]
    assert row["violent_rate"] == pytest.approx(1e4 * row["violent"] / row["people"])
    assert row["violent"] > row["homicide"] + row["robbery"]


def test_every_outcome_has_every_estimator(states):
    """Where simulation covers too little there is no range, but an estimate."""
    table = staggered.averages(states, ("callaway_santanna", "poisson"))
    assert len(table) == 2 * len(OUTCOMES)
    poisson = table[table["estimator"] == staggered.ESTIMATORS["poisson"]]
    assert poisson["percent"].notna().all()
    assert poisson[["low_percent", "high_percent", "p_value"]].isna().all(axis=None)
    assert table["n_states"].max() == states.dropna(subset="cohort")["unit"].nunique()


def test_dates_dealt_again_give_every_outcome_a_chance():
    """A share of the draws, the real dates counted."""
    found = staggered.dealt_again(draws=99)
    assert list(found) == list(OUTCOMES)
    assert all(0.01 <= p <= 1 for p in found.values())


def test_secure_communities_reached_everybody_by_2013():
    """No agency is never reached, so that only later ones compare."""
    frame = staggered.secure_communities()
    assert frame["cohort"].notna().all()
    assert frame["cohort"].between(2008, 2013).all()
    assert np.isfinite(frame["property_rate"]).all()


def test_forbidden_comparisons_are_a_share():
    """Some weight of the two-way estimate compares later laws with earlier ones."""
    assert 0 < staggered.forbidden("property") < 100

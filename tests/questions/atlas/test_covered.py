"""Shares of people, on a country of three counties and one city."""

import pandas as pd
import pytest

from sanctuary_research.questions.atlas import covered, layered
from sanctuary_research.questions.atlas.layered import HOLDS, MAYBE, OFF, SILENT

DAY = pd.Timestamp("2015-07-01")
SAYS = {
    "state_law": [SILENT, SILENT, OFF],
    "county_detainer": [HOLDS, MAYBE, SILENT],
    "state_ban": [SILENT, SILENT, SILENT],
}


@pytest.fixture
def country(monkeypatch):
    """Counties a, b and c of 50, 30 and 20 people; in c a city of 5 with a rule."""
    city = pd.DataFrame(
        {"jurisdiction_id": ["x"], "state": ["s"], "county_fips": ["c"], "people": [5.0]}
    )
    monkeypatch.setattr(covered, "people", lambda *_: pd.Series([50.0, 30, 20], [*"abc"]))
    monkeypatch.setattr(covered, "city_people", lambda *_: city)
    monkeypatch.setattr(covered, "_of_city", lambda *_: HOLDS)
    monkeypatch.setattr(covered, "says", lambda layer, _: pd.Series(SAYS[layer], [*"abc"]))


@pytest.mark.usefixtures("country")
def test_whole_counties_count_between_what_is_sure_and_what_may_be():
    """a surely, b perhaps, nothing is said of c."""
    found = covered.share("county_detainer", DAY, "residents")
    assert found == {"surely": 50, "at_most": 80, "silent": 20}


@pytest.mark.usefixtures("country")
def test_a_rule_of_a_city_counts_its_own_people():
    """Five of a hundred; of all others no row speaks."""
    found = covered.share("city_dont_ask", DAY, "residents")
    assert found == {"surely": 5, "at_most": 5, "silent": 95}


@pytest.mark.usefixtures("country")
def test_one_of_several_limits_is_enough():
    """a by its own limit, the city in c by its rule; the rest of c stays silent."""
    found = covered.share(covered.ANY, DAY, "residents")
    assert found == {"surely": 55, "at_most": 85, "silent": 15}


def test_a_state_ban_silences_the_rules_of_its_cities(monkeypatch):
    """New Orleans had a rule of 2016, and Louisiana forbade such rules from 28 May 2024."""
    record = covered.bindings.record()
    days = [pd.Timestamp("2024-05-01"), pd.Timestamp("2024-06-01")]
    told = [covered._of_city(record, "new-orleans-la", "louisiana", day) for day in days]
    assert told == [HOLDS, OFF]


def test_the_share_under_state_laws_is_that_of_their_states():
    """In mid-2015: the states in which `says` finds a law, by the people of the state series."""
    found = covered.share("state_law", DAY, "residents")["surely"]
    says = layered.says("state_law", DAY)
    states = set(says.index[says == HOLDS].str[:2])
    people = covered.people("residents", 2015)
    assert found == pytest.approx(
        100 * people[people.index.str[:2].isin(states)].sum() / people.sum()
    )
    assert {"06", "41", "09"} <= states


def test_agreements_are_shown_from_the_first_list_on(monkeypatch):
    """What had ended before is in no table, so that nothing is drawn for it."""
    monkeypatch.setattr(layered, "FIRST_YEAR", 2024)
    rows = covered.shares(layered.Asked("2026-06-30")).query("layer == 'agreement_287g'")
    assert rows["year"].min() == 2025

"""What each layer says of a county, looked up; shares of people on a country of three counties."""

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.data import extent
from sanctuary_research.data.labels import labels
from sanctuary_research.data.people import people
from sanctuary_research.data.widening import HOLDS, MAYBE, OFF, SILENT

DAY = pd.Timestamp("2015-07-01")
SAYS = {
    "state_law": [SILENT, SILENT, OFF],
    "county_detainer": [HOLDS, MAYBE, SILENT],
    "state_ban": [SILENT, SILENT, SILENT],
}


@pytest.fixture
def country(monkeypatch):
    """Counties a, b and c of 50, 30 and 20 people; in c a city of 5 with a rule."""
    city = pd.DataFrame({"county_fips": ["c"], "people": [5.0], "kind": [HOLDS]})
    monkeypatch.setattr(extent, "people", lambda *_: pd.Series([50.0, 30, 20], [*"abc"]))
    monkeypatch.setattr(extent, "cities", lambda *_: city)
    at = extent.ORDER.index
    monkeypatch.setattr(extent, "ranks", lambda layer, _: np.array([*map(at, SAYS[layer])]))


@pytest.mark.usefixtures("country")
def test_whole_counties_count_between_what_is_sure_and_what_may_be():
    """a surely, b perhaps, nothing is said of c."""
    found = extent.share("county_detainer", DAY, "residents")
    assert found == {"surely": 50, "at_most": 80, "silent": 20}


@pytest.mark.usefixtures("country")
def test_a_rule_of_a_city_counts_its_own_people():
    """Five of a hundred; of all others no row speaks."""
    found = extent.share("city_dont_ask", DAY, "residents")
    assert found == {"surely": 5, "at_most": 5, "silent": 95}


@pytest.mark.usefixtures("country")
def test_one_of_several_limits_is_enough():
    """a by its own limit, the city in c by its rule; the rest of c stays silent."""
    found = extent.share(extent.ANY, DAY, "residents")
    assert found == {"surely": 55, "at_most": 85, "silent": 15}


@pytest.mark.parametrize(("day", "kind"), [("2024-05-01", HOLDS), ("2024-06-01", OFF)])
def test_a_state_ban_silences_the_rules_of_its_cities(day, kind):
    """New Orleans had a rule of 2016, and Louisiana forbade such rules from 28 May 2024."""
    rows = extent.cities(pd.Timestamp(day), "residents").set_index("jurisdiction_id")
    assert rows.loc["new-orleans-la", "kind"] == kind


def test_the_share_under_state_laws_is_that_of_their_states():
    """In mid-2015: the states in which `says` finds a law, by the people of the state series."""
    found = extent.share("state_law", DAY, "residents")["surely"]
    says = extent.says("state_law", DAY)
    states = set(says.index[says == HOLDS].str[:2])
    counts = people("residents", 2015)
    assert found == pytest.approx(
        100 * counts[counts.index.str[:2].isin(states)].sum() / counts.sum()
    )
    assert {"06", "41", "09"} <= states


@pytest.mark.parametrize(
    ("layer", "county", "day", "says"),
    [
        ("state_law", "41051", "1990-06-30", HOLDS),  # Oregon's act of 1987
        ("state_law", "06037", "2013-12-31", OFF),  # California's came into force on 1 January 2014
        ("state_law", "06037", "2014-01-01", HOLDS),
        ("state_law", "48301", "1990-01-01", SILENT),  # Texas: a ban later, never a limit
        ("state_law", "29189", "2008-12-31", SILENT),  # Missouri: perhaps a ban, never a limit
        ("county_detainer", "17031", "2011-09-08", HOLDS),  # Cook County's ordinance
        ("county_detainer", "12086", "2017-06-01", OFF),  # Miami-Dade ended its limit
        ("county_detainer", "48453", "2017-12-31", OFF),  # Travis County, under the ban of Texas
        ("city_dont_ask", "06037", "1979-12-31", HOLDS),  # Special Order 40 of Los Angeles
        ("state_ban", "48453", "2017-08-31", OFF),  # SB 4 was enjoined until 25 September 2017
        ("state_ban", "48453", "2018-01-01", HOLDS),
        ("state_ban", "06037", "2018-01-01", SILENT),
        ("agreement_287g", "12103", "2020-01-01", HOLDS),  # Pinellas County, signed 24 April 2019
        ("agreement_287g", "13135", "2021-06-01", MAYBE),  # Gwinnett left between two lists
        ("agreement_287g", "13135", "2022-06-01", OFF),
        ("secure_communities", "48201", "2009-01-01", HOLDS),  # Harris County, October 2008
    ],
)
def test_a_layer_says_what_was_looked_up(layer, county, day, says):
    """One county a line, with the act behind it."""
    assert extent.says(layer, pd.Timestamp(day))[county] == says


def test_limits_are_the_labels():
    """A layer of limits is the definition of its name, a county without evidence being silent."""
    day = pd.Timestamp("2015-07-01")
    found = labels("county_detainer", day).set_index("county_fips")
    says = extent.says("county_detainer", day)
    assert (says == HOLDS).sum() == (found["arm"] == "limit").sum()
    assert set(says.index[says == SILENT]) == set(found.index[found["evidence_id"] == ""])

"""What each layer says of a county; facts that were looked up, on the packaged tables."""

import pandas as pd
import pytest

from sanctuary_research.data.labels import labels
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.atlas import layered
from sanctuary_research.questions.atlas.layered import HOLDS, MAYBE, OFF, SILENT, Asked


@pytest.mark.parametrize(
    ("layer", "county", "day", "says"),
    [
        ("state_law", "41051", "1990-06-30", HOLDS),  # Oregon's act of 1987
        ("state_law", "06037", "2013-12-31", OFF),  # California's came into force on 1 January 2014
        ("state_law", "06037", "2014-01-01", HOLDS),
        ("state_law", "48301", "1990-01-01", SILENT),  # Texas: a ban later, never a limit
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
    assert layered.says(layer, pd.Timestamp(day))[county] == says


def test_limits_are_the_labels():
    """A layer of limits is the definition of its name, a county without evidence being silent."""
    day = pd.Timestamp("2015-07-01")
    found = labels("county_detainer", day).set_index("county_fips")
    says = layered.says("county_detainer", day)
    assert (says == HOLDS).sum() == (found["arm"] == "limit").sum()
    assert set(says.index[says == SILENT]) == set(found.index[found["evidence_id"] == ""])


@pytest.mark.parametrize(
    ("limits", "ban", "kind"),
    [
        ([HOLDS, HOLDS, HOLDS], SILENT, "state_law"),
        ([OFF, HOLDS, MAYBE], SILENT, "county_detainer"),
        ([SILENT, MAYBE, HOLDS], SILENT, "city_dont_ask"),
        ([OFF, OFF, OFF], HOLDS, "state_ban"),
        ([OFF, MAYBE, SILENT], OFF, MAYBE),
        ([OFF, OFF, OFF], OFF, OFF),
        ([OFF, OFF, SILENT], OFF, SILENT),
    ],
)
def test_the_strongest_policy_colours_the_map(limits, ban, kind, monkeypatch):
    """Silence of one kind of limit is silence, unless a policy holds or may."""
    told = dict(zip((*layered.LIMITS, "state_ban"), [*limits, ban], strict=True))
    monkeypatch.setattr(layered, "says", lambda layer, _: pd.Series(told[layer], ["01001"]))
    assert layered.combined(pd.Timestamp("2015-07-01")).tolist() == [kind]


def test_a_year_is_read_at_its_end_and_the_one_asked_for_on_its_day():
    """The last year ends with the data."""
    days = layered.year_days(Asked("2014-06-30"))
    assert days[2013] == pd.Timestamp("2013-12-31")
    assert days[2014] == pd.Timestamp("2014-06-30")
    assert days[max(days)] < pd.Timestamp(max(days) + 1, 1, 1)
    assert min(days) == layered.FIRST_YEAR


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"on": "1950-01-01"}, "'on' is refused: 1 January 1950 lies outside the days"),
        ({"on": "2015-07-01", "layer": "state_laws"}, "did you mean 'state_law'"),
        ({"on": "2015-07-01", "place": "Portland"}, "Portland, ME; Portland, OR"),
        ({"on": "2015-07-01", "counted": "voters"}, "must be one of residents, foreign_born"),
    ],
)
def test_a_wrong_choice_is_refused_in_a_sentence(choice, told):
    """The nearest value, or the range, is named."""
    with pytest.raises(UsageError, match=told):
        Asked(**choice)

"""Treatment calendars read events as labels do, and say what they cannot."""

import pandas as pd
import pytest

import sanctuary_research as sr
from sanctuary_research.data import bindings, calendars
from sanctuary_research.errors import UsageError


def calendar(*statuses: str) -> pd.Series:
    """Return the calendar of one unit whose years, from 2012 on, have these statuses."""
    rows = [
        ("a", 2012 + k, status, f"{status} in {2012 + k}.", f"e{k}")
        for k, status in enumerate(statuses)
    ]
    names = ["unit", "year", "status", "reason", "event_id"]
    return calendars.adoption_calendar(pd.DataFrame(rows, columns=names)).iloc[0]


def test_a_unit_is_treated_from_its_first_year_in_force():
    """The year, its reason and its event are those of the first year in force."""
    found = calendar("not_in_force", "in_force", "in_force")
    assert found[["role", "first_year", "event_id"]].tolist() == ["treated", 2013, "e1"]
    assert pd.isna(found["ended_year"])


def test_a_reversal_is_reported():
    """In force in 2013, ended in 2014."""
    found = calendar("not_in_force", "in_force", "not_in_force", "in_force")
    assert found[["first_year", "ended_year"]].tolist() == [2013, 2014]


def test_a_first_year_that_is_not_pinned_down_is_not_coded():
    """Where the year before is not known the adoption may lie in it."""
    found = calendar("not_in_force", "not_coded", "in_force")
    assert found["role"] == "not_coded"
    assert found["reason"] == "First year in force not known: not_coded in 2013."


def test_one_year_alone_is_said_to_be_why():
    """A year that is coded beside one that is not compares with nothing."""
    reason = calendar("not_coded", "not_in_force")["reason"]
    assert reason == "Coded in one period only: not_in_force in 2013."
    assert calendar(*["not_coded"] * 3)["reason"] == "not_coded in 2014."


@pytest.mark.parametrize(
    ("statuses", "role"),
    [
        (("in_force", "in_force"), "treated_throughout"),
        (("not_in_force", "not_in_force"), "control"),
        (("not_coded", "not_in_force"), "not_coded"),  # one year compares with nothing
        (("not_coded", "not_coded"), "not_coded"),
    ],
)
def test_roles(statuses, role):
    """Who is set aside, who is a control, and who is not coded."""
    assert calendar(*statuses)["role"] == role


@pytest.mark.parametrize("year", [2014, 2019])
def test_states_agree_with_the_label_of_their_counties(year):
    """A state's status is the label that state law gives each of its counties."""
    found = sr.adoption_years("state_law", [year]).set_index("state_fips")["status"]
    label = sr.labels("state_law", f"{year}-07-01").drop_duplicates("county_fips")
    label = label.assign(state_fips=label["county_fips"].str[:2])
    label = label.groupby("state_fips")["label"].agg(lambda v: v.mode()[0])
    words = {"in_force": "sanctuary", "not_in_force": "not_sanctuary", "not_coded": "not_coded"}
    assert found.map(words).eq(label.reindex(found.index)).all()


def test_miami_dade_adopted_in_2013_and_ended_in_2017():
    """The reversal is dated, with the event behind the calendars."""
    found = sr.adoption_calendar(sr.adoption_years("county_detainer", [2012, 2015, 2017]))
    row = found.set_index("county_fips").loc["12086"]
    assert row[["role", "first_year", "ended_year"]].tolist() == ["treated", 2015, 2017]
    assert row["event_id"] == "evt_c4883174"


def test_a_rule_decides_the_year():
    """Illinois' statute of 28 August 2017 is in force at the end of 2017, mid-year only in 2018."""
    first = {
        rule: sr.adoption_calendar(sr.adoption_years("state_law", range(2015, 2020), rule=rule))
        .set_index("state_fips")
        .loc["17", "first_year"]
        for rule in sr.ADOPTION_RULES
    }
    assert first == {"mid_year": 2018, "year_end": 2017, "half_year": 2018}


def test_secure_communities_follows_the_month_of_activation():
    """Harris County was the first, in October 2008."""
    found = sr.activation_years([2008, 2009], rule="mid_year").set_index(["county_fips", "year"])
    assert found.loc[("48201", 2008), "status"] == "not_in_force"
    assert found.loc[("48201", 2009), "status"] == "in_force"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("county_detainers", [2015], "mid_year"), "county_detainer"),
        (("state_law", [2015], "midyear"), "mid_year"),
        (("state_law", [], "mid_year"), "no years"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(arguments, message):
    """A misspelt treatment or rule, or no years."""
    treatment, years, rule = arguments
    with pytest.raises(UsageError, match=message):
        sr.adoption_years(treatment, years, rule=rule)


@pytest.mark.parametrize("treatment", ["county_detainer", "state_law"])
def test_units_that_the_same_places_bind_share_their_answer(treatment):
    """The answer taken over from the first of them is the one each has of its own."""
    chosen = sr.TREATMENTS[treatment]
    policy = bindings.policy(chosen.unit, chosen.channels)
    day, alike = pd.Timestamp("2015-07-01"), policy.alike
    assert 1 < len(set(alike.values())) <= len(alike)
    for unit, first in alike.items():
        assert policy.arm(first, day) == policy.arm(unit, day)


def test_every_cell_of_a_year_is_told():
    """Where a programme came, where none is recorded, and where no policy is."""
    found = sr.activation_years([2008], rule="mid_year").set_index("county_fips")
    assert found.loc["48201"].tolist() == [
        2008,
        "not_in_force",
        "Secure Communities active from October 2008 on.",
        "48201",
    ]
    silent = found.loc["02013"].tolist()
    assert silent == [2008, "not_coded", "No activation is recorded here.", ""]
    alaska = sr.adoption_years("state_law", [2015, 2015.0]).query("state_fips == '02'")
    assert alaska.to_dict("records") == [
        {
            "state_fips": "02",
            "year": 2015,
            "status": "not_coded",
            "reason": "No such policy is recorded here.",
            "event_id": "",
        }
    ]


def test_a_calendar_names_its_columns():
    """Years are whole numbers that may be missing; units are in order."""
    rows = [(unit, 2012, "in_force", "Why.", "e1") for unit in ("b", "a")]
    names = ["unit", "year", "status", "reason", "event_id"]
    found = calendars.adoption_calendar(pd.DataFrame(rows, columns=names))
    assert found.dtypes.astype(str).to_dict() == {
        "unit": "str",
        "role": "str",
        "first_year": "Int64",
        "ended_year": "Int64",
        "reason": "str",
        "event_id": "str",
    }
    assert found.iloc[0].dropna().tolist() == ["a", "treated_throughout", 2012, "Why.", "e1"]

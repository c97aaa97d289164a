"""Maps and calendar: their titles and alt texts are computed from what they show."""

import pandas as pd
import pytest

from sanctuary_research.questions.atlas import layered, mapped
from sanctuary_research.questions.atlas.layered import Asked


@pytest.fixture
def two_counties(monkeypatch):
    """One county under a limit from 2014 on, and one that no row speaks of."""
    kinds = {2013: ["silent", "silent"], 2014: ["county_detainer", "silent"]}
    frames = pd.DataFrame(kinds, index=["17031", "48301"])
    monkeypatch.setattr(layered, "frames", lambda _: frames.rename_axis("county_fips"))


@pytest.mark.usefixtures("two_counties")
def test_the_main_map_says_what_it_shows():
    """One county of two is hatched."""
    shown = mapped.main_map(Asked("2014-06-30"))
    assert shown.title == "On 30 June 2014 limits hold in 1 county, state bans in 0"
    assert "1 county limit and 1 nothing on record" in shown.alt
    assert "50 % of counties" in shown.marks


def test_decades_end_with_the_day():
    """The day itself is the last map."""
    shown = mapped.by_decade(Asked("1995-07-01"))
    assert shown.rows.columns.tolist() == ["county_fips", "1979", "1989", "1 July 1995"]


def test_events_are_sorted_into_limits_bans_and_endings():
    """SB 4 of Texas is a ban, Miami-Dade's order of 2017 an ending, Oregon's act a state limit."""
    rows = mapped.events(pd.Timestamp("2018-01-01")).set_index("event_id")
    assert rows.loc["evt_8b7d6b0e", "kind"] == "State bans or duties"
    assert rows.loc["evt_6e7d842d", "kind"] == "Weakened or ended"
    assert rows.loc["evt_6f0e14a6", ["kind", "year"]].tolist() == ["State limits", 1987]
    assert (rows["certainty"] != "memory").all()


def test_a_year_that_is_not_known_is_not_counted():
    """The practice of California's jails is told in 2017, without a first day."""
    rows = mapped.events(pd.Timestamp("2018-01-01")).set_index("event_id")
    assert pd.isna(rows.loc["evt_782a4fdf", "year"])


def test_the_calendar_counts_what_it_draws():
    """Acts with and without a year add up to the rows."""
    shown = mapped.calendar(Asked("2018-01-01"))
    drawn = sum(int(word) for word in shown.alt.split("In all ")[1].split() if word.isdigit())
    assert drawn + shown.rows["year"].isna().sum() == len(shown.rows)


def test_a_calendar_without_an_act_is_empty():
    """On the first days nothing had begun whose year is known."""
    shown = mapped.calendar(Asked("1971-06-01"))
    assert shown.title.startswith("1971 brought 0 of 0 limits")

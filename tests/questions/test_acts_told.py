"""When acts came, how long policies held, and what holds in places that were looked up."""

import re
from functools import cache

import pandas as pd
import pytest

from sanctuary_research.data import bindings, datasets, place
from sanctuary_research.data.tenures import tenures
from sanctuary_research.questions import acts_told, atlas
from sanctuary_research.questions.atlas import Asked

DAY = pd.Timestamp("2026-05-01")


def test_the_curve_says_how_many_it_rests_on():
    """Its title and alt text hold the counts of the rows behind it."""
    rows, shown = tenures(DAY), acts_told.survival(Asked("2026-05-01"))
    assert f"of {len(rows)} policies" in shown.title
    assert f"{int(rows['is_event'].sum())}" == str(len(shown.rows))


def test_the_axis_goes_on_to_the_longest():
    """City rules go back to 1979: ticks every ten years to the fortieth."""
    (ax,) = acts_told.survival(Asked("2026-05-01")).picture(True).axes
    assert ax.get_xticks().tolist() == [0, 5, 10, 20, 30, 40]


def test_before_the_first_policy_there_is_no_curve():
    """The first that has a day began on 27 November 1979."""
    assert acts_told.survival(Asked("1979-01-01")) is None
    assert tenures(pd.Timestamp("1979-12-01"))["place"].tolist() == ["Los Angeles, CA"]


def test_the_calendar_counts_what_it_draws():
    """Acts with and without a year add up to the rows."""
    shown = acts_told.calendar(Asked("2018-01-01"))
    drawn = sum(map(int, re.findall(r"\d+", shown.alt.split("In all ")[1])))
    assert drawn + shown.rows["year"].isna().sum() == len(shown.rows)


def test_a_calendar_without_an_act_is_empty():
    """On the first days nothing had begun whose year is known; in 1985 no ban was there."""
    shown = acts_told.calendar(Asked("1971-06-01"))
    assert shown.title == "No act of a known year is on record by 1 June 1971"
    assert acts_told.calendar(Asked("1985-06-01")).title == "1979 brought 1 of 3 limits"


def test_of_the_four_states_only_connecticut_had_a_statute():
    """Colorado had lifted a duty, New Mexico and Rhode Island acted without a statute."""
    assert acts_told.with_statute(acts_told.FOUR, acts_told.ARTICLE) == ["Connecticut"]


@pytest.mark.filterwarnings("error")
def test_an_act_whose_adoption_has_no_day_goes_by_its_effect(monkeypatch):
    """And one without any day is in no answer: what the atlas shows bears both."""
    events = datasets.load_policy_events()
    days = ["adopted_earliest", "adopted_latest", "effective_earliest", "effective_latest"]
    of_vermont, of_cook = (events["event_id"] == key for key in ("evt_fff925ea", "evt_729f8491"))
    events.loc[of_vermont, days[:2]] = events.loc[of_cook, days] = pd.NaT
    monkeypatch.setattr(datasets, "load_policy_events", events.copy, raising=False)
    for module, name in ((place, "acts_by_place"), (bindings, "record")):
        monkeypatch.setattr(module, name, cache(getattr(module, name).__wrapped__))
    asked = Asked("2016-07-01", place="Vermont")
    assert "(2016), since 2016-07-01" in acts_told.your_place(asked).sentences[0]
    assert "evt_729f8491" not in set(acts_told.calendar(asked).rows["event_id"])
    assert atlas.limits(asked).sentences


def test_every_place_of_the_article_has_a_row():
    """Fourteen places, the states among them, and Denver's sentences among the answers."""
    status, done = acts_told.of_article()
    assert status.rows["place"].nunique() == 14
    assert "1 had a statute that limits cooperation (Connecticut)" in status.sentences[0]
    assert "22 May 2017" in status.sentences[1]
    assert "Denver, CO" in set(done.rows["place"])


def test_the_place_of_a_reader_shows_what_reaches_it():
    """Portland has its county's and its state's acts; no place asked for is nothing shown."""
    shown = acts_told.your_place(Asked("2017-06-01", place="Portland, OR"))
    assert {"Portland, OR", "Multnomah County, OR", "Oregon"} == set(shown.rows["whose"])
    assert shown.title == "Portland, OR on 1 June 2017: in force"
    before = acts_told.your_place(Asked("1979-06-01", place="Los Angeles, CA"))
    assert before.title.startswith("Los Angeles, CA on 1 June 1979: a duty only to ask")
    assert acts_told.your_place(Asked("2017-06-01")) is None


def test_a_place_without_a_row_is_not_said_to_have_no_policy():
    """Silence is said as silence."""
    shown = acts_told.your_place(Asked("2017-06-01", place="Laramie County, WY"))
    assert "not coded: no row speaks of a limit" in shown.title
    assert shown.sentences == ("No row sets a limit in Laramie County, WY.",)

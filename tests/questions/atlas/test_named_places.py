"""Status of places on days that were looked up, and the places of an article."""

import pytest

from sanctuary_research.data.place import policy_status
from sanctuary_research.questions.atlas import named_places
from sanctuary_research.questions.atlas.layered import Asked


@pytest.mark.parametrize(
    ("place", "day", "act", "says"),
    [
        ("Los Angeles, CA", "1985-06-01", "LAPD Special Order 40", "in_force"),
        ("Oregon", "1990-01-01", "1987 act on use of state and local resources", "in_force"),
        ("San Francisco, CA", "1995-03-01", "City of Refuge resolution", "in_force"),
        ("New York City, NY", "2004-01-01", "Executive Order 41", "in_force"),
        ("Arizona", "2011-01-01", "SB 1070, section 2", "in_force"),
        (
            "Philadelphia, PA",
            "2015-01-01",
            "Executive order of Mayor Nutter (April 2014)",
            "in_force",
        ),
        ("North Carolina", "2016-01-01", "HB 318 (2015)", "in_force"),
        ("Miami-Dade County, FL", "2016-06-01", "Resolution R-1008-13", "in_force"),
        ("Miami-Dade County, FL", "2017-06-01", "Resolution R-1008-13", "ended"),
        ("Illinois", "2017-08-01", "SB 31 TRUST Act", "not_yet"),
        ("Illinois", "2017-09-15", "SB 31 TRUST Act", "in_force"),
        ("Texas", "2017-06-01", "SB 4 (2017)", "not_yet"),
        ("Texas", "2018-01-01", "SB 4 (2017)", "in_force"),
        ("Florida", "2019-08-01", "SB 168 (2019)", "uncertain"),
        (
            "New Orleans, LA",
            "2024-06-01",
            "Police department policy of February 2016",
            "overridden",
        ),
    ],
)
def test_the_status_of_a_place_is_what_was_looked_up(place, day, act, says):
    """An act has one word on a day."""
    found = policy_status(place, day).set_index("title")["says"]
    assert found.get(act) == says


def test_of_the_four_states_only_connecticut_had_a_statute():
    """Colorado had lifted a duty, New Mexico and Rhode Island acted without a statute."""
    assert named_places.with_statute(named_places.FOUR, named_places.ARTICLE) == ["Connecticut"]


def test_every_place_of_the_article_has_a_row():
    """Fourteen places, the states among them, and Denver's sentences among the answers."""
    status, done = named_places.of_article()
    assert status.rows["place"].nunique() == 14
    assert "1 had a statute that limits cooperation (Connecticut)" in status.sentences[0]
    assert "22 May 2017" in status.sentences[1]
    assert "Denver, CO" in set(done.rows["place"])


def test_the_place_of_a_reader_shows_what_reaches_it():
    """Portland has its county's and its state's acts; no place asked for is nothing shown."""
    shown = named_places.your_place(Asked("2017-06-01", place="Portland, OR"))
    assert {"Portland, OR", "Multnomah County, OR", "Oregon"} == set(shown.rows["whose"])
    assert shown.title == "Portland, OR on 1 June 2017: in force"
    assert named_places.your_place(Asked("2017-06-01")) is None


def test_a_place_without_a_row_is_not_said_to_have_no_policy():
    """Silence is said as silence."""
    shown = named_places.your_place(Asked("2017-06-01", place="Laramie County, WY"))
    assert "not coded: no row speaks of a limit" in shown.title
    assert shown.sentences == ("No row speaks of a limit in Laramie County, WY.",)

"""How policies end; facts that were looked up, on the packaged tables."""

import pandas as pd

from sanctuary_research.questions.atlas import lasting
from sanctuary_research.questions.atlas.layered import Asked

DAY = pd.Timestamp("2026-05-01")


def test_a_policy_that_is_ended_and_adopted_again_is_two():
    """A doubtful time between counts as lasting."""
    told = {1: "undone", 2: "holds", 3: "maybe", 5: "overridden", 7: "holds"}
    assert lasting.runs(told, 9) == [(2, 5, "overridden"), (7, 9, "still in force")]


def test_the_ways_in_which_policies_ended():
    """Miami-Dade and Louisville undid theirs; Texas overrode that of Travis County."""
    found = lasting.spells(DAY).set_index("place").query("policy == 'County limits on detainers'")
    assert found.loc["Miami-Dade County, FL", "how"] == "undone"
    assert found.loc["Louisville, KY", "until"] == pd.Timestamp("2025-07-22")
    assert found.loc["Travis County, TX", "how"] == "overridden"
    assert found.loc["Cook County, IL", "how"] == "still in force"


def test_what_is_still_in_force_is_followed_to_the_day():
    """Nothing is known of later days."""
    found = lasting.spells(pd.Timestamp("2016-01-01"))
    assert found["until"].max() == pd.Timestamp("2016-01-01")
    assert found.loc[~found["is_event"], "how"].eq("still in force").all()


def test_the_curve_says_how_many_it_rests_on():
    """Its title and alt text hold the counts of the rows behind it."""
    rows, shown = lasting.spells(DAY), lasting.survival(Asked("2026-05-01"))
    assert f"of {len(rows)} policies" in shown.title
    assert f"{int(rows['is_event'].sum())}" == str(len(shown.rows))


def test_before_the_first_policy_there_is_no_curve():
    """The first that has a day began on 27 November 1979."""
    assert lasting.survival(Asked("1979-01-01")) is None
    assert lasting.spells(pd.Timestamp("1979-12-01"))["place"].tolist() == ["Los Angeles, CA"]

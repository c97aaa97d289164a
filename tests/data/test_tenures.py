"""How policies end; facts that were looked up, on the packaged tables."""

import pandas as pd

from sanctuary_research.data import tenures

DAY = pd.Timestamp("2026-05-01")


def test_a_policy_that_is_ended_and_adopted_again_is_two():
    """A doubtful time between counts as lasting."""
    told = {1: ("undone", ""), 2: ("holds", "a"), 3: ("maybe", "b"), 5: ("overridden", "c")}
    told |= {7: ("holds", "d")}
    ends = [(2, 5, "overridden", "c"), (7, 9, "still in force", "d")]
    assert tenures.runs(told, 9) == ends


def test_the_ways_in_which_policies_ended():
    """Miami-Dade and Louisville undid theirs; Texas overrode that of Travis County."""
    found = tenures.tenures(DAY).set_index("place").query("layer == 'county_detainer'")
    assert found.loc["Miami-Dade County, FL", "how"] == "undone"
    assert found.loc["Louisville, KY", "until"] == pd.Timestamp("2025-07-22")
    assert found.loc["Travis County, TX", "how"] == "overridden"
    assert found.loc["Cook County, IL", "how"] == "still in force"


def test_what_is_still_in_force_is_followed_to_the_day():
    """Nothing is known of later days."""
    found = tenures.tenures(pd.Timestamp("2016-01-01"))
    assert found["until"].max() == pd.Timestamp("2016-01-01")
    assert found.loc[~found["is_event"], "how"].eq("still in force").all()

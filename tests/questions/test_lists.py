"""Federal lists side by side, what named places have, and what places answered."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets
from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.questions.lists import named, pressed

DHS, DOJ, ICE = "Homeland Security 2025", "Justice list 2025", "ICE 2014"


def test_lines_of_a_list_are_not_places():
    """606 lines are 601 places, and 35 lines 34: San Francisco is a city and a county."""
    found = named.errors(named.Asked()).rows.set_index("list")
    assert found.loc[DHS, ["lines", "is_repeated", "second_name", "places"]].tolist() == [
        606,
        1,
        4,
        601,
    ]
    assert found.loc[DOJ, ["lines", "is_repeated", "second_name", "places"]].tolist() == [
        35,
        0,
        1,
        34,
    ]
    assert found.loc[DHS, "wrong_heading"] == 2


def test_what_the_lists_share():
    """All 34 of August 2025 but Nevada were on the list of May."""
    rows = named.places(named.Asked())
    assert (rows[DHS] & rows[DOJ]).sum() == 33
    assert rows.loc[rows[DOJ] & ~rows[DHS], "jurisdiction_id"].tolist() == ["nevada"]


def test_combinations_add_up_to_the_places():
    """Each place is in one combination, and each of a list's in one part of its bar."""
    assert named.shared(named.Asked()).rows["places"].sum() == len(named.places(named.Asked()))
    found = named.main_picture(named.Asked())
    parts = sum(bar.get_width() for bar in found.picture(True).axes[0].patches)
    assert parts == named.places(named.Asked())["n_lists"].sum()


def test_lists_later_than_the_day_are_left_out():
    """In 2016 there was only the list of 2014; before it, none of those asked for."""
    assert set(named.lines(named.Asked(on="2016-01-01"))["list"]) == {ICE}
    with pytest.raises(AnalysisError, match="no line of a list"):
        named.lines(named.Asked(("dhs_2025_05_29",), on="2016-01-01"))


def test_unknown_lists_and_days_are_refused():
    """The nearest list is offered; a day has both ends."""
    with pytest.raises(UsageError, match="did you mean 'dhs_2025_05_29'"):
        named.Asked(("dhs_2025",))
    with pytest.raises(UsageError, match="must be a day from 2014-10-31"):
        named.Asked(on="2014-01-01")


def test_a_level_keeps_its_lines():
    """Fifteen lines of the list of May 2025 are states or the District."""
    rows = named.lines(named.Asked(("dhs_2025_05_29",), level="state"))
    assert len(rows) == 15


def test_policies_of_places_by_what_decides():
    """A limit of its own, one of the state only, a ban, and nothing."""
    names = pd.Index(["cook-county-il", "adams-county-il", "texas", "nowhere"])
    found = named.policies(names, pd.Timestamp("2025-10-31"))
    assert found["policy"].tolist() == [named.OWN, named.STATE, named.BAN, named.NOTHING]
    events = datasets.load_policy_events().set_index("event_id")["jurisdiction_id"]
    assert events[found["event_id"].iloc[:3]].tolist() == ["cook-county-il", "illinois", "texas"]


def test_a_declaration_in_a_state_with_a_law_is_under_the_law():
    """Hillsboro declared and Oregon limits; Lansing declared and Michigan has no law."""
    names = pd.Index(["hillsboro-or", "lansing-mi"])
    found = named.policies(names, pd.Timestamp("2025-10-31"))
    assert found["policy"].tolist() == [named.STATE, named.SAID]


def test_a_limit_that_ended_is_told_apart():
    """Miami-Dade ended its limit in 2017, and a state law forbids limits since 2019."""
    names = pd.Index(["miami-dade-county-fl"])
    on = [
        named.policies(names, pd.Timestamp(day))["policy"].item()
        for day in ("2016-06-01", "2018-06-01")
    ]
    assert on == [named.OWN, named.OVER]


def test_two_answers_at_once():
    """Nevada sued and signed; boards and sheriffs of Milwaukee and San Diego disagreed."""
    found = set(pressed.both_at_once(named.Asked()).rows["jurisdiction_id"])
    assert {"nevada", "milwaukee-county-wi", "san-diego-county-ca"} <= found
    assert "boston-ma" not in found


def test_nobody_sued_complied_and_the_two_were_not_sued():
    """Under every reading of fourteen."""
    rows = pressed.fourteen(named.Asked()).rows.set_index("reading")
    assert rows["complied"].tolist()[:3] == [0, 0, 0]
    assert rows["in_all"].tolist()[:4] == [14, 14, 18, 20]
    assert rows.loc["sued, or complied without a suit", "complied"] == 2


def test_silence_bounds_what_complied():
    """Nine letters of 2017 were all answered; of 34 named, one complied and most are silent."""
    rows = pressed.complied(named.Asked()).set_index("group")
    nine = rows.loc["written to, April 2017"]
    assert (nine["in_all"], nine["declined"], nine["most"]) == (9, 9, 0)
    doj = rows.loc[pressed.GROUPS[pressed.DOJ]]
    assert (doj["in_all"], doj["complied"], doj["in_part"]) == (34, 1, 1)
    assert doj["most"] == pytest.approx(100 * (34 - doj["in_part"] - doj["declined"]) / 34)
    assert doj["needed"] == 17


def test_answers_before_the_pressure_do_not_count():
    """On the day of the list of August 2025 nobody on it had answered it."""
    rows = pressed.complied(named.Asked(on="2025-08-05")).set_index("group")
    doj = rows.loc[pressed.GROUPS[pressed.DOJ]]
    assert doj["silent"] == doj["in_all"]


def test_the_first_screen_is_short_and_agrees_with_the_headlines():
    """At most sixty words, and the numbers of the tables."""
    told = " ".join(pressed.answer(named.Asked()).sentences)
    assert len(told.split()) <= 60
    numbers = {one["name"]: one["value"] for one in pressed.headlines(named.Asked())}
    assert told.startswith("Homeland Security's list of May 2025, withdrawn within 3 days, named ")
    assert f"named {numbers['on the longest list']} places." in told
    signed = "2 signed a federal understanding; of these 1 says nothing changed."
    assert f" 34, {signed} 11 objected or sued; " in told
    n = pressed.counts(named.Asked())[named.NOTHING]
    assert f"For {n} we found no rule; not all were searched." in told


def test_those_named_in_2025_answered_or_did_not():
    """Complied, in part, objected and without a recorded answer are all that were named."""
    n = pressed.counts(named.Asked())
    answers = ("complied", "in_part", "declined", "silent")
    assert sum(n[kind] for kind in answers) == n["in_all"]


def test_before_2025_nothing_is_said_of_its_list():
    """The sentence on the Justice Department's list is left out."""
    told = pressed.answer(named.Asked(on="2018-06-30")).sentences
    assert not any("Justice Department" in one for one in told)


def test_before_any_group_was_pressed_nobody_had_complied():
    """No letter had been written, and no list of the Justice Department's was known."""
    said = pressed.answer(named.Asked(on="2014-12-31")).sentences
    assert said[0] == "ICE's list of October 2014 named 163 places."
    assert len(said) == 3

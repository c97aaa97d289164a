"""What goals of arrests ask of each officer: divisions by hand, ends of figures, refusals."""

import pytest

from sanctuary_research.data import datasets
from sanctuary_research.errors import UsageError
from sanctuary_research.questions import capacity

ROUND = capacity.Asked(100, 50, 30, 20, 900, "2026-05-18")


def test_a_goal_is_divided_by_those_who_make_the_arrests():
    """36,500 a year for 50, 80, 100 or 950 officers; the counts of ICE stand beside them."""
    rows = capacity.forces(ROUND)
    assert rows["officers"].tolist() == [50, 20_000, 22_000, 80, 100, 950]
    assert rows["each"].round(2).tolist() == [730, 1.82, 1.66, 456.25, 365, 38.42]
    assert ROUND.each == 365


def test_the_pace_of_2024_is_arrests_by_removal_officers():
    """113,431 arrests by about 6,100 officers."""
    assert round(capacity.made(), 1) == 18.6


def test_each_input_swings_over_its_sources_and_what_is_asked():
    """The goal from 100 asked for to 3,000; the widest swing comes first and is marked."""
    rows = capacity.swings(ROUND).set_index("name")
    goal = rows.loc["arrests a day aimed at", ["remark", "conf_low", "conf_high"]]
    assert goal.tolist() == ["100 to 3,000", 365, 10950]
    assert rows["swing"].is_monotonic_decreasing
    assert rows["is_main"].tolist() == [True, False, False, False]
    assert rows["estimate"].eq(ROUND.each).all()


def test_every_default_is_a_figure_of_the_table():
    """No parameter stands for itself: each is a row with a source."""
    known = datasets.load_capacity_inputs()
    for name in (*capacity.MOVES, "local_officers"):
        own = known.loc[known["quantity"] == name, "value"]
        assert getattr(capacity.Asked(), name) in own.tolist()


def test_the_answer_is_short_and_names_what_moves_it_most():
    """At most 60 words; the last sentence names the first row of the swings."""
    asked = capacity.Asked()
    answer = capacity.answer(asked).sentences
    assert len(" ".join(answer).split()) <= 60
    assert capacity.swings(asked)["name"].iloc[0].lower() in answer[-1].lower()
    assert "180 a year" in answer[0]


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"target_per_day": 0}, "target_per_day must be at least 1, not 0"),
        ({"removal_officers": 0}, "removal_officers must be at least 1"),
        ({"local_helpers": -1}, "local_helpers must be at least 0"),
        ({"on": "1999-01-01"}, "must be a day from 2016-03-19 to 2026-05-18"),
        ({"on": "soon"}, "names no day"),
    ],
)
def test_a_goal_of_none_and_a_day_without_a_list_are_refused(changes, match):
    """Before anything is divided, with the least or the days that there are."""
    with pytest.raises(UsageError, match=match):
        ROUND.but(**changes)


def test_what_was_made_stands_last_beside_the_forces():
    """The officers of the table, once the pace of 2024."""
    last = capacity.compared(ROUND).iloc[-1]
    assert last["each"] == capacity.made()
    assert last[["times", "officers"]].tolist() == [1, 6100]


def test_every_exhibit_leads_to_the_figures_or_the_claims():
    """All 22 rows of figures; the last exhibit is of claims."""
    ids = sorted(datasets.load_capacity_inputs()["input_id"])
    for show in (capacity.answer, capacity.main_picture, capacity.goals, capacity.tornado):
        assert show(ROUND).row_ids()["capacity_inputs"] == ids
    assert capacity.judged().row_ids()["claims"]

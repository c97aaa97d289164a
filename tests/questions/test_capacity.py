"""What goals ask of each officer, by hand; agencies once each, and with the rows that say so."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets, extent
from sanctuary_research.data.widening import agencies
from sanctuary_research.errors import UsageError
from sanctuary_research.questions import capacity

ROUND = capacity.Asked(100, 50, 30, 20, 900, "2026-05-18")


def test_a_goal_is_divided_by_those_who_make_the_arrests():
    """36,500 a year for 50, 80, 100 or 950 officers; the counts of ICE stand beside them."""
    rows = capacity.forces(ROUND)[1:]
    assert rows["officers"].tolist() == [50, 20_000, 22_000, 80, 100, 950]
    assert rows["each"].round(2).tolist() == [730, 1.82, 1.66, 456.25, 365, 38.42]
    assert ROUND.each == 365


def test_the_pace_of_2024_is_arrests_by_removal_officers():
    """113,431 arrests by about 6,100 officers, once; they stand before the forces."""
    first = capacity.forces(ROUND).round(1).iloc[0]
    assert first.tolist() == ["made in the year to September 2024", 6100, 18.6]


def test_each_input_swings_over_its_sources_and_what_is_asked():
    """The goal from 100 asked for to 3,000; the widest swing comes first and is marked."""
    rows = capacity.swings(ROUND).set_index("input")
    goal = rows.loc["how many arrests a day are aimed at", ["name", "low", "high"]]
    assert goal.tolist() == ["How many arrests a day are aimed at (100 to 3,000)", 365, 10950]
    assert rows["swing"].is_monotonic_decreasing
    drawn = capacity.tornado(ROUND).rows
    assert drawn["is_main"].tolist() == [True, False, False]
    assert drawn["p50"].eq(ROUND.each).all()


def test_no_officer_counts_twice():
    """Counts of both branches of ICE, who hold some of those lent, stand in no sum with them."""
    rows = capacity.forces(ROUND).set_index("name")["officers"]
    assert rows["removal and lent officers"] == 50 + 30
    assert "removal_officers" not in capacity.CODES["moves"]
    assert "would count twice" in capacity.tornado(ROUND).note


def test_every_default_is_a_figure_of_the_table():
    """No parameter stands for itself: each is a row with a source."""
    known = datasets.load_capacity_inputs()
    for name in (*capacity.CODES["moves"], "removal_officers", "local_officers"):
        own = known.loc[known["quantity"] == name, "value"]
        assert getattr(capacity.Asked(), name) in own.tolist()


@pytest.mark.parametrize(
    ("lent", "local", "told"),
    [
        (0, 0, "Shared with 0 other federal officers it is 730 each; with 0 local ones too, 730."),
        (
            450,
            0,
            "Shared with 450 other federal officers it is 73 each; with 0 local ones too, 73.",
        ),
        (
            0,
            50,
            "Shared with 0 other federal officers it is 730 each; with 50 local ones too, 365.",
        ),
    ],
)
def test_help_of_nobody_is_not_counted(lent, local, told):
    """36,500 arrests by fifty officers alone, by ten times as many, or by a hundred."""
    asked = capacity.Asked(100, 50, lent, local)
    assert capacity.answer(asked).sentences[2] == told
    assert ("share them" in capacity.main_picture(asked).title) == bool(lent + local)


def test_the_answer_is_short_and_sets_what_was_made_beside_what_is_asked():
    """At most 60 words; whose arrests they would be is said first, then what was made."""
    asked = capacity.Asked()
    answer = capacity.answer(asked).sentences
    assert len(" ".join(answer).split()) <= 60
    assert answer[0].endswith(
        "each of ICE's removal officers, who deport people, would make 180 a year."
    )
    assert answer[1] == "In the year to September 2024 it was about 19."


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        (
            {"target_per_day": 0},
            "parameter 'target_per_day' must be a whole number from 1 to 1000000000, not 0",
        ),
        ({"removal_officers": 0}, "'removal_officers' must be a whole number from 1 to"),
        ({"local_helpers": -1}, "'local_helpers' must be a whole number from 0 to"),
        ({"local_helpers": "about 8501"}, "not 'about 8501'"),
        ({"target_per_day": 10**10}, "the nearest is 1000000000"),
        ({"lent_officers": True}, "not True"),
        ({"on": "1999-01-01"}, "must be a day from 2016-03-19 to 2026-05-18"),
        ({"on": "soon"}, "names no day"),
    ],
)
def test_a_goal_of_none_and_a_day_without_a_list_are_refused(changes, match):
    """Before anything is divided, with the least or the days that there are."""
    with pytest.raises(UsageError, match=match):
        ROUND.but(**changes)


def test_every_exhibit_leads_to_the_figures():
    """All 22 rows of figures."""
    ids = sorted(datasets.load_capacity_inputs()["input_id"])
    for show in (capacity.answer, capacity.main_picture, capacity.goals, capacity.tornado):
        assert show(ROUND).row_ids()["capacity_inputs"] == ids


def test_agencies_are_counted_once_on_the_list_of_the_day_or_after():
    """On the day of a list those of that list; between two the later one, less who signed later."""
    rows = datasets.load_agreements_287g().dropna(subset="signed_date")
    own = rows[rows["snapshot_date"].eq("2025-07-18")]
    first = agencies("2025-07-18")
    assert len(first) <= len(own[["state", "agency", "agency_type"]].drop_duplicates())
    before = agencies("2025-06-30")
    assert before["snapshot_date"].eq("2025-07-18").all()
    assert before["signed_date"].max() < first["signed_date"].max()
    assert len(before) < len(first) < len(agencies(ROUND.on))


def test_two_spellings_are_one_agency():
    """ICE's list of May 2026 has one sheriff of Texas with both apostrophes, each by a program."""
    rows = datasets.load_agreements_287g()
    own = rows[rows["snapshot_date"].eq(ROUND.on) & rows["agency"].str.contains("Goliad")]
    assert own["agency"].nunique() == 2
    assert agencies(ROUND.on)["agency"].str.contains("Goliad").sum() == 1


def test_before_the_first_list_the_count_is_a_least():
    """Only agreements that lasted to the first list are known."""
    assert capacity.over_time("2017-06-01").title.startswith("At least ")
    assert not capacity.over_time(ROUND.on).title.startswith("At least ")


def test_residents_of_a_county_count_once():
    """A county agency and a city in the same county reach its residents once, as in notebook 09."""
    rows = agencies(ROUND.on)
    found = capacity.reach(rows, 2026)
    assert 0 < found["county"] < found["any"] < 100
    known = extent.share("agreement_287g", pd.Timestamp(ROUND.on), "residents")
    assert found["county"] == pytest.approx(known["surely"])
    assert capacity.reach(rows.iloc[:0], 2026) == {"county": 0, "any": 0}


def test_a_share_is_of_agencies_of_its_own_kind():
    """City agencies of all police departments, county ones of sheriffs, all of all; no other."""
    signed = agencies(ROUND.on)["agency_type"].value_counts()
    rows = capacity.counted(ROUND).rows.set_index("input_id")["with_ice"]
    own = ["agencies_police", "agencies_sheriffs", "agencies_census"]
    assert rows[own].tolist() == [signed["municipality"], signed["county"], signed.sum()]
    assert rows["local_sworn"] == ROUND.local_helpers
    assert rows[["goal_may_2025", "lent_federal"]].isna().all()


def test_agencies_by_month_end_at_the_day_asked():
    """The newest day first; each day by its own list, so that who left is no longer counted."""
    rows = capacity.over_time(ROUND.on).rows
    assert rows["value"].iloc[0] == len(agencies(ROUND.on))
    assert rows["time"].is_monotonic_decreasing
    ends = rows.set_index("time")["value"]
    assert ends["2021-01-13"] == len(agencies("2021-01-13")) > ends["2025-01-04"]


def test_every_agency_leads_to_its_row():
    """Those of the day asked, of earlier lists too where days are counted by them."""
    signed = set(agencies(ROUND.on)["agreement_id"])
    counted, over_time = capacity.counted(ROUND), capacity.over_time(ROUND.on)
    assert set(counted.row_ids()["agreements_287g"]) == signed
    assert set(over_time.row_ids()["agreements_287g"]) > signed
    assert "agencies_census" in counted.row_ids()["capacity_inputs"]


def test_the_headlines_are_of_each_force_and_of_the_agencies_by_the_day():
    """The arrests of each, and one number with the day in its name."""
    asked = ROUND.but(on="2020-12-31")
    *each, signed = capacity.headlines(asked)
    assert [one["value"] for one in each] == capacity.forces(asked)["each"].tolist()
    assert signed["value"] == len(agencies("2020-12-31"))
    assert signed["name"] == "signed by 31 December 2020"

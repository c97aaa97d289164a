"""The agencies: rates by hand, arms that began and stayed, and why others are left out."""

import pandas as pd
import pytest

from sanctuary_research.data.labels import labels
from sanctuary_research.questions.adoption import offices as rooms
from sanctuary_research.questions.adoption.question import OUTCOMES, Asked


def test_rates_and_changes_by_hand():
    """Ten of 20,000 people are 5 per 10,000; the change is the mean after less that before."""
    asked = Asked(before=[2012, 2013], after=[2015])
    years, counts = [2012, 2013, 2015], [10.0, 20.0, 40.0]
    crime = pd.DataFrame({"agency_id": "a", "year": years, **dict.fromkeys(OUTCOMES, counts)})
    found = rooms.rated(crime, pd.Series({"a": 20_000.0}), asked).loc["a"]
    assert found["property_2012"] == 5.0
    assert found["property"] == 20.0 - 7.5
    assert found["is_whole"]


def test_an_agency_that_lacks_an_outcome_is_not_whole():
    """One blank robbery count in a year asked is enough; its change is blank."""
    asked = Asked(before=[2012, 2013], after=[2015])
    crime = pd.DataFrame(
        {"agency_id": "a", "year": [2012, 2013, 2015], **dict.fromkeys(OUTCOMES, 1.0)}
    )
    crime.loc[2, "robbery"] = None
    found = rooms.rated(crime, pd.Series({"a": 1e4}), asked).loc["a"]
    assert not found["is_whole"]
    assert pd.isna(found["robbery"])
    assert found["property"] == 0


def test_one_agency_from_the_tables(frame):
    """The rate of one sheriff is its count over its county's people beside the cities."""
    row = frame[frame["screen"] == "kept"].iloc[0]
    count = rooms.recorded("sheriffs").query("agency_id == @row.agency_id and year == 2015")
    people = rooms.residents(Asked().before).loc[row["county_fips"], "left"]
    assert row["residents"] == pytest.approx(people)
    assert row["property_2015"] == pytest.approx(1e4 * count["property"].item() / people)


def test_cities_are_taken_off_by_their_share():
    """What is left of a county is fewer people than live there."""
    found = rooms.residents((2010, 2012, 2013))
    known = found.dropna()
    assert (known["left"] <= known["everybody"] + 1e-6).all()
    assert known["left"].lt(known["everybody"]).mean() > 0.5


def test_a_limit_began_between_the_sides_and_stayed(frame):
    """Nobody in the arm limit had a limit by dated events at the end of 2013, nor lost it."""
    limited = set(frame.loc[frame["arm"] == "limit", "county_fips"])
    before = labels("any_detainer_limit", "2013-12-31").set_index("county_fips")["arm"]
    last = labels("ice_list_2014", "2016-12-31").set_index("county_fips")["arm"]
    assert limited
    assert before.loc[list(limited)].ne("limit").all()
    assert last.loc[list(limited)].eq("limit").all()


def test_a_limit_from_before_is_no_change():
    """A county that was under a limit in 2013 is not coded, and the reason says why."""
    found = rooms.arms(Asked()).set_index("county_fips")
    day = rooms.settled(Asked()).set_index("county_fips")
    old = found["reason"].str.startswith("A limit was in force before 2014.")
    assert old.any()
    assert found.loc[old, "arm"].eq("not_coded").all()
    assert day.loc[old, "arm"].eq("limit").all()


def test_every_agency_has_one_reason(frame):
    """Each row is kept or says why not; a footnote of no comparison leaves an agency out."""
    assert set(frame["screen"]) <= set(rooms.REASONS)
    assert not frame["agency_id"].duplicated().any()
    looser = rooms.offices(Asked(), with_notes=True)
    noted = frame.loc[frame["screen"] == rooms.BROKEN, "agency_id"]
    assert looser.set_index("agency_id").loc[noted, "screen"].ne(rooms.BROKEN).all()


def test_a_list_read_before_it_came_out_codes_nobody():
    """A cohort outside the years: no county has begun a limit of a list of 2025 by 2015."""
    assert rooms.arms(Asked("dhs_list"))["arm"].eq("not_coded").all()


def test_a_list_counts_only_where_it_is_the_definition(tmp_path):
    """Handed over beside another definition it changes nobody's arm."""
    path = tmp_path / "list.csv"
    path.write_text("county_fips\n06037\n", encoding="utf-8")
    assert rooms.settled(Asked(own=str(path))).equals(rooms.settled(Asked()))
    arms = rooms.settled(Asked("own", str(path))).set_index("county_fips")["arm"]
    assert (arms["06037"], arms.eq("limit").sum()) == ("limit", 1)

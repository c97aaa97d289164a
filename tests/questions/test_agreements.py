"""Agencies with an agreement: once each, by their own kind, and with the rows that say so."""

import pandas as pd
import pytest

from sanctuary_research.data import datasets, extent
from sanctuary_research.data.widening import agencies
from sanctuary_research.questions import agreements, capacity

ROUND = capacity.Asked(100, 50, 30, 20, 900, "2026-05-18")


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
    assert agreements.over_time("2017-06-01").title.startswith("At least ")
    assert not agreements.over_time(ROUND.on).title.startswith("At least ")


def test_residents_of_a_county_count_once():
    """A county agency and a city in the same county reach its residents once, as in notebook 09."""
    rows = agencies(ROUND.on)
    found = agreements.reach(rows, 2026)
    assert 0 < found["county"] < found["any"] < 100
    known = extent.share("agreement_287g", pd.Timestamp(ROUND.on), "residents")
    assert found["county"] == pytest.approx(known["surely"])
    assert agreements.reach(rows.iloc[:0], 2026) == {"county": 0, "any": 0}


def test_a_share_is_of_agencies_of_its_own_kind():
    """City agencies of all police departments, county ones of sheriffs, all of all; no other."""
    signed = agencies(ROUND.on)["agency_type"].value_counts()
    rows = agreements.counted(ROUND).rows.set_index("input_id")["with_ice"]
    own = ["agencies_police", "agencies_sheriffs", "agencies_census"]
    assert rows[own].tolist() == [signed["municipality"], signed["county"], signed.sum()]
    assert rows["local_sworn"] == ROUND.local_helpers
    assert rows[["goal_may_2025", "lent_federal"]].isna().all()


def test_agencies_by_month_end_at_the_day_asked():
    """The newest day first; each day by its own list, so that who left is no longer counted."""
    rows = agreements.over_time(ROUND.on).rows
    assert rows["value"].iloc[0] == len(agencies(ROUND.on))
    assert rows["time"].is_monotonic_decreasing
    ends = rows.set_index("time")["value"]
    assert ends["2021-01-13"] == len(agencies("2021-01-13")) > ends["2025-01-04"]


def test_every_agency_leads_to_its_row():
    """Those of the day asked, of earlier lists too where days are counted by them."""
    signed = set(agencies(ROUND.on)["agreement_id"])
    counted, over_time = agreements.counted(ROUND), agreements.over_time(ROUND.on)
    assert set(counted.row_ids()["agreements_287g"]) == signed
    assert set(over_time.row_ids()["agreements_287g"]) > signed
    assert "agencies_census" in counted.row_ids()["capacity_inputs"]


def test_the_headline_counts_the_agencies_by_the_day():
    """One number, with the day in its name."""
    [told] = agreements.headlines("2020-12-31")
    assert told["value"] == len(agencies("2020-12-31"))
    assert told["name"] == "signed by 31 December 2020"

"""Policies side by side: the widest of a county, rows behind a share, and acts by their kind."""

import pandas as pd
import pytest

from sanctuary_research.data import extent, shares
from sanctuary_research.data.people import people
from sanctuary_research.data.widening import HOLDS, MAYBE, OFF, SILENT

DAY = pd.Timestamp("2017-07-01")


@pytest.fixture(scope="module")
def acts():
    return shares.acts(pd.Timestamp("2018-01-01")).set_index("event_id")


@pytest.mark.parametrize(
    ("limits", "ban", "kind"),
    [
        ([HOLDS, HOLDS, HOLDS], SILENT, "state_law"),
        ([OFF, HOLDS, MAYBE], SILENT, "county_detainer"),
        ([SILENT, MAYBE, HOLDS], SILENT, "city_dont_ask"),
        ([OFF, OFF, OFF], HOLDS, "state_ban"),
        ([OFF, MAYBE, SILENT], OFF, MAYBE),
        ([OFF, OFF, OFF], OFF, OFF),
        ([OFF, OFF, SILENT], OFF, SILENT),
    ],
)
def test_the_widest_policy_colours_the_map(limits, ban, kind, monkeypatch):
    """Silence of one kind of limit is silence, unless a policy holds or may."""
    told = dict(zip(shares.ON_MAP, [*limits, ban], strict=True))
    monkeypatch.setattr(extent, "ranks", lambda layer, _: [extent.ORDER.index(told[layer])])
    assert shares.widest(DAY).tolist() == [kind]


def test_the_rows_behind_a_share_add_up_to_it():
    """The people of the rows under county limits, in percent of all, are the share of it."""
    rows = shares.behind(["county_detainer"], "residents", DAY)
    part = rows.loc[rows["kind"] == HOLDS, "people"].sum() / people("residents", 2017).sum()
    known = extent.share("county_detainer", DAY, "residents")["surely"]
    assert 100 * part == pytest.approx(known, abs=1e-4)
    assert (rows["evidence_id"] != "").all()


def test_the_rows_behind_all_limits_are_those_of_each_on_each_day():
    """Combined is the three limits and the bans; a city without residents is named all the same."""
    then = pd.Timestamp("2010-01-01")
    rows = shares.behind([shares.COMBINED], "residents", DAY, then)
    assert set(rows["layer"]) == set(shares.ON_MAP)
    assert set(rows["day"]) == {"2017-07-01", "2010-01-01"}
    told = extent.cities(DAY, "residents").query("evidence_id != ''")
    own = rows.query("layer == 'city_dont_ask' and day == '2017-07-01'")
    assert own["evidence_id"].tolist() == told["evidence_id"].tolist()


def test_a_year_is_read_at_its_end_and_the_one_asked_for_on_its_day():
    """The last year ends with the data."""
    days = shares.year_days(pd.Timestamp("2014-06-30"))
    assert days[2013] == pd.Timestamp("2013-12-31")
    assert days[2014] == pd.Timestamp("2014-06-30")
    assert days[max(days)] < pd.Timestamp(max(days) + 1, 1, 1)
    assert min(days) == shares.FIRST_YEAR


def test_agreements_are_counted_from_the_first_list_on():
    """What had ended before is in no table, so that nothing is said of it."""
    days = {year: pd.Timestamp(year, 12, 31) for year in (2020, 2021)}
    rows = shares.by_year(days, "residents").query("layer == 'agreement_287g'")
    assert rows["year"].tolist() == [2021]


def test_shares_of_residents_and_of_the_foreign_born_stand_side_by_side():
    """What is the other kind of people for one choice is the one asked for in the other."""
    one, other = (shares.by_year({2017: DAY}, counted) for counted in shares.OTHER)
    swapped = other[["other_surely", "other_at_most"]].to_numpy()
    assert (swapped == one[["surely", "at_most"]].to_numpy()).all()


def test_bounds_of_silence_grow_with_what_is_assumed():
    """From what is sure to all of whom nothing is on record."""
    ends = shares.by_year({2017: DAY}, "residents")[["surely", "at_most", "all"]]
    assert (ends.diff(axis=1).iloc[:, 1:] >= -1e-9).all(axis=None)
    assert (ends["all"] <= 100 + 1e-9).all()


def test_acts_are_sorted_into_limits_bans_and_endings(acts):
    """SB 4 of Texas is a ban, Miami-Dade's order of 2017 an ending, Oregon's act a state limit."""
    assert acts.loc["evt_8b7d6b0e", "kind"] == shares.BANS
    assert acts.loc["evt_6e7d842d", "kind"] == shares.ENDS
    assert acts.loc["evt_6f0e14a6", ["kind", "year"]].tolist() == ["State limits", 1987]
    assert (acts["certainty"] != "memory").all()


def test_an_end_of_a_duty_and_a_declaration_are_no_limits(acts):
    """Colorado's repeal of SB 06-090 lifts a duty; a declaration limits nothing."""
    assert acts.loc["evt_17541678", "kind"] == shares.WORDS
    only = acts.query("direction == 'limit' and is_declaration")
    only = only[~only.filter(regex="^limits_").any(axis=1)]
    assert set(only["kind"]) == {shares.WORDS}


def test_a_year_that_is_not_known_is_not_counted(acts):
    """The practice of California's jails is told in 2017, without a first day."""
    assert pd.isna(acts.loc["evt_782a4fdf", "year"])

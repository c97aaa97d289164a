"""Refusals by the year in which a limit began, and dates that they call into question."""

import pytest

from sanctuary_research.data import datasets
from sanctuary_research.data.jails import BAN
from sanctuary_research.questions import refusals
from sanctuary_research.questions.refusals import BEFORE, IN_2014, OPEN


def test_series_by_the_year_in_which_the_limit_began():
    """Cook and Santa Clara began in 2011; Denver in 2014; nobody knows Bernalillo's first day."""
    table = refusals.began().set_index("county_fips")["series"]
    chosen = ["17031", "06085", "08031", "35001"]
    assert table[chosen].tolist() == [BEFORE, BEFORE, IN_2014, OPEN]


def test_refusals_a_month_are_those_of_the_table():
    """A year has twelve months and the record of 2015 six and a half."""
    own = refusals.began().set_index("county_fips")["series"]
    refused = datasets.load_detainers_refused().query("kind == 'county_jails'")
    in_2014 = refused[refused["county_fips"].map(own).eq(BAN) & refused["year"].eq(2014)]
    assert refusals.years().loc[BAN, 2014] * 12 == pytest.approx(
        in_2014["refused"].sum(), rel=0.001
    )


def test_years_stand_below_each_other():
    """One row for each year since 2008, one column for each series with its counties."""
    shown = refusals.by_year()
    assert shown.rows["year"].tolist() == [*range(2008, 2016)]
    assert shown.headings()[BAN].startswith(f"{BAN} (")


def test_dates_to_check_have_five_refusals_before():
    """Each row is a year before the limit's, and the tables are in order of state and name."""
    table = refusals.early()
    assert (table["year"] < table["first_year"]).all()
    assert table["refused"].min() >= 5
    assert table["state_name"].is_monotonic_increasing


def test_most_dated_limits_began_in_2014():
    """More than half of those whose first year is known."""
    began = refusals.began()["first_year"].dropna()
    assert (began == 2014).mean() > 0.5


def test_every_exhibit_leads_to_refusals_and_policies():
    """A row of refusals is a place and a year; Cook's limit is among the policies."""
    by_year, checked = refusals.by_year(), refusals.dates_checked()
    own = refusals.at_jails()
    assert len(by_year.row_ids()["detainers_refused"]) == len(own)
    assert by_year.behind["refused"].sum() == own["refused"].sum()
    first = refusals.early().iloc[0]
    assert f"{first['place_key']} {first['year']}" in checked.row_ids()["detainers_refused"]
    began = refusals.began().set_index("county_fips")
    for shown in (by_year, checked):
        assert began.loc["17031", "event_id"] in shown.row_ids()["policy_events"]


def test_headlines_are_those_of_the_exhibits():
    """The share of the last years, and as many dates as the table has."""
    recent, dates = refusals.headlines()
    assert 50 < recent["value"] < 100
    assert dates["value"] == len(refusals.dates_checked().rows)

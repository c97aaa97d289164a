"""Agencies and their crimes as the FBI printed them, against what is published elsewhere."""

import pandas as pd
import pytest

from sanctuary_research.data import schema

CITIES = ("fbi-table-8", "fbi-table-8-2010")


@pytest.fixture(scope="module")
def crime() -> pd.DataFrame:
    """Return the rows of all agencies with their kind and county."""
    about = schema.load("agencies")[["agency_id", "state", "kind", "county_fips", "other_counties"]]
    return schema.load("agency_crime").merge(about, on="agency_id", validate="m:1")


@pytest.fixture(scope="module")
def cities(crime) -> pd.DataFrame:
    """Return the rows of the table of cities."""
    return crime[crime["source_id"].isin(CITIES)]


def test_new_york_of_2015_is_the_published_count(crime):
    """50,088 violent crimes, as in the FBI's own table and in New York State's five boroughs."""
    row = crime.query("agency_id == 'ny-new-york' and year == 2015").squeeze()
    assert row[["violent", "murder", "property", "population"]].tolist() == [
        50088,
        352,
        129860,
        8550861,
    ]


def test_every_row_of_the_workbooks_is_there(crime, cities):
    """Rows by year are those counted in the workbooks, less two that stand twice in 2011."""
    counted = [9310, 9491, 9292, 9347, 9395, 9579, 9579, 9251, 8105, 7689, 5873, 7876, 8365]
    assert cities.groupby("year").size().tolist() == counted
    others = crime.drop(cities.index).groupby("year").size()
    assert others.to_dict() == {
        2006: 2257,
        2007: 2374,
        2008: 2328,
        2009: 2468,
        2010: 2520,
        2011: 2575,
        2012: 2575,
        2013: 2537,
        2014: 2579,
        2015: 2587,
        2016: 2612,
        2018: 2356,
        2019: 2203,
    }


@pytest.mark.parametrize(
    ("kind", "years", "least"),
    [("cities", range(2012, 2020), 5440), ("others", range(2006, 2017), 1329)],
)
def test_agencies_that_never_drop_out(crime, cities, kind, years, least):
    """Joined over changes of name, at least as many agencies are whole as by printed names."""
    rows = cities if kind == "cities" else crime.drop(cities.index)
    whole = rows[rows["year"].isin(years)].groupby("agency_id")["year"].nunique()
    assert whole.eq(len(years)).sum() >= least


@pytest.mark.parametrize(("year", "within", "usable"), [(2012, 1980, 2784), (2015, 1607, 2660)])
def test_county_sums_lie_near_the_county_file(crime, year, within, usable):
    """Property crime summed by county lies within a tenth of county_crime for most counties."""
    counties = schema.load("county_crime").query("year == @year and is_usable")
    counties = counties.set_index("county_fips")["property"].astype(float)
    sums = crime[crime["year"].eq(year)].groupby("county_fips")["property"].sum().astype(float)
    ratio = sums.reindex(counties.index) / counties
    assert len(counties) == usable
    assert ratio.between(0.9, 1.1).sum() == within


def test_cities_that_drop_out_from_year_to_year(cities):
    """As told in the description: most from 2020 to 2021, when reports had to be incidents."""
    years = {year: set(rows["agency_id"]) for year, rows in cities.groupby("year")}
    pairs = zip(sorted(years), sorted(years)[1:], strict=False)
    lost = [len(years[before] - years[after]) for before, after in pairs]
    assert lost == [828, 871, 716, 722, 557, 672, 858, 1798, 1218, 2623, 405, 725]


def test_one_definition_of_rape_a_row(crime):
    """Legacy until 2012, revised from 2017 on, either between; a figure always has its name."""
    named = crime.dropna(subset=["rape"]).groupby("rape_definition")["year"].agg(["min", "max"])
    assert named.loc["legacy"].tolist() == [2006, 2016]
    assert named.loc["revised"].tolist() == [2013, 2023]
    assert crime["rape"].isna().eq(crime["rape_definition"].isna()).all()


def test_chicago_has_no_violent_total_before_2014(crime):
    """Its rape data did not follow the FBI's rules, and its total is blank with them."""
    chicago = crime[crime["agency_id"].eq("il-chicago")].set_index("year")["violent"]
    assert chicago[chicago.isna()].index.tolist() == [2010, 2012, 2013]
    assert chicago[2015] == 24663


def test_names_that_changed_are_one_agency():
    """Nashville was printed under three names, Oglala Lakota County under two."""
    agencies = schema.load("agencies").set_index("agency_id")
    nashville = agencies.loc["tn-metropolitan-nashville-police-department"]
    assert (nashville["years"], nashville["county_fips"]) == (13, "47037")
    assert "Shannon" in agencies.loc["46102-sheriff", "printed_names"]


@pytest.mark.parametrize(
    ("agency", "county", "others"),
    [
        ("il-chicago", "17031", None),
        ("ga-atlanta", "13121", "13089"),
        ("mo-kansas-city", "29095", "29047; 29165; 29037"),
        ("ca-los-angeles", "06037", None),
        ("nj-camden", "34007", None),
        ("pa-abington-township-montgomery-county", "42091", None),
        ("ny-amherst-town", "36029", None),
        ("nj-cranbury-township", "34023", None),
        ("pa-lower-merion-township", "42091", None),
        ("la-new-orleans", "22071", None),
        ("ak-anchorage", "02020", None),
        ("va-richmond", "51760", None),
    ],
)
def test_counties_of_cities(agency, county, others):
    """The county with most residents, and the others that the city reaches into."""
    row = schema.load("agencies").set_index("agency_id").loc[agency]
    assert row["county_fips"] == county
    assert (row["other_counties"] if others else None) == others


def test_agencies_without_a_county_stay_with_the_reason():
    """185 of 14,801 agencies are in no county; each says why."""
    agencies = schema.load("agencies")
    none = agencies[agencies["county_fips"].isna()]
    assert (len(none), len(agencies)) == (185, 14801)
    assert none["county_note"].notna().all()


@pytest.fixture(scope="module")
def bureaus() -> pd.DataFrame:
    """Return the counts of the states' own bureaus with the letters of the state."""
    state = schema.load("county")[["county_fips", "state"]]
    return schema.load("state_bureau_crime").merge(state, on="county_fips")


def test_six_states_have_their_own_counts(bureaus):
    """349 counties; Washington and Colorado without the years in which their counts collapse."""
    assert bureaus["county_fips"].nunique() == 349
    years = bureaus.groupby("state")["year"].agg(["min", "max"])
    assert years.loc["WA"].tolist() == [1990, 2011]
    assert years.loc["CO"].tolist() == [2003, 2016]


@pytest.mark.parametrize("year", [2012, 2015, 2017])
def test_california_agrees_with_the_county_file(bureaus, year):
    """The median county of California stands at 1.000 of county_crime."""
    counties = schema.load("county_crime").query("year == @year and is_usable")
    both = bureaus.query("state == 'CA'").merge(counties, on=["county_fips", "year"])
    ratio = both["property_x"].astype(float) / both["property_y"].astype(float)
    assert ratio.median() == pytest.approx(1, abs=0.0005)


def test_cook_county_of_2015(bureaus):
    """29,141 violent crimes by the Illinois State Police, 29,340 in the county file."""
    cook = bureaus.query("county_fips == '17031' and year == 2015").squeeze()
    assert cook["violent"] == 29141


def test_only_california_has_clearances_and_sheriffs(bureaus):
    """Clearances are of California, arrests of Colorado and Washington."""
    of = {
        column: sorted(bureaus.loc[bureaus[column].notna(), "state"].unique())
        for column in ("violent_cleared", "sheriff_violent", "violent_arrests")
    }
    assert of == {
        "violent_cleared": ["CA"],
        "sheriff_violent": ["CA"],
        "violent_arrests": ["CO", "WA"],
    }

"""The crime and county tables hold the facts that anybody can check against their sources."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sanctuary_research.data import schema

BOROUGHS = ["36005", "36047", "36061", "36081", "36085"]
VIOLENT = ["murder", "rape", "robbery", "aggravated_assault"]
PROPERTY = ["burglary", "larceny", "motor_vehicle_theft"]


@pytest.fixture(scope="module")
def county() -> pd.DataFrame:
    """The counties."""
    return schema.load("county").set_index("county_fips")


@pytest.fixture(scope="module")
def crime() -> pd.DataFrame:
    """Crime by county and year."""
    return schema.load("county_crime")


@pytest.fixture(scope="module")
def city() -> pd.DataFrame:
    """Violent crime of the 68 agencies."""
    return schema.load("city_crime")


def test_the_counties_are_those_of_the_2017_edition(county):
    """Oglala Lakota is in, Shannon and Bedford city are out, Valdez-Cordova is whole."""
    assert len(county) == 3142
    assert set(county.index) >= {"46102", "02158", "02261", "09001"}
    assert not set(county.index) & {"46113", "02270", "51515", "02063", "09110", "72001"}
    assert county["state"].nunique() == 51


@pytest.mark.parametrize(
    ("fips", "name", "label"),
    [
        ("35013", "Doña Ana County", "small_metro"),
        ("22059", "LaSalle Parish", "noncore"),
        ("29510", "St. Louis city", "large_central_metro"),
        ("46102", "Oglala Lakota County", "noncore"),
        ("11001", "District of Columbia", "large_central_metro"),
    ],
)
def test_names_carry_their_legal_kind(county, fips, name, label):
    """Names are spelt as the Census Bureau spells them, accents and all."""
    assert county.loc[fips, ["name", "nchs_label"]].tolist() == [name, label]


def test_urban_rural_labels_follow_their_codes(county):
    """There are 68 large central counties, and one label for each code."""
    assert county["nchs_label"].value_counts()["large_central_metro"] == 68
    assert county.groupby("nchs_code")["nchs_label"].nunique().tolist() == [1] * 6


def test_every_county_has_a_row_in_every_year(crime, county):
    """A county without a count keeps a blank row and says so."""
    assert crime.groupby("year")["county_fips"].agg(set).eq(set(county.index)).all()
    assert len(crime) == 3 * 3142
    blank = crime[crime["violent"].isna()]
    assert blank.groupby("year").size().to_dict() == {2012: 7, 2015: 7, 2017: 7}
    assert blank["flag_reason"].eq("No count in the source.").all()


def test_the_usable_counties_of_2015(crime):
    """2,660 counties, 305.7 million people, 225.5 index crimes per 10,000."""
    usable = crime[crime["year"].eq(2015) & crime["is_usable"]]
    assert len(usable) == 2660
    assert usable["population"].sum() / 1e6 == pytest.approx(305.7, abs=0.05)
    assert usable["index_per_10k"].mean() == pytest.approx(225.5, abs=0.05)


def test_what_is_left_out_of_2015(crime):
    """462 low coverage, 12 near zero, 6 artefacts of imputation, 7 blank, none of them usable."""
    year = crime[crime["year"].eq(2015)]
    assert year["coverage_class"].value_counts().to_dict() == {
        "full_or_high": 2668,
        "low": 462,
        "none": 7,
        "state_data": 5,
    }
    assert (year["index_per_10k"] < 5).sum() == 12
    artefacts = set(year.loc[year["index_per_10k"] > 1000, "county_fips"])
    assert artefacts == {"35021", "35023", "28055", "13021", "13061", "13213"}
    assert not (year["is_usable"] & (year["is_implausible"] | year["is_zero"])).any()


def test_suffolk_is_repaired_and_keeps_what_was_printed(crime):
    """New York State counted 2,010 violent and 22,486 property crimes in 2015."""
    repaired = crime[crime["is_repaired"]].set_index(["county_fips", "year"])
    columns = ["violent", "property", "violent_printed", "property_printed"]
    assert repaired.loc[("36103", 2015), columns].tolist() == [2010, 22486, 57156, 173540]
    assert set(repaired.index) == {("36103", 2015), ("36103", 2017), ("36011", 2017)}
    assert repaired["source_id"].eq("ny-dcjs-index-crimes").all()
    assert crime.loc[~crime["is_repaired"], "violent_printed"].isna().all()


def test_new_york_boroughs(crime):
    """They sum to 50,088 violent crimes in 2015, and in 2012 are a split by population."""
    city = crime[crime["county_fips"].isin(BOROUGHS)].set_index("year")
    assert city.loc[2015, "violent"].sum() == 50088
    assert city.loc[2012, "is_imputed_split"].all()
    assert not city.loc[2012, "is_usable"].any()
    spread = city.loc[2012, "violent_per_10k"]
    assert spread.max() - spread.min() < 0.5


def test_totals_leave_arson_out(crime):
    """index_crimes is violent plus property, and arson is in neither."""
    known = crime.dropna(subset="violent")
    assert (known["index_crimes"] == known["violent"] + known["property"]).all()
    offences = known[known["year"].eq(2012)]
    assert (offences["violent"] - offences[VIOLENT].sum(axis=1)).abs().max() <= 2
    assert (offences["property"] - offences[PROPERTY].sum(axis=1)).abs().max() <= 2
    assert offences["arson"].sum() > 50_000


def test_the_older_county_file_is_of_2012(crime, city):
    """Virginia Beach is one county and one agency, and only 2012 matches."""
    county = crime.set_index(["county_fips", "year"]).loc[("51810", 2012), "violent"]
    agency = city[city["jurisdiction_id"].eq("virginia-beach-va")].set_index("year")["violent"]
    assert agency.index[agency.eq(county)].tolist() == [2012]


def test_coverage_can_be_filtered_the_same_way_in_all_years(crime):
    """At 80 percent the lower bound keeps exactly the classes that are at least 80."""
    bound = crime["coverage_lower_bound_percent"]
    high = crime["coverage_class"].isin(["full_or_high", "state_data"])
    assert (bound.ge(80) == high).all()
    known = crime["coverage_percent"].notna()
    assert (bound[known] <= crime.loc[known, "coverage_percent"]).all()
    assert set(crime.loc[known, "year"]) == {2012}


def test_rates_are_counts_over_population(crime):
    """Rates per 10,000 follow from the columns beside them."""
    known = crime.dropna(subset="index_per_10k")
    rate = 1e4 * known["index_crimes"].astype(float) / known["population"].astype(float)
    assert np.allclose(rate, known["index_per_10k"], atol=1e-4)


def test_county_sums_stay_near_the_states(crime, county):
    """County counts add up to the FBI's estimates within three percent in every year."""
    state = schema.load("state_crime").query("not is_national and year in [2012, 2015, 2017]")
    for kind in ("violent", "property"):
        ratio = crime.groupby("year")[kind].sum() / state.groupby("year")[kind].sum()
        assert ratio.between(0.97, 1.03).all()


def test_covariates_are_complete_but_for_the_named_gaps(crime):
    """2,640 of the usable counties have every column, one more without median income."""
    frame = schema.load("county_covariates")
    usable = crime[crime["year"].eq(2015) & crime["is_usable"]][["county_fips"]]
    found = usable.merge(frame, on="county_fips", validate="1:1")
    assert found.notna().all(axis=1).sum() == 2640
    assert found.drop(columns="income_median_usd").notna().all(axis=1).sum() == 2641
    shares = frame.filter(like="_percent")
    assert ((shares >= 0) & (shares <= 100) | shares.isna()).all().all()


@pytest.fixture(scope="module")
def covariates_2010() -> pd.DataFrame:
    """The covariates of 2010 beside the later ones."""
    later = schema.load("county_covariates")
    return schema.load("county_covariates_2010").merge(later, on="county_fips", validate="1:1")


def test_covariates_of_2010_are_complete_but_for_the_named_gaps(covariates_2010):
    """17 Black shares and three rates of unemployment are blank, nothing else."""
    blanks = covariates_2010.filter(like="_2010").drop(columns="population_2010").isna().sum()
    assert blanks[blanks > 0].to_dict() == {
        "black_percent_2010": 17,
        "unemployment_percent_2010": 3,
    }
    assert covariates_2010["population_2010"].sum() == 308_745_538


@pytest.mark.parametrize(
    ("column", "published"),
    [
        ("hispanic_percent_2010", 16.3),
        ("black_percent_2010", 12.6),
        ("white_percent_2010", 63.7),
        ("under_18_percent_2010", 24.0),
        ("age_65_over_percent_2010", 13.0),
        ("foreign_born_percent_2010", 12.7),
        ("poverty_percent_2010", 13.8),
        ("bachelors_percent_2010", 27.9),
    ],
)
def test_covariates_of_2010_average_to_the_nations(covariates_2010, column, published):
    """Weighted by people, counties give the Census Bureau's figure for the nation within .1."""
    known = covariates_2010.dropna(subset=[column])
    mean = np.average(known[column], weights=known["population_2010"].astype(float))
    assert mean == pytest.approx(published, abs=0.1)


@pytest.mark.parametrize(
    "column",
    [
        "hispanic_percent",
        "black_percent",
        "white_percent",
        "foreign_born_percent",
        "age_65_over_percent",
        "poverty_percent",
        "income_median_usd",
        "income_per_capita_usd",
    ],
)
def test_covariates_of_2010_lie_beside_the_later_ones(covariates_2010, column):
    """Five years apart, the same measure correlates above .95, counties weighted by people."""
    pair = covariates_2010[[f"{column}_2010", column, "population_2010"]].dropna().astype(float)
    about = np.cov(pair.iloc[:, :2].T, aweights=pair["population_2010"])
    assert about[0, 1] / np.sqrt(about[0, 0] * about[1, 1]) > 0.95


def test_kansas_citys_votes_count_in_jackson_county():
    """The file reports them apart; together Jackson County gave 40.75 percent in 2016."""
    votes = schema.load("county_covariates").set_index("county_fips")
    assert votes.loc["29095", "republican_2016_two_party_percent"] == pytest.approx(40.75)


def test_neighbours_of_cook_county(county):
    """Cook has six neighbours, one of them in Indiana; each pair stands twice."""
    pairs = schema.load("county_neighbors")
    cook = pairs.loc[pairs["county_fips"].eq("17031"), "neighbor_fips"]
    assert set(cook) == {"17043", "17089", "17097", "17111", "17197", "18089"}
    back = pairs.set_axis(["neighbor_fips", "county_fips"], axis=1)
    assert len(pairs.merge(back)) == len(pairs)
    alone = set(county.index) - set(pairs["county_fips"])
    assert alone == {"02016", "15001", "15003", "15007", "25019", "53055"}


def test_corners_are_not_borders():
    """Arizona and Colorado meet in a point only."""
    pairs = schema.load("county_neighbors")
    assert not (pairs["county_fips"].eq("04001") & pairs["neighbor_fips"].eq("08083")).any()


def outline(text: str) -> np.ndarray:
    """Return the points of an outline."""
    return np.array([pair.split(",") for pair in text.split()], dtype=float)


def test_every_county_has_a_closed_outline_on_the_map(county):
    """Outlines end where they begin and stay inside the map's 975 by 610 units."""
    shapes = schema.load("county_shapes")
    assert set(shapes["county_fips"]) == set(county.index)
    lines = [outline(text) for text in shapes["points"]]
    assert all(np.array_equal(line[0], line[-1]) for line in lines)
    points = np.vstack(lines)
    assert points.min(axis=0).min() >= -60
    assert points.max(axis=0)[1] <= 610


def test_state_borders_lie_on_the_county_outlines():
    """Lines between states are pieces of the outlines on both sides.

    One islet too small for an outline of its own leaves a line with a single side.
    """
    shapes = schema.load("county_shapes")
    corners = {
        state: set(" ".join(rows["points"]).split())
        for state, rows in shapes.groupby(shapes["county_fips"].str[:2])
    }
    borders = schema.load("state_borders").query("kind == 'between_states'")
    assert len({*zip(borders["state_fips"], borders["other_state_fips"], strict=True)}) == 107
    sides = [
        (set(row.points.split()) <= corners[row.state_fips])
        + (set(row.points.split()) <= corners[row.other_state_fips])
        for row in borders.itertuples()
    ]
    assert min(sides) == 1
    assert sides.count(1) == 1


def test_state_sums_equal_the_nation_outside_the_named_breaks():
    """Only the years with two definitions of rape differ, by less than three percent."""
    frame = schema.load("state_crime")
    nation = frame[frame["is_national"]].set_index("year")["violent"].astype(float)
    states = frame[~frame["is_national"]].groupby("year")["violent"].sum().astype(float)
    gap = (states / nation - 1).abs()
    broken = gap.index[gap > 0.001].tolist()
    assert broken == [2013, 2014, 2015]
    assert gap[broken].max() < 0.03
    mixed = frame[frame["year"].between(2013, 2015)].groupby("is_national")["rape_definition"]
    assert mixed.unique().map(list).to_dict() == {False: ["revised"], True: ["legacy"]}


def test_state_crime_covers_every_state_and_year():
    """51 states and the nation in 46 years; the national figures of 2015 are the published ones."""
    frame = schema.load("state_crime").set_index(["state", "year"])
    assert len(frame) == 52 * 46
    assert frame.loc[("US", 2015), "violent"] == 1_199_310
    assert frame.loc[frame["is_nibrs_transition"]].index.unique("year").tolist() == [2021]


def test_large_agencies_and_their_gaps(city):
    """68 agencies in 41 years; totals are the sums of their parts; every hole is a named gap."""
    assert len(city) == 68 * 41
    assert (city["violent"] == city[VIOLENT].sum(axis=1, skipna=False)).dropna().all()
    holes = city[~city["is_full_year"] | city["is_suspect"]]
    gaps = schema.load("known_gaps").query("table == 'city_crime'")
    named = {*zip(gaps["place_key"], gaps["year"], strict=True)}
    assert {*zip(holes["ori"], holes["year"], strict=True)} == named
    assert city.set_index(["ori", "year"]).loc[("NY03030", 2015), "violent"] == 50088


def test_recent_city_crime_keeps_its_editions_apart():
    """No national rows, no total without all of its parts, Los Angeles by murder alone."""
    recent = schema.load("city_crime_recent")
    assert recent.groupby("edition")["agency_id"].nunique().tolist() == [358, 624]
    for total, parts in (("violent", VIOLENT), ("property", PROPERTY)):
        assert (recent[total].isna() == recent[parts].isna().any(axis=1)).all()
    alone = recent[recent["is_murder_only"] & recent["edition"].eq("monthly_2024_10")]
    assert {"los-angeles-ca", "milwaukee-wi"} <= set(alone["agency_id"])
    assert recent.loc[recent["is_nypd_definition"], "agency_id"].unique() == ["new-york-city-ny"]


def test_county_population_adds_up_to_the_nation():
    """The Census Bureau's totals: 321.4 million in 2015, 331.4 million counted in 2020.

    Of the 203.3 million of 1970 only those of places that are in no county of today are missing.
    """
    total = schema.load("county_population").groupby("year")["population"].sum()
    assert total.loc[[2015, 2020]].tolist() == [321_418_820, 331_449_281]
    assert total.index.tolist() == list(range(1970, 2022))
    assert 203_302_037 - total.loc[1970] == 19_137
    assert total.loc[2000] == 282_171_957


def test_only_2013_is_interpolated():
    """It lies half-way between its neighbours."""
    people = schema.load("county_population")
    assert people.loc[people["is_interpolated"], "year"].unique().tolist() == [2013]
    cook = people[people["county_fips"].eq("17031")].set_index("year")["population"]
    assert abs(2 * cook[2013] - cook[2012] - cook[2014]) <= 1


def test_counties_exist_from_a_year_on():
    """A county has no gap between its first year and 2021."""
    years = schema.load("county_population").groupby("county_fips")["year"].agg(["min", "size"])
    assert (years["min"] + years["size"] == 2022).all()
    assert years["min"].gt(1970).sum() == 12


def test_shares_reported_to_the_police_are_the_published_ones():
    """Between 34 and 58 percent of violent and 28 and 44 of property crimes, 43 and 34 for all."""
    shares = schema.load("reporting_to_police").set_index(["state", "crime"])
    assert len(shares) == 46
    nation = shares.loc["US", "reported_percent"]
    assert nation.to_dict() == {"violent": 42.8, "property": 34.1}
    ends = shares["reported_percent"].groupby("crime").agg(["min", "max"]).round()
    assert ends.loc["violent"].tolist() == [34, 58]
    assert ends.loc["property"].tolist() == [28, 44]
    half = (shares["high_percent"] - shares["low_percent"]) / 2
    assert (half - 1.96 * shares["standard_error_percent"]).abs().max() < 0.05


def test_residents_of_jurisdictions_are_those_of_their_counties():
    """States add up to the nation, New York City to its boroughs; Chicago has its own count."""
    people = schema.load("jurisdiction_population").set_index(["jurisdiction_id", "year"])
    county = schema.load("county_population").query("year == 2015")
    states = schema.load("jurisdictions").query("level == 'state'")["jurisdiction_id"]
    total = people["population"].loc[[(state, 2015) for state in states]].sum()
    assert total == county["population"].sum()
    boroughs = county["county_fips"].isin(["36005", "36047", "36061", "36081", "36085"])
    city = people.loc[("new-york-city-ny", 2015), "population"]
    assert city == county.loc[boroughs, "population"].sum()
    assert people.loc[("chicago-il", 2016)].tolist()[:2] == [2716723, "census_estimate"]

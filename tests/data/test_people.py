"""Residents by county, city and year add up to what the tables print."""

import pytest

from sanctuary_research.data import datasets, people


@pytest.mark.parametrize("year", [1979, 2015, 2024])
def test_counties_add_up_to_the_states(year):
    """The people of a year are those of the FBI's state series, to the last one."""
    states = datasets.load_state_crime().query("not is_national and year == @year")
    assert people.people("residents", year).sum() == pytest.approx(states["population"].sum())


def test_a_county_keeps_its_part_of_the_nearest_year():
    """Los Angeles County held 26.0 percent of California in 2015."""
    found = people.people("residents", 2015)
    assert found["06037"] / found[found.index.str[:2] == "06"].sum() == pytest.approx(
        0.26, abs=0.001
    )


def test_the_foreign_born_do_not_change_with_the_year():
    """41.8 million in the survey of 2011-15, Alaska's shares being of 2006-10."""
    found = people.people("foreign_born", 1990)
    assert found.equals(people.people("foreign_born", 2020))
    assert found.sum() == pytest.approx(41.86e6, rel=0.002)
    assert found.notna().all()


def test_a_city_is_divided_among_its_counties():
    """New York's five counties have a fifth of the city each: 8.4 million in 2019."""
    rows = people.city_people("residents", 2019).query("jurisdiction_id == 'new-york-city-ny'")
    assert len(rows) == 5
    assert rows["people"].sum() == pytest.approx(8.34e6, rel=0.02)
    assert rows["people"].nunique() == 1


@pytest.mark.parametrize(
    ("counted", "year", "table", "rows"),
    [
        ("residents", 2026, "county_crime", {2017}),
        ("residents", 1990, "county_covariates_2010", set()),
        ("foreign_born", 1990, "county_covariates", set()),
    ],
)
def test_the_rows_that_count_are_those_of_the_nearest_year(counted, year, table, rows):
    """Counties were counted in 2010 and three later years, states in each."""
    found = people.counted_in(counted, year)
    assert len(found[table]) == 3142
    assert set(found[table].get("year", [])) == rows
    assert counted == "foreign_born" or len(found["state_crime"]) == 51


def test_the_years_of_a_city_are_whole_numbers():
    """Also where one has no count: the keys of the rows behind a share hold years as tables do."""
    years = people.city_people("residents", 2026)["year"]
    assert {*years.dropna().map(str).str.len()} == {4}

"""What must hold of counties and jurisdictions, and of the tables that cover every county."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule

CENSUS_2010 = 308_745_538


@rule("county")
def county_lies_in_its_state(tables: Tables) -> list[Fault]:
    """A county's code begins with its state's code."""
    county = tables["county"]
    return faults_where(
        county,
        county["county_fips"].str[:2] != county["state_fips"],
        table="county",
        key="county_fips",
        column="state_fips",
        message="county {county_fips} is not in state {state_fips}",
    )


@rule("jurisdictions")
def jurisdiction_lies_in_its_state(tables: Tables) -> list[Fault]:
    """A jurisdiction's county code begins with its state's code."""
    places = tables["jurisdictions"]
    return faults_where(
        places,
        places["county_fips"].notna() & (places["county_fips"].str[:2] != places["state_fips"]),
        table="jurisdictions",
        key="jurisdiction_id",
        column="county_fips",
        message="county {county_fips} is not in state {state_fips}",
    )


@rule("county", "county_crime")
def every_county_has_each_year_of_crime(tables: Tables) -> list[Fault]:
    """Every county has a row in every year of `county_crime`, blank where nothing is known."""
    crime = tables["county_crime"]
    few = len(tables["county"]) / 2  # a stray year is a fault of its rows, told by its own column
    return [
        fault
        for year, rows in crime.groupby("year")
        if len(rows) >= few
        for fault in _left_out(tables, set(rows["county_fips"]), f"county_crime of {year}")
    ]


@rule("county", "county_covariates", "county_covariates_2010")
def every_county_has_covariates(tables: Tables) -> list[Fault]:
    """Every county has a row in `county_covariates` and in `county_covariates_2010`."""
    return [
        fault
        for name in ("county_covariates", "county_covariates_2010")
        for fault in _left_out(tables, set(tables[name]["county_fips"]), name)
    ]


@rule("county_covariates_2010")
def counties_of_2010_sum_to_the_nation(tables: Tables) -> list[Fault]:
    """The residents of all counties in 2010 are the 308,745,538 of the census."""
    found = int(tables["county_covariates_2010"]["population_2010"].sum())
    if found == CENSUS_2010:
        return []
    message = f"the counties sum to {found:,} people, not the {CENSUS_2010:,} of the census"
    return [Fault("county_covariates_2010", message, column="population_2010")]


def _left_out(tables: Tables, covered: set[str], where: str) -> list[Fault]:
    """Return a fault for each county that is not covered."""
    county = tables["county"]
    return faults_where(
        county,
        ~county["county_fips"].isin(covered),
        table="county",
        key="county_fips",
        column="county_fips",
        message=f"{{name}}, {{state}} has no row in {where}",
    )


@rule("county_neighbors")
def neighbors_are_mutual(tables: Tables) -> list[Fault]:
    """Every pair of neighbouring counties stands in both directions."""
    pairs = tables["county_neighbors"]
    both = set(zip(pairs["neighbor_fips"], pairs["county_fips"], strict=True))
    return faults_where(
        pairs,
        ~pairs[["county_fips", "neighbor_fips"]].apply(tuple, axis=1).isin(both),
        table="county_neighbors",
        key=["county_fips", "neighbor_fips"],
        column="neighbor_fips",
        message="{county_fips} names {neighbor_fips}, but not the other way round",
    )

"""What must hold of counties and of the tables that cover every county."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule

CENSUS_2010 = 308_745_538


@rule("county", "county_crime")
def every_county_has_each_year_of_crime(tables: Tables) -> list[Fault]:
    """Every county has a row in every year of `county_crime`, blank where nothing is known."""
    few = len(tables["county"]) / 2  # a stray year is a fault of its rows, told by its own column
    return [
        fault
        for year, rows in tables["county_crime"].groupby("year")
        if len(rows) >= few
        for fault in _left_out(tables, rows["county_fips"], f"county_crime of {year}")
    ]


@rule("county", "county_covariates", "county_covariates_2010")
def every_county_has_covariates(tables: Tables) -> list[Fault]:
    """Every county has a row in `county_covariates` and in `county_covariates_2010`."""
    return [
        fault
        for name in ("county_covariates", "county_covariates_2010")
        for fault in _left_out(tables, tables[name]["county_fips"], name)
    ]


def _left_out(tables: Tables, covered: object, where: str) -> list[Fault]:
    """Return a fault for each county that is not covered."""
    county = tables["county"]
    lost = ~county["county_fips"].isin(covered)
    told = f"{{name}}, {{state}} has no row in {where}"
    return faults_where(county, lost, "county.county_fips", told)


@rule("county_covariates_2010")
def counties_of_2010_sum_to_the_nation(tables: Tables) -> list[Fault]:
    """The residents of all counties in 2010 are the 308,745,538 of the census."""
    found = int(tables["county_covariates_2010"]["population_2010"].sum())
    if found == CENSUS_2010:
        return []
    message = f"the counties sum to {found:,} people, not the {CENSUS_2010:,} of the census"
    return [Fault("county_covariates_2010", message, column="population_2010")]


@rule("county_neighbors")
def neighbors_are_mutual(tables: Tables) -> list[Fault]:
    """Every pair of neighbouring counties stands in both directions."""
    pairs = tables["county_neighbors"]
    both = set(zip(pairs["neighbor_fips"], pairs["county_fips"], strict=True))
    lone = ~pairs[["county_fips", "neighbor_fips"]].apply(tuple, axis=1).isin(both)
    told = "{county_fips} names {neighbor_fips}, but not the other way round"
    return faults_where(pairs, lone, "county_neighbors.neighbor_fips", told)

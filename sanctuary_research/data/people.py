"""How many people live where: residents by county, city and year, and the foreign-born of 2011-15.

Residents of a year are the state's, shared among its counties as in the nearest of 2010, 2012, 2015
and 2017; a city keeps the share of its state that it had in the nearest year known.
"""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import bindings, datasets, reach
from sanctuary_research.data.kept import kept

RESIDENTS = ("county_covariates_2010", "county_crime", "state_crime")
PEOPLE = ("county_covariates", *RESIDENTS)
TABLES = (*PEOPLE, "jurisdiction_population")
CENSUS, SURVEYED = 2010, 2013  # the middle of the survey of 2011-15


@kept(*PEOPLE)
def people(counted: str, year: int) -> pd.Series:
    """Return residents of a year by county, or those born abroad, as of 2011-15."""
    if counted == "foreign_born":
        survey = datasets.load_county_covariates().set_index("county_fips")
        census = datasets.load_county_covariates_2010().set_index("county_fips")
        share = survey["foreign_born_percent"].fillna(census["foreign_born_percent_2010"])
        return (survey["population_acs"] * share / 100).astype(float)
    part = _nearest(year)
    return part * state_people(year)[part.index.str[:2]].to_numpy(float)


def _nearest(year: int) -> pd.Series:
    """Return `_parts` of the year nearest to one."""
    parts = _parts()
    return parts[min(parts, key=lambda known: abs(known - year))]


@kept(*PEOPLE)
def _parts() -> pd.DataFrame:
    """Return which part of its state's residents each county had in each year known (a column)."""
    census = datasets.load_county_covariates_2010().set_index("county_fips")
    counts = datasets.load_county_crime().pivot(
        index="county_fips", columns="year", values="population"
    )
    counts.insert(0, CENSUS, census["population_2010"])
    counts = counts.apply(lambda column: column.fillna(counts[CENSUS]))
    return (counts / counts.groupby(counts.index.str[:2]).transform("sum")).astype(float)


def counted_in(counted: str, year: int) -> dict[str, pd.DataFrame]:
    """Return the rows, by table, by which `people` counts those of a year."""
    if counted == "foreign_born":
        return {"county_covariates": datasets.load_county_covariates()}
    states, nearest = datasets.load_state_crime().query("not is_national"), _nearest(year).name
    found = {"state_crime": states[states["year"].eq(state_people(year).name)]}
    if nearest == CENSUS:
        return found | {"county_covariates_2010": datasets.load_county_covariates_2010()}
    return found | {"county_crime": datasets.load_county_crime().query("year == @nearest")}


def state_people(year: int) -> pd.Series:
    """Return the residents of each state in a year, or in the nearest that is known."""
    known = _by_state()
    return known.loc[min(max(year, known.index[0]), known.index[-1])]


@kept("state_crime")
def _by_state() -> pd.DataFrame:
    rows = datasets.load_state_crime().query("not is_national")
    return rows.pivot(index="year", columns="state_fips", values="population")


@kept(*TABLES, *bindings.EVENTS)
def city_people(counted: str, year: int) -> pd.DataFrame:
    """Return the cities of whose don't-ask rule a row speaks, one row for each county they lie in.

    Returns
    -------
    DataFrame
        jurisdiction_id, state (a jurisdiction), county_fips; people: of the city, divided evenly
        among its counties, missing where no table has its residents: of residents the share of the
        state in the nearest year known, of the foreign-born the share of the county; and that year.
    """
    wanted = year if counted == "residents" else SURVEYED
    rows = _cities()
    rows = rows.assign(far=(rows["year"] - wanted).abs()).sort_values("far", kind="stable")
    rows = rows.drop_duplicates(["jurisdiction_id", "county_fips"]).sort_index()
    rows["people"] = rows["part"] * rows["state_fips"].map(state_people(wanted))
    if counted == "foreign_born":
        share = people(counted, wanted) / people("residents", wanted)
        rows["people"] *= rows["county_fips"].map(share)
    return rows[["jurisdiction_id", "state", "county_fips", "people", "year"]]


@kept(*TABLES, *bindings.EVENTS)
def _cities() -> pd.DataFrame:
    """Return these cities by county and by year of a count, with its part of the state's people."""
    rows = datasets.load_jurisdictions().query("level in @reach.CITIES")
    rows = rows[rows["jurisdiction_id"].isin(bindings.record().spells("own_inquiry"))]
    inside = datasets.load_jurisdiction_counties().query("relation in @reach.IN_COUNTY")
    rows = rows[["jurisdiction_id", "state_fips"]].merge(
        inside[["jurisdiction_id", "county_fips"]], on="jurisdiction_id"
    )
    several = rows.groupby("jurisdiction_id")["county_fips"].transform("size")
    rows = rows.assign(
        several=several, state=rows["county_fips"].map(reach.states_of("county_fips"))
    )
    size = datasets.load_jurisdiction_population().dropna(subset="population")
    rows, known = rows.merge(size, on="jurisdiction_id", how="left"), _by_state()
    then = rows["year"].astype(float).clip(known.index[0], known.index[-1])
    of_state = known.stack().reindex(pd.MultiIndex.from_arrays([then, rows["state_fips"]]))
    part = rows["population"].astype(float) / rows["several"] / of_state.to_numpy(float)
    # A city without a count keeps its row, and the years of the others stay whole numbers.
    return rows.astype({"year": "Int64"}).assign(part=part)

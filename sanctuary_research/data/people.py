"""How many people live where: residents by county, city and year, and the foreign-born of 2011-15.

Residents of a year are the state's, shared among its counties as in the nearest of 2010, 2012, 2015
and 2017; a city keeps the share of its state that it had in the nearest year known.
"""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import bindings, datasets, reach
from sanctuary_research.data.kept import kept

PEOPLE = ("county_covariates", "county_covariates_2010", "county_crime", "state_crime")
TABLES = (*PEOPLE, "jurisdiction_population")
SURVEYED = 2013  # the middle of the survey of 2011-15


@kept(*PEOPLE)
def people(counted: str, year: int) -> pd.Series:
    """Return residents of a year by county, or those born abroad, as of 2011-15."""
    survey = datasets.load_county_covariates().set_index("county_fips")
    census = datasets.load_county_covariates_2010().set_index("county_fips")
    if counted == "foreign_born":
        share = survey["foreign_born_percent"].fillna(census["foreign_born_percent_2010"])
        return (survey["population_acs"] * share / 100).astype(float)
    counts = datasets.load_county_crime().pivot(
        index="county_fips", columns="year", values="population"
    )
    counts.insert(0, 2010, census["population_2010"])
    counts = counts.apply(lambda column: column.fillna(counts[2010]))
    nearest = min(counts, key=lambda known: abs(known - year))
    state = counts.index.str[:2]
    part = counts[nearest] / counts.groupby(state)[nearest].transform("sum")
    return part.astype(float) * state_people(year)[state].to_numpy(float)


def counted_in(year: int) -> dict[str, pd.DataFrame]:
    """Return the rows, by table, that count the residents of the year nearest to one."""
    tables = {
        "state_crime": datasets.load_state_crime().query("not is_national"),
        "county_crime": datasets.load_county_crime(),
    }
    near = {name: (rows["year"] - year).abs() for name, rows in tables.items()}
    return {name: rows[near[name].eq(near[name].min())] for name, rows in tables.items()}


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
        jurisdiction_id, state (a jurisdiction), county_fips, people: of the city, divided evenly
        among its counties; missing where no table has its residents. Of residents the share of
        the state in the nearest year known; of the foreign-born the share of the county.
    """
    known = bindings.record().spells("own_inquiry")
    rows = datasets.load_jurisdictions().query("level in @reach.CITIES")
    rows = rows[rows["jurisdiction_id"].isin(known)][["jurisdiction_id", "state_fips"]]
    wanted = year if counted == "residents" else SURVEYED
    size = datasets.load_jurisdiction_population().dropna(subset="population")
    size = size.assign(far=(size["year"] - wanted).abs()).sort_values("far", kind="stable")
    size = size.drop_duplicates("jurisdiction_id")[["jurisdiction_id", "year", "population"]]
    inside = datasets.load_jurisdiction_counties().query("relation in @reach.IN_COUNTY")
    rows = rows.merge(size, on="jurisdiction_id", how="left", validate="1:1")
    then = rows["year"].fillna(wanted).astype(int).map(state_people)
    parts = [one[state] for one, state in zip(then, rows["state_fips"], strict=True)]
    now = rows["state_fips"].map(state_people(wanted))
    rows = rows.assign(population=rows["population"] * now / parts)
    rows = rows.merge(inside[["jurisdiction_id", "county_fips"]], on="jurisdiction_id")
    several = rows.groupby("jurisdiction_id")["county_fips"].transform("size")
    rows["people"] = rows["population"].astype(float) / several
    if counted == "foreign_born":
        share = people(counted, wanted) / people("residents", wanted)
        rows["people"] *= rows["county_fips"].map(share)
    rows["state"] = rows["county_fips"].map(reach.states_of("county_fips"))
    return rows[["jurisdiction_id", "state", "county_fips", "people"]]

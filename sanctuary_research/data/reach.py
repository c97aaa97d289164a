"""Whose policies reach a county or a state: its state and its own places."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.kept import kept

WHOLE = ("same", "part_of_city", "jail")
IN_COUNTY = (*WHOLE, "host")
CITIES = ("city", "city_county")
PLACES = ("jurisdictions", "jurisdiction_counties", "county")
Places = dict[str, tuple[str, ...]]


@kept(*PLACES)
def states_of(kind: str) -> dict[str, str]:
    """Return the units of a kind, each with the jurisdiction that is its state.

    Parameters
    ----------
    kind : {"county_fips", "state_fips"}
    """
    known = datasets.load_jurisdictions()
    states = known[known["level"] == "state"].set_index("state_fips")["jurisdiction_id"]
    if kind == "state_fips":
        return states.sort_index().to_dict()
    counties = datasets.load_county().set_index("county_fips")["state_fips"]
    return counties.map(states).fillna("").to_dict()


@kept(*PLACES)
def reaching(kind: str, whose: str) -> Places:
    """Return for each unit of a kind the places whose events count for it.

    Parameters
    ----------
    kind : str
        As of `states_of`.
    whose : {"state", "county", "cities"}
        The unit's state; for a county the places that are it, or the cities lying mainly in it.
    """
    if whose == "state":
        return {unit: (state,) for unit, state in states_of(kind).items()}
    return places_in(IN_COUNTY, CITIES) if whose == "cities" else places_in(WHOLE)


@kept(*PLACES)
def places_in(relations: tuple[str, ...], levels: tuple[str, ...] = ()) -> Places:
    """Return, for each county, the places (of some levels) that stand so to it."""
    inside = datasets.load_jurisdiction_counties()
    inside = inside[inside["relation"].isin(relations)]
    if levels:
        known = datasets.load_jurisdictions()
        chosen = known.loc[known["level"].isin(levels), "jurisdiction_id"]
        inside = inside[inside["jurisdiction_id"].isin(chosen)]
    return inside.groupby("county_fips")["jurisdiction_id"].agg(tuple).to_dict()


def printed_names() -> pd.Series:
    """Return each jurisdiction's name as sentences give it, with its state unless it is one."""
    places = datasets.load_jurisdictions().set_index("jurisdiction_id")
    return places["name"].where(places["level"] == "state", places["name"] + ", " + places["state"])

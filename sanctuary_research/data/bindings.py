"""What binds a county, a police agency or a state on a day, through whichever channel."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.in_force import (
    BOUNDS,
    IN_FORCE,
    MANDATE,
    NOT_IN_FORCE,
    UNCERTAIN,
    Finding,
    Spells,
    finding,
    spells,
    strongest,
)
from sanctuary_research.data.labels import (
    COOPERATION_LIMITS,
    IN_COUNTY,
    STATEWIDE,
    WHOLE,
    dated_events,
)
from sanctuary_research.data.treatments import TREATMENTS

SILENT = Finding(UNCERTAIN, "No such policy is recorded here.", "", "")
EVER = pd.Timestamp("1900-01-01")  # earlier than any event
Places = dict[str, tuple[str, ...]]
MANDATES, STATE_LAWS, STATE_JAILS = "mandates", "state_laws", "state_jails"
OWN_JAIL, OWN_INQUIRY, OWN_DETAINERS = "own_jail", "own_inquiry", "own_detainers"
CHANNELS: dict[str, tuple[str, ...]] = {
    MANDATES: MANDATE,
    STATE_LAWS: COOPERATION_LIMITS,
    STATE_JAILS: ("limits_detainers",),
    OWN_JAIL: ("limits_detainers",),
    OWN_INQUIRY: ("limits_inquiry",),
    OWN_DETAINERS: ("limits_detainers",),
}


def at(treatment: str, unit: str, day: pd.Timestamp) -> Finding:
    """Weigh a mandate of the unit's state, then any limit, then its absence."""
    mandate = _known(MANDATES, units(treatment)[unit], day)
    if mandate is not None and mandate.label == IN_FORCE:
        return mandate._replace(label=NOT_IN_FORCE)
    if mandate is not None and mandate.label == UNCERTAIN:
        return mandate
    found = [
        _known(channel, place, day)
        for channel, places in _channels(treatment)
        for place in places.get(unit, ())
    ]
    found = [one for one in found if one is not None]
    return strongest(found) if found else SILENT


@cache
def alike(treatment: str) -> dict[str, str]:
    """Return for each unit the first one that the same places bind, so that they share answers."""
    first: dict[tuple, str] = {}
    return {unit: first.setdefault(_who(treatment, unit), unit) for unit in units(treatment)}


def _who(treatment: str, unit: str) -> tuple:
    """Return the places with any event that can bind a unit, by channel."""
    binding = [(MANDATES, (units(treatment)[unit],))]
    binding += [(channel, places.get(unit, ())) for channel, places in _channels(treatment)]
    return tuple(
        tuple(place for place in places if place in _bounds(channel)) for channel, places in binding
    )


def _known(channel: str, place: str, day: pd.Timestamp) -> Finding | None:
    """Return what a channel's events say of a place on a day; it changes only at a bound."""
    bounds = _bounds(channel).get(place)
    if bounds is None:
        return None
    segment = bisect_right(bounds, day)
    return _between(channel, place, bounds[segment - 1] if segment else EVER)


@cache
def _between(channel: str, place: str, day: pd.Timestamp) -> Finding | None:
    several = _spells(channel).get(place)
    return finding(several, day) if several else None


@cache
def _bounds(channel: str) -> dict[str, list[pd.Timestamp]]:
    """Return, by jurisdiction, the days on which some event of a channel may start or end."""
    days: dict[str, set[pd.Timestamp]] = {}
    for _, place, *ends in _events(channel)[["jurisdiction_id", *BOUNDS]].itertuples():
        days.setdefault(place, set()).update(ends)
    return {place: sorted(known) for place, known in days.items()}


@cache
def _spells(channel: str) -> Spells:
    return spells(_events(channel), CHANNELS[channel])


@cache
def _events(channel: str) -> pd.DataFrame:
    """Return the events of a channel: those of its provisions that bind whom it names."""
    events = dated_events()
    local = ~events["applies_to"].isin(STATEWIDE)
    everyone = events["applies_to"] == "all_agencies_in_state"
    bound = {
        MANDATES: events["direction"] == "mandate",
        STATE_LAWS: everyone,
        STATE_JAILS: everyone | (events["applies_to"] == "county_jails_in_state"),
        OWN_JAIL: local & events["binds_county_jail"],
        OWN_INQUIRY: local,
        OWN_DETAINERS: local,
    }[channel]
    return events[bound & events[list(CHANNELS[channel])].any(axis=1)]


@cache
def units(treatment: str) -> dict[str, str]:
    """Return the units of a treatment, each with the jurisdiction of its state."""
    known = datasets.load_jurisdictions()
    states = known[known["level"] == "state"].set_index("state_fips")["jurisdiction_id"]
    if TREATMENTS[treatment].unit == "state_fips":
        return states.sort_index().to_dict()
    if TREATMENTS[treatment].unit == "county_fips":
        county = datasets.load_county().set_index("county_fips")["state_fips"]
    else:
        own = datasets.load_city_crime()["jurisdiction_id"].unique()
        county = known.set_index("jurisdiction_id").loc[sorted(own), "state_fips"]
    return county.map(states).fillna("").to_dict()


@cache
def _channels(treatment: str) -> list[tuple[str, Places]]:
    """Return through what a policy can bind a unit: the channels, and whose events count."""
    known = units(treatment)
    states = {unit: (state,) for unit, state in known.items()}
    if treatment == "state_law":
        return [(STATE_LAWS, states)]
    inside = datasets.load_jurisdiction_counties()
    whole = inside[inside["relation"].isin(WHOLE)]
    whole = whole.groupby("county_fips")["jurisdiction_id"].agg(tuple).to_dict()
    if treatment == "county_detainer":
        return [(OWN_JAIL, whole), (STATE_JAILS, states)]
    own = {unit: (unit,) for unit in known}
    if treatment == "agency_dont_ask":
        return [(OWN_INQUIRY, own)]
    main = inside[inside["relation"].isin(IN_COUNTY)].groupby("jurisdiction_id")["county_fips"]
    hosts = {
        unit: tuple(place for county in counties for place in whole.get(county, ()))
        for unit, counties in main.agg(tuple).items()
    }
    return [(OWN_INQUIRY, own), (OWN_DETAINERS, own), (OWN_JAIL, hosts), (STATE_JAILS, states)]

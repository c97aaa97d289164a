"""Who stands on a published list on a day, and what that makes of every county."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import bindings, datasets, reach
from sanctuary_research.data.calendars import DETAINER_LIMITS
from sanctuary_research.data.definitions import LIMIT, NEITHER, NOT_CODED, Definition
from sanctuary_research.data.in_force import ENDED, IN_FORCE, UNCERTAIN, Finding

TABLES = ("lists", "list_membership", *bindings.EVENTS)


def arms(definition: Definition, day: pd.Timestamp) -> dict[str, Finding]:
    """Return every county's arm by a list; before its publication nobody is coded."""
    printed = datasets.load_lists().set_index("list_id").loc[definition.list_id]
    states = reach.states_of("county_fips")
    if day < printed["published_date"]:
        before = f"{printed['title']} was published on {printed['published_date']:%Y-%m-%d}."
        return dict.fromkeys(states, Finding(NOT_CODED, before, "", ""))
    rows = _standing(definition.list_id, day)
    read = _of_limits if definition.is_of_limits else _of_places
    return read(definition, rows, str(printed["title"]), day)


def _standing(list_id: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return the lines of a list that stand at a date, less those removed by then."""
    rows = datasets.load_list_membership()
    rows = rows[(rows["list_id"] == list_id) & (rows["certainty"] != "memory")]
    off = rows[(rows["status"] == "removed") & ~(rows["status_date"] > day)]
    on = rows[(rows["status"] == "listed") & ~rows["jurisdiction_id"].isin(off["jurisdiction_id"])]
    return on.dropna(subset=["jurisdiction_id"])


def _named(rows: pd.DataFrame) -> dict[str, Finding]:
    return {
        row.jurisdiction_id: Finding(
            LIMIT, f"Named as {row.printed_name}.", "list_membership", row.membership_id
        )
        for row in rows.itertuples()
    }


def _under(ban: Finding | None) -> Finding | None:
    return ban and ban._replace(reason=f"Not named. {ban.reason}")


def _of_places(
    definition: Definition, rows: pd.DataFrame, title: str, day: pd.Timestamp
) -> dict[str, Finding]:
    """Read a list of places: named itself, or only through its state or a city, or not named."""
    named, record = _named(rows), bindings.record()
    whole, host = reach.places_in(reach.WHOLE), reach.places_in(("host", "minor_host"))
    found = {}
    for code, state in reach.states_of("county_fips").items():
        own = [named[place] for place in whole.get(code, ()) if place in named]
        own += [named[state]] if definition.names_states and state in named else []
        near = [named[place] for place in (*host.get(code, ()), state) if place in named]
        if own:
            found[code] = own[0]
        elif near:
            reason = f"Not named itself; only its state or a city in it is: {near[0].reason}"
            found[code] = near[0]._replace(says=NOT_CODED, reason=reason)
        else:
            reason = f"Not named, nor its state, nor a city in it: {title}."
            silent = Finding(NEITHER, reason, "", "")
            found[code] = _under(record.ban(state, day)) or silent
    return found


def _of_limits(
    definition: Definition, rows: pd.DataFrame, title: str, day: pd.Timestamp
) -> dict[str, Finding]:
    """Read a list of limits on detainers, whose silence the events may contradict."""
    rows = rows[rows["level"].isin(["county", "state"])]
    jails, others = _named(rows[rows["binds_county_jail"]]), _named(rows[rows["level"] == "county"])
    record, policy = bindings.record(), bindings.policy("county_fips", DETAINER_LIMITS)
    limits = {first: policy.limit(first, day) for first in set(policy.alike.values())}
    whole = reach.places_in(reach.WHOLE)
    found = {}
    for code, state in reach.states_of("county_fips").items():
        places = (*whole.get(code, ()), state)
        jail, other = (
            next((named[place] for place in places if place in named), None)
            for named in (jails, others)
        )
        limit = limits[policy.alike[code]]
        ban = record.ban(state, day, limit)
        found[code] = _still(jail, ban, limit) if jail else _unnamed(other, ban, limit, title)
    return found


def _still(named: Finding, ban: Finding | None, limit: Finding | None) -> Finding:
    """Return what a name means on a day: not coded under a ban, or once the limit has ended."""
    if ban:
        return ban._replace(says=NOT_CODED, reason=f"{named.reason} But {ban.reason}")
    if limit and limit.says == ENDED:
        return limit._replace(says=NOT_CODED, reason=f"{named.reason} But {limit.reason}")
    return named


def _unnamed(
    other: Finding | None, ban: Finding | None, limit: Finding | None, title: str
) -> Finding:
    """Return what silence about a county's jail means, beside what else is known of it."""
    if ban:
        return _under(ban)
    if limit and limit.says in (IN_FORCE, UNCERTAIN):
        reason = f"Not named as a county, but a limit is in force or may be: {limit.reason}"
        return limit._replace(says=NOT_CODED, reason=reason)
    if other:
        return other._replace(says=NOT_CODED, reason=f"{other.reason[:-1]}, but not for its jail.")
    reason = f"Not named as a county, and no limit is recorded as in force: {title}."
    return Finding(NEITHER, reason, "", "")

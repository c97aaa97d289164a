"""Labels: what a county is called, as a function of a definition and a date.

No table holds a flag. `labels` reads the events and the lists and answers, for every county,
``sanctuary``, ``not_sanctuary`` or ``not_coded``, with the row that says so. A county that no
row speaks of is *not coded*; it is not called *not sanctuary*.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.definitions import DEFINITIONS, known_definition
from sanctuary_research.data.in_force import (
    IN_FORCE,
    MANDATE,
    UNCERTAIN,
    Finding,
    Spells,
    dated,
    findings,
    spells,
    strongest,
)
from sanctuary_research.errors import UsageError

__all__ = ["DEFINITIONS", "labels"]

SANCTUARY, NOT_SANCTUARY, NOT_CODED = "sanctuary", "not_sanctuary", "not_coded"
COOPERATION_LIMITS = (
    "limits_detainers",
    "limits_notification",
    "limits_inquiry",
    "limits_information",
    "limits_resources",
    "limits_287g",
)
STATEWIDE = ("all_agencies_in_state", "county_jails_in_state", "state_agencies")
WHOLE = ("same", "part_of_city")
IN_COUNTY = (*WHOLE, "host")
CITIES = ("city", "city_county")
Labels = dict[str, Finding]


def labels(definition: str, date: str | pd.Timestamp) -> pd.DataFrame:
    """Label every county under a definition at a date.

    A union is ``sanctuary`` where any part is, ``not_sanctuary`` where every part is, and
    ``not_coded`` otherwise. An event known only to an interval leaves its jurisdiction not
    coded while the date falls inside the interval. Events known from memory alone are left out.

    Parameters
    ----------
    definition : str
        A name in `DEFINITIONS`, or several joined by ``+`` for their union.
    date : str or Timestamp
        The day, e.g. ``"2015-07-01"``. A list read before its publication codes nobody.

    Returns
    -------
    DataFrame
        3,142 rows: county_fips, label (sanctuary, not_sanctuary, not_coded), reason (a
        sentence), evidence_table and evidence_id (the row behind it; blank where none is).

    Raises
    ------
    UsageError
        The definition is unknown (the nearest is offered) or the date is not one.
    """
    day = _day(date)
    found = [_find(part, day) for part in _parts(definition)]
    fips = datasets.load_county()["county_fips"]
    rows = [(code, *_join([part[code] for part in found])) for code in fips]
    columns = ["county_fips", "label", "reason", "evidence_table", "evidence_id"]
    return pd.DataFrame(rows, columns=columns).astype("str")


def _parts(definition: str) -> list[str]:
    names = [part.strip() for part in str(definition).split("+")]
    return [leaf for name in names for leaf in (known_definition(name).parts or (name,))]


def _day(date: str | pd.Timestamp) -> pd.Timestamp:
    try:
        day = pd.Timestamp(date)
    except (ValueError, TypeError):
        day = pd.NaT
    if day is pd.NaT:
        raise UsageError(f"{date!r} is not a date: write it as YYYY-MM-DD, e.g. 2015-07-01")
    return day.normalize()


def _join(findings: list[Finding]) -> Finding:
    """Join parts by three-valued *or*: any yes is yes, all no is no, else not known."""
    return strongest(sorted(findings, key=lambda finding: not finding.evidence_id))


@cache
def _find(part: str, day: pd.Timestamp) -> Labels:
    return _RULES[part](day)


def _nothing(reason: str) -> Finding:
    return Finding(NOT_CODED, reason, "", "")


@cache
def _places() -> tuple[dict[str, str], pd.DataFrame]:
    """Return each county's state jurisdiction, and the jurisdictions below states by county."""
    county = datasets.load_county().set_index("county_fips")["state_fips"]
    known = datasets.load_jurisdictions()
    states = known[known["level"] == "state"].set_index("state_fips")["jurisdiction_id"]
    inside = datasets.load_jurisdiction_counties().merge(
        known[["jurisdiction_id", "level"]], on="jurisdiction_id", validate="m:1"
    )
    return county.map(states).fillna("").to_dict(), inside


@cache
def _members(relations: tuple[str, ...], levels: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Return, for each county, the jurisdictions (of some levels) that stand so to it."""
    inside = _places()[1]
    chosen = inside[inside["relation"].isin(relations)]
    chosen = chosen[chosen["level"].isin(levels)] if levels else chosen
    return chosen.groupby("county_fips")["jurisdiction_id"].agg(list).to_dict()


def _policy_rule(
    provisions: tuple[str, ...],
    state_applies: tuple[str, ...],
    relations: tuple[str, ...],
    silent: str,
    *,
    jails_only: bool = False,
    cities_only: bool = False,
) -> Callable[[pd.Timestamp], Labels]:
    """Return the rule: what the state and the county's own jurisdictions have in force."""

    @cache
    def recorded() -> tuple[Spells, Spells, Spells]:
        """Read the mandates, the state's and the local spells, whatever the day."""
        events = dated_events()
        above = events[events["applies_to"].isin(state_applies)]
        local = events[~events["applies_to"].isin(STATEWIDE)]
        own = local[local["binds_county_jail"] | (not jails_only)]
        mandates = events[events["direction"] == "mandate"]
        return spells(mandates, MANDATE), spells(above, provisions), spells(own, provisions)

    def rule(day: pd.Timestamp) -> Labels:
        mandates, above, own = (findings(known, day) for known in recorded())
        states, members = _places()[0], _members(relations, CITIES if cities_only else ())
        found = {}
        for code, state in states.items():
            known = [own[place] for place in members.get(code, []) if place in own]
            known += [above[state]] if state in above else []
            found[code] = _weighed(mandates.get(state), known, silent)
        return found

    return rule


@cache
def dated_events() -> pd.DataFrame:
    """Return the policy events with their places' names, and the days of each start and end."""
    places = datasets.load_jurisdictions().set_index("jurisdiction_id")
    names = places["name"].where(
        places["level"] == "state", places["name"] + ", " + places["state"]
    )
    events = datasets.load_policy_events()
    return dated(events.assign(place_name=events["jurisdiction_id"].map(names)))


def _weighed(mandate: Finding | None, known: list[Finding], silent: str) -> Finding:
    """Weigh what is known of one county: a mandate in force, then any limit, then its absence."""
    if mandate is not None and mandate.label == IN_FORCE:
        return mandate._replace(label=NOT_SANCTUARY)
    if mandate is not None and mandate.label == UNCERTAIN:
        return mandate
    return strongest(known) if known else _nothing(silent)


def _list_rule(list_id: str, *, states_count: bool) -> Callable[[pd.Timestamp], Labels]:
    """Return the rule: named itself, named through its state or a city, or not named."""

    def rule(day: pd.Timestamp) -> Labels:
        lists = datasets.load_lists().set_index("list_id").loc[list_id]
        states = _places()[0]
        if day < lists["published_date"]:
            before = f"{lists['title']} was published on {lists['published_date']:%Y-%m-%d}."
            return dict.fromkeys(states, _nothing(before))
        named = _named(list_id, day)
        whole, host = _members(WHOLE), _members(("host", "minor_host"))
        found = {}
        for code, state in states.items():
            own = [named[p] for p in whole.get(code, []) if p in named]
            own += [named[state]] if states_count and state in named else []
            near = [named[p] for p in (*host.get(code, []), state) if p in named]
            found[code] = _by_list(own, near, lists["title"])
        return found

    return rule


def _named(list_id: str, day: pd.Timestamp) -> dict[str, Finding]:
    """Return who stands on the list at a date, less those removed by then."""
    rows = datasets.load_list_membership()
    rows = rows[(rows["list_id"] == list_id) & (rows["certainty"] != "memory")]
    off = rows[(rows["status"] == "removed") & ~(rows["status_date"] > day)]
    on = rows[(rows["status"] == "listed") & ~rows["jurisdiction_id"].isin(off["jurisdiction_id"])]
    return {
        row.jurisdiction_id: Finding(
            SANCTUARY, f"Named as {row.printed_name}.", "list_membership", row.membership_id
        )
        for row in on.dropna(subset=["jurisdiction_id"]).itertuples()
    }


def _by_list(own: list[Finding], near: list[Finding], title: str) -> Finding:
    if own:
        return own[0]
    if near:
        reason = f"Not named itself; only its state or a city in it is: {near[0].reason}"
        return near[0]._replace(label=NOT_CODED, reason=reason)
    return Finding(NOT_SANCTUARY, f"Not named, nor its state, nor a city in it: {title}.", "", "")


_EVERYONE, _JAILS = ("all_agencies_in_state",), ("county_jails_in_state",)
_RULES: dict[str, Callable[[pd.Timestamp], Labels]] = {
    "state_law": _policy_rule(
        COOPERATION_LIMITS, _EVERYONE, (), "No state law on cooperation is recorded."
    ),
    "state_detainer_law": _policy_rule(
        ("limits_detainers",), _EVERYONE, (), "No state law on detainers is recorded."
    ),
    "county_detainer": _policy_rule(
        ("limits_detainers",),
        _JAILS,
        WHOLE,
        "No detainer policy of this county is recorded.",
        jails_only=True,
    ),
    "city_dont_ask": _policy_rule(
        ("limits_inquiry",),
        (),
        IN_COUNTY,
        "No don't-ask rule of a city here is recorded.",
        cities_only=True,
    ),
    "dhs_list": _list_rule("dhs_2025_05_29", states_count=False),
    "doj_list": _list_rule("doj_2025_08_05", states_count=True),
}

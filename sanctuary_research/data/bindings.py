"""What binds a county or a state on a day: the one weighing of the events.

A *channel* is a kind of event, by whom it binds and what it sets (`CHANNELS`). A policy, be it a
definition of `labels` or a treatment of `calendars`, is a few channels and, for each, whose events
count (`reach.reaching`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container
from functools import cache, cached_property
from typing import NamedTuple

import pandas as pd

from sanctuary_research.data import datasets, in_force, reach, widening
from sanctuary_research.data.definitions import BAN, LIMIT, NEITHER, NOT_CODED
from sanctuary_research.data.in_force import ENDED, EVER, IN_FORCE, MANDATE, NOT_YET, UNCERTAIN
from sanctuary_research.data.kept import kept

ARMS = {IN_FORCE: LIMIT, UNCERTAIN: NOT_CODED, ENDED: NEITHER, NOT_YET: NEITHER}
EVERYONE, JAILS = "all_agencies_in_state", "county_jails_in_state"
LOCAL = ("own_agencies", "sheriff_or_jail", "police")
COOPERATION_LIMITS = (
    "limits_detainers",
    "limits_notification",
    "limits_inquiry",
    "limits_information",
    "limits_resources",
    "limits_287g",
)
MANDATES, JAIL_MANDATES = "mandates", "jail_mandates"
Channels = tuple[tuple[str, str], ...]


class Channel(NamedTuple):
    """Events by the provisions that they set and by whom they bind."""

    provisions: tuple[str, ...]
    applies_to: tuple[str, ...]
    is_of_jail: bool = False


CHANNELS = {
    MANDATES: Channel(MANDATE, (EVERYONE, JAILS)),
    JAIL_MANDATES: Channel(MANDATE, (EVERYONE, JAILS), is_of_jail=True),
    "state_laws": Channel(COOPERATION_LIMITS, (EVERYONE,)),
    "state_detainer_laws": Channel(("limits_detainers",), (EVERYONE,)),
    "county_jails": Channel(("limits_detainers",), (JAILS,)),
    "own_jail": Channel(("limits_detainers",), LOCAL, is_of_jail=True),
    "own_inquiry": Channel(("limits_inquiry",), LOCAL),
}
JAIL_RULES = ("own_jail", "county_jails")  # no law: an agreement of the jail can speak against it
EVENTS = ("policy_events", "agreements_287g", *reach.PLACES)


class Policy:
    """One policy of the units of one kind, by the tables as they were when it was made."""

    def __init__(self, kind: str, channels: Channels):
        self.states = reach.states_of(kind)
        self._record, self._agreed = record(), cache(widening.agreed)
        self._binding = [(channel, reach.reaching(kind, whose)) for channel, whose in channels]

    def arms(self, day: pd.Timestamp) -> dict[str, in_force.Finding | None]:
        """Return `arm` for every unit."""
        first = self.alike
        found = {unit: self.arm(unit, day) for unit in set(first.values())}
        return {unit: found[first[unit]] for unit in first}

    def arm(self, unit: str, day: pd.Timestamp) -> in_force.Finding | None:
        """Weigh a ban by the unit's state, then any limit, then its absence; None for silence."""
        found = self._record.ban(self.states[unit], day, self.limit(unit, day, JAIL_RULES))
        if found is None and (limit := self.limit(unit, day)):
            found = limit._replace(says=ARMS[limit.says])
        return found

    def limit(
        self, unit: str, day: pd.Timestamp, of: Container[str] = CHANNELS
    ) -> in_force.Finding | None:
        """Return the strongest that the channels (some) say of a unit, whatever its state bans."""
        found = [
            contested(one, self._agreed(day).get(unit, "")) if channel in JAIL_RULES else one
            for channel, places in self._binding
            if channel in of
            for place in places.get(unit, ())
            if (one := self._record.on(channel, place, day))
        ]
        return in_force.strongest(found) if found else None

    @cached_property
    def alike(self) -> dict[str, str]:
        """For each unit the first one that the same events bind, as they share answers."""
        first: dict[tuple, str] = {}
        jails = widening.jails()
        return {unit: first.setdefault(self._bound_by(unit, jails), unit) for unit in self.states}

    def _bound_by(self, unit: str, jails: dict[str, list]) -> tuple:
        """Return the places with any event that can bind a unit, by channel, and its agreements."""
        binding = {MANDATES: {unit: (self.states[unit],)}, **dict(self._binding)}
        found = {
            channel: tuple(p for p in places.get(unit, ()) if p in self._record.spells(channel))
            for channel, places in binding.items()
        }
        has_rule = any(found.get(channel) for channel in JAIL_RULES)
        return *found.values(), tuple(jails.get(unit, ())) if has_rule else ()


def contested(limit: in_force.Finding, against: str) -> in_force.Finding:
    """Return a limit of a jail as not sure where a 287(g) agreement may bind it; blank is none."""
    if limit.says != IN_FORCE or not against:
        return limit
    reason = f"{limit.reason} But a 287(g) agreement may bind its jail: {against}."
    return limit._replace(says=UNCERTAIN, reason=reason)


@kept(*EVENTS)
def policy(kind: str, channels: Channels) -> Policy:
    """Return a policy, read from the tables as they are now.

    Parameters
    ----------
    kind : str
        As of `reach.states_of`.
    channels : tuple of (str, str)
        Names in `CHANNELS`, each with whose events count, as of `reach.reaching`.
    """
    return Policy(kind, channels)


@kept(*EVENTS)
def record() -> EventRecord:
    """Return what the events say, as the tables are now."""
    events = datasets.load_policy_events()
    return EventRecord(
        in_force.dated(
            events.assign(place_name=events["jurisdiction_id"].map(reach.printed_names()))
        )
    )


class EventRecord:
    """What dated events say of each place, channel by channel.

    Parameters
    ----------
    events : DataFrame
        Rows of ``policy_events`` with place_name and the columns that `in_force.dated` adds.
    """

    def __init__(self, events: pd.DataFrame):
        self._events = events
        # Few answers serve many units and days.
        self.spells = cache(self._find_spells)
        self._between = cache(self._find_between)

    def ban(
        self, state: str, day: pd.Timestamp, of_jail: in_force.Finding | None = None
    ) -> in_force.Finding | None:
        """Return a state law against limits: a ban, or not coded while it may be in force.

        Against a limit of a jail that may be in force, only a law that governs jails counts.
        """
        may_stand = of_jail is not None and of_jail.says in (IN_FORCE, UNCERTAIN)
        found = self.on(JAIL_MANDATES if may_stand else MANDATES, state, day)
        if found is None or found.says in (ENDED, NOT_YET):
            return None
        return found._replace(says=BAN if found.says == IN_FORCE else NOT_CODED)

    def on(self, channel: str, place: str, day: pd.Timestamp) -> in_force.Finding | None:
        """Return what a channel's events say of a place on a day; it changes only at a bound."""
        if place not in self.spells(channel):
            return None
        bounds, _ = self.spells(channel)[place]
        segment = bisect_right(bounds, day)
        return self._between(channel, place, bounds[segment - 1] if segment else EVER)

    def _find_between(self, channel: str, place: str, day: pd.Timestamp) -> in_force.Finding:
        return in_force.finding(self.spells(channel)[place][1], day)

    def _find_spells(self, channel: str) -> dict[str, tuple[list[pd.Timestamp], list]]:
        """Return, by place, the days on which its answer may change, and its spells."""
        found = in_force.spells(self._of(channel), CHANNELS[channel].provisions)
        return {
            place: (
                sorted({day for one in several for spell in one for day in spell[-4:]}),
                several,
            )
            for place, several in found.items()
        }

    def _of(self, channel: str) -> pd.DataFrame:
        """Return the events of a channel: those of its provisions that bind whom it names."""
        provisions, applies_to, is_of_jail = CHANNELS[channel]
        events = self._events[self._events["applies_to"].isin(applies_to)]
        if provisions == MANDATE:
            events = events[events["direction"] == "mandate"]
        events = events[events["binds_county_jail"] | (not is_of_jail)]
        return events[events[list(provisions)].any(axis=1)]

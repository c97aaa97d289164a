"""One place as of a day: its policies, its status under them, and what definitions call it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sanctuary_research.data import catalog, dates, gazetteer, listed, reach
from sanctuary_research.data.definitions import DEFINITIONS, NOT_CODED
from sanctuary_research.data.in_force import EVER, IN_FORCE, NOT_YET, UNCERTAIN, Finding
from sanctuary_research.data.kept import kept
from sanctuary_research.data.labels import labels
from sanctuary_research.data.record import Record
from sanctuary_research.data.status import BESIDE, NO_LIMIT, STATUS, acts_by_place
from sanctuary_research.errors import UsageError
from sanctuary_research.words import date

FIRST_DAY = pd.Timestamp(1971, 1, 1)  # of the year of the first recorded limit
SEARCHED = pd.Timestamp(2026, 5, 31)  # the last day up to which acts were looked for
FIRST = "It is the first act on record that bears on a limit here; not all were looked for."
ACT = ["whose", "event_id", "title", "direction", "instrument", "says"]
ACT += ["reason", "start_earliest", "start_latest", "certainty", "source_id", "evidence_id"]
SAID = ["definition", "county_fips", "arm", "reason", "evidence_table", "evidence_id"]


@dataclass(frozen=True, repr=False)
class Place:
    """One place and what the tables hold on it, as of a day.

    Attributes
    ----------
    place_id : str
        Its row of `jurisdictions`, or its county code where it has none.
    name : str
        With its state, e.g. "Cook County, IL".
    level : str
        state, county, city, city_county or agency.
    state, code : str
        The jurisdiction that is its state, and the two digits of it.
    counties : tuple of str
        Codes of the counties that it is, or that it mainly lies in.
    day : Timestamp
    """

    place_id: str
    name: str
    level: str
    state: str
    code: str
    counties: tuple[str, ...]
    day: pd.Timestamp

    @property
    def is_county(self) -> bool:
        """Whether county codes stand for the place itself."""
        return self.level in gazetteer.COUNTIES

    @cached_property
    def acts(self) -> list[dict]:
        """The acts of the place and those that reach it, its own first, each with what it says.

        Of each place the last comes first; see `policy_status` and `status.acts_by_place`.
        """
        order = dict.fromkeys([self.place_id, *self._county_places, self.state])
        found = acts_by_place(self.day)
        return [act for place in order for act in found.get(place, ())]

    @property
    def ranked(self) -> list[dict]:
        """The acts, those first that say what the place is under on the day.

        In order of `STATUS`; of one word last what does not govern the jail of a county, and what
        weakens, and before them the practice of a state's jails; of what began later the first
        decides, else the last. Acts that bear on no limit
        of the place stand at the end. Of its county those bear on a place that govern the jail, of
        its state those that bind its agencies.
        """
        order = list(STATUS)

        def rank(act: dict) -> tuple[int, pd.Timestamp, bool, bool, int]:
            weight = self._weight(act)
            on = act["start_latest"] if weight == NOT_YET else EVER
            is_aside = act["direction"] == "weaken" or (self.is_county and not act["reaches"])
            is_practice = act["is_practice"]
            return order.index(weight), on, is_aside, is_practice, order.index(act["says"])

        return sorted(self.acts, key=rank)

    def _bears(self, act: dict) -> bool:
        return act["reaches"] or act["whose"] == self.name

    def _weight(self, act: dict) -> str:
        """Return how an act weighs; what others adopted later does not say that none was here."""
        is_later = act["weighs"] == NOT_YET and act["whose"] != self.name
        return act["weighs"] if self._bears(act) and not is_later else NOT_CODED

    @property
    def status(self) -> Finding:
        """What decides, and up to when acts were looked for."""
        found = self._decides
        late = f" Acts after {date(SEARCHED.date())} were not looked for." * (self.day > SEARCHED)
        return found._replace(reason=found.reason + late)

    @property
    def _decides(self) -> Finding:
        """Whether a limit is in force here on the day, in a word of `STATUS`, and the row for it.

        Overridden: under a ban of the state; ban: none known, and a ban or duty; narrow: on courts,
        records, 287(g) or contracts only; duty: only to ask or to tell; not_yet: its own first
        began later; not_coded: no row speaks of one, or only later ones of its county or state,
        which is not to have none.
        """
        for act in self.ranked:  # of those that set a limit or a ban the first
            if (says := self._weight(act)) != NOT_CODED:
                told = self._told(says, act["reason"], FIRST * (says == NOT_YET))
                return Finding(says, told, "policy_events", act["evidence_id"])
        later = [act for act in self.acts if act["weighs"] == NOT_YET and self._bears(act)]
        if not later:
            told = self._told(NOT_CODED, f"No row sets a limit in {self.name}.")
            return Finding(NOT_CODED, told, "", "")
        first = min(later, key=lambda act: act["start_latest"])
        told = self._told(NOT_CODED, first["reason"], FIRST)
        return Finding(NOT_CODED, told, "policy_events", first["event_id"])

    def _told(self, says: str, *reasons: str) -> str:
        """Return the reasons, and those of the acts that are told beside what decides."""
        beside = [one["reason"] for one in self.acts if self._is_beside(one, says)]
        return " ".join(filter(None, dict.fromkeys([*reasons, *beside])))

    def _is_beside(self, act: dict, says: str) -> bool:
        """Whether an act is told: a declaration where no limit is in force, a duty in doubt."""
        declares = says != IN_FORCE and act["says"] == NO_LIMIT and act["is_declaration"]
        may_oblige = act["is_duty"] and act["says"] == UNCERTAIN
        is_told = self._bears(act) and (declares or may_oblige)
        return is_told or self._weight(act) in BESIDE

    @property
    def _county_places(self) -> list[str]:
        """The places that are, hold or jail the counties that it is or lies in."""
        own = reach.places_in(reach.WHOLE)
        return [place for code in self.counties for place in own.get(code, ())]

    @property
    def said(self) -> list[dict]:
        """What each definition calls the counties of the place on the day, as `SAID` names it.

        Of a state there is nothing.
        """
        found = labels_by_county(self.day)
        codes = self.counties if self.level != "state" else ()
        return [row for code in codes for row in found.get(code, ())]

    @cached_property
    def record(self) -> Record:
        """All that the tables hold on it, as its page, the command and JSON show it."""
        return Record(self)

    def __repr__(self) -> str:
        """Return what is known of the place as text."""
        return self.record.told()


def place(name: str, on: str | datetime.date | None = None) -> Place:
    """Return what the tables hold on a place, as of a day; printed, it is told line by line.

    Parameters
    ----------
    name : str
        "Cook County, IL", its state written out, shortened or, where only one place is called so,
        left out; "Oregon", an id of `jurisdictions`, a county code, or a name in use ("NYC").
    on : str or date, optional
        The day; by default that of the data.

    Raises
    ------
    UsageError
        No place has that name (the nearest is offered), several have it (they are listed), or
        the day is none of those that the tables speak of.

    Examples
    --------
    >>> place("cook county, il").counties
    ('17031',)
    """
    day = None if on is None else known_day(on)
    return of_id(gazetteer.find(name), day)


def last_day() -> pd.Timestamp:
    """Return the day of the data, the last that anything can be asked of."""
    return dates.day(catalog.package().version.replace(".", "-"))


def known_day(on: str | datetime.date) -> pd.Timestamp:
    """Return a day; one before the first recorded policy or after the data is refused."""
    day, last = dates.any_day(on), last_day()
    if not FIRST_DAY.date() <= day <= last.date():
        told = f"{date(day)} lies outside the days that the tables speak of"
        raise UsageError(told, f"give one from {FIRST_DAY:%Y-%m-%d} to {last:%Y-%m-%d}")
    return pd.Timestamp(day)


def of_id(place_id: str, day: pd.Timestamp | None = None) -> Place:
    """Return a place by the id of `gazetteer.places`, as of a day or of the day of the data."""
    row = gazetteer.by_id()[place_id]
    counties = tuple(row["codes"].split())
    on = day or last_day()
    return Place(place_id, row["name"], row["level"], row["state_id"], row["code"], counties, on)


def policy_status(name: str, on: str | datetime.date) -> pd.DataFrame:
    """Return what each act says of a place on a day; the first row is what the place is under.

    See `place` for parameters and errors.

    Returns
    -------
    DataFrame
        is_ban (it is no limit but an act that bans limits or requires cooperation), whose (the
        place that acted), event_id, title, direction, instrument, says (a word of `STATUS`),
        reason, start_earliest, start_latest, certainty (of its source), source_id and evidence_id
        (the event that decides so: the ban, of a limit under one), in order of `Place.ranked`.
        Where no act bears on limits the first row is of none and says not_coded, which is not to
        have none.

    Examples
    --------
    >>> policy_status("Miami-Dade County, FL", "2017-06-01")["says"].iloc[0]
    'ended'
    """
    found = place(name, on)
    silent = [found.status._asdict() | {"whose": found.name}] * (found.status.says == NOT_CODED)
    acts = pd.DataFrame([*silent, *found.ranked], columns=ACT)
    acts.insert(0, "is_ban", acts["direction"].eq("mandate") & acts["instrument"].ne("agreement"))
    return acts


def deciding(ids: Sequence[str], on: str) -> pd.DataFrame:
    """Return the first row of `policy_status` for each of some jurisdictions, with their names.

    Returns
    -------
    DataFrame
        jurisdiction_id, place, and its columns but source_id.
    """
    rows = pd.concat(
        {one: policy_status(one, on).head(1) for one in ids}, names=["jurisdiction_id"]
    )
    rows = rows.reset_index("jurisdiction_id").drop(columns="source_id")
    return rows.assign(place=rows["jurisdiction_id"].map(reach.printed_names()))


@kept(*listed.TABLES, "detainer_shares")
def labels_by_county(day: pd.Timestamp) -> dict[str, list[dict]]:
    """Return what each definition calls each county on a day."""
    said = pd.concat([labels(name, day).assign(definition=name) for name in DEFINITIONS])
    found: dict[str, list[dict]] = {}
    for row in said[SAID].to_dict("records"):
        found.setdefault(row["county_fips"], []).append(row)
    return found

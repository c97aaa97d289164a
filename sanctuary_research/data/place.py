"""What the tables hold on one place, as of a day: policies, labels, lists, suits and the rest."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sanctuary_research.data import catalog, datasets, dates, reach
from sanctuary_research.data.definitions import DEFINITIONS, NOT_CODED
from sanctuary_research.data.in_force import EVER, NOT_YET, Finding
from sanctuary_research.data.kept import kept
from sanctuary_research.data.labels import labels
from sanctuary_research.data.page import Page
from sanctuary_research.data.status import STATUS, acts_by_place
from sanctuary_research.errors import UsageError, unknown
from sanctuary_research.words import count, date

# Tables whose rows make a page of a place worth having.
TELLING = (
    "policy_events",
    "list_membership",
    "case_parties",
    "federal_action_targets",
    "threat_amounts",
    "jag_awards_2018_letters",
    "commitments",
    "responses",
    "agreements_287g",
    "detainer_shares",
    "detainers_refused",
)
COUNTIES = ("county", "city_county")
# Names in use beside those of the tables.
CALLED = {
    "washington dc": "district-of-columbia",
    "new york ny": "new-york-city-ny",
}
FIRST_DAY = pd.Timestamp(1971, 1, 1)  # of the year of the first recorded policy
ACT = ["whose", "event_id", "title", "direction", "instrument", "says"]
ACT += ["start_earliest", "start_latest", "source_id", "evidence_id"]
SAID = ["definition", "county_fips", "arm", "reason", "evidence_table", "evidence_id"]
ARMS = {"limit": "limit", "ban": "ban on limits", "neither": "neither", "not_coded": "not coded"}


@dataclass(frozen=True)
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
        return self.level in COUNTIES

    def rows(self, table: str) -> pd.DataFrame:
        """Return the rows of a table that are about the place, by its id or its county code.

        Rows from memory alone are among them, with their certainty.
        """
        frame = getattr(datasets, f"load_{table}")()
        if "jurisdiction_id" in frame:
            return frame[frame["jurisdiction_id"] == self.place_id]
        if not self.is_county:
            return frame.iloc[:0]
        return frame[frame["county_fips"].isin(self.counties)]

    @cached_property
    def acts(self) -> list[dict]:
        """The rows of `policies`, the place's own first, then those of its county and state."""
        order = dict.fromkeys([self.place_id, *self._county_places, self.state])
        found = acts_by_place(self.day)
        return [act for place in order for act in found.get(place, ())]

    @property
    def policies(self) -> pd.DataFrame:
        """The acts of the place and of those whose acts reach it, with what holds on the day.

        Returns
        -------
        DataFrame
            whose (the place that acted), event_id, title, direction, instrument, says (in_force;
            overridden, of a limit under a ban; uncertain; ended; not_yet; took_effect, of what only
            undoes), start_earliest, start_latest, source_id, evidence_id (the event that decides
            so: the ban, of a limit under one); the last first.
        """
        return pd.DataFrame(self.acts, columns=ACT)

    @property
    def ranked(self) -> list[dict]:
        """The acts, those that decide first whether a limit is in force here on the day.

        Of its county those bear on a place that govern the jail, of its state those that bind its
        agencies. Of what began later the first decides, else the last.
        """
        order = list(STATUS)

        def rank(act: dict) -> tuple[int, pd.Timestamp]:
            weight = self._weight(act)
            return order.index(weight), act["start_latest"] if weight == NOT_YET else EVER

        return sorted(self.acts, key=rank)

    def _weight(self, act: dict) -> str:
        bears = act["reaches"] or act["whose"] == self.name
        return act["weighs"] if bears else NOT_CODED

    @property
    def status(self) -> Finding:
        """Whether a limit is in force here on the day, in a word of `STATUS`, and the row for it.

        Overridden: under a ban of the state; ban: none known, and such a ban; not_yet: the first
        recorded began later; not_coded: no row speaks of one, which is not to have none.
        """
        for act in self.ranked[:1]:
            if (says := self._weight(act)) != NOT_CODED:
                return Finding(says, act["reason"], "policy_events", act["evidence_id"])
        return Finding(NOT_CODED, f"No row speaks of a limit in {self.name}.", "", "")

    @property
    def _county_places(self) -> list[str]:
        """The places that are, hold or jail the counties that it is or lies in."""
        own = reach.places_in(reach.WHOLE)
        return [place for code in self.counties for place in own.get(code, ())]

    @property
    def said(self) -> list[dict]:
        """The rows of `labels`."""
        found = labels_by_county(self.day)
        return [row for code in self.counties for row in found.get(code, ())]

    @property
    def labels(self) -> pd.DataFrame:
        """What each definition calls the counties of the place on the day.

        Returns
        -------
        DataFrame
            definition, county_fips, arm, reason, evidence_table, evidence_id.
        """
        return pd.DataFrame(self.said, columns=SAID)

    def told(self) -> Page:
        """Return what is known of the place as text."""
        return Page("\n".join([f"{self.name}, as of {date(self.day.date())}", "", *self._lines()]))

    def _lines(self) -> list[str]:
        status = self.status
        lines = [f"Limits on cooperation: {STATUS[status.says]}. {status.reason}", ""]
        lines += ["Policies (of the place, and those that reach it):"]
        for act in self.acts:
            since = f"{act['start_latest']:%Y-%m-%d}"
            told = f"{STATUS[act['says']]}: {act['whose']}, {act['title']}, {since}"
            lines.append(f"  {told} [policy_events {act['event_id']}]")
        if not self.acts:
            lines.append("  no row of policy_events speaks of it, which is not to have none")
        lines += self._labelled()
        for table, own in self.held():
            key = catalog.table(table).primary_key
            ids = [" ".join(map(str, row)) for row in own[[*key]].head(5).itertuples(index=False)]
            more = ", ..." if len(own) > 5 else ""
            told = f"{catalog.table(table).title} ({table}): {count(len(own), 'row')}"
            lines.append(f"{told}: {'; '.join(ids)}{more}")
        return lines

    def held(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield each table that has rows about the place, its policies left out, with the rows."""
        for table in TELLING[1:]:
            if len(own := self.rows(table)):
                yield table, own

    def _labelled(self) -> list[str]:
        if self.level == "state":
            return []
        told = ["Its county under each definition:" if not self.is_county else "Labels:"]
        for row in self.said:
            why = f" [{row['evidence_table']} {row['evidence_id']}]" if row["evidence_id"] else ""
            told.append(f"  {row['definition']}: {ARMS[row['arm']]}. {row['reason']}{why}")
        return told


def place(name: str, on: str | datetime.date | None = None) -> Place:
    """Return what the tables hold on a place, as of a day.

    Parameters
    ----------
    name : str
        "Cook County, IL", its state written out or, where only one place is called so, left out;
        "Oregon", an id of `jurisdictions`, or a county code.
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
    known = places()
    asked = _bare(pd.Series([" ".join(str(name).split())]))[0]
    asked = CALLED.get(asked, asked)
    is_named = known[["place_id", "name", "long"]].apply(_bare).eq(asked).any(axis=1)
    if not is_named.any():
        is_code = known["codes"].eq(asked) & known["level"].isin(COUNTIES)
        is_named = _bare(known["short"]).eq(asked) | is_code
    found = known[is_named]
    if len(found) > 1:
        called = f"{len(found)} places are called {name!r}"
        raise UsageError(called, f"write one of: {'; '.join(sorted(found['name']))}")
    if found.empty:
        begins = _bare(known["name"]).str.startswith(asked)
        raise unknown("place", name, known.loc[begins if begins.any() else slice(None), "name"])
    return of_id(found["place_id"].iloc[0], day)


def _bare(names: pd.Series) -> pd.Series:
    """Return names without what writers leave out: capitals, commas and full stops."""
    return names.str.casefold().str.replace("[.,]", "", regex=True)


def last_day() -> pd.Timestamp:
    """Return the day of the data, the last that anything can be asked of."""
    return dates.day(catalog.package().version.replace(".", "-"))


def known_day(on: str | datetime.date) -> pd.Timestamp:
    """Return a day; one before the first recorded policy or after the data is refused."""
    day, last = dates.day(on), last_day()
    if not FIRST_DAY <= day <= last:
        told = f"{date(day.date())} lies outside the days that the tables speak of"
        raise UsageError(told, f"give one from {FIRST_DAY:%Y-%m-%d} to {last:%Y-%m-%d}")
    return day


def of_id(place_id: str, day: pd.Timestamp | None = None) -> Place:
    """Return a place by the id of `places`, as of a day or of the day of the data."""
    row = _by_id()[place_id]
    counties = tuple(row["codes"].split())
    on = day or last_day()
    return Place(place_id, row["name"], row["level"], row["state_id"], row["code"], counties, on)


@kept(*reach.PLACES)
def _by_id() -> dict[str, dict]:
    return {row["place_id"]: row for row in places().to_dict("records")}


def policy_status(name: str, on: str | datetime.date) -> pd.DataFrame:
    """Return what each act says of a place on a day; the first row is what the place is under.

    See `place` for parameters and errors.

    Returns
    -------
    DataFrame
        The columns of `Place.policies`, in order of `Place.ranked`. Where no act bears on limits
        the first row is of none and says not_coded, which is not to have none.

    Examples
    --------
    >>> policy_status("Miami-Dade County, FL", "2017-06-01")["says"].iloc[0]
    'ended'
    """
    found = place(name, on)
    silent = [{"whose": found.name, "says": NOT_CODED}] * (found.status.says == NOT_CODED)
    return pd.DataFrame([*silent, *found.ranked], columns=ACT)


@kept(*reach.PLACES)
def places() -> pd.DataFrame:
    """Return every place that can be asked for.

    Returns
    -------
    DataFrame
        place_id, name (with its state), short (without), level, state_id, code (of its state),
        codes (of its counties), long (with its state written out).
    """
    known = datasets.load_jurisdictions()
    inside = datasets.load_jurisdiction_counties()
    inside = inside[inside["relation"].isin(reach.IN_COUNTY)]
    codes = inside.groupby("jurisdiction_id")["county_fips"].agg(" ".join)
    states = known[known["level"] == "state"].set_index("state_fips")["jurisdiction_id"]
    own = pd.DataFrame(
        {
            "place_id": known["jurisdiction_id"],
            "name": known["jurisdiction_id"].map(reach.printed_names()),
            "short": known["name"],
            "level": known["level"],
            "state_id": known["state_fips"].map(states).fillna(""),
            "code": known["state_fips"],
            "codes": known["jurisdiction_id"].map(codes).fillna(""),
        }
    )
    county = datasets.load_county()
    rest = county[~county["county_fips"].isin(set(own.loc[own["level"].ne("city"), "codes"]))]
    others = pd.DataFrame(
        {
            "place_id": rest["county_fips"],
            "name": rest["name"] + ", " + rest["state"],
            "short": rest["name"],
            "level": "county",
            "state_id": rest["state_fips"].map(states).fillna(""),
            "code": rest["state_fips"],
            "codes": rest["county_fips"],
        }
    )
    found = pd.concat([own, others], ignore_index=True)
    state = found["state_id"].map(known.set_index("jurisdiction_id")["name"])
    return found.assign(long=found["short"] + ", " + state)


def with_pages() -> list[str]:
    """Return the ids of places of which the tables hold more than a name and a count of crimes."""
    known = places()
    of_county = known[known["level"].isin(COUNTIES)]
    by_code = of_county.set_index("codes")["place_id"].to_dict()
    told: set[str] = set()
    for table in TELLING:
        frame = getattr(datasets, f"load_{table}")()
        if "jurisdiction_id" in frame:
            told |= set(frame["jurisdiction_id"].dropna())
        else:
            told |= {by_code[code] for code in frame["county_fips"].dropna() if code in by_code}
    return [place_id for place_id in known["place_id"] if place_id in told]


@kept(*reach.PLACES, "policy_events", "list_membership", "lists", "detainer_shares")
def labels_by_county(day: pd.Timestamp) -> dict[str, list[dict]]:
    """Return what each definition calls each county on a day."""
    found = [labels(name, day).assign(definition=name) for name in DEFINITIONS]
    return _grouped(pd.concat(found), "county_fips", SAID)


def _grouped(frame: pd.DataFrame, by: str, columns: list[str]) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for key, row in zip(frame[by], frame[columns].to_dict("records"), strict=True):
        found.setdefault(key, []).append(row)
    return found

"""Definitions: the meanings of "sanctuary" that a county can be labelled under.

Importing this costs no pandas: names and rules are wanted before anything is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING

from sanctuary_research.data import dates
from sanctuary_research.errors import UsageError, unknown

if TYPE_CHECKING:
    import pandas as pd

    from sanctuary_research.data.own_list import OwnList

LIMIT, BAN, NEITHER, NOT_CODED = "limit", "ban", "neither", "not_coded"
LABELS = {LIMIT: "sanctuary", BAN: "not_sanctuary", NEITHER: "not_sanctuary", NOT_CODED: NOT_CODED}
OWN = "own"
FEWEST = 20  # detainers of a county in `detainer_shares`


@dataclass(frozen=True)
class Definition:
    """One meaning of "sanctuary".

    Attributes
    ----------
    name : str
        The word to pass to `labels`.
    title : str
        A few words for figures and tables.
    rule : str
        What makes a county ``sanctuary`` and what makes it ``not_sanctuary``.
    kind : {"events", "list", "practice", "union"}
        Dated events, a dated list, a count of what jails did, or a union of definitions.
    channels : tuple of (str, str)
        For events, the channels of `bindings` that count, and whose events in each.
    silent : str
        For events, what is said of a county that no event speaks of.
    published : str
        For a list, the day it was published; for practice, the first day of the record; blank
        for policies.
    list_id : str
        For a list, its key in the table ``lists``.
    names_states : bool
        For a list, whether naming a state names its counties.
    is_of_limits : bool
        For a list, whether it names detainer limits, so that it is held against the events.
    parts : tuple of str
        For a union, the definitions it joins.
    high_percent : float
        For practice, the least percent of detainers refused that makes a county sanctuary.
    many : int
        For practice, the least number of detainers among which no refusal makes it not sanctuary.
    """

    name: str
    title: str
    rule: str
    kind: str
    channels: tuple[tuple[str, str], ...] = ()
    silent: str = ""
    published: str = ""
    list_id: str = ""
    names_states: bool = False
    is_of_limits: bool = False
    parts: tuple[str, ...] = ()
    high_percent: float = 0
    many: int = 0


def refused_detainers(high_percent: float = 25, many: int = 50) -> Definition:
    """Return the definition by detainers refused in practice, with cut-offs of your own.

    Parameters
    ----------
    high_percent : float
        From 1 to 100: the least percent of detainers refused that makes a county sanctuary.
    many : int
        The least number of detainers among which no recorded refusal makes it not sanctuary;
        at least 20, as the table ``detainer_shares`` holds no county with fewer.

    Raises
    ------
    UsageError
        A cut-off is none.

    Examples
    --------
    >>> "at least 50 % as refused" in refused_detainers(50, many=100).rule
    True
    """
    if not (isinstance(high_percent, Real) and 1 <= high_percent <= 100) or high_percent is True:
        raise UsageError(
            f"high_percent must be a percent from 1 to 100, not {high_percent!r}",
            "write 25 for a quarter of the detainers",
        )
    if not (isinstance(many, Integral) and many >= FEWEST):
        raise UsageError(
            f"many must be a whole number of at least {FEWEST}, not {many!r}",
            "detainer_shares holds no county with fewer detainers",
        )
    return Definition(
        "refused_detainers",
        "Refused detainers, 2014-15",
        "Sanctuary: of the detainers sent to the county's jails from October 2014 to 19 July "
        f"2015, ICE recorded at least {high_percent:g} % as refused. Not sanctuary: it recorded "
        f"none as refused among at least {many}, or, short of {high_percent:g} %, a state law "
        "that bans local limits or requires cooperation is in force. Not coded: a share between, "
        f"no refusal among fewer than {many}, or a county outside the record, which leaves out "
        "small and shared jails. This is practice as ICE recorded it, not the policy on paper, "
        "and stays the same read at a later day; shares are a lower bound, because most reasons "
        "are blank.",
        "practice",
        published="2014-10-01",
        high_percent=high_percent,
        many=many,
    )


# A law of every agency of the state, on detainers alone: a part of a union, no definition itself.
_STATE_DETAINER_LAW = Definition(
    "state_detainer_law",
    "State detainer law",
    "Sanctuary: a law binding every agency of the state limits detainers.",
    "events",
    (("state_detainer_laws", "state"),),
    "No state law on detainers is recorded.",
)
_ALL = (
    Definition(
        "state_law",
        "State law",
        "Sanctuary: a statute, court ruling or order that limits cooperation and binds every "
        "agency of the state is in force. Not sanctuary: the state's first such law came later, "
        "it was ended, or a state law that bans local limits or requires cooperation is in "
        "force. Not coded: no state law of either kind is recorded.",
        "events",
        (("state_laws", "state"),),
        "No state law on cooperation is recorded.",
    ),
    Definition(
        "county_detainer",
        "County detainer limit",
        "Sanctuary: the county's sheriff, jail or government, a city that is the county, or a "
        "recorded practice of every jail in the state declines immigration detainers. Not "
        "sanctuary: its first recorded limit came later, it was ended, or a state law that bans "
        "local limits or requires cooperation is in force. Not coded: no such row.",
        "events",
        (("own_jail", "county"), ("county_jails", "state")),
        "No detainer policy of this county is recorded.",
    ),
    Definition(
        "city_dont_ask",
        "City don't-ask rule",
        "Sanctuary: a city lying mainly in the county has a rule against asking about "
        "immigration status; the rule binds that city's staff, not the whole county, and rules "
        "of counties and sheriffs do not count. Not sanctuary: its first recorded rule came "
        "later, it was ended, or a state law that bans local limits or requires cooperation is "
        "in force. Not coded: no such row.",
        "events",
        (("own_inquiry", "cities"),),
        "No don't-ask rule of a city here is recorded.",
    ),
    Definition(
        "dhs_list",
        "DHS list, May 2025",
        "Sanctuary: the Department of Homeland Security's list of 29 May 2025 names the county "
        "or a city that is the county. Not sanctuary: the list names neither it, nor its state, "
        "nor a city in it. Not coded: only its state or a city in it is named.",
        "list",
        published="2025-05-29",
        list_id="dhs_2025_05_29",
    ),
    Definition(
        "doj_list",
        "DOJ list, August 2025",
        "Sanctuary: the Justice Department's list of 5 August 2025 names the county, its state, "
        "or a city that is the county. Not sanctuary: the list names neither it, nor its state, "
        "nor a city in it. Not coded: only a city in it is named.",
        "list",
        published="2025-08-05",
        list_id="doj_2025_08_05",
        names_states=True,
    ),
    Definition(
        "ice_list_2014",
        "ICE's list, October 2014",
        "Sanctuary: ICE's list of October 2014 names the county, or its jail, or all county jails "
        "of its state (Colorado), and the limit is not recorded as ended. Not sanctuary: not "
        "named, and no detainer limit of the county or its state is in force or may be. Not "
        "coded: named under a state law against limits or after its limit ended, or not named "
        "but under a limit. Cities and state prisons on the list bind no county.",
        "list",
        published="2014-10-31",
        list_id="ice_2014_10",
        is_of_limits=True,
    ),
    refused_detainers(),
    Definition(
        "any_detainer_limit",
        "Any detainer limit (county or state)",
        "Sanctuary: the county limits detainers, or a law binding every agency of its state "
        "does; nearest to the definition that CAP (2017) describes. Not sanctuary: known not to "
        "be on either count, because a state law bans local limits or requires cooperation or "
        "because the first recorded limit came later; not because its practice was recorded. "
        "Not coded: anything else.",
        "union",
        parts=("county_detainer", "state_detainer_law"),
    ),
    Definition(
        "any_policy",
        "Any policy (state, county or city)",
        "Sanctuary: at least one of state law, county detainer limit and city don't-ask rule. "
        "Not sanctuary: known not to be one under all three. Not coded: anything else.",
        "union",
        parts=("state_law", "county_detainer", "city_dont_ask"),
    ),
    Definition(
        "any_list",
        "Any federal list, 2025",
        "Sanctuary: named by at least one of the DHS and DOJ lists of 2025. Not sanctuary: not "
        "named by either, nor its state, nor a city in it. Not coded: anything else.",
        "union",
        published="2025-08-05",
        parts=("dhs_list", "doj_list"),
    ),
)
DEFINITIONS: dict[str, Definition] = {definition.name: definition for definition in _ALL}
_PARTS = {**DEFINITIONS, _STATE_DETAINER_LAW.name: _STATE_DETAINER_LAW}


def definitions() -> pd.DataFrame:
    """Return the definitions: name, title, rule, published and the parts of a union."""
    import pandas as pd

    rows = [(d.name, d.title, d.rule, d.published, " + ".join(d.parts)) for d in _ALL]
    return pd.DataFrame(rows, columns=["definition", "title", "rule", "published", "union_of"])


def reading_date(definition: str | Definition | OwnList, year: int) -> pd.Timestamp:
    """Return the date at which a definition is read for the crime of a year.

    It is mid-year (1 July), and never before a list was published or a record of practice began:
    set against earlier crime these describe who was named later, not who had a policy then.

    Parameters
    ----------
    definition : str, Definition or OwnList
        A name in `DEFINITIONS`, or what `refused_detainers` or `own` returns.
    year : int
        The year of the crime.

    Raises
    ------
    UsageError
        The definition is unknown, or the year is none.

    Examples
    --------
    >>> reading_date("state_law", 2015), reading_date("doj_list", 2015)
    (Timestamp('2015-07-01 00:00:00'), Timestamp('2025-08-05 00:00:00'))
    """
    middle = dates.day(f"{dates.year(year)}-07-01")
    if isinstance(definition, str):
        definition = known_definition(definition)
    published = definition.published if isinstance(definition, Definition) else ""
    return max(middle, dates.day(published)) if published else middle


def known_definition(name: str) -> Definition:
    """Return the definition of a name; an unknown one is refused with the nearest.

    Raises
    ------
    UsageError
        There is no such definition, or it is one of yours, which is a file.
    """
    if name == OWN:
        raise UsageError(
            "the definition 'own' is a file of yours, which is not named",
            "pass what sr.own('list.csv') returns, or on the command line --own list.csv",
        )
    if name not in DEFINITIONS:
        raise unknown("definition", name, DEFINITIONS)
    return DEFINITIONS[name]


def leaves(asked: str | Definition) -> list[Definition]:
    """Return the definitions that a name, or several joined by ``+``, is the union of.

    >>> [leaf.name for leaf in leaves("any_list+state_law")]
    ['dhs_list', 'doj_list', 'state_law']
    """
    if isinstance(asked, str):
        joined = [known_definition(part.strip()) for part in asked.split("+")]
    else:
        joined = [asked]
    return [leaf for one in joined for leaf in ([_PARTS[p] for p in one.parts] or [one])]

"""Definitions: the meanings of "sanctuary" that a county can be labelled under."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanctuary_research.errors import unknown


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
    published : str
        For a federal list, the day it was published; blank for policies.
    parts : tuple of str
        For a union, the definitions it joins.
    """

    name: str
    title: str
    rule: str
    published: str = ""
    parts: tuple[str, ...] = ()


_ALL = (
    Definition(
        "state_law",
        "State law",
        "Sanctuary: a statute, court ruling or order that limits cooperation and binds every "
        "agency of the state is in force. Not sanctuary: the state's first such law came later, "
        "it was ended, or a state law that bans local limits or requires cooperation is in "
        "force. Not coded: no state law of either kind is recorded.",
    ),
    Definition(
        "county_detainer",
        "County detainer limit",
        "Sanctuary: the county's sheriff, jail or government, a city that is the county, or a "
        "recorded practice of every jail in the state declines immigration detainers. Not "
        "sanctuary: its first recorded limit came later, it was ended, or a state law that bans "
        "local limits or requires cooperation is in force. Not coded: no such row.",
    ),
    Definition(
        "city_dont_ask",
        "City don't-ask rule",
        "Sanctuary: a city lying mainly in the county has a rule against asking about "
        "immigration status; the rule binds that city's staff, not the whole county, and rules "
        "of counties and sheriffs do not count. Not sanctuary: its first recorded rule came "
        "later, it was ended, or a state law that bans local limits or requires cooperation is "
        "in force. Not coded: no such row.",
    ),
    Definition(
        "dhs_list",
        "DHS list, May 2025",
        "Sanctuary: the Department of Homeland Security's list of 29 May 2025 names the county "
        "or a city that is the county. Not sanctuary: the list names neither it, nor its state, "
        "nor a city in it. Not coded: only its state or a city in it is named.",
        published="2025-05-29",
    ),
    Definition(
        "doj_list",
        "DOJ list, August 2025",
        "Sanctuary: the Justice Department's list of 5 August 2025 names the county, its state, "
        "or a city that is the county. Not sanctuary: the list names neither it, nor its state, "
        "nor a city in it. Not coded: only a city in it is named.",
        published="2025-08-05",
    ),
    Definition(
        "any_detainer_limit",
        "Any detainer limit (county or state)",
        "Sanctuary: the county limits detainers, or a law binding every agency of its state "
        "does; nearest to the definition that CAP (2017) describes. Not sanctuary: known not to "
        "be on either count, because a state law bans local limits or requires cooperation or "
        "because the first recorded limit came later; not because its practice was recorded. "
        "Not coded: anything else.",
        parts=("county_detainer", "state_detainer_law"),
    ),
    Definition(
        "any_policy",
        "Any policy (state, county or city)",
        "Sanctuary: at least one of state law, county detainer limit and city don't-ask rule. "
        "Not sanctuary: known not to be one under all three. Not coded: anything else.",
        parts=("state_law", "county_detainer", "city_dont_ask"),
    ),
    Definition(
        "any_list",
        "Any federal list, 2025",
        "Sanctuary: named by at least one of the DHS and DOJ lists of 2025. Not sanctuary: not "
        "named by either, nor its state, nor a city in it. Not coded: anything else.",
        published="2025-08-05",
        parts=("dhs_list", "doj_list"),
    ),
)
DEFINITIONS: dict[str, Definition] = {definition.name: definition for definition in _ALL}


def definitions() -> pd.DataFrame:
    """Return the definitions: name, title, rule, published and the parts of a union."""
    rows = [(d.name, d.title, d.rule, d.published, " + ".join(d.parts)) for d in _ALL]
    return pd.DataFrame(rows, columns=["definition", "title", "rule", "published", "union_of"])


def reading_date(definition: str, year: int) -> pd.Timestamp:
    """Return the date at which a definition is read for the crime of a year.

    A policy is read at mid-year (1 July). A federal list is read on the day it was published,
    whatever the year: set against earlier crime it describes who was named later, not who had
    a policy then.

    Examples
    --------
    >>> reading_date("state_law", 2015), reading_date("doj_list", 2015)
    (Timestamp('2015-07-01 00:00:00'), Timestamp('2025-08-05 00:00:00'))
    """
    published = known_definition(definition).published
    return pd.Timestamp(published) if published else pd.Timestamp(year=year, month=7, day=1)


def known_definition(name: str) -> Definition:
    """Return the definition of a name; an unknown one is refused with the nearest.

    Raises
    ------
    UsageError
        There is no such definition.
    """
    if name not in DEFINITIONS:
        raise unknown("definition", name, DEFINITIONS)
    return DEFINITIONS[name]

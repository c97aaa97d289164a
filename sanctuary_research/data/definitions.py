"""Definitions: the meanings of "sanctuary" that a county can be labelled under.

What each says stands in `definitions.json`.

Importing this costs no pandas: names and rules are wanted before anything is computed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from sanctuary_research.data import dates
from sanctuary_research.data.stored import stored
from sanctuary_research.errors import UsageError, check_known

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
    is_part : bool
        It is a part of unions only, no definition by itself.
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
    is_part: bool = False


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
    raw = next(one for one in _RAW if one.name == "refused_detainers")
    rule = raw.rule.format(high_percent=high_percent, many=many)
    return replace(raw, rule=rule, high_percent=high_percent, many=many)


def _read(raw: dict[str, Any]) -> Definition:
    """Return one of `definitions.json`."""
    channels, parts = raw.get("channels", {}), raw.get("parts", ())
    return Definition(**raw | {"channels": tuple(channels.items()), "parts": tuple(parts)})


_RAW = [*map(_read, stored(__file__))]
_PARTS = {one.name: one if one.kind != "practice" else refused_detainers() for one in _RAW}
DEFINITIONS = {name: one for name, one in _PARTS.items() if not one.is_part}


def definitions() -> pd.DataFrame:
    """Return the definitions: name, title, rule, published and the parts of a union."""
    import pandas as pd

    rows = [
        (d.name, d.title, d.rule, d.published, " + ".join(d.parts)) for d in DEFINITIONS.values()
    ]
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
    check_known("definition", name, DEFINITIONS)
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

"""What holds in which county on a day, layer by layer, and in one map for every year.

A layer says of each county one of four things: the policy holds; it may, as the day falls between
the bounds of a date; a row speaks of it and it does not hold; or no row speaks of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import bindings, choices, dates, reach
from sanctuary_research.data.definitions import BAN, DEFINITIONS, LIMIT, NEITHER, NOT_CODED
from sanctuary_research.data.in_force import ENDED, IN_FORCE, NOT_YET, UNCERTAIN
from sanctuary_research.data.kept import kept
from sanctuary_research.data.people import TABLES as PEOPLE
from sanctuary_research.data.place import last_day
from sanctuary_research.data.widening import HOLDS, MAYBE, OFF, SILENT, activations, agreements
from sanctuary_research.display.style import BLUE, GREY, PURPLE, SKY, STYLE

FIRST_YEAR = 1979
SAYS = {LIMIT: HOLDS, IN_FORCE: HOLDS, NOT_CODED: MAYBE, UNCERTAIN: MAYBE}
SAYS |= dict.fromkeys((BAN, NEITHER, ENDED, NOT_YET), OFF)
LIMITS = ("state_law", "county_detainer", "city_dont_ask")
LAYERS = {
    "state_law": "State laws that limit cooperation",
    "county_detainer": "County limits on detainers",
    "city_dont_ask": "City don't-ask rules",
    "state_ban": "State bans on such limits",
    "agreement_287g": "287(g) agreements of county agencies",
    "secure_communities": "Secure Communities, once activated",
}
BAN_COLOUR, GROUND = "#F0A35E", STYLE["grid.color"]
REST = {
    MAYBE: ("Date not sure", GREY, ""),
    OFF: ("None in force", "#FFFFFF", ""),
    SILENT: ("Not coded: no row", GROUND, "///"),
}
# Categories of the map of all policies, the strongest first, and of the map of one layer.
COMBINED = {
    "state_law": ("State law", BLUE, ""),
    "county_detainer": ("County limit", SKY, ""),
    "city_dont_ask": ("City rule only", PURPLE, "--"),
    "state_ban": ("State ban on limits", BAN_COLOUR, "\\\\"),
    **REST,
}
ONE = {HOLDS: ("In force", BLUE, ""), **REST}
WIDENING = {"agreement_287g": agreements, "secure_communities": activations}
TABLES = ("policy_events", "agreements_287g", "secure_communities")
ALL_TABLES = (*TABLES, *PEOPLE)


@dataclass(frozen=True)
class Asked:
    """The choices of notebook 09, each checked.

    Attributes
    ----------
    on : str
        The day of the maps, YYYY-MM-DD, within what the tables speak of.
    layer : str
        combined, or one of `LAYERS`, for the maps by year.
    counted : str
        residents, or foreign_born: whose share is printed.
    place : str
        A place whose policies are listed, or all for none.
    """

    on: str
    layer: str = "combined"
    counted: str = "residents"
    place: str = choices.ALL

    def __post_init__(self) -> None:
        """Refuse a value that is none of the choices."""
        sets = {"on": "AnyDay", "layer": "AtlasLayer", "counted": "Counted", "place": "AnyPlace"}
        choices.check_each(self, **sets)

    @property
    def day(self) -> pd.Timestamp:
        """The day."""
        return dates.day(self.on)

    @property
    def when(self) -> str:
        """The day in words."""
        return words.date(self.day.date())

    @property
    def kinds(self) -> dict:
        """The categories of the maps by year."""
        return COMBINED if self.layer == "combined" else ONE


@kept(*bindings.EVENTS, *TABLES)
def says(layer: str, day: pd.Timestamp) -> pd.Series:
    """Return what a layer says of each county on a day: holds, maybe, off or silent.

    Limits do not hold under a state's ban, as in `labels`.
    """
    if layer in LIMITS:
        found = bindings.policy("county_fips", DEFINITIONS[layer].channels).arms(day)
    elif layer == "state_ban":
        record = bindings.record()
        states = reach.states_of("county_fips").items()
        found = {code: record.on(bindings.MANDATES, state, day) for code, state in states}
    else:
        return WIDENING[layer](day)
    told = {code: SAYS[one.says] if one else SILENT for code, one in found.items()}
    return pd.Series(told, name="kind").rename_axis("county_fips")


def combined(day: pd.Timestamp) -> pd.Series:
    """Return the category of each county in the map of all policies, one of `COMBINED`.

    Where no policy holds or may, a row must speak of each kind of limit, or the county is silent.
    """
    found = pd.DataFrame({layer: says(layer, day) for layer in (*LIMITS, "state_ban")})
    kind = found[[*LIMITS]].eq(OFF).all(axis=1).map({True: OFF, False: SILENT})
    kind = kind.mask(found.eq(MAYBE).any(axis=1), MAYBE)
    for layer in ("city_dont_ask", "county_detainer", "state_law", "state_ban"):
        kind = kind.mask(found[layer] == HOLDS, layer)
    return kind.rename("kind")


def categories(asked: Asked, day: pd.Timestamp) -> pd.Series:
    """Return the category of each county in the map of the layer asked for."""
    return combined(day) if asked.layer == "combined" else says(asked.layer, day)


def year_days(asked: Asked) -> dict[int, pd.Timestamp]:
    """Return the day at which each year is read: its last, or the day asked for, in its year."""
    last = last_day()
    years = range(min(FIRST_YEAR, asked.day.year), last.year + 1)
    found = {year: min(pd.Timestamp(year, 12, 31), last) for year in years}
    return found | {asked.day.year: asked.day}


def frames(asked: Asked) -> pd.DataFrame:
    """Return the category of each county (the index) in each year (a column)."""
    days = year_days(asked)
    return pd.DataFrame({year: categories(asked, day) for year, day in days.items()})

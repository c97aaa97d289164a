"""What holds in which county on a day, layer by layer, and in one map for every year.

A layer says of each county one of four things, with the row that says so: the policy holds; it may,
as the day falls between the bounds of a date; a row speaks of it and it does not hold; or no row
speaks of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import bindings, choices, dates, reach, widening
from sanctuary_research.data.definitions import BAN, DEFINITIONS, LIMIT, NEITHER, NOT_CODED
from sanctuary_research.data.in_force import ENDED, IN_FORCE, NOT_YET, UNCERTAIN, Finding
from sanctuary_research.data.kept import kept
from sanctuary_research.data.people import TABLES as PEOPLE
from sanctuary_research.data.place import last_day
from sanctuary_research.data.widening import COLUMNS, HOLDS, MAYBE, OFF, SILENT
from sanctuary_research.display.style import BLUE, GREY, PURPLE, SKY, STYLE
from sanctuary_research.questions.asking import Choices

FIRST_YEAR = 1979
SAYS = {LIMIT: HOLDS, IN_FORCE: HOLDS, NOT_CODED: MAYBE, UNCERTAIN: MAYBE}
SAYS |= dict.fromkeys((BAN, NEITHER, ENDED, NOT_YET), OFF)
LIMITS = ("state_law", "county_detainer", "city_dont_ask")
ON_MAP = (*LIMITS, "state_ban")  # of the map of all policies
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
    SILENT: ("Nothing on record", GROUND, "///"),
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
WIDENING = {"agreement_287g": widening.agreements, "secure_communities": widening.activations}
TABLES = ("policy_events", "agreements_287g", "secure_communities")
ALL_TABLES = (*TABLES, *PEOPLE)


@dataclass(frozen=True)
class Asked(Choices):
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

    SETS: ClassVar = dict(on="AnyDay", layer="AtlasLayer", counted="Counted", place="AnyPlace")

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

    @property
    def shown_layers(self) -> tuple[str, ...]:
        """The layers of the maps by year."""
        return ON_MAP if self.layer == "combined" else (self.layer,)


@kept(*bindings.EVENTS, *TABLES)
def found(layer: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return what a layer says of each county (the index) on a day, and the row that says so.

    Limits do not hold under a state's ban, as in `labels`.

    Returns
    -------
    DataFrame
        kind (holds, maybe, off or silent), evidence_table and evidence_id, blank without a row.
    """
    if layer in WIDENING:
        return WIDENING[layer](day)
    if layer in LIMITS:
        told = bindings.policy("county_fips", DEFINITIONS[layer].channels).arms(day)
    else:
        record = bindings.record()
        states = reach.states_of("county_fips").items()
        told = {code: record.on(bindings.MANDATES, state, day) for code, state in states}
    rows = [kind_of(one) for one in told.values()]
    return pd.DataFrame(rows, pd.Index(told, name="county_fips"), COLUMNS)


def kind_of(one: Finding | None) -> tuple[str, str, str]:
    """Return what a finding says, and the table and key of its row."""
    return (SAYS[one.says], one.evidence_table, one.evidence_id) if one else (SILENT, "", "")


def says(layer: str, day: pd.Timestamp) -> pd.Series:
    """Return what a layer says of each county on a day: holds, maybe, off or silent."""
    return found(layer, day)["kind"]


def combined(day: pd.Timestamp) -> pd.Series:
    """Return the category of each county in the map of all policies, one of `COMBINED`.

    Where no policy holds or may, a row must speak of each kind of limit, or the county is silent.
    """
    told = pd.DataFrame({layer: says(layer, day) for layer in ON_MAP})
    kind = told[[*LIMITS]].eq(OFF).all(axis=1).map({True: OFF, False: SILENT})
    kind = kind.mask(told.eq(MAYBE).any(axis=1), MAYBE)
    for layer in ("city_dont_ask", "county_detainer", "state_law", "state_ban"):
        kind = kind.mask(told[layer] == HOLDS, layer)
    return kind.rename("kind")


def categories(asked: Asked, day: pd.Timestamp) -> pd.Series:
    """Return the category of each county in the map of the layer asked for."""
    return combined(day) if asked.layer == "combined" else says(asked.layer, day)


def year_days(asked: Asked) -> dict[int, pd.Timestamp]:
    """Return the day at which each year is read: its last, or the day asked for, in its year."""
    last = last_day()
    years = range(min(FIRST_YEAR, asked.day.year), last.year + 1)
    days = {year: min(pd.Timestamp(year, 12, 31), last) for year in years}
    return days | {asked.day.year: asked.day}


def frames(asked: Asked) -> pd.DataFrame:
    """Return the category of each county (the index) in each year (a column)."""
    days = year_days(asked)
    return pd.DataFrame({year: categories(asked, day) for year, day in days.items()})

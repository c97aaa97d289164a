"""Where is which policy in force, and how many people live under it? What notebook 09 asks.

``Asked`` holds the choices; each function shows something, as an ``Exhibit``. `acts_told` shows the
acts themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd
from matplotlib.figure import Figure

from sanctuary_research import words
from sanctuary_research.data import choices, datasets, extent, people, shares
from sanctuary_research.data.extent import ANY, TABLES, share
from sanctuary_research.data.place import last_day
from sanctuary_research.data.shares import COUNTED, ON_MAP
from sanctuary_research.data.widening import HOLDS, SILENT, list_days
from sanctuary_research.display import maps, yearly
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import CODES, OnDay, evidence, numbers
from sanctuary_research.questions.caveats import not_shown

FIRST_YEAR = 1979
LAYERS: dict[str, str] = CODES["layers"]
EVERY = {ANY: "Any of the three limits", **LAYERS}
WHO = {"residents": "people in the US", "foreign_born": "US residents born abroad"}
UNIT = {"residents": "% of residents", "foreign_born": "% of the foreign-born"}
TITLES: dict[str, str] = CODES["titles_of_shares"]
AT_LEAST, AS_LISTED = "287(g) agreements, at least these", "287(g) agreements, as last listed"
ALL_TABLES = (*TABLES, *people.TABLES)


@dataclass(frozen=True)
class Asked(OnDay):
    """The choices of notebook 09, each checked.

    Attributes
    ----------
    as_of : str
        The day of the maps, YYYY-MM-DD, within what the tables speak of.
    layer : str
        combined, or one of `LAYERS`, for the maps by year.
    counted : str
        residents, or foreign_born: whose share is printed.
    place : str
        A place whose policies are listed, or all for none.
    """

    as_of: str
    layer: str = "combined"
    counted: str = "residents"
    place: str = choices.ALL

    SETS: ClassVar = dict(as_of="AnyDay", layer="AtlasLayer", counted="Counted", place="AnyPlace")

    @property
    def kinds(self) -> dict:
        """The categories of the maps by year."""
        return maps.POLICIES if self.layer == "combined" else maps.ONE_POLICY

    @property
    def shown_layers(self) -> tuple[str, ...]:
        """The layers of the maps by year."""
        return ON_MAP if self.layer == "combined" else (self.layer,)

    def category(self, day: pd.Timestamp) -> pd.Series:
        """Return the category of each county on a day in the maps by year."""
        return shares.widest(day) if self.layer == "combined" else extent.says(self.layer, day)


def year_days(asked: Asked) -> dict[int, pd.Timestamp]:
    """Return the day at which each year is read: its last, or the day asked for, in its year."""
    last = last_day()
    years = range(min(FIRST_YEAR, asked.day.year), last.year + 1)
    days = {year: min(pd.Timestamp(year, 12, 31), last) for year in years}
    return days | {asked.day.year: asked.day}


def frames(asked: Asked) -> pd.DataFrame:
    """Return the category of each county (the index) in each year (a column)."""
    return pd.DataFrame({year: asked.category(day) for year, day in year_days(asked).items()})


def span(low: float, high: float) -> str:
    """Return a percentage between two bounds, as one number where they round to one.

    >>> [span(*ends).split() for ends in ((38.2, 38.4), (7.1, 20.6), (0.04, 0.04))]
    [['38', '%'], ['7', 'to', '21', '%'], ['0', '%']]
    """
    ends = dict.fromkeys([words.number(low, 0), words.number(high, 0)])
    return f"{' to '.join(ends)}\N{NO-BREAK SPACE}%"


def answer(asked: Asked) -> Exhibit:
    """Say how many live under limits and bans on the day, and did ten years before."""
    last = last_act(asked)["adopted_latest"].dt.strftime(" (record to %B %Y)").sum()
    then, told = asked.day - pd.DateOffset(years=10), []
    for day in [asked.day, then] if then.year >= FIRST_YEAR else [asked.day]:
        limit, ban = (share(layer, day, asked.counted) for layer in (ANY, "state_ban"))
        ends = [span(part["surely"], part["at_most"]) for part in (limit, ban)]
        told.append((*ends, words.percent(limit["silent"], 0)))
    (limited, banned, unknown), *before = told
    return Exhibit(
        title="The answer",
        sentences=(
            f"On {asked.when}{last}, {limited} of {WHO[asked.counted]} lived under a limit on work "
            f"with immigration agents, {banned} under a state ban on such limits.",
            f"For {unknown} we found neither.",
            *(
                f"Ten years before these were {limit}, {ban} and {silent}; "
                "records have improved since."
                for limit, ban, silent in before
            ),
        ),
        tables=ALL_TABLES,
        behind=shares.behind(ON_MAP, asked.day, asked.counted),
    )


def last_act(asked: Asked) -> pd.DataFrame:
    """Return the row of the last act adopted by the day."""
    acts = datasets.load_policy_events().query("certainty != 'memory'")
    return acts.query("adopted_latest <= @asked.day").sort_values("adopted_latest").tail(1)


def limits(asked: Asked) -> Exhibit:
    """Say what the answer does not show."""
    last = last_act(asked)
    first_list, last_list = (words.date(day.date()) for day in list_days())
    return not_shown(
        "The map shows what rules say, not what officers do, nor what comes of it.",
        "Limits differ: some cover every contact, others one kind of request to a jail.",
        "Policies that nobody wrote about are missing, and 287(g) agreements that ended before "
        f"{first_list}; after {last_list} they stand as of ICE's list of that day.",
        *(
            f"The last act on record for the map was adopted by {words.date(day.date())}."
            for day in last["adopted_latest"]
        ),
        tables=("policy_events",),
        behind=evidence("policy_events", last),
    )


def main_map(asked: Asked) -> Exhibit:
    """Show what holds where on the day; on a page a slider takes it to other years."""
    years = frames(asked)
    now, kinds = years[asked.day.year], asked.kinds
    layers = {"limits": ANY, "state bans": "state_ban"}
    if asked.layer != "combined":
        layers = {LAYERS[asked.layer]: asked.layer}
    under = {name: share(layer, asked.day, asked.counted) for name, layer in layers.items()}
    told = [f"{name} {span(own['surely'], own['at_most'])}" for name, own in under.items()]
    return Exhibit(
        title=f"On record for {asked.when}, of {WHO[asked.counted]}: {', '.join(told)}",
        subtitle="By county, large or small. Where several apply, a limit is shown over a ban, and "
        "a state's limit over a county's or city's",
        rows=now.rename("kind").reset_index(),
        picture=lambda narrow: _drawn(maps.year_map, years, narrow, kinds, shown=asked.day.year),
        alt=f"Map of counties with Alaska and Hawaii on {asked.when}: {_told(now, kinds)}.",
        marks="Hatched in grey: nothing is on record "
        f"({100 * now.eq(SILENT).mean():.0f} % of counties on {asked.when}), not that there is no "
        "policy. A range of the answer is due to dates that are not sure",
        tables=TABLES,
        behind=shares.spoken(asked.shown_layers, asked.day),
    )


def by_decade(asked: Asked) -> Exhibit:
    """Show the same map at the end of each decade, and on the day."""
    days = {f"{year}": pd.Timestamp(year, 12, 31) for year in range(1979, asked.day.year, 10)}
    days[asked.when] = asked.day
    found = {name: asked.category(day) for name, day in days.items()}
    told = [f"{name}, {_told(kind, asked.kinds)}" for name, kind in found.items()]
    return _small(
        found,
        asked.kinds,
        title="Limits and bans, decade by decade",
        subtitle=f"Counties at the end of each year and on {asked.when}",
        alt=f"Small maps of counties: {'; '.join(told)}.",
        behind=shares.spoken(asked.shown_layers, *days.values()),
    )


def by_layer(asked: Asked) -> Exhibit:
    """Show each layer by itself on the day: three that limit, three that widen cooperation."""
    first, last = list_days()
    of_lists = AT_LEAST if asked.day < first else AS_LISTED if asked.day > last else ""
    titles = LAYERS | ({"agreement_287g": of_lists} if of_lists else {})
    kinds = {title: extent.says(layer, asked.day) for layer, title in titles.items()}
    told = [f"{title} in {(kind == HOLDS).sum():,}" for title, kind in kinds.items()]
    return _small(
        kinds,
        maps.ONE_POLICY,
        title=f"Each policy by itself on {asked.when}",
        subtitle="Counties where it holds: three that limit cooperation, then three that widen it",
        alt=f"Six small maps of counties with the policy in force: {words.listed(told)}.",
        marks="A city's rule binds its staff and colours its whole county. Agreements: ICE's lists "
        f"of {words.date(first.date())} to {words.date(last.date())}; before, only those that "
        "lasted to the first; after, those of the last. Secure Communities: from activation on",
        behind=shares.spoken(LAYERS, asked.day),
    )


def _told(kind: pd.Series, kinds: dict) -> str:
    """Return how many counties are in each category, in words."""
    counts = kind.value_counts()
    return words.listed([f"{counts[k]:,} {kinds[k][0].lower()}" for k in kinds if k in counts])


def _small(told: dict[str, pd.Series], kinds: dict, **said: Any) -> Exhibit:
    def picture(narrow: bool) -> Figure:
        panels = {yearly.in_lines(name, 24 if narrow else 34): kind for name, kind in told.items()}
        return _drawn(maps.small_maps, panels, narrow, kinds)

    return Exhibit(rows=pd.DataFrame(told).reset_index(), picture=picture, tables=TABLES, **said)


def _drawn(draw: Callable, told: Any, narrow: bool, kinds: dict, **options: Any) -> Figure:
    shapes, borders = datasets.load_county_shapes(), datasets.load_state_borders()
    return draw(told, shapes, narrow, kinds=kinds, borders=borders, **options)


def people_under(asked: Asked) -> Exhibit:
    """Show the share of people under each policy, year by year, between its bounds."""
    rows = _by_year(asked, year_days(asked))
    now, unit = rows[rows["year"] == asked.day.year], UNIT[asked.counted]
    told = [f"{one.title} {span(one.surely, one.at_most)}" for one in now.itertuples()]
    first, last = (words.date(day.date()) for day in list_days())
    of_cities = people.city_people(asked.counted, asked.day.year)
    missing = of_cities.query("people.isna()")["jurisdiction_id"].nunique()
    other = _other(asked)
    titles = {name: title.format(other=UNIT[other]) for name, title in TITLES.items()}
    return Exhibit(
        title=_title(asked, now),
        subtitle=f"{unit.capitalize()} at the end of each year, and on {asked.when}",
        rows=rows.sort_values("year", ascending=False, kind="stable"),
        columns=tuple(titles),
        titles=titles,
        first=len(now),
        picture=lambda narrow: yearly.between(rows, narrow, by="title", ylabel=unit),
        alt=f"{len(now)} small curves over the years. On {asked.when}: {words.listed(told)}.",
        marks="Line: surely; band: were every date that is not sure the earlier one; in neither: "
        f"places with nothing on record. 287(g) agreements: ICE's lists of {first} to {last}",
        sentences=(
            f"Of {WHO[other]} it was {span(*now[['other_surely', 'other_at_most']].iloc[0])}.",
            "The foreign-born of each county are those of the survey of 2011-15 in every year, for "
            "Alaska of 2006-10; those of a city have its county's share.",
            "Residents of a year are the state's, among its counties as in the nearest of 2010, "
            "2012, 2015 and 2017; since 2025 as in 2024. A city keeps its nearest known part.",
        ),
        tables=ALL_TABLES,
        behind=pd.concat(
            [
                shares.behind(LAYERS, asked.day, asked.counted),
                evidence("policy_events", shares.acts(asked.day)),
            ]
        ),
        note=f"Behind it: the rows of {asked.when}, and every act until then. Cities with a rule "
        f"but no residents in a table, counted as nothing on record: {missing}.",
    )


def _by_year(asked: Asked, days: dict[int, pd.Timestamp]) -> pd.DataFrame:
    rows = shares.by_year(days, asked.counted)
    return rows.assign(title=rows["layer"].map(EVERY))


def _other(asked: Asked) -> str:
    [other] = {*COUNTED} - {asked.counted}
    return other


def _title(asked: Asked, now: pd.DataFrame) -> str:
    ends = span(*now[["surely", "at_most"]].iloc[0])
    return f"On {asked.when} {ends} of {WHO[asked.counted]} lived under one of three limits"


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    now, unit = _by_year(asked, {asked.day.year: asked.day}), UNIT[asked.counted]
    other = UNIT[_other(asked)]
    return numbers(
        _title(asked, now),
        *(
            (f"{one.title}, {told}", value, unit, 1)
            for one in now.itertuples()
            for told, value in (("surely", one.surely), ("at most", one.at_most))
        ),
        ("no row speaks of limits or bans", now["silent"].iloc[0], unit, 1),
        (f"{EVERY[ANY]}, surely, {other}", now["other_surely"].iloc[0], other, 1),
    )

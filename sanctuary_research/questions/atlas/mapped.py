"""The maps and the calendar of the policy atlas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from sanctuary_research import words
from sanctuary_research.data import datasets, reach
from sanctuary_research.data.in_force import EVER, dated
from sanctuary_research.data.widening import first_list
from sanctuary_research.display import maps, yearly
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, PURPLE, SKY
from sanctuary_research.questions.atlas import layered
from sanctuary_research.questions.atlas.layered import HOLDS, LAYERS, SILENT, TABLES, Asked

UP = {"State limits": (BLUE, ""), "County limits": (SKY, ""), "City limits": (PURPLE, "--")}
DOWN = {"State bans or duties": (layered.BAN_COLOUR, "\\\\"), "Weakened or ended": (GREY, "")}
LEVELS = {"state": "State limits", "city": "City limits", "city_county": "City limits"}
ENDS = ("weaken", "rescind")
AT_LEAST = "287(g) agreements, at least these"


def _told(kind: pd.Series, kinds: dict) -> str:
    """Return how many counties are in each category, in words."""
    counts = kind.value_counts()
    return words.listed([f"{counts[k]:,} {kinds[k][0].lower()}" for k in kinds if k in counts])


def main_map(asked: Asked) -> Exhibit:
    """Show what holds where on the day; on a page a slider takes it to other years."""
    years = layered.frames(asked)
    now = years[asked.day.year]
    counts = now.value_counts()
    silent = 100 * now.eq(SILENT).mean()
    if asked.layer == "combined":
        limits = words.count(int(counts.reindex(layered.LIMITS).sum()), "county", "counties")
        found = f"limits hold in {limits}, state bans in {counts.get('state_ban', 0):,}"
    else:
        found = f"in force in {counts.get(HOLDS, 0):,} counties: {LAYERS[asked.layer]}"
    return Exhibit(
        title=f"On {asked.when} {found}",
        subtitle="By county; of several policies the most far-reaching is shown",
        rows=now.rename("kind").reset_index(),
        picture=lambda narrow: _drawn(
            maps.year_map, years, narrow, asked.kinds, shown=asked.day.year
        ),
        alt=f"Map of counties with Alaska and Hawaii on {asked.when}: {_told(now, asked.kinds)}.",
        marks=f"Hatched in grey: no row speaks of the county ({silent:.0f} % of counties), which "
        "does not mean that it has no policy",
        tables=TABLES,
        behind=_behind(asked.shown_layers, asked.day),
    )


def by_decade(asked: Asked) -> Exhibit:
    """Show the same map at the end of each decade, and on the day."""
    days = {f"{year}": pd.Timestamp(year, 12, 31) for year in range(1979, asked.day.year, 10)}
    days[asked.when] = asked.day
    kinds = {name: layered.categories(asked, day) for name, day in days.items()}
    told = [f"{name}, {_told(kind, asked.kinds)}" for name, kind in kinds.items()]
    return _small(
        kinds,
        asked.kinds,
        title="Limits and bans, decade by decade",
        subtitle=f"Counties at the end of each year and on {asked.when}",
        alt=f"Small maps of counties: {'; '.join(told)}.",
        behind=_behind(asked.shown_layers, *days.values()),
    )


def by_layer(asked: Asked) -> Exhibit:
    """Show each layer by itself on the day: three that limit, three that widen cooperation."""
    first = first_list()
    titles = LAYERS | ({"agreement_287g": AT_LEAST} if asked.day < first else {})
    kinds = {title: layered.says(layer, asked.day) for layer, title in titles.items()}
    told = [f"{title} in {(kind == HOLDS).sum():,}" for title, kind in kinds.items()]
    return _small(
        kinds,
        layered.ONE,
        title=f"Each policy by itself on {asked.when}",
        subtitle="Counties where it holds: three that limit cooperation, then three that widen it",
        alt=f"Six small maps of counties with the policy in force: {words.listed(told)}.",
        marks="A city's rule binds its staff and colours its whole county. Agreements are those of "
        f"county agencies on ICE's lists; before the first that could be read, of {first:%B %Y}, "
        "they are those that lasted to it, and all other counties are hatched. Secure Communities "
        "is shown from its activation on",
        behind=_behind(LAYERS, asked.day),
    )


def _small(told: dict[str, pd.Series], kinds: dict, **said: Any) -> Exhibit:
    def picture(narrow: bool) -> Figure:
        letters = 24 if narrow else 34
        panels = {yearly.in_lines(name, letters): kind for name, kind in told.items()}
        return _drawn(maps.small_maps, panels, narrow, kinds)

    return Exhibit(rows=pd.DataFrame(told).reset_index(), picture=picture, tables=TABLES, **said)


def _drawn(draw: Callable, told: Any, narrow: bool, kinds: dict, **options: Any) -> Figure:
    """Draw maps of the project's counties and states."""
    shapes, borders = datasets.load_county_shapes(), datasets.load_state_borders()
    return draw(told, shapes, narrow, kinds=kinds, borders=borders, **options)


def _behind(layers: Iterable[str], *days: pd.Timestamp) -> pd.DataFrame:
    """Return the rows that layers rest on on each day, with the counties that each speaks of."""
    rows = {
        (f"{day:%Y-%m-%d}", layer): layered.found(layer, day) for day in days for layer in layers
    }
    told = pd.concat(rows, names=["day", "layer"]).query("evidence_id != ''")
    return told.value_counts(["day", "layer", *layered.COLUMNS]).rename("counties").reset_index()


def events(day: pd.Timestamp) -> pd.DataFrame:
    """Return what was adopted, weakened or ended by a day, the last first.

    Returns
    -------
    DataFrame
        The rows of ``policy_events`` that are not from memory alone, with place, kind (one of
        `UP` or `DOWN`), started (the last possible day) and year, missing where the date leaves
        it open.
    """
    rows = dated(datasets.load_policy_events()).query("start_latest <= @day")
    level = rows["jurisdiction_id"].map(
        datasets.load_jurisdictions().set_index("jurisdiction_id")["level"]
    )
    kind = level.map(LEVELS).fillna("County limits")
    kind = kind.mask(rows["direction"] == "mandate", "State bans or duties")
    kind = kind.mask(rows["direction"].isin(ENDS), "Weakened or ended")
    year = rows["start_latest"].dt.year.astype("Int64")
    is_open = rows["start_earliest"].eq(EVER) | rows["start_earliest"].dt.year.ne(year)
    place = rows["jurisdiction_id"].map(reach.printed_names())
    return rows.assign(
        place=place, kind=kind, started=rows["start_latest"], year=year.mask(is_open)
    ).sort_values("started", ascending=False)


def calendar(asked: Asked) -> Exhibit:
    """Show when limits came, above the line, and when bans and endings did, below it."""
    rows = events(asked.day)
    first = rows["year"].min() if rows["year"].notna().any() else asked.day.year
    years = range(first, asked.day.year + 1)
    counts = pd.crosstab(rows["year"], rows["kind"]).reindex(years, columns=[*UP, *DOWN])
    counts = counts.fillna(0).astype(int)
    limits, against = counts[[*UP]].sum(axis=1), counts[[*DOWN]].sum(axis=1)
    totals = [f"{n} {kind.lower()}" for kind, n in counts.sum().items()]
    return Exhibit(
        title=f"{limits.idxmax()} brought {limits.max()} of {limits.sum()} limits, "
        f"{against.idxmax()} the most bans and endings",
        subtitle=f"Recorded acts by year of their start, to {asked.when}",
        rows=rows,
        columns="started kind place title date_printed event_id",
        titles={"started": "Started", "kind": "What", "place": "Place", "title": "Act"},
        picture=lambda narrow: yearly.up_and_down(counts, narrow, up=UP, down=DOWN, ylabel="acts"),
        alt=f"Bars by year from {first}: above the line limits, most in "
        f"{limits.idxmax()}, below it bans and endings, most in {against.idxmax()}. In all "
        f"{words.listed(totals)}.",
        marks=f"{rows['year'].isna().sum()} acts whose date leaves the year open are in the table "
        "only",
        tables=("policy_events",),
    )

"""Policies side by side: each county's widest, the people under each, and the acts until a day."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import chain, product

import numpy as np
import pandas as pd

from sanctuary_research.data import datasets, extent, reach
from sanctuary_research.data.extent import ANY, LIMITS, ORDER, share
from sanctuary_research.data.in_force import EVER, dated
from sanctuary_research.data.kept import unchanging
from sanctuary_research.data.people import CENSUS, people
from sanctuary_research.data.place import last_day
from sanctuary_research.data.widening import COLUMNS, HOLDS, MAYBE, OFF, SILENT, list_days

COMBINED = "combined"
ON_MAP = (*LIMITS, "state_ban")  # of the map of all policies
PARTS = {COMBINED: ON_MAP, ANY: LIMITS}
EVERY = (ANY, *ON_MAP, *extent.WIDENING)
OTHER = {"residents": "foreign_born", "foreign_born": "residents"}
FIRST_YEAR = 1979
KINDS = STATES, COUNTIES, CITIES = "State limits", "County limits", "City limits"
LEVELS = {"state": STATES, "city": CITIES, "city_county": CITIES}
BANS, ENDS, WORDS = "Bans, duties or jail agreements", "Limits weakened or ended", "Other acts"


def widest(day: pd.Timestamp) -> np.ndarray:
    """Return of each county the widest policy on a day: one of `ON_MAP`, maybe, off or silent.

    Where no policy holds or may, a row must speak of each kind of limit, or the county is silent.
    A limit that stands under a ban is shown: that of a jail, under a ban that governs none.
    """
    told = np.array([extent.ranks(layer, day) for layer in ON_MAP])
    holds, may, off = (told == ORDER.index(word) for word in (HOLDS, MAYBE, OFF))
    ways = [*holds, may.any(axis=0), off[: len(LIMITS)].all(axis=0)]
    return np.select(ways, [*ON_MAP, MAYBE, OFF], SILENT)


def on_days(layer: str, days: Mapping[Hashable, pd.Timestamp]) -> pd.DataFrame:
    """Return what a layer, or the widest of all, says of each county (the index) on some days."""
    told = {
        name: widest(day) if layer == COMBINED else extent.says(layer, day)
        for name, day in days.items()
    }
    return pd.DataFrame(told, people("residents", CENSUS).index)


def year_days(day: pd.Timestamp) -> dict[int, pd.Timestamp]:
    """Return the day at which each year is read: its last, or the one asked for, in its year."""
    years, last = range(min(FIRST_YEAR, day.year), last_day().year + 1), last_day()
    return {year: min(pd.Timestamp(year, 12, 31), last) for year in years} | {day.year: day}


def by_year(days: Mapping[int, pd.Timestamp], counted: str) -> pd.DataFrame:
    """Return `extent.share` of every layer and day.

    Returns
    -------
    DataFrame
        layer, year, day, and its columns; ``all``, were silence always to hide a policy; and
        other_surely and other_at_most, of those not asked for, the foreign-born or all residents.
        287(g) agreements from the first list on: those that ended before are in no table.
    """
    first, _ = list_days()
    with unchanging():
        rows = [
            {"layer": layer, "year": year, "day": day}
            | share(layer, day, counted)
            | {f"other_{end}": part for end, part in share(layer, day, OTHER[counted]).items()}
            for year, day in days.items()
            for layer in EVERY
            if layer != "agreement_287g" or day >= first
        ]
    rows = pd.DataFrame(rows).drop(columns="other_silent")
    return rows.assign(all=rows["at_most"] + rows["silent"])


def behind(layers: Iterable[str], counted: str, *days: pd.Timestamp) -> pd.DataFrame:
    """Return the rows that layers rest on on some days, by county, with the people each counts.

    Returns
    -------
    DataFrame
        day, layer, county_fips, people (of a city's rule those of the city, missing where no table
        has them), kind, evidence_table, evidence_id; not of counties that no row speaks of.
    """
    told = {}
    for day, layer in product(days, chain.from_iterable(PARTS.get(one, [one]) for one in layers)):
        weights = people(counted, day.year).rename("people")
        rows = extent.found(layer, day).join(weights).reset_index()
        is_city = layer == "city_dont_ask"
        told[f"{day:%Y-%m-%d}", layer] = extent.cities(day, counted) if is_city else rows
    rows = pd.concat(told, names=["day", "layer"]).reset_index(["day", "layer"])
    rows = rows[["day", "layer", "county_fips", "people", *COLUMNS]]
    return rows[rows["evidence_id"] != ""].round({"people": 0})


def acts(day: pd.Timestamp) -> pd.DataFrame:
    """Return what was adopted, weakened or ended by a day, the last first.

    Returns
    -------
    DataFrame
        The rows of ``policy_events`` that are not from memory alone, with place, kind (one of
        `KINDS`, `BANS`, `ENDS`, or `WORDS`: a declaration, the end of a duty or a
        right to sue, which limit nothing), started (the last possible day) and year, missing
        where the date leaves it open.
    """
    rows = dated(datasets.load_policy_events()).query("start_latest <= @day")
    levels = datasets.load_jurisdictions().set_index("jurisdiction_id")["level"]
    kind = rows["jurisdiction_id"].map(levels).map(LEVELS).fillna(COUNTIES)
    is_limit = rows.filter(regex="^limits_").any(axis=1) & ~rows["repeals_mandate"]
    kind = kind.where(is_limit, WORDS).mask(rows["direction"].isin(["mandate", "duty"]), BANS)
    kind = kind.mask(rows["direction"].isin(["weaken", "rescind"]), ENDS)
    year = rows["start_latest"].dt.year.astype("Int64")
    is_open = rows["start_earliest"].eq(EVER) | rows["start_earliest"].dt.year.ne(year)
    place = rows["jurisdiction_id"].map(reach.printed_names())
    return rows.assign(
        place=place, kind=kind, started=rows["start_latest"], year=year.mask(is_open)
    ).sort_values("started", ascending=False)

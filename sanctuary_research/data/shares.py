"""Policies side by side: each county's widest, the people under each, and the acts until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from sanctuary_research.data import datasets, extent, reach
from sanctuary_research.data.extent import ANY, LIMITS, share
from sanctuary_research.data.in_force import EVER, dated
from sanctuary_research.data.kept import unchanging
from sanctuary_research.data.people import people
from sanctuary_research.data.widening import COLUMNS, HOLDS, MAYBE, OFF, SILENT, list_days

ON_MAP = (*LIMITS, "state_ban")  # of the map of all policies
EVERY = (ANY, *ON_MAP, *extent.WIDENING)
COUNTED = ("residents", "foreign_born")
LEVELS = {"state": "State limits", "city": "City limits", "city_county": "City limits"}
BANS, ENDS, WORDS = "Bans, duties or jail agreements", "Limits weakened or ended", "Other acts"


def widest(day: pd.Timestamp) -> pd.Series:
    """Return of each county the widest policy on a day: one of `ON_MAP`, maybe, off or silent.

    Where no policy holds or may, a row must speak of each kind of limit, or the county is silent.
    A limit that stands under a ban is shown: that of a jail, under a ban that governs none.
    """
    told = pd.DataFrame({layer: extent.says(layer, day) for layer in ON_MAP})
    kind = told[[*LIMITS]].eq(OFF).all(axis=1).map({True: OFF, False: SILENT})
    kind = kind.mask(told.eq(MAYBE).any(axis=1), MAYBE)
    for layer in ("state_ban", *reversed(LIMITS)):
        kind = kind.mask(told[layer] == HOLDS, layer)
    return kind.rename("kind")


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
    [other] = {*COUNTED} - {counted}
    with unchanging():
        rows = [
            {"layer": layer, "year": year, "day": day}
            | share(layer, day, counted)
            | {f"other_{end}": part for end, part in share(layer, day, other).items()}
            for year, day in days.items()
            for layer in EVERY
            if layer != "agreement_287g" or day >= first
        ]
    rows = pd.DataFrame(rows).drop(columns="other_silent")
    return rows.assign(all=rows["at_most"] + rows["silent"])


def behind(layers: Iterable[str], day: pd.Timestamp, counted: str) -> pd.DataFrame:
    """Return the rows that layers rest on on a day, by county, with the people that each counts.

    Returns
    -------
    DataFrame
        layer, county_fips, people (of a city's rule those of the city), kind, evidence_table,
        evidence_id; not of counties that no row speaks of.
    """
    weights = people(counted, day.year).rename("people")
    rows = {layer: extent.found(layer, day).join(weights).reset_index() for layer in layers}
    rows["city_dont_ask"] = extent.cities(day, counted)
    told = pd.concat(rows, names=["layer"]).reset_index("layer")
    told = told[["layer", "county_fips", "people", *COLUMNS]]
    return told[told["evidence_id"] != ""].round({"people": 0})


def spoken(layers: Iterable[str], *days: pd.Timestamp) -> pd.DataFrame:
    """Return the rows that layers rest on on each day, with the counties that each speaks of."""
    rows = {(f"{day:%Y-%m-%d}", one): extent.found(one, day) for day in days for one in layers}
    told = pd.concat(rows, names=["day", "layer"]).query("evidence_id != ''")
    return told.value_counts(["day", "layer", *COLUMNS]).rename("counties").reset_index()


def acts(day: pd.Timestamp) -> pd.DataFrame:
    """Return what was adopted, weakened or ended by a day, the last first.

    Returns
    -------
    DataFrame
        The rows of ``policy_events`` that are not from memory alone, with place, kind (one of
        `LEVELS`, County limits, `BANS`, `ENDS`, or `WORDS`: a declaration, the end of a duty or a
        right to sue, which limit nothing), started (the last possible day) and year, missing
        where the date leaves it open.
    """
    rows = dated(datasets.load_policy_events()).query("start_latest <= @day")
    levels = datasets.load_jurisdictions().set_index("jurisdiction_id")["level"]
    kind = rows["jurisdiction_id"].map(levels).map(LEVELS).fillna("County limits")
    is_limit = rows.filter(regex="^limits_").any(axis=1) & ~rows["repeals_mandate"]
    kind = kind.where(is_limit, WORDS)
    kind = kind.mask(rows["direction"].isin(["mandate", "duty"]), BANS).mask(
        rows["direction"].isin(["weaken", "rescind"]), ENDS
    )
    year = rows["start_latest"].dt.year.astype("Int64")
    is_open = rows["start_earliest"].eq(EVER) | rows["start_earliest"].dt.year.ne(year)
    place = rows["jurisdiction_id"].map(reach.printed_names())
    return rows.assign(
        place=place, kind=kind, started=rows["start_latest"], year=year.mask(is_open)
    ).sort_values("started", ascending=False)

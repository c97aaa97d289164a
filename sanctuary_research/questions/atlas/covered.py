"""How many people live under each policy on a day, between what is sure and what may be."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import bindings
from sanctuary_research.data.people import city_people, people
from sanctuary_research.data.widening import first_list
from sanctuary_research.questions.atlas import layered
from sanctuary_research.questions.atlas.layered import HOLDS, LAYERS, MAYBE, OFF, SAYS, SILENT, says

ANY, WHOLE = "any_limit", ("state_law", "county_detainer")
ORDER = [HOLDS, MAYBE, OFF, SILENT]  # what holds in one way holds
EVERY = {ANY: "Any of the three limits", **LAYERS}


def share(layer: str, day: pd.Timestamp, counted: str) -> dict[str, float]:
    """Return the percent of people who live under a layer on a day.

    Parameters
    ----------
    layer : str
        One of `EVERY`. A rule of a city counts its own people, all else whole counties.
    day : Timestamp
    counted : {"residents", "foreign_born"}

    Returns
    -------
    dict
        surely; at_most, were every date not sure the earlier; silent, of whom no row speaks.
    """
    weights = people(counted, day.year)
    if layer in LAYERS and layer != "city_dont_ask":
        told = weights.groupby(says(layer, day).reindex(weights.index)).sum()
    else:
        told = _with_cities(layer, day, counted, weights)
    part = 100 * told.reindex(ORDER, fill_value=0) / weights.sum()
    return {"surely": part[HOLDS], "at_most": part[HOLDS] + part[MAYBE], "silent": part[SILENT]}


def _with_cities(layer: str, day: pd.Timestamp, counted: str, weights: pd.Series) -> pd.Series:
    """Return people by what holds for them, where cities count by themselves."""
    whole = says("state_ban", day).map({HOLDS: OFF}).fillna(SILENT).map(ORDER.index)
    for one in WHOLE if layer == ANY else ():
        # One kind of limit that is known not to hold says nothing of the other kinds.
        told = says(one, day).map({HOLDS: HOLDS, MAYBE: MAYBE}).fillna(SILENT)
        whole = whole.clip(upper=told.map(ORDER.index))
    rows = city_people(counted, day.year).dropna(subset="people")
    record = bindings.record()
    own = [_of_city(record, row.jurisdiction_id, row.state, day) for row in rows.itertuples()]
    county = rows["county_fips"].map(whole)
    own = pd.Series(own, rows.index).replace(OFF, SILENT if layer == ANY else OFF)
    best = county.clip(upper=own.map(ORDER.index))
    to, away = (rows["people"].groupby(told).sum() for told in (best, county))
    told = weights.groupby(whole).sum().add(to, fill_value=0).sub(away, fill_value=0)
    return told.rename(dict(enumerate(ORDER)))


def _of_city(record: bindings.Record, place: str, state: str, day: pd.Timestamp) -> str:
    found = record.ban(state, day) or record.on("own_inquiry", place, day)
    return SAYS[found.says] if found else SILENT


def known_on(day: pd.Timestamp) -> dict[str, str]:
    """Return the layers of which something is known on a day, with their titles.

    Of 287(g) agreements from the first list on: those that ended before are in no table.
    """
    is_listed = day >= first_list()
    return {name: title for name, title in EVERY.items() if is_listed or name != "agreement_287g"}


def shares(asked: layered.Asked) -> pd.DataFrame:
    """Return `share` for every layer and year: layer, title, year, day and its three columns."""
    rows = [
        {"layer": layer, "title": title, "year": year, "day": day}
        | share(layer, day, asked.counted)
        for year, day in layered.year_days(asked).items()
        for layer, title in known_on(day).items()
    ]
    return pd.DataFrame(rows)

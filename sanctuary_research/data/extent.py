"""What holds in which county on a day, layer by layer, and how many people live under it.

A layer says of each county one of four things, with the row that says so: the policy holds; it may,
as the day falls between the bounds of a date; a row speaks of it and it does not hold; or no row
speaks of it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research.data import bindings, reach, widening
from sanctuary_research.data.definitions import BAN, DEFINITIONS, LIMIT, NEITHER, NOT_CODED
from sanctuary_research.data.in_force import ENDED, IN_FORCE, NOT_YET, UNCERTAIN, Finding
from sanctuary_research.data.kept import kept
from sanctuary_research.data.people import SURVEYED, city_people, people
from sanctuary_research.data.people import TABLES as OF_PEOPLE
from sanctuary_research.data.widening import COLUMNS, HOLDS, MAYBE, OFF, SILENT

SAYS = {LIMIT: HOLDS, IN_FORCE: HOLDS, NOT_CODED: MAYBE, UNCERTAIN: MAYBE}
SAYS |= dict.fromkeys((BAN, NEITHER, ENDED, NOT_YET), OFF)
ORDER = [HOLDS, MAYBE, OFF, SILENT]  # what holds in one way holds
LIMITS = ("state_law", "county_detainer", "city_dont_ask")
ANY, WHOLE = "any_limit", LIMITS[:2]
WIDENING = {"agreement_287g": widening.agreements, "secure_communities": widening.activations}
TABLES = ("policy_events", "agreements_287g", "secure_communities")


def found(layer: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return what a layer says of each county (the index) on a day, and the row that says so.

    Limits do not hold under a state's ban, as in `labels`.

    Parameters
    ----------
    layer : str
        One of `LIMITS` or `WIDENING`, or state_ban.
    day : Timestamp

    Returns
    -------
    DataFrame
        kind (holds, maybe, off or silent), evidence_table and evidence_id, blank without a row.
    """
    if layer in WIDENING:
        return WIDENING[layer](day)
    return _by_acts(layer, day)


@kept(*bindings.EVENTS)
def _by_acts(layer: str, day: pd.Timestamp) -> pd.DataFrame:
    """Return `found` for a layer that rests on acts."""
    if layer in LIMITS:
        policy = bindings.policy("county_fips", DEFINITIONS[layer].channels)
        told = {
            code: _of_limit(one, policy.limit(code, day)) if one and one.says == NOT_CODED else one
            for code, one in policy.arms(day).items()
        }
    else:
        record = bindings.record()
        states = reach.states_of("county_fips").items()
        told = {code: record.on(bindings.MANDATES, state, day) for code, state in states}
    rows = [kind_of(one) for one in told.values()]
    return pd.DataFrame(rows, pd.Index(told, name="county_fips"), COLUMNS)


def _of_limit(judged: Finding | None, limit: Finding | None) -> Finding | None:
    """Return what is said of a limit: a ban that is not sure bears on none that is not there."""
    may_hold = limit is not None and limit.says in (IN_FORCE, UNCERTAIN)
    return judged if judged and (judged.says == BAN or may_hold) else limit


def kind_of(one: Finding | None) -> tuple[str, str, str]:
    """Return what a finding says, and the table and key of its row."""
    return (SAYS[one.says], one.evidence_table, one.evidence_id) if one else (SILENT, "", "")


def says(layer: str, day: pd.Timestamp) -> pd.Series:
    """Return what a layer says of each county on a day: holds, maybe, off or silent."""
    return found(layer, day)["kind"]


def share(layer: str, day: pd.Timestamp, counted: str) -> dict[str, float]:
    """Return the percent of people who live under a layer on a day.

    Parameters
    ----------
    layer : str
        As of `found`, or any_limit. A rule of a city counts its own people, all else whole
        counties.
    day : Timestamp
    counted : {"residents", "foreign_born"}

    Returns
    -------
    dict
        surely; at_most, were every date not sure the earlier; silent, of whom no row speaks.
    """
    weights = people(counted, _year(counted, day))
    if layer not in (ANY, "city_dont_ask"):
        told = np.bincount(ranks(layer, day), weights, len(ORDER))
    else:
        told = _with_cities(layer, day, counted, weights)
    part = dict(zip(ORDER, 100 * told / weights.sum(), strict=True))
    return {"surely": part[HOLDS], "at_most": part[HOLDS] + part[MAYBE], "silent": part[SILENT]}


def _year(counted: str, day: pd.Timestamp) -> int:
    """Return the year whose people count on a day: of the foreign-born that of the survey."""
    return SURVEYED if counted == "foreign_born" else day.year


@kept(*bindings.EVENTS, "secure_communities")
def ranks(layer: str, day: pd.Timestamp) -> np.ndarray:
    """Return the place in `ORDER` of what a layer says of each county, in the order of `people`."""
    return pd.Index(ORDER).get_indexer(says(layer, day))


def _with_cities(layer: str, day: pd.Timestamp, counted: str, weights: pd.Series) -> np.ndarray:
    """Return people by what holds for them, as in `ORDER`, where cities count by themselves."""
    holds, maybe, off, silent = range(len(ORDER))
    whole = np.where(ranks("state_ban", day) == holds, off, silent)
    for one in WHOLE if layer == ANY else ():
        # One kind of limit that is known not to hold says nothing of the other kinds.
        told = ranks(one, day)
        whole = np.where(told <= maybe, np.minimum(whole, told), whole)
    rows = cities(day, counted)
    county = whole[weights.index.get_indexer(rows["county_fips"])]
    own = pd.Index(ORDER).get_indexer(rows["kind"])
    best = np.minimum(county, np.where((own == off) & (layer == ANY), silent, own))
    inside = rows["people"].fillna(0)
    to, away = (np.bincount(one, inside, len(ORDER)) for one in (best, county))
    return np.bincount(whole, weights, len(ORDER)) + to - away


@kept(*bindings.EVENTS, *OF_PEOPLE)
def cities(day: pd.Timestamp, counted: str) -> pd.DataFrame:
    """Return `city_people` with what their rule says, as of `found`."""
    rows = city_people(counted, _year(counted, day))
    record = bindings.record()
    told = [
        _of_limit(record.ban(state, day), record.on("own_inquiry", place, day))
        for place, state in zip(rows["jurisdiction_id"], rows["state"], strict=True)
    ]
    return rows.reset_index(drop=True).join(pd.DataFrame(map(kind_of, told), columns=COLUMNS))

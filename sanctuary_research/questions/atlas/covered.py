"""How many people live under each policy: the answer, the years, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sanctuary_research.data import bindings
from sanctuary_research.data.people import city_people, people
from sanctuary_research.data.widening import COLUMNS, first_list
from sanctuary_research.display import yearly
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import evidence, numbers
from sanctuary_research.questions.atlas import lasting, layered, mapped
from sanctuary_research.questions.atlas.layered import HOLDS, LAYERS, MAYBE, OFF, SILENT, Asked
from sanctuary_research.words import date, listed, number

ANY, WHOLE = "any_limit", ("state_law", "county_detainer")
ORDER = [HOLDS, MAYBE, OFF, SILENT]  # what holds in one way holds
EVERY = {ANY: "Any of the three limits", **LAYERS}
WHO = {"residents": "people in the US", "foreign_born": "people in the US born abroad"}
UNIT = {"residents": "% of residents", "foreign_born": "% of the foreign-born"}
TITLES = {"title": "Policy", "day": "On", "surely": "% surely", "at_most": "% at most"}
TITLES |= {"silent": "% of whom no row speaks"}
SOME = 10  # percent of the silent, in a bound


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
        told = weights.groupby(layered.says(layer, day).reindex(weights.index)).sum()
    else:
        told = _with_cities(layer, day, counted, weights)
    part = 100 * told.reindex(ORDER, fill_value=0) / weights.sum()
    return {"surely": part[HOLDS], "at_most": part[HOLDS] + part[MAYBE], "silent": part[SILENT]}


def _with_cities(layer: str, day: pd.Timestamp, counted: str, weights: pd.Series) -> pd.Series:
    """Return people by what holds for them, where cities count by themselves."""
    whole = layered.says("state_ban", day).map({HOLDS: OFF}).fillna(SILENT).map(ORDER.index)
    for one in WHOLE if layer == ANY else ():
        # One kind of limit that is known not to hold says nothing of the other kinds.
        told = layered.says(one, day).map({HOLDS: HOLDS, MAYBE: MAYBE}).fillna(SILENT)
        whole = whole.clip(upper=told.map(ORDER.index))
    rows = cities(day, counted)
    county = rows["county_fips"].map(whole)
    own = rows["kind"].replace(OFF, SILENT if layer == ANY else OFF)
    best = county.clip(upper=own.map(ORDER.index))
    to, away = (rows["people"].groupby(told).sum() for told in (best, county))
    told = weights.groupby(whole).sum().add(to, fill_value=0).sub(away, fill_value=0)
    return told.rename(dict(enumerate(ORDER)))


def cities(day: pd.Timestamp, counted: str) -> pd.DataFrame:
    """Return `city_people` where they are known, with what their rule says, as of `found`."""
    rows = city_people(counted, day.year).dropna(subset="people").reset_index(drop=True)
    record = bindings.record()
    told = [
        record.ban(state, day) or record.on("own_inquiry", place, day)
        for place, state in zip(rows["jurisdiction_id"], rows["state"], strict=True)
    ]
    return rows.join(pd.DataFrame(map(layered.kind_of, told), columns=COLUMNS))


def behind(layers: Iterable[str], asked: Asked) -> pd.DataFrame:
    """Return the rows that layers rest on on the day, by county, with the people that each counts.

    Returns
    -------
    DataFrame
        layer, county_fips, people (of a city's rule those of the city), kind, evidence_table,
        evidence_id; not of counties that no row speaks of.
    """
    weights = people(asked.counted, asked.day.year).rename("people")
    rows = {layer: layered.found(layer, asked.day).join(weights).reset_index() for layer in layers}
    rows["city_dont_ask"] = cities(asked.day, asked.counted)
    told = pd.concat(rows, names=["layer"]).reset_index("layer")
    told = told[["layer", "county_fips", "people", *COLUMNS]]
    return told[told["evidence_id"] != ""].round({"people": 0})


def known_on(day: pd.Timestamp) -> dict[str, str]:
    """Return the layers of which something is known on a day, with their titles.

    Of 287(g) agreements from the first list on: those that ended before are in no table.
    """
    is_listed = day >= first_list()
    return {name: title for name, title in EVERY.items() if is_listed or name != "agreement_287g"}


def shares(asked: Asked) -> pd.DataFrame:
    """Return `share` for every layer and year: layer, title, year, day and its three columns."""
    rows = [
        {"layer": layer, "title": title, "year": year, "day": day}
        | share(layer, day, asked.counted)
        for year, day in layered.year_days(asked).items()
        for layer, title in known_on(day).items()
    ]
    return pd.DataFrame(rows)


def span(low: float, high: float) -> str:
    """Return a percentage between two bounds, as one number where they round to one.

    >>> [span(*ends).split() for ends in ((38.2, 38.4), (7.1, 20.6), (0.04, 0.04))]
    [['38', '%'], ['7', 'to', '21', '%'], ['0', '%']]
    """
    ends = dict.fromkeys([number(low, 0), number(high, 0)])
    return f"{' to '.join(ends)}\N{NO-BREAK SPACE}%"


def _said(layer: str, day: pd.Timestamp, counted: str) -> str:
    part = share(layer, day, counted)
    return span(part["surely"], part["at_most"])


def answer(asked: Asked) -> Exhibit:
    """Say how many live under limits and bans on the day, and did ten years before."""
    then = asked.day - pd.DateOffset(years=10)
    days = [asked.day, then] if then.year >= layered.FIRST_YEAR else [asked.day]
    now, *was = ([_said(layer, day, asked.counted) for layer in (ANY, "state_ban")] for day in days)
    unknown, *before = (share(ANY, day, asked.counted)["silent"] for day in days)
    fewer = "; part of the rise may be better records" if max([*before, 0]) > unknown else ""
    return Exhibit(
        title="The answer",
        sentences=(
            f"On {asked.when}, {now[0]} of {WHO[asked.counted]} lived where state, county or "
            f"city is known to limit work with immigration agents, {now[1]} where the "
            f"state forbids that; for {span(unknown, unknown)} no record tells.",
            *(
                f"Ten years before: {limit}, {ban} and {span(none, none)}{fewer}."
                for (limit, ban), none in zip(was, before, strict=True)
            ),
        ),
        tables=layered.ALL_TABLES,
        behind=behind(layered.ON_MAP, asked),
    )


def limits(asked: Asked) -> Exhibit:
    """Say what the answer does not show."""
    last = mapped.events(asked.day).sort_values("adopted_latest").tail(1)
    return Exhibit(
        title="What this does not show",
        sentences=(
            "The map shows what rules say, not what officers do, nor what comes of it.",
            "Limits differ: some cover every contact, others one kind of request to a jail.",
            "Policies that nobody wrote about are missing, and so are 287(g) agreements that ended "
            f"before {first_list():%B %Y}; later ones are counted on from ICE's last list.",
            *(
                f"The last act recorded by that day was adopted on {date(day.date())}; later ones "
                "may be missing."
                for day in last["adopted_latest"]
            ),
        ),
        tables=("policy_events",),
        behind=evidence("policy_events", last),
    )


def people_under(asked: Asked) -> Exhibit:
    """Show the share of people under each policy, year by year, between its bounds."""
    rows = shares(asked).sort_values("year", ascending=False, kind="stable")
    now = rows[rows["year"] == asked.day.year]
    told = [f"{one.title} {span(one.surely, one.at_most)}" for one in now.itertuples()]
    return Exhibit(
        title=f"On {asked.when} {span(*now[['surely', 'at_most']].iloc[0])} of "
        f"{WHO[asked.counted]} lived under one of three limits",
        subtitle=f"Live under each policy, {UNIT[asked.counted]}, at the end of each year",
        rows=rows,
        columns=tuple(TITLES),
        titles=TITLES,
        first=len(now),
        picture=lambda narrow: yearly.between(
            rows.sort_values("year", kind="stable"), narrow, by="title", ylabel=UNIT[asked.counted]
        ),
        alt=f"{len(now)} small curves over the years. On {asked.when}: {listed(told)}.",
        marks="Line: surely; band: were every date that is not sure the earlier one. Places that "
        f"no row speaks of are in neither. 287(g) agreements: from {first_list():%B %Y} on, the "
        "first list of ICE that could be read",
        sentences=(
            "The foreign-born of each county are those of the survey of 2011-15 in every year, for "
            "Alaska of 2006-10; those of a city have its county's share."
            if asked.counted == "foreign_born"
            else "People of a year are the state's, among its counties as in the nearest of 2010, "
            "2012, 2015 and 2017; since 2025 as in 2024. A city keeps its nearest known part.",
            "A band is wide where a source tells that a policy held by some day, not since when.",
        ),
        tables=layered.ALL_TABLES,
        behind=pd.concat(
            [behind(LAYERS, asked), evidence("policy_events", mapped.events(asked.day))]
        ),
        note=f"The rows behind it are those of {asked.when}, and every act until then.",
    )


def sureness(asked: Asked) -> Exhibit:
    """Show what the shares would be if places of which no row speaks had the policy."""
    rows = [
        {"title": title} | share(layer, asked.day, asked.counted)
        for layer, title in known_on(asked.day).items()
    ]
    table = pd.DataFrame(rows)
    table["some"] = table["at_most"] + table["silent"] * SOME / 100
    table["all"] = table["at_most"] + table["silent"]
    missing = city_people(asked.counted, asked.day.year).query("people.isna()")
    return Exhibit(
        title="Bounds, were silence to hide a policy",
        subtitle=f"{UNIT[asked.counted].capitalize()} on {asked.when}",
        rows=table,
        columns="title surely at_most silent some all",
        titles=TITLES | {"some": f"% if {SOME} % of them had it", "all": "% if all had it"},
        tables=layered.ALL_TABLES,
        behind=behind(LAYERS, asked),
        note="Cities with a rule whose residents are in no table, counted as silent: "
        f"{missing['jurisdiction_id'].nunique()}.",
    )


def headlines(asked: Asked) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    unit, bounds, acts = UNIT[asked.counted], sureness(asked), mapped.calendar(asked)
    shares = [
        (f"{one.title}, {told}", value, unit, 1)
        for one in bounds.rows.itertuples()
        for told, value in (("surely", one.surely), ("at most", one.at_most))
    ]
    silent = bounds.rows.set_index("title").loc[EVERY[ANY], "silent"]
    lasted, rows = lasting.survival(asked), lasting.spells(asked.day)
    return [
        *numbers(bounds.title, *shares, ("no row speaks of limits or bans", silent, unit, 1)),
        *numbers(
            lasted.title if lasted else acts.title,
            ("policies that began", len(rows), "policies", 0),
            ("of them undone or overridden", int(rows["is_event"].sum()), "policies", 0),
        ),
        *numbers(acts.title, ("acts recorded", len(acts.rows), "acts", 0)),
    ]

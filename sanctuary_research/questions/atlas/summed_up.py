"""The answer of the policy atlas, how many people live under what, and how sure that is."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.people import city_people
from sanctuary_research.display import yearly
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import numbers
from sanctuary_research.questions.atlas import covered, lasting, layered, mapped
from sanctuary_research.questions.atlas.layered import Asked
from sanctuary_research.words import date, listed, number

WHO = {"residents": "people in the US", "foreign_born": "people in the US born abroad"}
UNIT = {"residents": "% of residents", "foreign_born": "% of the foreign-born"}
COLUMNS = {"title": "Policy", "day": "On", "surely": "% surely", "at_most": "% at most"}
SILENT = "% of whom no row speaks"
SOME = 10  # percent of the silent, in a bound


def span(low: float, high: float) -> str:
    """Return a percentage between two bounds, as one number where they round to one.

    >>> span(38.2, 38.4), span(7.1, 20.6), span(0.04, 0.04)
    ('38 %', '7 to 21 %', '0 %')
    """
    ends = dict.fromkeys([number(low, 0), number(high, 0)])
    return f"{' to '.join(ends)} %"


def _said(layer: str, day: pd.Timestamp, counted: str) -> str:
    found = covered.share(layer, day, counted)
    return span(found["surely"], found["at_most"])


def answer(asked: Asked) -> Exhibit:
    """Say how many live under limits and bans on the day, and did ten years before."""
    then = asked.day - pd.DateOffset(years=10)
    silent = covered.share(covered.ANY, asked.day, asked.counted)["silent"]
    days = [asked.day, then] if then.year >= layered.FIRST_YEAR else [asked.day]
    now, *was = (
        [_said(layer, day, asked.counted) for layer in (covered.ANY, "state_ban")] for day in days
    )
    return Exhibit(
        title="The answer",
        sentences=(
            f"On {asked.when}, {now[0]} of {WHO[asked.counted]} lived where a state, county or "
            f"city limits work with federal immigration agents, and {now[1]} where the state "
            "forbids such limits.",
            *(f"Ten years before it was {limit} and {ban}." for limit, ban in was),
            f"For {number(silent, 0)} % we do not know: no record speaks of their place.",
        ),
        tables=layered.ALL_TABLES,
        behind=mapped.events(asked.day)[["event_id"]]
        .rename(columns={"event_id": "evidence_id"})
        .assign(evidence_table="policy_events"),
    )


def limits(asked: Asked) -> Exhibit:
    """Say what the answer does not show."""
    last = mapped.events(asked.day)["adopted_latest"].max()
    return Exhibit(
        title="What this does not show",
        sentences=(
            "What a rule says, not what officers do, and not what it brings about.",
            "Limits differ: some cover every contact, others one kind of request to a jail.",
            "Policies that nobody wrote about are missing, and so are 287(g) agreements that ended "
            "before July 2025.",
            f"The last act recorded by that day was adopted on {date(last.date())}; later ones may "
            "be missing.",
        ),
        tables=("policy_events",),
    )


def people_under(asked: Asked) -> Exhibit:
    """Show the share of people under each policy, year by year, between its bounds."""
    rows = covered.shares(asked).sort_values("year", ascending=False, kind="stable")
    now = rows[rows["year"] == asked.day.year]
    told = [f"{one.title} {span(one.surely, one.at_most)}" for one in now.itertuples()]
    return Exhibit(
        title=f"On {asked.when} {span(*now[['surely', 'at_most']].iloc[0])} of "
        f"{WHO[asked.counted]} lived under one of three limits",
        subtitle=f"Live under each policy, {UNIT[asked.counted]}, at the end of each year",
        rows=rows,
        columns=(*COLUMNS, "silent"),
        titles=COLUMNS | {"silent": SILENT},
        first=len(now),
        picture=lambda narrow: yearly.between(
            rows.sort_values("year", kind="stable"), narrow, by="title", ylabel=UNIT[asked.counted]
        ),
        alt=f"{len(now)} small curves over the years. On {asked.when}: {listed(told)}.",
        marks="Line: surely; band: were every date that is not sure the earlier one. Places that "
        "no row speaks of are in neither. 287(g) agreements are known from July 2025 on",
        sentences=(
            "The foreign-born of each county are those of the survey of 2011-15 in every year, for "
            "Alaska of 2006-10; those of a city have its county's share."
            if asked.counted == "foreign_born"
            else "People of a year are the state's, among its counties as in the nearest of 2010, "
            "2012, 2015 and 2017; since 2025 as in 2024. A city keeps its nearest known part.",
            "A band is wide where a source tells that a policy held by some day, not since when.",
        ),
        tables=layered.ALL_TABLES,
    )


def sureness(asked: Asked) -> Exhibit:
    """Show what the shares would be if places of which no row speaks had the policy."""
    rows = [
        {"title": title} | covered.share(layer, asked.day, asked.counted)
        for layer, title in covered.known_on(asked.day).items()
    ]
    found = pd.DataFrame(rows)
    found["some"] = found["at_most"] + found["silent"] * SOME / 100
    found["all"] = found["at_most"] + found["silent"]
    missing = city_people(asked.counted, asked.day.year).query("people.isna()")
    return Exhibit(
        title="Bounds, were silence to hide a policy",
        subtitle=f"{UNIT[asked.counted].capitalize()} on {asked.when}",
        rows=found,
        columns="title surely at_most silent some all",
        titles=COLUMNS
        | {"silent": SILENT, "some": f"% if {SOME} % of them had it", "all": "% if all had it"},
        tables=layered.ALL_TABLES,
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
    silent = bounds.rows.set_index("title").loc[covered.EVERY[covered.ANY], "silent"]
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

"""Who is named on federal lists: what lists share, their errors, and what named places have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import bindings, datasets, in_force, reach
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, SKY, STYLE
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.asking import CODES, OnDay, evidence
from sanctuary_research.questions.caveats import of_ice

TABLES = ("lists", "list_membership")
SHORT: dict[str, str] = CODES["lists"]
FIVE = ("ice_2014_10", "doj_2017_11_15", "doj_2018_01_24", "dhs_2025_05_29", "doj_2025_08_05")
POLICIES: list[str] = CODES["policies_of_lists"]
OWN, UNSURE, STATE, BAN, SAID, OVER, NOTHING = POLICIES
OTHER = "Other"
COLOURS = {
    "Own limit": BLUE,
    "Only a state law": SKY,
    "No rule known": STYLE["grid.color"],
    OTHER: GREY,
}


@dataclass(frozen=True)
class Asked(OnDay):
    """Which lists are asked about, and as of which day; every value is checked.

    Attributes
    ----------
    lists : sequence of str
        Keys of the table `lists`; those published after the day are left out.
    on : str
        The day, as YYYY-MM-DD, on which removals, policies and answers are read.
    level : str
        any, state, county or city (a city that is a county is a city).
    """

    lists: Annotated[tuple[str, ...], "list[FederalList]"] = FIVE
    on: Annotated[str, "ListDay"] = "2025-10-31"
    level: Annotated[str, "PlaceLevel"] = "any"


def lines(asked: Asked) -> pd.DataFrame:
    """Return the lines of the lists asked for, published by the day, of the level asked for.

    Raises
    ------
    AnalysisError
        There are none.
    """
    lists = datasets.load_lists().query("list_id in @asked.lists and published_date <= @asked.day")
    rows = datasets.load_list_membership().merge(lists[["list_id", "published_date"]], on="list_id")
    level = rows["level"].replace({"city_county": "city"})
    rows = rows[(level.eq(asked.level) | (asked.level == "any")) & rows["certainty"].ne("memory")]
    if rows.empty:
        raise AnalysisError("no line of a list is asked for", "take more lists or a later day")
    rows = rows.assign(list=rows["list_id"].map(SHORT))
    return rows.sort_values(["published_date", "membership_id"])


def places(asked: Asked) -> pd.DataFrame:
    """Return one row a place named: on which lists, and what our table holds of it.

    Returns
    -------
    DataFrame
        ``jurisdiction_id``, ``place``, a boolean column for each list (its short name),
        ``named_on``, ``n_lists``, and the columns of `policies`; on most lists first.
    """
    rows = lines(asked).dropna(subset="jurisdiction_id")
    names = list(dict.fromkeys(rows["list"]))
    on = pd.crosstab(rows["jurisdiction_id"], rows["list"]).astype(bool)[names]
    found = on.assign(
        place=on.index.map(reach.printed_names()),
        n_lists=on.sum(axis=1),
        named_on=[", ".join(name for name in names if row[name]) for row in on.to_dict("records")],
    ).join(policies(on.index, asked.day))
    return found.reset_index().sort_values(["n_lists", "place"], ascending=[False, True])


def policies(named: pd.Index, day: pd.Timestamp) -> pd.DataFrame:
    """Return what our table of events holds of each place on a day: its own, or its state's.

    A limit is any provision that narrows cooperation. Events from memory alone are left out.

    Returns
    -------
    DataFrame
        By place: ``policy`` (one of `POLICIES`) and ``event_id``, missing where there is nothing.
    """
    events = datasets.load_policy_events()
    events = in_force.dated(events.assign(place_name=events["jurisdiction_id"]))
    own = in_force.spells(events, tuple(name for name in events if name.startswith("limits_")))
    said = events.query("is_declaration and start_latest <= @day")
    said = said.drop_duplicates("jurisdiction_id").set_index("jurisdiction_id")["event_id"]
    code = datasets.load_jurisdictions().set_index("jurisdiction_id")["state_fips"]
    states, record = reach.states_of("state_fips"), bindings.record()
    found = []
    for place in named:
        mine = in_force.finding(own[place], day) if place in own else None
        state = states.get(code.get(place), "")
        laws = [record.on(channel, state, day) for channel in ("state_laws", "county_jails")]
        read = [
            (OWN, mine, in_force.IN_FORCE),
            (UNSURE, mine, in_force.UNCERTAIN),
            *((STATE, law, in_force.IN_FORCE) for law in laws),
            (BAN, record.ban(state, day), bindings.BAN),
        ]
        known = [
            (says, one.evidence_id) for says, one, needed in read if one and one.says == needed
        ]
        if place in said.index:
            known.append((SAID, said[place]))
        if mine and mine.says == in_force.ENDED:
            known.append((OVER, mine.evidence_id))
        found.append(known[0] if known else (NOTHING, pd.NA))
    return pd.DataFrame(found, index=named, columns=["policy", "event_id"])


def speaking(asked: Asked) -> pd.DataFrame:
    """Return the lines that name the places, and the events that say what these have."""
    has = places(asked).dropna(subset="event_id").drop_duplicates("event_id")
    return pd.concat([evidence("list_membership", lines(asked)), evidence("policy_events", has)])


def holdings(rows: pd.DataFrame) -> pd.DataFrame:
    """Return how many places of each list have what: lists by `POLICIES`."""
    names = [name for name in SHORT.values() if name in rows]
    has = pd.DataFrame({name: rows.loc[rows[name], "policy"].value_counts() for name in names}).T
    return has.reindex(columns=POLICIES).fillna(0).astype(int)


def main_picture(asked: Asked) -> Exhibit:
    """Show of each list how many places it names, and what our table holds of them."""
    has = holdings(places(asked))
    whole = has.sum(axis=1)
    longest = has.loc[whole.idxmax()]
    drawn = has[[OWN, STATE, NOTHING]].set_axis([*COLOURS][:3], axis=1)
    drawn = drawn.assign(**{OTHER: whole - drawn.sum(axis=1)})
    drawn.insert(0, "name", [f"{name} ({n} places)" for name, n in whole.items()])
    told = [f"{name} {n} of {whole[name]}" for name, n in has[OWN].items()]
    return Exhibit(
        title=f"Of the {words.count(whole.max(), 'place')} on the longest list {longest[OWN]} have "
        f"a limit of their own, {longest[STATE]} only one of their state, {longest[NOTHING]} none "
        "that we found",
        subtitle=f"Limits as of {asked.when}: rules that limit cooperation with immigration "
        "agents. Number: places with their own",
        rows=has.assign(places=whole).rename_axis("list").reset_index(),
        columns=("list", "places", *has.columns[has.any()]),
        titles={"places": "Places"},
        picture=lambda narrow: stacks.stacks(drawn, narrow, kinds=COLOURS, xlabel="places"),
        alt=f"Bars, a list each; places with an own limit: {'; '.join(told)}.",
        marks=f"{OTHER}: a state law against limits, a declaration only, an own limit that ended "
        "or has no sure day. No rule known is not none: most small places were not searched. A "
        "state, county or city is one place, San Francisco too, which the Justice Department's "
        f"list of 2025 names as a county and as a city. {of_ice(2015)}",
        tables=(*TABLES, "policy_events"),
        behind=speaking(asked),
    )


def shared(asked: Asked) -> Exhibit:
    """Show how many places are on which combination of lists."""
    rows = places(asked)
    first = next(name for name in SHORT.values() if name in rows)
    again = (rows[first] & rows["n_lists"].gt(1)).sum()
    return Exhibit(
        title=f"{again} of {rows[first].sum()} places of the list “{first}” came back on a later "
        "one",
        subtitle=f"Places by the lists that name them, lists published by {asked.when}",
        rows=rows["named_on"].value_counts().rename("places").reset_index(),
        columns="named_on places",
        titles={"named_on": "On these lists and no other", "places": "Places"},
        tables=TABLES,
        behind=evidence("list_membership", lines(asked), "list"),
        note="A state does not stand for its counties here.",
    )


def each_place(asked: Asked) -> Exhibit:
    """List every place named, the lists that name it, and what our table holds of it."""
    rows = places(asked)
    return Exhibit(
        title=f"The {words.count(len(rows), 'place')} named, those on most lists first",
        rows=rows,
        columns="place named_on policy event_id",
        tables=(*TABLES, "policy_events"),
        behind=evidence("list_membership", lines(asked), "list", "jurisdiction_id"),
    )


def errors(asked: Asked) -> Exhibit:
    """Count what is wrong on each list: repeated lines, wrong headings, two names for one place."""
    rows = lines(asked)
    note = rows["note"].fillna("")
    rows = rows.assign(
        wrong_heading=note.str.contains("heading of the other kind"),
        no_place=note.str.contains("not a city"),
    )
    kinds = ["is_repeated", "wrong_heading", "no_place"]
    found = rows.groupby("list", sort=False)[kinds].sum()
    found["lines"] = rows.groupby("list").size()
    found["places"] = rows.groupby("list")["jurisdiction_id"].nunique()
    found["second_name"] = found["lines"] - found["is_repeated"] - found["places"]
    return Exhibit(
        title="Errors on the lists",
        rows=found.reset_index(),
        columns=("list", "lines", *kinds, "second_name", "places"),
        titles={"is_repeated": "Printed twice", "no_place": "No place of that kind"}
        | {"second_name": "Second name of a place, or not mapped"},
        tables=TABLES,
        behind=evidence("list_membership", rows, *kinds),
    )


def removals(asked: Asked) -> Exhibit:
    """Show who was taken off a list, and which lists were taken down."""
    rows = datasets.load_list_membership().query(
        "status == 'removed' and status_date <= @asked.day"
    )
    down = datasets.load_lists().query("withdrawn_date <= @asked.day")
    told = [f"“{row.title}” by {words.date(row.withdrawn_date)}" for row in down.itertuples()]
    return Exhibit(
        title=f"{words.count(len(rows), 'removal')} by {asked.when}",
        rows=rows.assign(place=rows["printed_name"], day=rows["status_date"]).sort_values("day"),
        columns="day place note membership_id source_id",
        sentences=f"Lists taken down: {words.listed(told) or 'none'}.",
        tables=TABLES,
    )

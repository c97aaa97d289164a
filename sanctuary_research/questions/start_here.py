"""What is in here? What notebook 00 asks, as functions.

``everywhere`` labels every county under every definition; the rest shows, and returns exhibits.
"""

from __future__ import annotations

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import catalog, choices, datasets
from sanctuary_research.data.definitions import DEFINITIONS, leaves, reading_date
from sanctuary_research.data.labels import labels
from sanctuary_research.data.overview import overview
from sanctuary_research.data.place import place
from sanctuary_research.display import stacks
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.display.style import BLUE, GREY, STYLE, YELLOW
from sanctuary_research.questions.asking import evidence, numbers, the_answer
from sanctuary_research.questions.caveats import certainty, of_ice

TABLES = ("policy_events", "list_membership", "detainer_shares", "county")
NAMED, NOT = "Called a sanctuary", "Not called a sanctuary"
UNCLEAR, SILENT = "Not certain", "Nothing on record"
COLOURS = {NAMED: BLUE, NOT: GREY, UNCLEAR: YELLOW, SILENT: STYLE["grid.color"]}
SINGLE = tuple(name for name in DEFINITIONS if len(leaves(name)) == 1)
BEHIND = ["title", "county_fips", "name", "state", "evidence_table", "evidence_id"]
LOCAL = {d.title for n, d in DEFINITIONS.items() if leaves(n)[0].kind == "events"}
# What a county's own law, rule or practice says, not a federal list.
RECORDED = tuple(name for name in SINGLE if DEFINITIONS[name].kind != "list")


def everywhere(year: int) -> pd.DataFrame:
    """Label every county under every definition, for the crime of a year.

    Returns
    -------
    DataFrame
        One row a definition and county: definition, title, county_fips, name, state, arm, said
        (see `NAMED` and the others), reason, evidence_table, evidence_id.
    """
    year = choices.check("Year", "year", year)
    county = datasets.load_county()[["county_fips", "name", "state"]]
    every = [
        labels(name, reading_date(name, year)).assign(definition=name, title=definition.title)
        for name, definition in DEFINITIONS.items()
    ]
    found = county.merge(pd.concat(every), on="county_fips", validate="1:m")
    said = found["arm"].map({"limit": NAMED, "ban": NOT, "neither": NOT})
    undecided = found["evidence_id"].eq("").map({True: SILENT, False: UNCLEAR})
    return found.assign(said=said.fillna(undecided))


def counts(every: pd.DataFrame) -> pd.DataFrame:
    """Return how many counties each definition calls what: one row each, fewest named first."""
    table = pd.crosstab(every["title"], every["said"]).reindex(columns=[*COLOURS], fill_value=0)
    table = table.rename_axis(index="name", columns=None)
    return table.sort_values(NAMED, kind="stable").reset_index()


def naming(every: pd.DataFrame) -> pd.DataFrame:
    """Return the counties that each definition names, with the row that says so."""
    return every.loc[every["said"] == NAMED, BEHIND]


def unrecorded(every: pd.DataFrame) -> int:
    """Return of how many counties no recorded law, rule or practice speaks, either way."""
    own = every[every["definition"].isin(RECORDED)]
    return int(own["said"].eq(SILENT).groupby(own["county_fips"]).all().sum())


def answer(every: pd.DataFrame, year: int) -> Exhibit:
    """Say what is in here, and how far definitions disagree."""
    table, n = counts(every), every["county_fips"].nunique()
    fewest, most = table.iloc[0], table.iloc[-1]
    silent = every.query("definition == 'any_policy'")["said"].eq(SILENT).sum()
    return the_answer(
        "Laws, lists, lawsuits, money and crime figures on sanctuaries, places that limit "
        f"cooperation with immigration agents: {fewest[NAMED]:,} to {most[NAMED]:,} counties, "
        "depending on the definition.",
        "The counts are of different years and show no trend.",
        "Not every county was searched.",
        f"For {silent:,} of {n:,} we do not know whether any policy of state, county or city "
        f"applied in July {year}.",
        tables=TABLES,
        behind=naming(every),
    )


def main_picture(every: pd.DataFrame, year: int) -> Exhibit:
    """Show how many counties each definition names, and of how many nothing is known."""
    table, dated = counts(every), f", {year}"
    table["name"] += table["name"].isin(LOCAL).map({True: dated, False: ""})
    told = [f"{name}: {n:,}" for name, n in table[["name", NAMED]].itertuples(index=False)]
    return Exhibit(
        title=f"Depending on the definition, {table[NAMED].min():,} to {table[NAMED].max():,} "
        "counties are called sanctuaries",
        subtitle="Detainer: a request of ICE, the immigration agency, that a jail hold somebody "
        "longer; don't-ask rule: city staff may not ask about immigration status",
        rows=table,
        columns=("name", *COLOURS),
        titles={"name": "Definition"} | {kind: kind for kind in COLOURS},
        picture=lambda narrow: stacks.stacks(table, narrow, kinds=COLOURS, xlabel="counties"),
        alt=f"Counties called a sanctuary under each definition. {'; '.join(told)}.",
        marks="Number and first part: counties called a sanctuary. Laws, rules and practice on "
        f"1 July {year}, lists when published. {of_ice(year)}. "
        "Homeland Security is the department above ICE; the Justice Department names whole states",
        note="A federal list speaks of every county: of most of them by leaving it out. Not "
        "certain: something is on record, but not for sure or not at that date.",
        tables=TABLES,
        behind=naming(every),
    )


def one_county(every: pd.DataFrame, county_fips: str, year: int) -> Exhibit:
    """Show what one county is called under every definition, with the row that says so."""
    choices.check("County", "county_fips", county_fips)
    rows = every[every["county_fips"].isin(place(county_fips).counties)]
    named = int(rows["said"].eq(NAMED).sum())
    county = f"{rows['name'].iloc[0]}, {rows['state'].iloc[0]}"
    return Exhibit(
        title=f"{named} of {len(rows)} definitions call {county} a sanctuary",
        subtitle=f"For {year}, with the row that says so",
        rows=rows,
        columns="title said reason evidence_id",
        titles={"title": "Definition", "said": "What it says"},
        tables=TABLES,
    )


def named_counties(every: pd.DataFrame) -> Exhibit:
    """Show each county that some definition names; every other county is behind it."""
    by = ["state", "name", "county_fips"]
    named = every[every["definition"].isin(SINGLE) & (every["said"] == NAMED)]
    rows = named.groupby(by)["title"].agg("; ".join).reset_index()
    n, said = every["county_fips"].nunique(), every[BEHIND[-2:]].drop_duplicates()
    all_of = every.pivot(index=by, columns="title", values="said").reset_index()
    return Exhibit(
        title=f"{len(rows):,} of {n:,} counties are called a sanctuary by some definition",
        subtitle="One row a county; definitions that join others are left out",
        rows=rows,
        columns="state name title",
        titles={"name": "County", "title": "Called a sanctuary under"},
        tables=TABLES,
        behind=pd.concat([said[said["evidence_id"].ne("")], evidence("county", all_of, *all_of)]),
        note=f"The other {n - len(rows):,} counties are called a sanctuary by none of these. The "
        "rows behind this table are all counties, with what each definition calls them.",
    )


def tables() -> Exhibit:
    """Show what the tables hold, by topic."""
    found = overview()
    rows = found.groupby("topic", sort=False).agg(
        tables=("table", "size"), rows=("rows", "sum"), holds=("title", "; ".join)
    )
    rows = rows.reindex(list(catalog.package().topics.values()))
    return Exhibit(
        title=f"{words.count(len(found), 'table')} with {words.count(found['rows'].sum(), 'row')}",
        rows=rows.reset_index(),
        columns="topic tables rows holds",
        titles={"holds": "Contents"},
    )


def headlines(every: pd.DataFrame, year: int) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    table, silent = counts(every)[NAMED], unrecorded(every)
    n, events = every["county_fips"].nunique(), len(datasets.load_policy_events())
    # The answer counts policies alone.
    unnamed = f"no policy in July {year}, no detainers of 2014-15 on record", silent, "counties", 0
    return [
        *numbers(named_counties(every).title, ("in all", n, "counties", 0), unnamed),
        *numbers(certainty("policy_events").title, ("policy events", events, "events", 0)),
        *numbers(
            main_picture(every, year).title,
            ("fewest counties called sanctuary", table.min(), "counties", 0),
            ("most counties called sanctuary", table.max(), "counties", 0),
        ),
    ]

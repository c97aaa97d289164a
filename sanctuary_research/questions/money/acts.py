"""The exhibits of what was ordered and what followed: orders, courts, money held, conflicts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import chronicle, money
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.money.amounts import (
    CONCEPTS,
    EVIDENCE,
    called,
    in_words,
    keys_of,
    placed,
    stated,
    told,
    when_of,
)
from sanctuary_research.questions.money.beside import relative_to_base
from sanctuary_research.questions.money.held import KINDS, timeline
from sanctuary_research.questions.money.sums import cell_table, exposure_ranges, totals_by_cell
from sanctuary_research.questions.money.threatened import ERAS, Asked, concept_in_words, named_cells

SIDES = {
    "federal": "Justice Department in court",
    "state_or_local": "the place itself",
    "court": "a court",
}
# Denominators and remainders: no act ordered them.
NOT_ORDERED = ("national_total", "remaining_award")


def kinds() -> Exhibit:
    """Show what kind of amount each row is, whether it states one figure, and how surely."""
    rows = stated()
    marked = rows.assign(
        rows=1,
        has_figure=rows["amount_usd"].notna(),
        has_bounds=rows[["low_usd", "high_usd"]].notna().all(axis=1),
        is_memory=rows["certainty"].eq("memory"),
    )
    columns = ["rows", "has_figure", "has_bounds", "is_memory"]
    found = marked.groupby("concept")[columns].sum().astype(int)
    found = found.reindex([name for name in CONCEPTS if name in found.index]).reset_index()
    figures = words.count(int(found["has_figure"].sum()), "row")
    told = f"{figures} of {len(rows)} state a single figure; missing stays missing."
    return Exhibit(
        title="Rows by what they measure",
        rows=in_words(found, "concept"),
        columns=("concept", *columns),
        titles={"concept": "What is measured"},
        sentences=(told,),
        tables=("threat_amounts",),
        behind=rows[EVIDENCE],
        brief=told,
    )


def priced() -> pd.DataFrame:
    """Return every figure of what Executive Order 13768 put at risk, and whose it is."""
    rows = stated().query("threat_id == 'eo_13768' and concept == 'exposure'")
    rows = rows[rows["certainty"].ne("memory") & rows["jurisdiction_id"].notna()]
    own = rows["author_side"].map(SIDES).fillna("research or press")
    return rows.assign(
        name=rows["place"] + ", " + rows["fiscal_year"].astype(str),
        kind=own.where(rows["entity"].eq("government"), "all located there, or separate bodies"),
    ).sort_values(["place", "fiscal_year", "amount_usd"])


def order_13768() -> Exhibit:
    """Show how the order of January 2017 was priced, each figure with its author."""
    rows = relative_to_base(priced(), datasets.load_fiscal_base())
    places = words.count(rows["jurisdiction_id"].nunique(), "place")
    return Exhibit(
        title="One order, very different figures: each author reads it in another way",
        subtitle="Yearly federal money said to be at risk under Executive Order 13768, nominal US "
        "dollars",
        rows=rows,
        columns=(
            "name",
            "amount_printed",
            "kind",
            "usd_per_person",
            "share_of_budget_percent",
            "no_share_reason",
            "evidence_id",
        ),
        titles={"name": "Place and year", "kind": "Whose figure"},
        picture=lambda narrow: money.amounts(
            rows, narrow, xlabel="US dollars a year, nominal (logarithmic; $0 at its edge)"
        ),
        alt=told("Said to be at risk", rows, "{name}, {kind}, {amount_printed}"),
        sentences=(*disputed_in_words(), _accounts()),
        tables=("threat_amounts", "fiscal_base", "nyc_federal_revenue"),
        behind=rows[EVIDENCE],
        brief=f"{len(rows)} figures for {places}, from {words.money(rows['amount_usd'].min())} up",
    )


def disputed() -> pd.DataFrame:
    """Return the ranges whose lowest figure is the federal government's own, in court."""
    ranges = placed(exposure_ranges(stated()))
    return ranges[ranges["low_side"].eq("federal")]


def disputed_in_words() -> tuple[str, ...]:
    """Say who priced the order how, where the place and the government disagree."""
    rows, found = priced(), disputed()
    rows = rows[rows["entity"].eq("government")]
    told = []
    for one in found.itertuples():
        is_own = rows["jurisdiction_id"].eq(one.jurisdiction_id)
        own = rows[is_own & rows["fiscal_year"].eq(one.fiscal_year)]
        figures = [f"{row.amount_printed} ({row.kind})" for row in own.itertuples()]
        told.append(
            f"{one.place}, fiscal year {one.fiscal_year}: {words.listed(figures)}; a range, not "
            "terms of a sum."
        )
    return tuple(told)


def _accounts() -> str:
    city = datasets.load_nyc_federal_revenue().query("fiscal_year == 2017").iloc[0]
    share = words.number(100 * city["federal_actual_usd"] / city["revenue_actual_usd"], 0)
    return (
        f"New York City's accounts show {words.money(city['federal_actual_usd'])} of federal "
        f"grants in fiscal year 2017, {share} % of its general fund revenue: the one observed "
        "figure among those claimed."
    )


def recent() -> Exhibit:
    """Show what the acts of 2025 and 2026 stated, act by act, and whose money each figure is."""
    threats = datasets.load_threats()
    acts = threats[threats["administration"].eq("trump_2")].sort_values(["instrument", "date"])
    amounts = stated()
    rows = pd.concat([_of_act(act, amounts, threats) for act in acts.itertuples()])
    silent = rows.groupby("threat_id")["total_usd"].agg(lambda sums: sums.isna().all()).sum()
    return Exhibit(
        title="Acts of 2025 and 2026, and the figures that sources give",
        subtitle="Nominal US dollars; each figure is of the places named beside it, not of the act",
        rows=in_words(named_cells(rows), "instrument"),
        columns=(
            "title",
            "instrument",
            "sanctuary_link",
            "concept",
            "whose",
            "total_usd",
            "threat_id",
        ),
        titles={"title": "Act", "concept": "What is measured", "whose": "Whose money"}
        | {"total_usd": "Figure", "threat_id": "Row"},
        digits=0,
        sentences=(
            f"{words.count(len(acts), 'act')} by {acts['instrument'].nunique()} instruments; for "
            f"{silent} of them no figure can be given.",
            "Link says whether immigration policy is the ground that the act states, or one that "
            "others allege.",
        ),
        tables=("threats", "threat_amounts"),
        behind=amounts.loc[amounts["threat_id"].isin(acts["threat_id"]), EVIDENCE],
    )


def _of_act(act, amounts: pd.DataFrame, threats: pd.DataFrame) -> pd.DataFrame:
    """Return the totals of one act, each with the places that it is of; one row where none."""
    own = amounts[amounts["threat_id"].eq(act.threat_id)]
    own = own[~own["concept"].isin(NOT_ORDERED)]
    found = totals_by_cell(own, threats=threats) if len(own) else []
    told = ["threat_id", "title", "date", "instrument", "sanctuary_link"]
    found = [total for total in found if total.total == total.total] or found[:1]
    rows = cell_table(found) if found else pd.DataFrame([{}])
    whose = [whose_money(total.counted["place"]) for total in found] or [""]
    return rows.assign(whose=whose, **{name: getattr(act, name) for name in told})


def whose_money(places: pd.Series) -> str:
    """Return whose money a total is: two places by name, more by their number.

    >>> whose_money(pd.Series(["Elm", "Oak"])), whose_money(pd.Series(["a", "b", "c"]))
    ('Elm and Oak', '3 places')
    """
    names = list(dict.fromkeys(places))
    if not names:
        return "no figure"
    return words.listed(names) if len(names) < 3 else f"{len(names)} places"


def recent_picture() -> Exhibit:
    """Show the amounts stated in 2025 and 2026, by instrument; parts of another are not drawn."""
    threats = datasets.load_threats().query("administration == 'trump_2'")
    about = threats[["threat_id", "instrument", "sanctuary_link"]]
    rows = stated().merge(about, on="threat_id", validate="m:1")
    is_part = rows["parent_amount_id"].isin(rows["amount_id"])
    is_left_out = is_part | rows["concept"].isin(NOT_ORDERED) | rows["sanctuary_link"].eq("none")
    rows = rows[rows["amount_usd"].notna() & ~is_left_out]
    rows = rows.sort_values(["instrument", "amount_usd"])
    rows = rows.assign(
        name=rows["instrument"].map(called).str.capitalize()
        + ": "
        + rows["place"]
        + ", "
        + rows["programme"].map(called),
        kind=concept_in_words(rows),
    )
    return Exhibit(
        title="Stated in 2025 and 2026: from one state's grant to a city's whole federal money",
        subtitle="Each figure that a source attaches to an act, nominal US dollars",
        rows=rows,
        picture=lambda narrow: money.amounts(
            rows, narrow, xlabel="US dollars, nominal (logarithmic)"
        ),
        alt=told("Amounts by instrument", rows, "{name}, {kind}, {usd}"),
        marks="Amounts inside another one are not drawn, and none is added",
        tables=("threats", "threat_amounts"),
        behind=rows[EVIDENCE],
    )


def history(asked: Asked) -> pd.DataFrame:
    """Return every dated step of the threats of the administration asked about."""
    rows = timeline(datasets.load_threats(), datasets.load_threat_status())
    is_any = asked.administration == "any"
    return rows if is_any else rows[rows["administration"].eq(asked.administration)]


def court(asked: Asked) -> list[Exhibit]:
    """Show threat and court on a timeline, one exhibit a wave of threats."""
    rows = history(asked)
    first = "2016 to 2021"
    waves = rows["administration"].map(ERAS | {"obama": first, "trump_1": first})
    return [
        _wave(name, own.rename(columns={"title": "name"}))
        for name, own in rows.groupby(waves, sort=False)
    ]


def _wave(name: str, rows: pd.DataFrame) -> Exhibit:
    threats = rows["name"].nunique()
    told = [f"{n} {kind}" for kind, n in rows["kind"].value_counts().items()]
    return Exhibit(
        title=f"What happened to {words.count(threats, 'act')} of {name}",
        subtitle="Dated steps; a mark says what happened that day, not who was right in the end",
        rows=rows,
        picture=lambda narrow: chronicle.timeline(rows, narrow, kinds=KINDS),
        alt=f"Timeline of {threats} acts, {name}. Steps by kind: {words.listed(told)}.",
        marks="Bar: the day is known only as an interval",
        tables=("threats", "threat_status"),
        behind=keys_of("threat_status", rows["status_id"]),
    )


def steps(asked: Asked) -> Exhibit:
    """Show every dated step after the announcement, and how many threats met each kind."""
    rows = history(asked)
    reached = rows.groupby("kind")["threat_id"].nunique()
    told = [f"{kind} {reached[kind]}" for kind in KINDS if kind in reached]
    later = rows[rows["kind"].ne(KINDS[0])]
    when = [when_of(row.date_earliest, row.date_latest) for row in later.itertuples()]
    return Exhibit(
        title="Every dated step after the announcement",
        rows=in_words(later.assign(when=when), "status", "scope"),
        columns=("title", "when", "status", "scope", "court", "note", "status_id"),
        titles={"title": "Act", "status_id": "Row"},
        sentences=(
            f"Of {words.count(rows['threat_id'].nunique(), 'act')}, so many have at least one step "
            f"of each kind: {words.listed(told)}.",
        ),
        tables=("threat_status",),
        behind=keys_of("threat_status", rows["status_id"]),
    )


def conflicts(topics: Sequence[str], about: str) -> Exhibit:
    """Show where sources disagree: both figures, and what is done about it."""
    found = datasets.load_conflicts()
    rows = found[found["topic"].isin(topics)].sort_values("topic")
    who = datasets.load_sources().set_index("source_id")["publisher"]
    other = rows["other_source_id"].map(who)
    rows = rows.assign(
        one=rows["printed_a"] + " (" + rows["source_id"].map(who) + ")",
        other=rows["printed_b"] + (" (" + other + ")").fillna(""),
    )
    rows = in_words(rows, "resolution")
    told = [f"{n} {name}" for name, n in rows["resolution"].value_counts().items()]
    return Exhibit(
        title=f"Where sources disagree on {about}",
        rows=rows,
        columns=("question", "one", "other", "resolution", "note"),
        sentences=(f"{words.count(len(rows), 'conflict')}: {words.listed(told)}.",),
        tables=("conflicts", "sources"),
        behind=keys_of("conflicts", rows["conflict_id"]),
    )

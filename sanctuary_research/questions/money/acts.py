"""The exhibits of what was ordered and what followed: figures, acts, courts, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import chronicle
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.asking import CODES, evidence, when_of
from sanctuary_research.questions.money import ledger
from sanctuary_research.questions.money.beside import exposure_ranges, relative_to_base
from sanctuary_research.questions.money.counting import cell_table, totals_by_cell

# What a step is, and its codes. What a court did is said of that day, not of the end.
STEPS: dict[str, str] = CODES["steps"]
KINDS = {status: kind for kind, statuses in STEPS.items() for status in statuses.split()}
SIDES = {
    "federal": "Justice Department in court",
    "state_or_local": "the place itself",
    "court": "a court",
}
# Denominators and remainders: no act ordered them.
NOT_ORDERED = ["national_total", "remaining_award"]


def order_13768() -> Exhibit:
    """Show how the order of January 2017 was priced, each figure with its author."""
    is_asked = "threat_id == 'eo_13768' and concept == 'exposure' and certainty != 'memory'"
    rows = ledger.stated().dropna(subset="jurisdiction_id").query(is_asked)
    own = rows["author_side"].map(SIDES).fillna("research or press")
    kind = own.where(rows["entity"].eq("government"), "all located there, or separate bodies")
    rows = relative_to_base(rows.assign(kind=kind), datasets.load_fiscal_base())
    rows = rows.sort_values(["place", "fiscal_year", "amount_usd"])
    return ledger.rows_of(
        ("threat_amounts", "fiscal_base", "nyc_federal_revenue"),
        rows,
        "place fiscal_year amount_printed kind usd_per_person share_of_budget_percent "
        "no_share_reason evidence_id",
        title="One order, and figures for it from many authors",
        subtitle="Yearly federal money said to be at risk under Executive Order 13768",
        titles={"kind": "Whose figure"},
        digits={"usd_per_person": 0, "share_of_budget_percent": 1},
        sentences=_accounts(),
        behind=ledger.together(rows, evidence("nyc_federal_revenue", _of_the_city())),
    )


def disputed() -> pd.DataFrame:
    """Return the ranges whose lowest figure is the federal government's own, in court."""
    return ledger.placed(exposure_ranges(ledger.stated())).query("low_side == 'federal'")


def _of_the_city() -> pd.DataFrame:
    return datasets.load_nyc_federal_revenue().query("fiscal_year == 2017")


def _accounts() -> str:
    city = _of_the_city().iloc[0]
    share = words.number(100 * city["federal_actual_usd"] / city["revenue_actual_usd"], 0)
    return (
        f"New York City's accounts show {words.money(city['federal_actual_usd'])} of federal "
        f"grants in fiscal year 2017, {share} % of its general fund revenue: the one observed "
        "figure among those claimed."
    )


def recent() -> Exhibit:
    """Show what federal actions of 2025 and 2026 stated, and whose money each figure is."""
    threats = datasets.load_threats()
    acts = threats[threats["administration"].eq("trump_2")].sort_values(["instrument", "date"])
    amounts = ledger.stated()
    rows = pd.concat([_of_act(act, amounts) for act in acts.itertuples()])
    silent = rows.groupby("threat_id")["total_usd"].agg(lambda sums: sums.isna().all()).sum()
    return Exhibit(
        title="Federal actions of 2025 and 2026, and the figures that sources give",
        rows=ledger.in_words(rows, "concept", "instrument"),
        columns="title instrument sanctuary_link concept whose total_usd threat_id",
        titles={"title": "Action", "whose": "Whose money", "total_usd": "Figure, US dollars"},
        digits=0,
        sentences=f"{words.count(len(acts), 'action')} by {acts['instrument'].nunique()} "
        f"instruments; for {silent} of them no figure can be given.",
        tables=("threats", "threat_amounts"),
        behind=amounts.loc[amounts["threat_id"].isin(acts["threat_id"]), ledger.EVIDENCE],
    )


def _of_act(act: Any, amounts: pd.DataFrame) -> pd.DataFrame:
    """Return the totals of one act, each with the places that it is of; one row where none."""
    own = amounts[amounts["threat_id"].eq(act.threat_id) & ~amounts["concept"].isin(NOT_ORDERED)]
    found = totals_by_cell(own)
    found = [total for total in found if pd.notna(total.total)] or found[:1]
    rows = cell_table(found) if found else pd.DataFrame({"concept": ["no_amount"]})
    told = ["threat_id", "title", "instrument", "sanctuary_link"]
    whose = [whose_money(total.counted["place"]) for total in found] or ["no figure"]
    return rows.assign(whose=whose, **{name: getattr(act, name) for name in told})


def whose_money(places: pd.Series) -> str:
    """Return whose money a total is: two places by name, more by their number.

    >>> whose_money(pd.Series(["Elm", "Oak"])), whose_money(pd.Series(["a", "b", "c"]))
    ('Elm and Oak', '3 places')
    """
    names = list(places.unique())
    if not names:
        return "no figure"
    return words.listed(names) if len(names) < 3 else f"{len(names)} places"


def history(administration: str) -> pd.DataFrame:
    """Return every dated step of the threats of one administration, or of any, with its kind.

    A ruling is against a threat when it bars it, widens or affirms such relief, orders money
    restored, or lets the suit go on; it is for it when it refuses, narrows, stays or reverses
    relief.

    Returns
    -------
    pandas.DataFrame
        One row a step, by the date of the threat and of the step: its own columns, ``title``,
        ``administration`` and ``date`` of the threat, and ``kind`` (one of `STEPS`).
    """
    about = datasets.load_threats()[["threat_id", "title", "administration", "date"]]
    about = about[about["administration"].eq(administration) | (administration == "any")]
    rows = datasets.load_threat_status().merge(about, on="threat_id", validate="m:1")
    rows["kind"] = rows["status"].map(KINDS)
    return rows.sort_values(["date", "threat_id", "date_earliest", "status_id"], ignore_index=True)


def court(administration: str) -> list[Exhibit]:
    """Show threat and court on a timeline and step by step, one exhibit a wave of threats."""
    rows = history(administration).rename(columns={"title": "name"})
    rows = rows.assign(when=when_of(rows))
    is_late = rows["administration"].eq("trump_2")
    wave = is_late.map({True: "2025 and 2026", False: "2016 to 2021"})
    return [_wave(name, own) for name, own in rows.groupby(wave)]


def _wave(name: str, rows: pd.DataFrame) -> Exhibit:
    acts = rows["threat_id"].nunique()
    told = [f"{n} {kind}" for kind, n in rows["kind"].value_counts().items()]
    return ledger.rows_of(
        ("threat_status", "threats"),
        ledger.in_words(rows, "status", "scope"),
        "name when status scope court note status_id",
        title=f"What happened to {words.count(acts, 'act')} of {name}",
        titles={"name": "Act"},
        picture=lambda narrow: chronicle.timeline(rows, narrow, kinds=list(STEPS)),
        alt=f"Timeline of {acts} acts, {name}. Steps by kind: {words.listed(told)}.",
        marks="A mark says what happened that day; bar: the day is known only as an interval",
    )


def conflicts(topics: Sequence[str], about: str) -> Exhibit:
    """Show where sources disagree: both figures, and what is done about it."""
    found = datasets.load_conflicts()
    rows = found[found["topic"].isin(topics)].sort_values("topic", kind="stable")
    who = datasets.load_sources().set_index("source_id")["publisher"]
    other = rows["other_source_id"].map(who)
    rows = rows.assign(
        one=rows["printed_a"] + " (" + rows["source_id"].map(who) + ")",
        other=rows["printed_b"] + (" (" + other + ")").fillna(""),
    )
    return ledger.rows_of(
        ("conflicts", "sources"),
        ledger.in_words(rows, "resolution"),
        "question one other resolution note",
        title=f"Where sources disagree on {about}",
    )

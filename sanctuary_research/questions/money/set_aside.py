"""The exhibits of notebook 06: what places set aside, at which stage, and what counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display import money
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions import asking
from sanctuary_research.questions.asking import CODES, MILLIONS, Choices, numbers, when_of
from sanctuary_research.questions.money import ledger

TABLES = ("commitments",)
BESIDE = ("undocumented_estimates", "threat_amounts", "jag_awards_2018_letters")
ALL_TABLES = (*TABLES, *BESIDE, "conflicts", "price_index")
# Stages in the order in which money passes through them.
ORDER: dict[str, list[str]] = CODES["stages_of_commitments"]
STAGES = {code: stage for stage, codes in ORDER.items() for code in codes}
LEFT_OUT: dict[str, str] = CODES["left_out_because"]
FUND, CHICAGO = "la-justice-fund", "chicago-legal-protection-fund"
RESERVE, DEFENCE = "nyc-capital-stabilization-reserve", "nyc-deportation-defense-fy2018"
NEW_YORK, NAME = "new-york-city-ny", "New York City"
PER_RESIDENT = "US dollars of one year for each undocumented resident"
PASSED = "Announced, approved and awarded"
PAYERS: dict[str, str] = CODES["payers_of_commitments"]
# Columns of the picture; what was worked out from a yearly amount is in none.
COLUMNS: dict[str, str] = CODES["steps_of_commitments"]
# What the money of a purpose is spent on, in one word.
SPENT_ON = dict.fromkeys(["legal defense", "legal services"], "lawyers")
SPENT_ON |= {"aid to families": "families"}
OVER = "over its years (not spending)"
# Sums by the fund, stage and payer of their row, with their headline and its decimals, if any.
FIGURES = {
    "claimed": (FUND, "claimed", "city", "Los Angeles fund, as an article has it", 0),
    "city": (FUND, "approved", "city", "Los Angeles fund, the city's own approved money", 0),
    "county": (FUND, "approved", "county", "", 0),
    "awarded": (FUND, "awarded", "joint", "Los Angeles fund, awarded, private money included", 2),
    "announced": (CHICAGO, "announced", "city", "Chicago fund, announced", 0),
    "agreed": (CHICAGO, "approved", "city", "Chicago fund, approved", 1),
    "yearly": (RESERVE, "proposed", "city", "", 0),
    "whole": (RESERVE, "derived", "city", f"{NAME}, reserve proposed, {OVER}", 0),
    "defence": (DEFENCE, "approved", "city", f"{NAME}, legal services approved", 1),
}


@dataclass(frozen=True)
class Asked(Choices):
    """Which commitments are asked about; every value is checked.

    Attributes
    ----------
    jurisdiction : str
        One place, or "all".
    max_years_apart : int
        Most years between a commitment and an estimate of residents.
    price_year : int
        The common scale is in its prices.
    """

    jurisdiction: Annotated[str, "CommittedPlace"] = "all"
    max_years_apart: Annotated[int, "int[0:20]"] = 3
    price_year: Annotated[int, "int[2010:2025]"] = 2025


def everything() -> pd.DataFrame:
    """Return every commitment, with ``name`` (place and purpose), stage and decision in words."""
    rows = ledger.placed(datasets.load_commitments())
    payer = " (" + rows["provider"] + " money)"
    purpose = rows["purpose"].map(ledger.called)
    shared = payer.where(rows["provider"].isin(["private", "joint"]), "")
    return rows.assign(
        purpose=purpose,
        name=rows["place"] + ": " + purpose + shared,
        kind=rows["stage"].map(STAGES),
        why=rows["left_out_because"].map(LEFT_OUT).fillna("counted"),
        when=when_of(rows),
        year=rows["date_latest"].dt.year,
        evidence_table="commitments",
        evidence_id=rows["commitment_id"],
    ).sort_values(["place", "fund", "date_latest", "amount_usd"])


def chosen(asked: Asked) -> pd.DataFrame:
    """Return the commitments asked for, as of `everything`."""
    rows = everything()
    return rows[rows["jurisdiction_id"].eq(asked.jurisdiction) | (asked.jurisdiction == "all")]


def figures() -> dict[str, float]:
    """Return the sums that the three cities of the article are known for, in nominal dollars."""
    rows = datasets.load_commitments().set_index(["fund", "stage", "provider"])["amount_usd"]
    return {name: float(rows.loc[tuple(key)]) for name, (*key, _, _) in FIGURES.items()}


def answer() -> Exhibit:
    """Say in plain words whose money the article's three figures are."""
    values, rows = figures(), _of_the_article()
    usd = {name: words.money(value) for name, value in values.items()}
    counted = everything().query("is_counted")
    sums = counted.groupby("fund")["amount_usd"].sum()
    least, most = (words.money(sums.agg(end)) for end in ("min", "max"))
    approved = counted["stage"].eq("approved").groupby(counted["fund"]).all()
    years = counted["date_latest"].dt.year.agg(["min", "max"]).tolist()
    whom = words.listed(sorted(counted["purpose"].replace(SPENT_ON).unique()))
    return asking.the_answer(
        f"We found {words.count(len(sums), 'public fund')} for immigrants' {whom}, "
        f"{approved.sum()} approved.",
        f"Each, of {years[0]} to {years[1]}, is {least} to {most}.",
        f"Los Angeles approved {usd['city']}; the {usd['claimed']} in the news was a goal of "
        "city, county and donors.",
        f"Chicago announced {usd['announced']}, approved {usd['agreed']}.",
        f"New York City's {usd['yearly']} yearly is a planned reserve.",
        tables=TABLES,
        behind=rows[ledger.EVIDENCE],
    )


def _of_the_article() -> pd.DataFrame:
    rows = everything()
    return rows[rows["fund"].isin([fund for fund, *_ in FIGURES.values()])]


def main_picture() -> Exhibit:
    """Show the funds of the article's three cities, stage by stage."""
    rows, usd = _of_the_article(), figures()
    told = "; ".join(ledger.each(rows, "{name}, {kind}, {usd}"))
    steps = rows.assign(step=rows["kind"].map(COLUMNS), usd=ledger.each(rows, "{usd}"))
    yearly = "\n× " + steps["n_years"].astype(str) + " years"
    steps["usd"] += yearly.where(steps["is_per_year"], "")
    payers = steps["provider"].map(PAYERS)
    payers = payers.mask(steps["stage"].eq("claimed"), "in an article")
    steps["name"] = steps["name"].mask(steps["fund"].eq(FUND), "Los Angeles fund, " + payers)
    parts = rows.query("fund == @FUND and stage == 'approved'")["amount_usd"].sum()
    is_more = bool(usd["awarded"] > parts)
    more = "More was awarded than the approved parts that were found. " * is_more
    table = steps.groupby(["name", "step"])["usd"].agg("\n".join).unstack(fill_value="–")
    table = table[list(dict.fromkeys(COLUMNS.values()))]
    return Exhibit(
        title=f"Los Angeles itself approved {words.money(usd['city'])} of the reported "
        f"{words.money(usd['claimed'])}, Chicago {words.money(usd['agreed'])} after announcing "
        f"{words.money(usd['announced'])}",
        subtitle="Only the three cities that an article of 2017 named",
        rows=rows,
        picture=lambda narrow: money.by_step(table, narrow, accent="Approved"),
        alt=f"Stages of each fund. {told}.",
        marks="One row: the same money, from left to right as it was decided. A dash: no such step "
        f"is known, or the article has the same. {more}The article gave the whole fund to the city",
        tables=TABLES,
        behind=rows[ledger.EVIDENCE],
    )


def stages(rows: pd.DataFrame) -> Exhibit:
    """Show what was announced, approved and awarded, fund by fund, and how many rows count."""
    n = rows["is_counted"].sum()
    return _rows(PASSED, rows, f"{n} of {words.count(len(rows), 'row')} count.")


def places(*ids: str) -> Exhibit:
    """Show every row of some places, and what of them counts."""
    rows = everything()
    rows = rows[rows["jurisdiction_id"].isin(ids)].sort_values("date_latest")
    usd, title = rows["amount_usd"], f"{words.listed(rows['place'].unique())}, row by row"
    told = (
        f"A plain sum of these rows would be {words.money(usd.sum())}; public money that counts, "
        f"once each, is {words.money(usd[rows['is_counted']].sum())}."
    )
    return _rows(title, rows, told, "note")


def _rows(title: str, rows: pd.DataFrame, told: str, more: str = "") -> Exhibit:
    return ledger.rows_of(
        ("commitments",),
        rows,
        f"place purpose provider when kind amount_usd why {more} evidence_id",
        title=title,
        titles={"provider": "Payer", "kind": "Stage", "why": "Counted, or why not"},
        sentences=told,
    )


def headlines(rows: pd.DataFrame, fits: pd.DataFrame) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`.

    Parameters
    ----------
    rows : pandas.DataFrame
        The commitments chosen.
    fits : pandas.DataFrame
        All of them beside residents, as `residents.per_undocumented_resident` gives them.
    """
    usd, million = figures(), MILLIONS
    named = [(name, usd[key], million, n) for key, (*_, name, n) in FIGURES.items() if name]
    public = ("Los Angeles fund, public money of city and county", usd["city"] + usd["county"])
    ends = fits.set_index("jurisdiction_id").filter(like="usd_per_resident")
    payers = {
        f"{NAME}, legal services for each": (NEW_YORK, 0),
        "Los Angeles County, its share for each": ("los-angeles-county-ca", 2),
    }
    return [
        *numbers(main_picture().title, *named, (*public, million, 0)),
        *numbers(
            PER_RESIDENT,
            *(
                (f"{name} undocumented resident, {end}", value, "USD", digits)
                for name, (payer, digits) in payers.items()
                for end, value in zip(("low", "high"), ends.loc[payer], strict=True)
            ),
        ),
        *numbers(
            PASSED,
            ("rows that the parameters choose", len(rows), "rows", 0),
            ("of these counted", int(rows["is_counted"].sum()), "rows", 0),
        ),
    ]

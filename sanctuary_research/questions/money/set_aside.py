"""The exhibits of notebook 06: what places set aside, at which stage, and what counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.asking import MILLIONS, Choices, numbers
from sanctuary_research.questions.caveats import not_shown
from sanctuary_research.questions.money import ledger

TABLES = ("commitments",)
BESIDE = ("undocumented_estimates", "threat_amounts", "jag_awards_2018_letters")
ALL_TABLES = (*TABLES, *BESIDE, "conflicts", "price_index")
# Stages in the order in which money passes through them.
ORDER = {
    "as an article has it": ["claimed"],
    "announced or proposed": ["target", "announced", "proposed", "planned"],
    "worked out": ["derived"],
    "older practice, continued": ["continued"],
    "approved": ["approved"],
    "awarded": ["awarded"],
}
STAGES = {code: stage for stage, codes in ORDER.items() for code in codes}
LEFT_OUT = {
    "restates_fund": "the row restates money of another row of the fund",
    "replaced_by_later_stage": "a later stage replaced it",
    "later_stage_of_counted_row": "it is a later stage of a row that counts",
    "private_money": "the money is private",
    "planned_only": "it was only planned",
    "reserve_not_spending": "a reserve is held, not spent",
    "holds_older_money": "it holds money of an older programme; the new part counts",
}
FUND, CHICAGO = "la-justice-fund", "chicago-legal-protection-fund"
RESERVE, DEFENCE = "nyc-capital-stabilization-reserve", "nyc-deportation-defense-fy2018"
NEW_YORK, NAME = "new-york-city-ny", "New York City"
PER_RESIDENT = "US dollars of one year for each undocumented resident"
COUNTED = "Rows by whether they count"
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
    first_year, last_year : int
        Decided in these years.
    horizon : str
        one_year or all_years, for money that recurs.
    max_years_apart : int
        Most years between a commitment and an estimate of residents.
    price_year : int
        The common scale is in its prices.
    """

    SETS: ClassVar = {"jurisdiction": "CommittedPlace", "horizon": "Horizon"}
    jurisdiction: str = "all"
    first_year: int = 2016
    last_year: int = 2025
    horizon: str = "one_year"
    max_years_apart: int = 3
    price_year: int = 2025

    def __post_init__(self) -> None:
        """Refuse an unknown place or horizon, and years in the wrong order."""
        super().__post_init__()
        if self.first_year > self.last_year:
            years = f"first_year {self.first_year} is after last_year {self.last_year}"
            raise UsageError(years, "swap them")

    @property
    def span(self) -> str:
        """Years and horizon in words."""
        horizon = self.horizon.replace("_", " ")
        return f"{self.first_year} to {self.last_year}, recurring money over {horizon}"


def select(commitments: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return commitments of a place and of years, with recurring money over one or all its years.

    Returns
    -------
    pandas.DataFrame
        The rows of `commitments` kept, maybe none, with ``year`` and with amounts and bounds at
        the horizon (nominal US dollars).
    """
    year = commitments["date_latest"].dt.year
    keep = year.between(asked.first_year, asked.last_year)
    if asked.jurisdiction != "all":
        keep &= commitments["jurisdiction_id"].eq(asked.jurisdiction)
    is_many = commitments["is_per_year"] & (asked.horizon == "all_years")
    money = commitments[ledger.USD].mul(commitments["n_years"].where(is_many, 1), axis=0)
    return commitments.assign(year=year, **money)[keep]


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Return commitments with place, ``name`` (place and purpose), stage and decision in words."""
    rows, payer = ledger.placed(rows), " (" + rows["provider"] + " money)"
    purpose = rows["purpose"].map(ledger.called)
    shared = payer.where(rows["provider"].isin(["private", "joint"]), "")
    return rows.assign(
        purpose=purpose,
        name=rows["place"] + ": " + purpose + shared,
        kind=rows["stage"].map(STAGES),
        why=rows["left_out_because"].map(LEFT_OUT).fillna("counted"),
        when=ledger.when_of(rows),
        evidence_table="commitments",
        evidence_id=rows["commitment_id"],
    ).sort_values(["place", "fund", "date_latest", "amount_usd"])


def everything() -> pd.DataFrame:
    """Return every commitment, in words."""
    return named(datasets.load_commitments())


def chosen(asked: Asked) -> pd.DataFrame:
    """Return the commitments asked for, in words, maybe none."""
    return named(select(datasets.load_commitments(), asked))


def figures() -> dict[str, float]:
    """Return the sums that the three cities of the article are known for, in nominal dollars."""
    rows = datasets.load_commitments().set_index(["fund", "stage", "provider"])["amount_usd"]
    return {name: float(rows.loc[tuple(key)]) for name, (*key, _, _) in FIGURES.items()}


def answer() -> Exhibit:
    """Say in plain words whose money the article's three figures are."""
    values, rows = figures(), _of_the_article()
    usd = {name: words.money(value) for name, value in values.items()}
    years = round(values["whole"] / values["yearly"])
    return Exhibit(
        title="The answer",
        sentences=(
            f"Of {words.count(everything()['fund'].nunique(), 'fund')} on record, The Marshall "
            "Project named three (2017).",
            f"Los Angeles, {usd['claimed']} for immigrants' lawyers: the goal of city, county and "
            f"foundations together; the city itself approved {usd['city']}.",
            f"Chicago announced {usd['announced']}; its council approved {usd['agreed']}.",
            f"New York proposed {usd['yearly']} a year for {years} years: a reserve against any "
            "federal cut, not money spent.",
        ),
        tables=TABLES,
        behind=rows[ledger.EVIDENCE],
    )


def _of_the_article() -> pd.DataFrame:
    rows = everything()
    return rows[rows["fund"].isin([fund for fund, *_ in FIGURES.values()])]


def main_picture() -> Exhibit:
    """Show the funds of the article's three cities, stage by stage."""
    rows, usd = _of_the_article(), figures()
    pattern, axis = "{name}, {kind}, {usd}", "US dollars; each line is ten times the one before"
    shown = ledger.drawn(rows, "Stages of each fund", pattern, axis, kinds=[*ORDER])
    return Exhibit(
        title=f"The city of Los Angeles approved {words.money(usd['city'])} of the "
        f"{words.money(usd['claimed'])} fund; New York's largest sum is a reserve, not spending",
        subtitle="Money of three cities that an article of 2017 named; lines of one fund are the "
        "same money at different stages, so they are not added",
        tables=TABLES,
        behind=rows[ledger.EVIDENCE],
        **shown,
    )


def limits() -> Exhibit:
    """Say what the answer does not show."""
    return not_shown(
        "It does not show what was spent in the end, whom it reached, or what a place would "
        "have done without any order or letter.",
        "A place that is missing here may have set money aside all the same.",
    )


def coverage(rows: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show how many rows may be counted, and which rule leaves the others out."""
    found = rows.groupby("why").agg(rows=("fund", "size"), funds=("fund", "nunique"))
    return Exhibit(
        title=COUNTED,
        subtitle=asked.span,
        rows=found.reset_index().sort_values("rows", ascending=False),
        columns="why rows funds",
        titles={"why": "Decision"},
        sentences=() if len(rows) else ("No commitment is recorded for this choice.",),
        tables=TABLES,
        behind=rows[ledger.EVIDENCE],
        brief=f"{rows['is_counted'].sum()} of {words.count(len(rows), 'row')} count",
    )


def stages(rows: pd.DataFrame, asked: Asked) -> Exhibit | None:
    """Show what was announced, approved and awarded, fund by fund."""
    return _rows("Announced, approved and awarded", rows, asked.span) if len(rows) else None


def places(*ids: str) -> Exhibit:
    """Show every row of some places, and what of them counts."""
    rows = everything()
    rows = rows[rows["jurisdiction_id"].isin(ids)].sort_values("date_latest")
    usd, title = rows["amount_usd"], f"{words.listed(rows['place'].unique())}, row by row"
    told = (
        f"A plain sum of these rows would be {words.money(usd.sum())}; public money that counts, "
        f"once each, is {words.money(usd[rows['is_counted']].sum())}."
    )
    return _rows(title, rows, "", "note", told)


def _rows(title: str, rows: pd.DataFrame, subtitle: str, more: str = "", *told: str) -> Exhibit:
    return ledger.rows_of(
        ("commitments",),
        rows,
        f"place purpose provider when kind amount_usd why {more} evidence_id",
        title=title,
        subtitle=subtitle,
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
            COUNTED,
            ("rows that the parameters choose", len(rows), "rows", 0),
            ("of these counted", int(rows["is_counted"].sum()), "rows", 0),
        ),
    ]

"""The exhibits of notebook 06: what places set aside, at which stage, and beside what."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets
from sanctuary_research.display import money
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.money.amounts import keys_of, placed, told, when_of
from sanctuary_research.questions.money.commitments import (
    LEFT_OUT,
    STAGES,
    fund_steps,
    per_undocumented_resident,
    select_commitments,
)
from sanctuary_research.questions.money.threatened import steps_in_words

TABLES = ("commitments",)
ALL_TABLES = (
    "commitments",
    "undocumented_estimates",
    "threat_amounts",
    "jag_awards_2018_letters",
    "conflicts",
    "price_index",
)
SPANS = {
    "one_year": "recurring money over one year",
    "all_years": "recurring money over all its years",
}
ORDER = list(dict.fromkeys(STAGES.values()))
FUNDS = {
    "alameda-county-defense-2025": "legal defense 2025, first package",
    "alameda-county-defense-2025-second": "legal defense 2025, second package",
    "chicago-legal-protection-fund": "Legal Protection Fund",
    "chicago-legal-protection-fund-year-2": "Legal Protection Fund, second year",
    "dc-immigrant-justice-legal-services": "Immigrant Justice Legal Services",
    "king-county-resilience": "resilience fund",
    "la-justice-fund": "L.A. Justice Fund",
    "nyc-capital-stabilization-reserve": "capital stabilization reserve",
    "nyc-deportation-defense-fy2018": "deportation defense, fiscal year 2018",
    "nyc-general-reserve": "general reserve",
    "one-california": "One California",
    "san-francisco-legal-defense-2025": "legal defense 2025",
    "seattle-family-aid": "aid to families",
    "seattle-legal-defense": "legal defense fund",
}
PAYERS = {"private": ", private money", "joint": ", joint money"}
LOS_ANGELES, CHICAGO = "la-justice-fund", "chicago-legal-protection-fund"
RESERVE, OLDER_RESERVE = "nyc-capital-stabilization-reserve", "nyc-general-reserve"
DEFENCE = "nyc-deportation-defense-fy2018"
NEW_YORK = "new-york-city-ny"


@dataclass(frozen=True)
class Asked:
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

    jurisdiction: str = "all"
    first_year: int = 2016
    last_year: int = 2025
    horizon: str = "one_year"
    max_years_apart: int = 3
    price_year: int = 2025

    def __post_init__(self) -> None:
        """Refuse an unknown place or horizon, and years in the wrong order."""
        choices.check("CommittedPlace", "jurisdiction", self.jurisdiction)
        choices.check("Horizon", "horizon", self.horizon)
        if self.first_year > self.last_year:
            years = f"first_year {self.first_year} is after last_year {self.last_year}"
            raise UsageError(years, "swap them")

    @property
    def span(self) -> str:
        """Years and horizon in words."""
        return f"{self.first_year} to {self.last_year}, {SPANS[self.horizon]}"


def named(rows: pd.DataFrame) -> pd.DataFrame:
    """Return commitments with place, ``fund_name``, ``name`` of both, stage and why in words."""
    rows = placed(rows)
    fund = rows["fund"].map(FUNDS) + rows["provider"].map(PAYERS).fillna("")
    return rows.assign(
        fund_name=fund,
        name=rows["place"] + ": " + fund,
        kind=rows["stage"].map(STAGES),
        why=rows["left_out_because"].map(LEFT_OUT).fillna("counted"),
    ).sort_values(["place", "fund", "date_latest", "amount_usd"])


def everything() -> pd.DataFrame:
    """Return every commitment, in words."""
    return named(datasets.load_commitments())


def chosen(asked: Asked) -> pd.DataFrame:
    """Return the commitments asked for, in words, maybe none."""
    place = None if asked.jurisdiction == "all" else asked.jurisdiction
    rows = select_commitments(
        datasets.load_commitments(),
        jurisdiction_id=place,
        first_year=asked.first_year,
        last_year=asked.last_year,
        horizon=asked.horizon,
    )
    return named(rows)


def evidence(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the keys of commitments as evidence."""
    return keys_of("commitments", rows["commitment_id"])


def figures() -> dict[str, float]:
    """Return the sums that the three cities of the article are known for, in nominal dollars."""
    rows = everything()

    def one(fund: str, **wanted: object) -> float:
        own = rows[rows["fund"].eq(fund)]
        for column, value in wanted.items():
            own = own[own[column].eq(value)]
        return float(own["amount_usd"].item())

    return {
        "claimed": one(LOS_ANGELES, stage="claimed"),
        "target": one(LOS_ANGELES, stage="target"),
        "awarded": one(LOS_ANGELES, stage="awarded"),
        "city": one(LOS_ANGELES, stage="approved", provider="city"),
        "county": one(LOS_ANGELES, stage="approved", provider="county"),
        "private": one(LOS_ANGELES, stage="approved", provider="private"),
        "announced": one(CHICAGO, stage="announced"),
        "agreed": one(CHICAGO, is_counted=True),
        "yearly": one(RESERVE, stage="proposed"),
        "whole": one(RESERVE, stage="derived"),
        "defence": one(DEFENCE, is_counted=True),
    }


def reserve_years() -> int:
    """Return over how many years New York City proposed its reserve."""
    rows = everything()
    return int(rows.loc[rows["fund"].eq(RESERVE) & rows["stage"].eq("proposed"), "n_years"].item())


def answer() -> Exhibit:
    """Say in plain words whose money the article's three figures are."""
    usd = {name: words.money(value) for name, value in figures().items()}
    rows = everything()
    rows = rows[rows["fund"].isin([LOS_ANGELES, CHICAGO, RESERVE])]
    return Exhibit(
        title="The answer",
        sentences=(
            f"An article of 2017 credited Los Angeles with {usd['claimed']}, which city, county "
            f"and foundations together aimed at; the city's own share was {usd['city']}.",
            f"Chicago announced {usd['announced']} and its council approved {usd['agreed']}.",
            f"New York proposed a reserve of {usd['yearly']} a year over {reserve_years()} years: "
            "held against any federal cut, not spent.",
        ),
        tables=TABLES,
        behind=evidence(rows),
    )


def main_picture() -> Exhibit:
    """Show the funds of the article's three cities, stage by stage."""
    rows = everything()
    rows = rows[rows["fund"].isin([LOS_ANGELES, CHICAGO, RESERVE, DEFENCE])]
    usd = {name: words.money(value) for name, value in figures().items()}
    return Exhibit(
        title=f"The city of Los Angeles approved {usd['city']} of the {usd['claimed']} fund; New "
        "York's largest sum is a reserve",
        subtitle="The money of the article's three cities, stage by stage, nominal US dollars; "
        "rows of one fund are the same money",
        **_stages(rows, "US dollars, nominal (logarithmic)"),
    )


def _stages(rows: pd.DataFrame, xlabel: str) -> dict:
    return {
        "rows": rows,
        "picture": lambda narrow: money.amounts(rows, narrow, kinds=ORDER, xlabel=xlabel),
        "alt": told("Stages of each fund", rows, "{name}, {kind}, {usd}"),
        "tables": TABLES,
        "behind": evidence(rows),
    }


def limits() -> Exhibit:
    """Say what the answer does not show."""
    return Exhibit(
        title="What this does not show",
        sentences=(
            "It does not show what was spent in the end, whom it reached, or what a place would "
            "have done without any order or letter.",
            "A place that is not in the table is not known to have set nothing aside.",
        ),
    )


def coverage(rows: pd.DataFrame, asked: Asked) -> Exhibit:
    """Show how many rows may be counted, and which rule leaves the others out."""
    found = (
        everything()
        .groupby("why")
        .agg(
            rows=("fund", "size"), funds=("fund", "nunique"), places=("jurisdiction_id", "nunique")
        )
    )
    counted = int(rows["is_counted"].sum())
    told = (
        f"{words.count(len(rows), 'row')} of {words.count(rows['fund'].nunique(), 'fund')} of "
        f"{words.count(rows['jurisdiction_id'].nunique(), 'government')}, {asked.span}; "
        f"{counted} count and {len(rows) - counted} do not."
    )
    return Exhibit(
        title="Rows by whether they count",
        rows=found.reset_index().sort_values("rows", ascending=False),
        columns=("why", "rows", "funds", "places"),
        titles={"why": "Decision"},
        sentences=(told,) if len(rows) else ("No commitment is recorded for this choice.",),
        tables=TABLES,
        behind=evidence(everything()),
        brief=told,
    )


def stages(rows: pd.DataFrame, asked: Asked) -> Exhibit | None:
    """Show what was announced, approved and awarded, fund by fund."""
    if rows.empty:
        return None
    return Exhibit(
        title="Announced, approved and awarded, fund by fund",
        subtitle=f"Nominal US dollars, {asked.span}; rows of one fund are the same money",
        columns=("place", "fund_name", "year", "kind", "amount_usd", "why", "commitment_id"),
        titles={"fund_name": "Fund", "kind": "Stage", "why": "Counted, or why not"}
        | {"commitment_id": "Row"},
        digits=0,
        **_stages(rows, f"US dollars, nominal (logarithmic; {SPANS[asked.horizon]})"),
    )


def los_angeles() -> Exhibit:
    """Show the rows of the Los Angeles fund, from a plain sum to public money counted once."""
    steps = fund_steps(datasets.load_commitments(), LOS_ANGELES)
    rows = everything()
    values = figures()
    usd = {name: words.money(value) for name, value in values.items()}
    public = values["city"] + values["county"]
    return Exhibit(
        title=f"Of {words.money(steps['running_usd'].iloc[0])} in rows, {words.money(public)} is "
        "public money, counted once",
        subtitle="The rows of the Los Angeles legal fund, nominal US dollars",
        rows=steps,
        picture=lambda narrow: money.waterfall(steps, narrow, last="public money, counted once"),
        alt=steps_in_words(steps),
        sentences=(
            f"The article's {usd['claimed']} was the sum aimed at ({usd['target']}) of city, "
            "county and foundations.",
            f"Approved: city {usd['city']}, county {usd['county']}, private {usd['private']}. "
            f"Awarded: {words.number(values['awarded'] / 1e6, 2)} million dollars.",
            f"The city's share is {words.number(100 * values['city'] / values['claimed'], 0)} % "
            "of the figure that the article gives it.",
        ),
        tables=TABLES,
        behind=evidence(rows[rows["fund"].eq(LOS_ANGELES)]),
    )


def chicago() -> Exhibit:
    """Tell Chicago's fund, step by step: the same money, not two sums."""
    rows = everything()
    rows = rows[rows["jurisdiction_id"].eq("chicago-il")].sort_values("date_latest")
    return Exhibit(
        title="Chicago's legal fund, step by step",
        sentences=tuple(
            f"{when_of(row.date_earliest, row.date_latest)}: {words.money(row.amount_usd)} "
            f"{row.stage} ({row.why})."
            for row in rows.itertuples()
        ),
        tables=TABLES,
        behind=evidence(rows),
    )


def new_york() -> Exhibit:
    """Tell New York City's reserve apart from its older one and from money for lawyers."""
    rows = everything()
    own = rows[rows["jurisdiction_id"].eq(NEW_YORK)].set_index("fund")
    usd = {name: words.money(value) for name, value in figures().items()}
    older = own.loc[OLDER_RESERVE]
    proposed = own.loc[[RESERVE]].query("stage == 'proposed'").iloc[0]
    return Exhibit(
        title="New York City's reserve is held, not spent",
        sentences=(
            f"Proposed: {reserve_years()} times {usd['yearly']}, {usd['whole']} in all.",
            proposed["note"],
            f"The city's older general reserve is {words.money(older['amount_usd'])} a year: "
            f"{older['note'][0].lower()}{older['note'][1:]}",
            f"What the city approved for legal services is {usd['defence']}.",
            own.loc[DEFENCE, "note"],
        ),
        tables=TABLES,
        behind=evidence(rows[rows["jurisdiction_id"].eq(NEW_YORK)]),
    )


def headlines(rows: pd.DataFrame) -> list[dict]:
    """Return the headline numbers, each as the arguments of `prose.headline`."""
    found = per_undocumented_resident(
        datasets.load_commitments(), datasets.load_undocumented_estimates()
    ).set_index("jurisdiction_id")
    value, picture = figures(), main_picture()

    def usd(name: str, dollars: float, digits: int = 0) -> dict:
        of = {"exhibit": picture.title, "tables": picture.tables}
        return {"name": name, "value": dollars / 1e6, "unit": "million USD", "digits": digits} | of

    def plain(name: str, number: float, unit: str, digits: int = 0) -> dict:
        return {"name": name, "value": number, "unit": unit, "digits": digits}

    city, county = found.loc[NEW_YORK], found.loc["los-angeles-county-ca"]
    each = "for each undocumented resident"
    ends = ("low", "high")
    return [
        usd("Los Angeles fund, as an article has it", value["claimed"]),
        usd("Los Angeles fund, the city's own approved money", value["city"]),
        usd("Los Angeles fund, public money of city and county", value["city"] + value["county"]),
        usd("Los Angeles fund, awarded, private money included", value["awarded"], 2),
        usd("Chicago fund, announced", value["announced"]),
        usd("Chicago fund, approved", value["agreed"], 1),
        usd("New York City, reserve proposed, over its years (not spending)", value["whole"]),
        usd("New York City, legal services approved", value["defence"], 1),
        *(
            plain(
                f"New York City, legal services {each}, {end}",
                city[f"usd_per_resident_{end}"],
                "USD",
            )
            for end in ends
        ),
        *(
            plain(
                f"Los Angeles County, its share {each}, {end}",
                county[f"usd_per_resident_{end}"],
                "USD",
                2,
            )
            for end in ends
        ),
        plain("rows that the parameters choose", len(rows), "rows"),
        plain("of these counted", int(rows["is_counted"].sum()), "rows"),
    ]

"""What must hold between the money tables, and of their sums."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule

# Sums over the 23 letters: FY2017 as published and corrected, and the FY2016 bracket.
LETTERS = "jag_awards_2018_letters"
LETTER_SUMS = {
    "fy2017_published_usd": 53_067_195,
    "fy2017_corrected_usd": 36_823_069,
    "fy2016_low_usd": 36_697_862,
    "fy2016_usd": 37_667_479,
    "fy2016_high_usd": 38_855_409,
}


@rule("jag_awards_2018_letters")
def letters_sum_as_published(tables: Tables) -> list[Fault]:
    """The 23 letters sum to 53,067,195 as published and to the bracket worked out from them."""
    totals = {column: int(tables[LETTERS][column].sum()) for column in LETTER_SUMS}
    return [
        Fault(LETTERS, f"the column sums to {total:,}, not {LETTER_SUMS[column]:,}", column=column)
        for column, total in totals.items()
        if total != LETTER_SUMS[column]
    ]


@rule("jag_awards_2018_letters", "list_membership")
def letters_are_the_listed_places(tables: Tables) -> list[Fault]:
    """The places of the letters' amounts are those on the list of 24 January 2018."""
    members = tables["list_membership"]
    listed = set(members.loc[members["list_id"].eq("doj_2018_01_24"), "jurisdiction_id"])
    told = {True: "listed but not priced", False: "priced but not listed"}
    return [
        Fault(LETTERS, f"{place} is {told[place in listed]}", column="jurisdiction_id", value=place)
        for place in sorted(listed ^ set(tables[LETTERS]["jurisdiction_id"]))
    ]


@rule("threats", "threat_status")
def every_threat_has_a_history(tables: Tables) -> list[Fault]:
    """Every threat has a history, and it starts within a month of the threat's date."""
    threats = tables["threats"]
    first = tables["threat_status"].groupby("threat_id")["date_latest"].min()
    threats = threats.assign(_first=threats["threat_id"].map(first))
    late = (threats["_first"] - threats["date"]).abs() > pd.Timedelta(days=31)
    told = "dated {date}, but its first step is [{_first}]"
    return faults_where(threats, threats["_first"].isna() | late, "threats.date", told)


@rule("threat_status")
def money_moves_after_it_was_held(tables: Tables) -> list[Fault]:
    """Money comes back only if it was held, or cut, before."""
    steps = tables["threat_status"].dropna(subset=["amount_id"])
    start = steps[steps["status"].isin(["withheld", "cut"])]
    begun = steps["amount_id"].map(start.groupby("amount_id")["date_earliest"].min())
    moved = steps["status"].isin(["withheld", "cut", "paid", "restored", "ordered_restored"])
    early = begun.isna() | (steps["date_latest"] < begun)
    told = "{status} by {date_latest}, but not held before"
    return faults_where(steps, moved & early, "threat_status.status", told)


@rule("commitments")
def fund_counts_once(tables: Tables) -> list[Fault]:
    """A fund's money counts once for each provider."""
    counted = tables["commitments"].query("is_counted")
    again = counted.duplicated(["fund", "provider"])
    told = "fund {fund} of {provider} counts twice"
    return faults_where(counted, again, "commitments.is_counted", told)


@rule("commitments")
def new_york_reserve_is_four_quarter_billions(tables: Tables) -> list[Fault]:
    """New York City's reserve is $250 million a year for four years and is never counted."""
    funds = tables["commitments"]
    reserve = funds[funds["fund"].eq("nyc-capital-stabilization-reserve")]
    yearly = reserve[reserve["is_per_year"]]
    right = (yearly["amount_usd"] * yearly["n_years"]).tolist() == [1_000_000_000]
    if right and not reserve["is_counted"].any():
        return []
    return [Fault("commitments", "the reserve is not 4 x 250,000,000 uncounted", column="fund")]


@rule("price_index")
def price_years_have_no_gap(tables: Tables) -> list[Fault]:
    """The price index has every year between its first and last."""
    years = tables["price_index"]["year"]
    lost = sorted(set(range(years.min(), years.max() + 1)) - set(years))
    return [Fault("price_index", f"there is no index for {year}", column="year") for year in lost]

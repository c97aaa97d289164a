"""What must hold between the money tables, and of their sums."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule


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

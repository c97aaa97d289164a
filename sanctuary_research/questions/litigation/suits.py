"""What is asked of the suits, and the rows that answer: suits, orders, places and defendants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.kept import kept
from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions import asking
from sanctuary_research.questions.asking import CODES
from sanctuary_research.questions.litigation.speaking import KINDS, every_spell, standing

TABLES = ("cases", "rulings", "ruling_cases")
ALL_TABLES = (*TABLES, "case_dockets", "case_parties", "list_membership")
# Codes of the tables in words.
SAID: dict[str, str] = CODES["suits"]
# What is counted, and how often one counts.
UNITS: dict[str, str] = CODES["units"]
# In the order in which a suit reaches them.
STAGES = EARLY, DISMISSAL, JUDGMENT, APPEAL = "early order", "dismissed", "judgment", "appeal"
STAGE_OF = {
    "dismissal": DISMISSAL,
    **dict.fromkeys(["permanent_injunction", "summary_judgment", "judgment"], JUDGMENT),
    **dict.fromkeys(["affirmance", "reversal", "vacatur", "certiorari_denied"], APPEAL),
}


@dataclass(frozen=True)
class Asked(asking.OnDay):
    """Which suits are asked about, on which day and counted by what; every value is checked.

    Attributes
    ----------
    on : str
        The day, as YYYY-MM-DD.
    administration : str
        Under which the suit was filed: trump_1, trump_2 or any.
    topic : str
        Kind of question, or any.
    unit : str
        suit, order, jurisdiction or defendant.
    """

    on: Annotated[str, "SuitDay"] = "2026-04-08"
    administration: Annotated[str, "SuitAdministration"] = "any"
    topic: Annotated[str, "SuitTopic"] = "any"
    unit: Annotated[str, "SuitUnit"] = "suit"


@kept(*TABLES, "case_parties")
def chosen(asked: Asked, *, apart: bool = False) -> pd.DataFrame:
    """Return the suits asked for that were filed by the day, as of `speaking.standing`.

    Parameters
    ----------
    asked : Asked
    apart : bool
        Instead of the suits that count, return those set apart: without the federal government
        on a side, or over grant conditions that do not concern immigration.

    Returns
    -------
    DataFrame
        With ``stage``, the furthest reached, blank where there is no order with a side.

    Raises
    ------
    AnalysisError
        None counts.
    """
    rows, parties = standing(on=asked.on), datasets.load_case_parties()
    for name in ("administration", "topic"):
        rows = rows[rows[name].eq(getattr(asked, name)) | (getattr(asked, name) == "any")]
    federal = rows["case_id"].isin(parties.query("party_type == 'federal'")["case_id"])
    rows = rows[(federal & rows["topic"].ne("other_conditions")) ^ apart]
    if rows.empty and not apart:
        raise AnalysisError("no suit counts among those asked for", "ask for more of them")
    reached = _made(asked).groupby("case_id")["stage"].agg(lambda own: max(own, key=STAGES.index))
    rows = rows.assign(stage=rows["case_id"].map(lambda case: reached.get(case, "no order")))
    return rows.sort_values(["filed_latest", "case_id"], ignore_index=True)


@kept(*TABLES)
def _made(asked: Asked) -> pd.DataFrame:
    """Return the orders made by the day, one row an order and case, with their stage."""
    made = every_spell().query("start_latest <= @asked.day").sort_values("start_latest")
    return made.assign(stage=made["kind"].map(STAGE_OF).fillna(EARLY))


def orders(asked: Asked) -> pd.DataFrame:
    """Return the orders made by the day in the suits that `chosen` returns, one row for each."""
    return _made(asked).merge(
        chosen(asked)[["case_id", "short_name", "administration"]], on="case_id"
    )


def units(asked: Asked) -> pd.DataFrame:
    """Return what is counted, one row a unit and suit: ``unit_id`` beside the suit's columns.

    For orders ``standing`` is the side that each was made for; court and stage are its own.
    """
    suits, parties = chosen(asked), datasets.load_case_parties()
    if asked.unit == "suit":
        return suits.assign(unit_id=suits["case_id"])
    if asked.unit == "order":
        own = _made(asked)[["case_id", "ruling_id", "side", "court", "stage"]]
        own = own.rename(columns={"ruling_id": "unit_id", "side": "standing"})
        return own.merge(suits.drop(columns=["standing", "court", "stage"]), on="case_id")
    parties = parties[~parties["joined_date"].gt(asked.day)].assign(
        unit_id=parties["jurisdiction_id"]
    )
    if asked.unit == "defendant":
        parties = parties.query("side == 'defendant'").assign(unit_id=parties["party_name"])
    return parties[["case_id", "unit_id"]].dropna().merge(suits, on="case_id")


def tally(rows: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Return how many different units each group has in all and under each standing, in words.

    Examples
    --------
    >>> rows = pd.DataFrame({"unit_id": ["a", "a", "b"], "standing": ["federal", "mixed", "none"]})
    >>> tally(rows.assign(by="k"), "by")["total"].tolist()
    [2]
    """
    each = rows.groupby(by, sort=False)["unit_id"].nunique().rename("total").to_frame()
    for kind, name in KINDS.items():
        own = rows[rows["standing"].eq(kind)].groupby(by)["unit_id"].nunique()
        each[name] = own.reindex(each.index, fill_value=0)
    return each.reset_index()


def evidence(asked: Asked) -> pd.DataFrame:
    """Return the suits asked for and the orders made in them as evidence."""
    made = orders(asked).drop_duplicates("ruling_id")
    return pd.concat([asking.evidence("cases", chosen(asked)), asking.evidence("rulings", made)])

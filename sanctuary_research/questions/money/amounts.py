"""The rows of money: what they are called, whose they are, and which of them are chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.data.choices import PROGRAMMES
from sanctuary_research.errors import AnalysisError, UsageError, unknown
from sanctuary_research.words import date, listed, money

# In the order in which a reader meets them: the most concrete money first.
CONCEPTS = {
    "annual_award": "annual awards",
    "cut": "money cut",
    "announced_cut": "cuts announced",
    "withheld": "awards withheld",
    "conditioned": "money under conditions",
    "exposure": "yearly exposure",
    "award_stock": "open awards of several years",
    "subaward": "sub-awards",
    "remaining_award": "what was left after a cut",
    "national_total": "national total",
    "no_amount": "no amount stated",
}
CELL = ("concept", "unit", "programme", "fiscal_year")
ONE_CELL = "a sum stays inside one concept, unit, programme and fiscal year"
# Columns that a frame of amounts must have; the others of `threat_amounts` are optional.
NEEDED = (
    "amount_id",
    "threat_id",
    "jurisdiction_id",
    *CELL,
    "amount_usd",
    "low_usd",
    "high_usd",
    "precision",
    "basis",
    "overlap_group",
)
EVIDENCE = ["evidence_table", "evidence_id"]


def called(code: object) -> str:
    """Return what a programme or concept is called; another code with spaces for underscores.

    >>> called("byrne_jag"), called("annual_award"), called("grant_condition")
    ('Byrne JAG', 'annual awards', 'grant condition')
    """
    return {**PROGRAMMES, **CONCEPTS}.get(str(code), str(code).replace("_", " "))


def in_words(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return rows with the codes of some columns as words; missing stays missing."""
    return rows.assign(**{name: rows[name].map(called, na_action="ignore") for name in columns})


def place_names() -> pd.Series:
    """Return the name of every jurisdiction, by its key: a state alone, a place with its state."""
    where = datasets.load_jurisdictions().set_index("jurisdiction_id")
    return where["name"].where(where["level"].eq("state"), where["name"] + ", " + where["state"])


def placed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with ``place``: the jurisdiction's name, or what an aggregate is called."""
    names = rows["jurisdiction_id"].map(place_names())
    return rows.assign(place=names.fillna(rows["aggregate"]) if "aggregate" in rows else names)


def stated() -> pd.DataFrame:
    """Return the table of amounts with each row's place and its own key as evidence."""
    rows = datasets.load_threat_amounts()
    return placed(rows).assign(evidence_table="threat_amounts", evidence_id=rows["amount_id"])


def when_of(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Return a day, or the days that one may be, in words.

    >>> when_of(pd.Timestamp("2018-11-02"), pd.Timestamp("2018-11-02"))
    '2 November 2018'
    """
    return date(last) if first == last else f"{date(first)} to {date(last)}"


def told(start: str, rows: pd.DataFrame, pattern: str) -> str:
    """Return what a picture shows in words, row by row; ``{usd}`` is the amount as it is said.

    >>> rows = pd.DataFrame({"name": ["Elm", "Oak"], "amount_usd": [5e6, float("nan")]})
    >>> told("Awards", rows, "{name} {usd}")
    'Awards: Elm $5 million and Oak not known.'
    """
    if "amount_usd" in rows:
        rows = rows.assign(usd=rows["amount_usd"].astype(float).map(money))
    return f"{start}: {listed([pattern.format(**row) for row in rows.to_dict('records')])}."


def keys_of(table: str, ids: Iterable[str]) -> pd.DataFrame:
    """Return keys of a table as the evidence of an exhibit."""
    return pd.DataFrame({"evidence_table": table, "evidence_id": list(ids)})


def require_columns(frame: pd.DataFrame, columns: Iterable[str], what: str) -> None:
    """Raise UsageError unless ``frame`` has every one of ``columns``.

    >>> require_columns(pd.DataFrame({"yaer": [2016]}), ["year"], "price_index")
    Traceback (most recent call last):
    ...
    sanctuary_research.errors.UsageError: price_index needs the column year: it has yaer
    """
    lost = [name for name in columns if name not in frame.columns]
    if lost:
        has = ", ".join(map(str, frame.columns))
        raise UsageError(f"{what} needs the column {', '.join(lost)}", f"it has {has}")


def matching(amounts: pd.DataFrame, wanted: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows of ``amounts`` with the wanted values (None chooses all), maybe none.

    Raises
    ------
    UsageError
        A value that no row has: the nearest real one is offered.
    """
    require_columns(amounts, NEEDED, "amounts")
    chosen = np.ones(len(amounts), dtype=bool)
    for column, value in wanted.items():
        if value is None:
            continue
        if column not in amounts:
            raise unknown("column", column, amounts.columns)
        has = amounts[column].eq(value).fillna(False).to_numpy(dtype=bool)
        if not has.any():
            raise _no_such(column, value, amounts[column].dropna().unique())
        chosen &= has
    return amounts if chosen.all() else amounts[chosen]


def choose(amounts: pd.DataFrame, wanted: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows that `matching` finds.

    Raises
    ------
    AnalysisError
        There are none.
    """
    chosen = matching(amounts, wanted)
    if chosen.empty:
        asked = [f"{name}={value!r}" for name, value in wanted.items() if value is not None]
        raise AnalysisError(f"no amount has {', '.join(asked)}", "leave one of them out")
    return chosen


def _no_such(column: str, value: object, known: Iterable[object]) -> UsageError:
    if column != "fiscal_year":
        return unknown(column.removesuffix("_id").replace("_", " "), value, known)
    years = ", ".join(map(str, sorted(known)))
    return UsageError(f"no amount is of fiscal year {value}", f"choose one of {years}")


def one_cell(chosen: pd.DataFrame) -> dict[str, object]:
    """Return concept, unit, programme and fiscal year of a selection that has one of each.

    Rows that state no amount at all belong to no cell and are not asked.

    Raises
    ------
    AnalysisError
        The selection mixes cells: the message names the rule and the first column that differs.
    """
    priced = chosen[chosen["concept"].ne("no_amount")]
    priced = chosen if priced.empty else priced
    for column in CELL:
        values = set(priced[column].tolist())
        if len(values) > 1:
            found = ", ".join(map(str, sorted(values)))
            raise AnalysisError(
                f"one_cell: {ONE_CELL}, and this selection mixes {len(values)} values of "
                f"{column} ({found})",
                f"choose one with {column}=",
            )
    return {column: priced[column].iloc[0] for column in CELL}

"""The rows of money: what they are called, whose they are, which are chosen, how they are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sanctuary_research.data import datasets, reach
from sanctuary_research.data.choices import PROGRAMMES
from sanctuary_research.data.kept import kept
from sanctuary_research.display import money
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import unknown
from sanctuary_research.methods.groups.columns import require_columns
from sanctuary_research.questions.asking import CODES, evidence

# In the order in which a reader meets them: the most concrete money first.
CONCEPTS: dict[str, str] = CODES["concepts"]
SPANS = {"usd_multi_year": " (several years)", "percent": " (percent)"}
CELL = ["concept", "unit", "programme", "fiscal_year"]
USD = ["amount_usd", "low_usd", "high_usd"]
# Columns that a frame of amounts must have; the others of `threat_amounts` are optional.
NEEDED = [*CELL, *USD, "amount_id", "threat_id", "jurisdiction_id"]
NEEDED += ["precision", "basis", "overlap_group"]
ALL_OF_THEM = ("any", "all")  # choices of every value
EVIDENCE = ["evidence_table", "evidence_id"]
STATED = ("threat_amounts", "threats", *reach.PLACES)  # the tables that `stated` reads


def called(code: object) -> str:
    """Return what a programme or concept is called; another code with spaces for underscores.

    >>> called("byrne_jag"), called("annual_award"), called("grant_condition")
    ('Byrne JAG', 'annual awards', 'grant condition')
    """
    return {**PROGRAMMES, **CONCEPTS}.get(str(code), str(code).replace("_", " "))


def in_words(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return rows with the codes of some columns as words; money of several years says so."""
    told = {name: rows[name].map(called, na_action="ignore") for name in columns}
    if "concept" in told and "unit" in rows:
        is_said = told["concept"].str.contains("several|no amount")
        told["concept"] += rows["unit"].map(SPANS).fillna("").mask(is_said, "")
    return rows.assign(**told)


def placed(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with ``place``: the jurisdiction's name, or what an aggregate is called."""
    names = rows["jurisdiction_id"].map(reach.printed_names())
    return rows.assign(place=names.fillna(rows["aggregate"]) if "aggregate" in rows else names)


def of_threats(rows: pd.DataFrame) -> pd.DataFrame:
    """Return amounts with place, and ``administration`` and ``sanctuary_link`` of their threats."""
    about = datasets.load_threats()[["threat_id", "administration", "sanctuary_link"]]
    return placed(rows).merge(about, on="threat_id", how="left", validate="m:1")


@kept(*STATED)
def stated() -> pd.DataFrame:
    """Return the table of amounts (see `of_threats`) with each row's own key as evidence."""
    rows = of_threats(datasets.load_threat_amounts())
    return rows.assign(evidence_table="threat_amounts", evidence_id=rows["amount_id"])


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that parts of an exhibit rest on, once each."""
    return pd.concat([part[EVIDENCE] for part in parts]).drop_duplicates()


def rows_of(
    tables: Sequence[str], rows: pd.DataFrame, columns: str | Sequence[str], **told: Any
) -> Exhibit:
    """Return an exhibit of rows that are their own evidence.

    Parameters
    ----------
    tables : sequence of str
        The tables that it is from; the first is the one whose rows they are, unless the columns
        `EVIDENCE` say so of each.
    columns : str or sequence of str
        What is shown.
    **told
        What else the exhibit says.
    """
    behind = rows[EVIDENCE] if set(EVIDENCE) <= set(rows) else evidence(tables[0], rows)
    own = {"rows": rows, "columns": columns, "behind": behind, "tables": tables, "digits": 0}
    return Exhibit(**own | told)


def each(rows: pd.DataFrame, pattern: str) -> list[str]:
    """Return rows as words, one text a row; ``{usd}`` is the amount as a picture prints it.

    >>> rows = pd.DataFrame({"name": ["Elm", "Oak"], "amount_usd": [5e6, float("nan")]})
    >>> each(rows, "{name} {usd}")
    ['Elm $5 million', 'Oak no figure']
    """
    ends = rows.reindex(columns=USD).astype(float)
    usd = ["no figure" if e.isna().all() else money.with_bounds(*e) for _, e in ends.iterrows()]
    return [pattern.format(**row) for row in rows.assign(usd=usd).to_dict("records")]


def drawn(rows: pd.DataFrame, what: str, pattern: str, xlabel: str, **options: Any) -> dict:
    """Return the rows, picture and alt text of an exhibit that draws amounts (see `each`)."""
    return {
        "rows": rows,
        "picture": lambda narrow: money.amounts(rows, narrow, xlabel=xlabel, **options),
        "alt": f"{what}. {'; '.join(each(rows, pattern))}.",
    }


def matching(amounts: pd.DataFrame, wanted: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows of ``amounts`` with the wanted values (any, all: every one), maybe none.

    Raises
    ------
    UsageError
        A column that is not there, or a value that no row has: the nearest real one is offered.
    """
    require_columns(amounts, NEEDED)
    chosen = pd.Series(True, index=amounts.index)
    for column, value in wanted.items():
        if value in ALL_OF_THEM:
            continue
        if column not in amounts:
            raise unknown("column", column, amounts.columns)
        has = amounts[column].eq(value).fillna(False).astype(bool)
        if not has.any():
            known = amounts[column].dropna().unique()
            raise unknown(column.removesuffix("_id").replace("_", " "), value, known)
        chosen &= has
    return amounts[chosen]

"""The first two of three totals that are never mixed: programme dollars, and exposure ranges."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.questions.money.cells import cell_table
from sanctuary_research.questions.money.selection import CELL, NEEDED, require_columns
from sanctuary_research.questions.money.totals import total_of, with_threats


def programme_totals(
    amounts: pd.DataFrame, *, concept: str = "annual_award", threats: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the total of each programme and fiscal year for one concept.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts`.
    concept : str
        What is totalled: by default one year's awards.
    threats : pandas.DataFrame, optional
        The `threats` table; see `total_threatened`.

    Returns
    -------
    pandas.DataFrame
        One row for each unit, programme and fiscal year: ``total_usd``, ``low_usd``,
        ``high_usd`` and the further columns of `cell_table`.
    """
    require_columns(amounts, NEEDED, "amounts")
    cells = amounts.loc[amounts["concept"].eq(concept), list(CELL)].drop_duplicates()
    rows = with_threats(amounts, threats, None)
    return cell_table(
        [
            total_of(rows, cell, include_estimates=True)
            for cell in cells.sort_values(list(CELL)).to_dict("records")
        ]
    )


def exposure_ranges(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return what each place was said to stand to lose in a year, as a range and never a sum.

    Authors read the same order differently, so a place has a lowest and a highest figure, each
    with whose it is; what accounts show stands beside them. A figure for the government alone is
    no end of a range with one for everybody located in the place, so ``entity`` keeps the two
    apart. Rows on memory are left out.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts`; those of concept ``exposure`` in one year are used.

    Returns
    -------
    pandas.DataFrame
        One row for each place, fiscal year and, where given, entity: ``low_usd`` and ``low_side``
        (whose figure), ``high_usd`` and ``high_side``, ``observed_usd`` (from accounts, missing
        where none was read), ``is_open_above`` (a figure is a floor), ``n_figures``.
    """
    require_columns(amounts, [*NEEDED, "author_side"], "amounts")
    rows = amounts[amounts["concept"].eq("exposure") & amounts["unit"].eq("usd_per_year")]
    if "certainty" in rows:
        rows = rows[rows["certainty"].ne("memory")]
    rows = rows.dropna(subset=["jurisdiction_id"])
    rows = rows.assign(
        least=rows["amount_usd"].fillna(rows["low_usd"]),
        most=rows["amount_usd"].fillna(rows["high_usd"]),
    )
    keys = ["jurisdiction_id", "fiscal_year", *(["entity"] if "entity" in rows else [])]
    groups = rows.groupby(keys)
    return pd.DataFrame(
        [{**dict(zip(keys, key, strict=True)), **_range(group)} for key, group in groups]
    )


def _range(group: pd.DataFrame) -> dict[str, object]:
    low, high = group.loc[group["least"].idxmin()], group.loc[group["most"].idxmax()]
    return {
        "low_usd": low["least"],
        "low_side": low["author_side"],
        "high_usd": high["most"],
        "high_side": high["author_side"],
        "observed_usd": group.loc[group["basis"].eq("observed"), "amount_usd"].max(),
        "is_open_above": bool(group["precision"].eq("at_least").any()),
        "n_figures": len(group),
    }

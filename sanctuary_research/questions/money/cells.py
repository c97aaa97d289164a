"""Every total that a selection allows: one for each concept, unit, programme and fiscal year."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.questions.money.selection import CELL, matching
from sanctuary_research.questions.money.totals import Total, total_of, with_threats
from sanctuary_research.questions.money.words import CONCEPTS
from sanctuary_research.words import count


def totals_by_cell(
    amounts: pd.DataFrame,
    *,
    programme: str | None = None,
    fiscal_year: int | None = None,
    jurisdiction_id: str | None = None,
    administration: str | None = None,
    threats: pd.DataFrame | None = None,
    include_estimates: bool = True,
) -> list[Total]:
    """Return the totals of a selection, one for each cell inside which money may be summed.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts` (and `letters_as_amounts`).
    programme, fiscal_year, jurisdiction_id, administration
        Keep rows with this value; None keeps all.
    threats, include_estimates
        As for `total_threatened`.

    Returns
    -------
    list of Total
        By concept, the most concrete first, then by rows counted; empty where no row has all the
        values asked for.

    Raises
    ------
    UsageError
        A value that no row has; the nearest real one is offered.
    """
    wanted = {
        "programme": programme,
        "jurisdiction_id": jurisdiction_id,
        "administration": administration,
        "fiscal_year": fiscal_year,
    }
    rows = with_threats(amounts, threats, administration)
    chosen = matching(rows, wanted)
    found = [
        total_of(rows, {**wanted, **cell}, include_estimates)
        for cell in chosen[list(CELL)].drop_duplicates().to_dict("records")
    ]
    return sorted(found, key=_order)


def _order(total: Total) -> tuple:
    concepts = list(CONCEPTS)
    concept = total.cell["concept"]
    place = concepts.index(concept) if concept in concepts else len(concepts)
    return place, -len(total.counted), str(total.cell["programme"]), total.cell["fiscal_year"]


def cell_table(totals: list[Total]) -> pd.DataFrame:
    """Return totals as rows.

    Parameters
    ----------
    totals : list of Total
        As `totals_by_cell` gives them.

    Returns
    -------
    pandas.DataFrame
        One row a total: concept, unit, programme, fiscal_year, ``total_usd``, ``low_usd``,
        ``high_usd``, ``naive_usd`` (nominal US dollars), ``n_counted``, ``n_left_out``,
        ``n_missing``, ``n_without_bounds`` (rows), ``left_out_by`` (how many rows by which rule).
    """
    return pd.DataFrame([_row(total) for total in totals], columns=[*CELL, *_SUMMARY])


_SUMMARY = (
    "total_usd",
    "low_usd",
    "high_usd",
    "naive_usd",
    "n_counted",
    "n_left_out",
    "n_missing",
    "n_without_bounds",
    "left_out_by",
)


def _row(total: Total) -> dict[str, object]:
    rules = total.left_out["rule"].value_counts(sort=False)
    return {
        **total.cell,
        "total_usd": total.total,
        "low_usd": total.low,
        "high_usd": total.high,
        "naive_usd": total.naive,
        "n_counted": len(total.counted),
        "n_left_out": len(total.left_out),
        "n_missing": total.n_missing,
        "n_without_bounds": total.n_without_bounds,
        "left_out_by": ", ".join(
            f"{rule.replace('_', ' ')} {count(n, 'row')}" for rule, n in rules.items()
        ),
    }

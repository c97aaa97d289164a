"""Every total that a selection allows, and the ranges that are never summed."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.questions.money.amounts import (
    CELL,
    CONCEPTS,
    NEEDED,
    called,
    matching,
    require_columns,
)
from sanctuary_research.questions.money.totals import Total, total_threatened, with_threats
from sanctuary_research.words import count


def totals_by_cell(
    amounts: pd.DataFrame,
    *,
    threats: pd.DataFrame | None = None,
    include_estimates: bool = True,
    **wanted: object,
) -> list[Total]:
    """Return the totals of a selection, one for each cell inside which money may be summed.

    Parameters
    ----------
    amounts, threats, include_estimates, **wanted
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
    chosen = matching(with_threats(amounts, threats), wanted)
    found = [
        total_threatened(
            amounts, threats=threats, include_estimates=include_estimates, **{**wanted, **cell}
        )
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
    return pd.DataFrame([_row(total) for total in totals])


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
        "left_out_by": ", ".join(f"{called(rule)} {count(n, 'row')}" for rule, n in rules.items()),
    }


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
    return cell_table(
        [
            total_threatened(amounts, threats=threats, **cell)
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

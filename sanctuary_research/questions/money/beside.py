"""What an amount stands beside: the prices of another year, people, and the payer's budget."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sanctuary_research.errors import UsageError
from sanctuary_research.questions.money.amounts import require_columns
from sanctuary_research.questions.money.totals import Total

# Budgets that are shown but never divided by, and why.
NOT_COMPARABLE = {
    "list_figure": "the budget comes from a list without stated scope",
    "derived_revenue": "the budget was itself worked out from a printed share",
}
MATCHED = ""


def relative_to_base(amounts: pd.DataFrame, fiscal_base: pd.DataFrame) -> pd.DataFrame:
    """Return the amounts per person and as a share of the budget, or the reason why not.

    Both need the same place and the same year; a share also needs the amount and the budget to be
    of the same government (not of everybody located in the place) and a budget of stated scope.
    Nothing is filled from another year.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts`.
    fiscal_base : pandas.DataFrame
        ``jurisdiction_id``, ``year``, ``population``, ``budget_usd``, ``budget_low_usd``,
        ``budget_high_usd`` and ``budget_kind``.

    Returns
    -------
    pandas.DataFrame
        ``amounts`` with ``population`` (people), ``budget_usd``, ``usd_per_person`` and
        ``share_of_budget_percent``, both with ``_low`` and ``_high`` (over the bounds of amount
        and budget), ``no_person_reason`` and ``no_share_reason`` (empty where computed).
    """
    keys = ["jurisdiction_id", "year"]
    values = ["population", "budget_usd", "budget_low_usd", "budget_high_usd", "budget_kind"]
    require_columns(fiscal_base, [*keys, *values], "fiscal_base")
    base = fiscal_base[[*keys, *values]].rename(columns={"year": "fiscal_year"})
    rows = amounts.merge(base, on=["jurisdiction_id", "fiscal_year"], how="left", validate="m:1")
    rows["no_person_reason"] = _no_person(rows)
    rows["no_share_reason"] = _no_share(rows)
    population = rows["population"].astype("Float64")
    known = rows["no_person_reason"].eq(MATCHED)
    for bound, column in {"": "amount_usd", "_low": "low_usd", "_high": "high_usd"}.items():
        per_person = (rows[column] / population).where(known)
        rows[f"usd_per_person{bound}"] = per_person.astype(float)
    return _with_shares(rows)


def _no_person(rows: pd.DataFrame) -> pd.Series:
    reason = _common_reason(rows)
    return reason.mask(reason.eq(MATCHED) & rows["population"].isna(), "no population of that year")


def _no_share(rows: pd.DataFrame) -> pd.Series:
    reason = _common_reason(rows)
    kind = rows["budget_kind"].fillna("")
    checks = {
        "the amount is not the government's own money": ~entity(rows).eq("government"),
        "no budget of that year": rows["budget_usd"].isna(),
        **{reason: kind.eq(name) for name, reason in NOT_COMPARABLE.items()},
    }
    for text, mask in checks.items():
        reason = reason.mask(reason.eq(MATCHED) & mask, text)
    return reason


def _common_reason(rows: pd.DataFrame) -> pd.Series:
    checks = {
        "an aggregate of several places": rows["jurisdiction_id"].isna(),
        "no single amount is stated": rows["amount_usd"].isna(),
        "the amount covers several years": rows["unit"].ne("usd_per_year"),
    }
    reason = pd.Series(MATCHED, index=rows.index)
    for text, mask in checks.items():
        reason = reason.mask(reason.eq(MATCHED) & mask, text)
    return reason


def entity(rows: pd.DataFrame) -> pd.Series:
    """Return whose money each amount is; the government's where nothing is said."""
    return rows["entity"] if "entity" in rows else pd.Series("government", index=rows.index)


def _with_shares(rows: pd.DataFrame) -> pd.DataFrame:
    budget = rows["budget_usd"].astype("Float64")
    least = rows["budget_low_usd"].astype("Float64").fillna(budget)
    most = rows["budget_high_usd"].astype("Float64").fillna(budget)
    shared = rows["no_share_reason"].eq(MATCHED)
    ratios = {
        "share_of_budget_percent": rows["amount_usd"] / budget,
        "share_of_budget_percent_low": rows["low_usd"] / most,
        "share_of_budget_percent_high": rows["high_usd"] / least,
    }
    percent = {name: (100 * ratio).where(shared).astype(float) for name, ratio in ratios.items()}
    return rows.assign(**percent)


def deflator(price_index: pd.DataFrame, *, from_year: int, to_year: int) -> float:
    """Return what a dollar of ``from_year`` is in the prices of ``to_year``.

    Parameters
    ----------
    price_index : pandas.DataFrame
        ``year`` and ``cpi_u`` (annual average, 1982-84 = 100).
    from_year, to_year : int
        Years of the table.

    Raises
    ------
    UsageError
        A year without an index; the years there are are named.

    Examples
    --------
    >>> prices = pd.DataFrame({"year": [2016, 2025], "cpi_u": [240.007, 321.943]})
    >>> round(deflator(prices, from_year=2016, to_year=2025), 4)
    1.3414
    """
    require_columns(price_index, ["year", "cpi_u"], "price_index")
    by_year = price_index.set_index("year")["cpi_u"]
    for year in (from_year, to_year):
        if year not in by_year.index:
            first, last = by_year.index.min(), by_year.index.max()
            raise UsageError(
                f"there is no price index for {year}", f"choose a year from {first} to {last}"
            )
    return float(by_year[to_year] / by_year[from_year])


def deflate(amount_usd: float, price_index: pd.DataFrame, *, from_year: int, to_year: int) -> float:
    """Return a nominal amount of ``from_year`` in the prices of ``to_year``."""
    return amount_usd * deflator(price_index, from_year=from_year, to_year=to_year)


def in_prices_of(total: Total, price_index: pd.DataFrame, year: int) -> Total:
    """Return a total and its bounds in the prices of ``year``; its rows stay nominal.

    The deflator is that of the calendar year with the fiscal year's number. A sum over several
    fiscal years has no single year to deflate from and is refused.

    Raises
    ------
    UsageError
        ``year`` or the total's fiscal year has no index, or the total covers several years.
    """
    if reason := not_deflated(total, price_index, year):
        raise UsageError(reason)
    factor = deflator(price_index, from_year=int(total.cell["fiscal_year"]), to_year=year)
    cell = {**total.cell, "price_year": year}
    return replace(
        total,
        cell=cell,
        total=total.total * factor,
        low=total.low * factor,
        high=total.high * factor,
    )


def not_deflated(total: Total, price_index: pd.DataFrame, year: int) -> str:
    """Return why a total cannot be restated in the prices of ``year``; empty where it can."""
    if total.cell["unit"] != "usd_per_year":
        return (
            f"a total in {total.cell['unit']} has no single year to deflate from: "
            "choose unit='usd_per_year'"
        )
    try:
        deflator(price_index, from_year=int(total.cell["fiscal_year"]), to_year=year)
    except UsageError as error:
        return str(error)
    return ""

"""Nominal dollars restated in the prices of another year: sum first, deflate after."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sanctuary_research.errors import UsageError
from sanctuary_research.questions.money.selection import require_columns
from sanctuary_research.questions.money.totals import Total


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
                f"there is no price index for {year}: choose a year from {first} to {last}"
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

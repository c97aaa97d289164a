"""What an amount stands beside: prices, people, the payer's budget, and other figures of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sanctuary_research.data import datasets
from sanctuary_research.errors import check_known
from sanctuary_research.methods.groups.columns import require_columns
from sanctuary_research.questions.asking import evidence
from sanctuary_research.questions.money import ledger
from sanctuary_research.questions.money.counting import Total, total_threatened

# Budgets that are shown but never divided by, and why.
NOT_COMPARABLE = {
    "list_figure": "the budget comes from a list without stated scope",
    "derived_revenue": "the budget was itself worked out from a printed share",
}
# A year's money, the most concrete figure first.
YEARLY = ["annual_award", "exposure", "conditioned", "withheld", "cut"]
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
        ``jurisdiction_id``, ``year``, ``population``, ``budget_usd`` and ``budget_kind``.

    Returns
    -------
    pandas.DataFrame
        ``amounts`` with ``year`` (of the row it stands beside), ``population`` (people),
        ``budget_usd``, ``usd_per_person``, ``share_of_budget_percent`` and ``no_share_reason``
        (empty where computed).
    """
    columns = ["jurisdiction_id", "year", "population", "budget_usd", "budget_kind"]
    require_columns(fiscal_base, columns)
    base, keys = fiscal_base[columns].astype({"year": "Int64"}), ["jurisdiction_id", "fiscal_year"]
    rows = amounts.merge(base, "left", left_on=keys, right_on=columns[:2], validate="m:1")
    common = {
        "an aggregate of several places": rows["jurisdiction_id"].isna(),
        "no single amount is stated": rows["amount_usd"].isna(),
        "the amount covers several years": rows["unit"].ne("usd_per_year"),
    }
    rows["no_share_reason"] = _first(
        common
        | {"the amount is not the government's own money": ~is_own(rows)}
        | {"no budget of that year": rows["budget_usd"].isna()}
        | {why: rows["budget_kind"].eq(kind).fillna(False) for kind, why in NOT_COMPARABLE.items()}
    )
    each = rows["amount_usd"] / rows["population"].astype(float)
    share = 100 * rows["amount_usd"] / rows["budget_usd"].astype(float)
    return rows.assign(
        usd_per_person=each.where(_first(common) == MATCHED),
        share_of_budget_percent=share.where(rows["no_share_reason"].eq(MATCHED)),
    )


def _first(reasons: dict[str, pd.Series]) -> np.ndarray:
    """Return the first reason that holds of each row; `MATCHED` where none does."""
    return np.select([mask.astype(bool) for mask in reasons.values()], list(reasons), MATCHED)


def is_own(rows: pd.DataFrame) -> pd.Series:
    """Return whether each amount is the government's own; so it is where nothing is said."""
    return rows.get("entity", pd.Series("government", rows.index)).eq("government")


def restated(price_index: pd.DataFrame, year: int) -> pd.Series:
    """Return what a dollar of each year is in the prices of ``year``, by year.

    Parameters
    ----------
    price_index : pandas.DataFrame
        ``year`` and ``cpi_u`` (annual average, 1982-84 = 100).

    Raises
    ------
    UsageError
        ``year`` has no index; the nearest is offered.

    Examples
    --------
    >>> prices = pd.DataFrame({"year": [2016, 2025], "cpi_u": [240.007, 321.943]})
    >>> restated(prices, 2025).round(4).to_dict()
    {2016: 1.3414, 2025: 1.0}
    """
    require_columns(price_index, ["year", "cpi_u"])
    prices = price_index.set_index("year")["cpi_u"]
    check_known("year with a price index", year, prices.index)
    return prices[year] / prices


def prices_of(*years: object) -> pd.DataFrame:
    """Return the price indices of years as the evidence of an exhibit."""
    prices = datasets.load_price_index()
    return evidence("price_index", prices[prices["year"].isin(years)])


def exposed(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return the yearly sums that places were said to stand to lose, those on memory left out."""
    is_used = amounts["concept"].eq("exposure") & amounts["unit"].eq("usd_per_year")
    keys = ["jurisdiction_id", "fiscal_year", "entity"]
    return amounts[is_used & amounts["certainty"].ne("memory")].dropna(subset=keys)


def exposure_ranges(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return what each place was said to stand to lose in a year, as a range and never a sum.

    Authors read the same order differently, so a place has a lowest and a highest figure, each
    with whose it is. A figure for the government alone is no end of a range with one for
    everybody located in the place, so ``entity`` keeps the two apart. Rows on memory are left out.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows of `threat_amounts`; those of concept ``exposure`` in one year are used.

    Returns
    -------
    pandas.DataFrame
        One row for each place, fiscal year and entity: ``low_usd`` and ``low_side`` (whose
        figure), ``high_usd`` and ``high_side``, ``is_open_above`` (a figure is a floor).
    """
    keys = ["jurisdiction_id", "fiscal_year", "entity"]
    require_columns(amounts, [*keys, *ledger.USD, "author_side", "precision"])
    rows = exposed(amounts)
    rows = rows.assign(
        low_usd=rows["amount_usd"].fillna(rows["low_usd"]),
        high_usd=rows["amount_usd"].fillna(rows["high_usd"]),
        is_open_above=rows["precision"].eq("at_least"),
    )
    found = rows.groupby(keys)["is_open_above"].any().to_frame()
    for end, is_last in (("low", False), ("high", True)):
        ordered = rows.sort_values(f"{end}_usd", ascending=not is_last, kind="stable")
        ends = ordered.drop_duplicates(keys).rename(columns={"author_side": f"{end}_side"})
        found = found.join(ends.set_index(keys)[[f"{end}_usd", f"{end}_side"]])
    return found.reset_index()


def what_if(amounts: pd.DataFrame, fiscal_base: pd.DataFrame, **wanted: object) -> pd.DataFrame:
    """Return what places would lose if a programme's yearly money were withheld.

    The amount is the defensible total of a place and programme in the latest fiscal year that
    has one, of the most concrete concept there is: an annual award, else exposure, else
    conditioned, withheld or cut money. The government's own money is taken where any is known,
    before that of everybody located there. It says nothing of how likely a loss is.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts` (and `letters_as_amounts`).
    fiscal_base : pandas.DataFrame
        Population and budgets; see `relative_to_base`.
    **wanted
        Keep this jurisdiction_id, programme, fiscal_year or concept; “any” and “all” keep all.

    Returns
    -------
    pandas.DataFrame
        One row a place and programme, in their order, none where nothing can be asked: the
        columns of `relative_to_base`, the loss being ``amount_usd``; dollars are nominal.

    Raises
    ------
    UsageError
        A value that no row has; the nearest is offered.
    """
    groups = ledger.matching(amounts, wanted).groupby(["jurisdiction_id", "programme"])
    totals = [total for _, rows in groups if (total := _latest(rows)) is not None]
    # Several rows of one place (two departments, say) make one loss of the place's government.
    rows = pd.concat([amounts.iloc[:0], *(total.counted.iloc[[0]] for total in totals)])
    sums = [(total.total, total.low, total.high) for total in totals]
    rows[ledger.USD] = np.array(sums, dtype=float).reshape(-1, 3)
    return relative_to_base(rows.reset_index(drop=True), fiscal_base)


def _latest(rows: pd.DataFrame) -> Total | None:
    """Return the total of the most concrete concept's latest year that has one."""
    yearly = rows[rows["unit"].eq("usd_per_year") & rows["amount_usd"].notna()]
    yearly = yearly[is_own(yearly)] if is_own(yearly).any() else yearly
    place = yearly["concept"].map({concept: place for place, concept in enumerate(YEARLY)})
    order = yearly.assign(place=place, late=-yearly["fiscal_year"]).dropna(subset="place")
    cells = order.sort_values(["place", "late"])[["concept", "fiscal_year"]].drop_duplicates()
    found = (total_threatened(yearly, **cell) for cell in cells.to_dict("records"))
    return next((total for total in found if pd.notna(total.total)), None)

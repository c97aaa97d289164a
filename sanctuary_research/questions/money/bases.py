"""Amounts per person and as a share of a budget, where entity and year match."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.questions.money.selection import require_columns

# A press list without stated scope is shown but never divided by.
NOT_COMPARABLE = ("list_figure",)
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
        "the budget comes from a list without stated scope": kind.isin(NOT_COMPARABLE),
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

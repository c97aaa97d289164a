"""What a place would lose if a share of one programme's money were withheld."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.errors import UsageError
from sanctuary_research.questions.money.amounts import called, matching
from sanctuary_research.questions.money.beside import entity, relative_to_base
from sanctuary_research.questions.money.totals import Total, total_threatened
from sanctuary_research.words import UNKNOWN, money, number

# A year's money, the most concrete figure first.
CONCEPTS = ("annual_award", "exposure", "conditioned", "withheld", "cut")


def what_if(
    amounts: pd.DataFrame, fiscal_base: pd.DataFrame, *, share_withheld: float = 1.0, **wanted
) -> pd.DataFrame:
    """Return what places would lose if a share of a programme's yearly money were withheld.

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
    share_withheld : float
        From 0 to 1.
    **wanted
        Keep this jurisdiction_id, programme, fiscal_year or concept; None keeps all.

    Returns
    -------
    pandas.DataFrame
        One row a place and programme, the largest loss first, none where nothing can be asked:
        the columns of `relative_to_base`, the loss being ``amount_usd``; dollars are nominal.

    Raises
    ------
    UsageError
        A value that no row has (the nearest is offered), or a share outside 0 to 1.
    """
    if not 0 <= share_withheld <= 1:
        raise UsageError(f"share_withheld is {share_withheld}", "give a number from 0 to 1")
    groups = matching(amounts, wanted).groupby(["jurisdiction_id", "programme"])
    totals = [total for _, rows in groups if (total := _latest(rows)) is not None]
    if not totals:
        return relative_to_base(amounts.iloc[:0], fiscal_base)
    # Several rows of one place (two departments, say) make one loss of the place's government.
    rows = pd.concat([total.counted.iloc[[0]] for total in totals], ignore_index=True)
    sums = {"amount_usd": "total", "low_usd": "low", "high_usd": "high"}
    losses = {
        name: [share_withheld * getattr(total, end) for total in totals]
        for name, end in sums.items()
    }
    found = relative_to_base(rows.assign(**losses), fiscal_base)
    return found.sort_values("amount_usd", ascending=False, ignore_index=True)


def _latest(rows: pd.DataFrame) -> Total | None:
    """Return the total of the most concrete concept's latest year that has one."""
    yearly = rows[rows["unit"].eq("usd_per_year") & rows["amount_usd"].notna()]
    own = entity(yearly).eq("government")
    yearly = yearly[own] if own.any() else yearly
    for concept in CONCEPTS:
        of_kind = yearly[yearly["concept"].eq(concept)]
        for year in sorted(of_kind["fiscal_year"].unique(), reverse=True):
            total = total_threatened(of_kind, fiscal_year=year)
            if pd.notna(total.total):
                return total
    return None


def loss_in_words(row, share: float) -> str:
    """Return one row of `what_if` as a sentence, with the reasons for what is empty.

    Parameters
    ----------
    row : named tuple
        A row with ``place`` and the columns of `what_if`.
    share : float
        The share that was withheld.
    """
    person = row.no_person_reason or f"${row.usd_per_person:,.3g}"
    budget = row.no_share_reason or f"{row.share_of_budget_percent:.3g} %"
    bounds = f"{money(row.low_usd)} to {money(row.high_usd)}"
    is_known = UNKNOWN not in bounds and row.low_usd != row.high_usd
    loss = f"{money(row.amount_usd)} ({bounds})" if is_known else money(row.amount_usd)
    return (
        f"{number(100 * share, 0)} % of {called(row.programme)} of {row.place} in fiscal year "
        f"{row.fiscal_year} is {loss}; per person: {person}; share of the budget: {budget}."
    )

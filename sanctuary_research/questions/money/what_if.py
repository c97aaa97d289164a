"""What a place would lose if a share of one programme's money were withheld."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from sanctuary_research.errors import AnalysisError, UsageError
from sanctuary_research.questions.money.bases import entity, relative_to_base
from sanctuary_research.questions.money.selection import choose, matching
from sanctuary_research.questions.money.totals import Total, dollars, total_threatened
from sanctuary_research.questions.money.words import words

# A year's money, the most concrete figure first.
CONCEPTS = ("annual_award", "exposure", "conditioned", "withheld", "cut")


@dataclass(frozen=True)
class WhatIf:
    """A hypothetical loss in nominal dollars, per person and as a share of the budget.

    Attributes
    ----------
    jurisdiction_id, programme : str
        The place and the money.
    share_withheld : float
        The share asked about, from 0 to 1.
    usd, low_usd, high_usd : float
        The loss and its bounds; NaN where the amount has none.
    usd_per_person, share_of_budget_percent : tuple of float
        Point, low and high; NaN where the base does not match (with ``no_person_reason`` and
        ``no_share_reason``) or the amount has no bounds.
    basis : Total
        The amount the share is taken of, with what was left out.
    """

    jurisdiction_id: str
    programme: str
    share_withheld: float
    usd: float
    low_usd: float
    high_usd: float
    usd_per_person: tuple[float, float, float]
    share_of_budget_percent: tuple[float, float, float]
    no_person_reason: str
    no_share_reason: str
    basis: Total

    def sentence(self, place: str = "") -> str:
        """Return the answer in one sentence, with bounds and the reasons for what is empty.

        Parameters
        ----------
        place : str
            What the place is called; by default its key.
        """
        person = self.no_person_reason or _with_bounds(self.usd_per_person, dollars)
        budget = self.no_share_reason or _with_bounds(self.share_of_budget_percent, _percent)
        return (
            f"Withholding {self.share_withheld:.0%} of {words(self.programme)} from "
            f"{place or self.jurisdiction_id} in fiscal year {self.basis.cell['fiscal_year']} is "
            f"{_with_bounds((self.usd, self.low_usd, self.high_usd), dollars)}; "
            f"per person: {person}; share of the budget: {budget}."
        )


def _with_bounds(values: tuple[float, ...], write: Callable[[float], str]) -> str:
    point, low, high = (write(value) for value in values)
    if pd.isna(values[1]) and pd.isna(values[2]):
        return f"{point} (bounds not known)"
    return point if point == low == high else f"{point} ({low} to {high})"


def _percent(value: float) -> str:
    return "not known" if pd.isna(value) else f"{value:.3g} percent"


def what_if(
    amounts: pd.DataFrame,
    fiscal_base: pd.DataFrame,
    *,
    jurisdiction_id: str,
    programme: str,
    share_withheld: float = 1.0,
    fiscal_year: int | None = None,
    concept: str | None = None,
) -> WhatIf:
    """Return what a place would lose if a share of one programme's yearly money were withheld.

    The amount is the defensible total of the place and programme in the latest fiscal year that
    has one (or the year asked for), of the most concrete concept there is: an annual award, else
    exposure, else conditioned, withheld or cut money. The government's own money is taken where
    any is known, before that of everybody located there. It says nothing of how likely a loss is.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts` (and `letters_as_amounts`).
    fiscal_base : pandas.DataFrame
        Population and budgets; see `relative_to_base`.
    jurisdiction_id, programme : str
        The place and the money.
    share_withheld : float
        From 0 to 1.
    fiscal_year : int, optional
        The year; by default the latest with an amount.
    concept : str, optional
        The kind of amount; by default the most concrete.

    Raises
    ------
    UsageError
        An unknown place or programme (the nearest is offered) or a share outside 0 to 1.
    AnalysisError
        The place has no yearly amount of that programme.
    """
    _check(share_withheld)
    wanted = {"programme": programme, "jurisdiction_id": jurisdiction_id}
    choose(amounts, {"jurisdiction_id": jurisdiction_id})
    rows = choose(amounts, wanted)
    rows = choose(rows, {"fiscal_year": fiscal_year, "concept": concept})
    total = _latest(rows)
    if total is None:
        raise AnalysisError(
            f"{jurisdiction_id} has no yearly amount of {programme} that can be counted: "
            "choose another programme or year"
        )
    return _scaled({(jurisdiction_id, programme): total}, fiscal_base, share_withheld)[0]


def what_if_table(
    amounts: pd.DataFrame,
    fiscal_base: pd.DataFrame,
    *,
    jurisdiction_id: str | None = None,
    programme: str | None = None,
    share_withheld: float = 1.0,
) -> pd.DataFrame:
    """Return `what_if` for every place and programme of a selection that has a yearly amount.

    Parameters
    ----------
    amounts, fiscal_base, share_withheld
        As for `what_if`.
    jurisdiction_id, programme : str, optional
        Keep this place, this programme; None keeps all.

    Returns
    -------
    pandas.DataFrame
        One row a place and programme, the largest loss first, none where nothing can be asked:
        ``jurisdiction_id``, ``programme``, ``concept``, ``fiscal_year``, ``usd``, ``low_usd``,
        ``high_usd``, ``usd_per_person``, ``share_of_budget_percent`` (nominal US dollars),
        ``no_person_reason`` and ``no_share_reason``.

    Raises
    ------
    UsageError
        A place or programme that no row has (the nearest is offered), or a share outside 0 to 1.
    """
    _check(share_withheld)
    rows = matching(amounts, {"programme": programme, "jurisdiction_id": jurisdiction_id})
    totals = {
        pair: total
        for pair, of_pair in rows.groupby(["jurisdiction_id", "programme"])
        if (total := _latest(of_pair)) is not None
    }
    answers = _scaled(totals, fiscal_base, share_withheld) if totals else []
    found = pd.DataFrame([_answer(answer) for answer in answers], columns=_ANSWER)
    return found.sort_values("usd", ascending=False, ignore_index=True)


_ANSWER = (
    "jurisdiction_id",
    "programme",
    "concept",
    "fiscal_year",
    "usd",
    "low_usd",
    "high_usd",
    "usd_per_person",
    "share_of_budget_percent",
    "no_person_reason",
    "no_share_reason",
)


def _answer(answer: WhatIf) -> dict[str, object]:
    named = {name: getattr(answer, name) for name in _ANSWER if hasattr(answer, name)}
    return {
        **named,
        "concept": answer.basis.cell["concept"],
        "fiscal_year": answer.basis.cell["fiscal_year"],
        "usd_per_person": answer.usd_per_person[0],
        "share_of_budget_percent": answer.share_of_budget_percent[0],
    }


def _check(share_withheld: float) -> None:
    if not 0 <= share_withheld <= 1:
        raise UsageError(f"share_withheld is {share_withheld}: give a number from 0 to 1")


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


def _scaled(
    totals: Mapping[tuple[str, str], Total], fiscal_base: pd.DataFrame, share: float
) -> list[WhatIf]:
    """Return the loss of each place and programme, beside its people and budget."""
    losses = [
        {"amount_usd": share * t.total, "low_usd": share * t.low, "high_usd": share * t.high}
        for t in totals.values()
    ]
    # Several rows of one place (two departments, say) make one loss of the place's government.
    rows = pd.concat([total.counted.iloc[[0]] for total in totals.values()], ignore_index=True)
    relative = relative_to_base(rows.assign(**pd.DataFrame(losses)), fiscal_base)
    return [
        WhatIf(
            *pair,
            share,
            *loss.values(),
            usd_per_person=_point_and_bounds(row, "usd_per_person"),
            share_of_budget_percent=_point_and_bounds(row, "share_of_budget_percent"),
            no_person_reason=row["no_person_reason"],
            no_share_reason=row["no_share_reason"],
            basis=total,
        )
        for (pair, total), loss, row in zip(
            totals.items(), losses, relative.to_dict("records"), strict=True
        )
    ]


def _point_and_bounds(relative: Mapping[str, object], name: str) -> tuple[float, float, float]:
    return tuple(float(relative[f"{name}{bound}"]) for bound in ("", "_low", "_high"))

"""The exhibits of notebook 05 that follow its choices: totals, people, budgets, what if, audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import datasets, reach
from sanctuary_research.display import money
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.errors import UsageError
from sanctuary_research.questions.asking import CODES, Choices
from sanctuary_research.questions.money import ledger
from sanctuary_research.questions.money.beside import prices_of, relative_to_base, restated, what_if
from sanctuary_research.questions.money.counting import Total, cell_table, totals_by_cell
from sanctuary_research.questions.money.letters import every_amount

AMOUNTS = ("threat_amounts", "jag_awards_2018_letters")
ALL_TABLES = (*AMOUNTS, "threats", "threat_status", "fiscal_base", "price_index")
ADDED = "What may be added"
ERAS: dict[str, str] = CODES["eras"]


@dataclass(frozen=True)
class Asked(Choices):
    """Which money is asked about; every value is checked.

    Attributes
    ----------
    administration, programme, jurisdiction : str
        Whose threat, which money, which place; "any" or "all" for no choice.
    fiscal_year : int
        Of the money.
    price_year : int
        Real dollars are in its prices.
    include_estimates : bool
        Whether scaled amounts count.
    """

    administration: Annotated[str, "Administration"] = "any"
    programme: Annotated[str, "Programme"] = "byrne_jag"
    fiscal_year: Annotated[int, "FiscalYear"] = 2016
    jurisdiction: Annotated[str, "ThreatenedPlace"] = "all"
    price_year: Annotated[int, "int[2010:2025]"] = 2025
    include_estimates: Annotated[bool, "bool"] = True

    @property
    def place(self) -> dict[str, str]:
        """The programme and place as `matching` wants them."""
        return {"programme": self.programme, "jurisdiction_id": self.jurisdiction}

    @property
    def words(self) -> str:
        """The choice in words."""
        programme = "all programmes" if self.programme == "any" else ledger.called(self.programme)
        place = reach.printed_names().get(self.jurisdiction, "all places")
        return f"{programme}, fiscal year {self.fiscal_year}, {ERAS[self.administration]}, {place}"


def totals(asked: Asked) -> list[Total]:
    """Return the totals that the choice allows, the most concrete first; maybe none."""
    return totals_by_cell(
        every_amount(),
        include_estimates=asked.include_estimates,
        fiscal_year=asked.fiscal_year,
        administration=asked.administration,
        **asked.place,
    )


def chosen(found: list[Total], asked: Asked) -> Exhibit:
    """Show every total that the choice allows, and what a plain sum would have said."""
    if not found:
        nothing = f"No amount is recorded for {asked.words}: there is nothing to add."
        return Exhibit(title=ADDED, sentences=nothing, tables=AMOUNTS)
    return Exhibit(
        title=ADDED,
        subtitle=asked.words,
        rows=ledger.in_words(cell_table(found), "concept", "programme"),
        columns="concept programme total_usd low_usd high_usd naive_usd n_counted left_out_by",
        digits=0,
        sentences=found[0].sentence(),
        tables=AMOUNTS,
        behind=ledger.together(*map(trail, found)),
    )


def waterfall(found: list[Total]) -> Exhibit | None:
    """Show the way from the plain sum to the first total."""
    if not found or not found[0].naive:
        return None
    main = found[0]
    steps = main.steps.query("rule == 'naive' or rows_left_out > 0")
    return Exhibit(
        title=f"From {words.money(main.naive)} as a plain sum to {words.money(main.total)}",
        subtitle=main.name,
        rows=steps,
        picture=lambda narrow: money.waterfall(steps, narrow, low=main.low, high=main.high),
        alt=steps_in_words(steps),
        marks="Line: lowest and highest consistent sum",
        tables=AMOUNTS,
        behind=trail(main)[ledger.EVIDENCE],
    )


def steps_in_words(steps: pd.DataFrame) -> str:
    """Return the steps of a waterfall as sentences.

    >>> steps_in_words(pd.DataFrame({"says": ["all", "parts"], "left_out_usd": [0.0, 2e6],
    ...                              "running_usd": [5e6, 3e6]}))
    'Plain sum $5 million; minus $2 million: parts; left over $3 million.'
    """
    first, last = steps["running_usd"].iloc[[0, -1]]
    told = [f"minus {words.money(s.left_out_usd)}: {s.says}" for s in steps.iloc[1:].itertuples()]
    parts = [f"Plain sum {words.money(first)}", *told, f"left over {words.money(last)}"]
    return "; ".join(parts) + "."


def programmes(asked: Asked) -> Exhibit:
    """Show the recorded amounts of each programme and year, awarded or under conditions."""
    amounts = every_amount()
    rows = amounts[amounts["concept"].isin(["annual_award", "conditioned"])]
    yearly = rows[rows["unit"].eq("usd_per_year")]
    found = cell_table(totals_by_cell(yearly))
    found = found.sort_values(["concept", "programme", "fiscal_year"])
    factor = found["fiscal_year"].map(restated(datasets.load_price_index(), asked.price_year))
    found["real_usd"] = found["total_usd"] * factor
    return Exhibit(
        title="Recorded amounts by programme and year",
        subtitle="Sums of the places that the tables hold, never the whole programme; in constant "
        f"prices: those of {asked.price_year}",
        rows=ledger.in_words(found, "programme", "concept"),
        columns="programme fiscal_year concept n_counted total_usd low_usd high_usd real_usd",
        titles={"n_counted": "Rows", "total_usd": "Sum"},
        digits=0,
        tables=(*AMOUNTS, "price_index"),
        behind=ledger.together(rows, prices_of(*found["fiscal_year"], asked.price_year)),
    )


def beside(found: list[Total]) -> Exhibit | None:
    """Show what the first total counts, per person and as a share of the payer's budget."""
    if not found:
        return None
    rows = relative_to_base(found[0].counted, datasets.load_fiscal_base())
    return ledger.rows_of(
        ("fiscal_base", *AMOUNTS),
        rows,
        "place amount_usd population usd_per_person share_of_budget_percent no_share_reason",
        title="Per person, and as a share of the budget",
        subtitle=found[0].name,
        digits={"amount_usd": 0, "usd_per_person": 2, "share_of_budget_percent": 3},
    )


def losses(asked: Asked, shares: Sequence[float] = (0.1, 0.5, 1.0)) -> Exhibit:
    """Show what places would lose if a share of the money were withheld, a column a share."""
    if wrong := [share for share in shares if not 0 <= share <= 1]:
        raise UsageError(f"a share is {wrong[0]}", "give numbers from 0 to 1")
    tables = (*AMOUNTS, "fiscal_base")
    found = ledger.placed(what_if(every_amount(), datasets.load_fiscal_base(), **asked.place))
    if found.empty:
        nothing = f"No yearly amount is recorded for {asked.words}."
        return Exhibit(title="If a share were withheld", sentences=nothing, tables=tables)
    beside = ["usd_per_person", "share_of_budget_percent", "no_share_reason"]
    lost = {f"{100 * share:g} %": share * found["amount_usd"] for share in shares}
    return Exhibit(
        title="If a share were withheld",
        subtitle="US dollars lost; per person and of the budget: if all were withheld",
        rows=ledger.in_words(found.assign(**lost), "programme", "concept"),
        columns=["place", "programme", "fiscal_year", "concept", *lost, *beside],
        digits={"usd_per_person": 2, "share_of_budget_percent": 3} | dict.fromkeys(lost, 0),
        tables=tables,
    )


def trail(total: Total) -> pd.DataFrame:
    """Return every row of a total's selection with what was decided about it, and why.

    Returns
    -------
    pandas.DataFrame
        Rows left out first, in the order of the rules, then those counted: ``decision``,
        ``rule`` and ``reason`` (blank for these) and the columns of the amounts, in nominal US
        dollars.
    """
    counted = total.counted.assign(decision="counted", rule="", reason="")
    return pd.concat([total.left_out.assign(decision="left out"), counted])


def audit(found: list[Total]) -> Exhibit | None:
    """Show every row of the first total's selection with what was decided and why."""
    if not found:
        return None
    return ledger.rows_of(
        AMOUNTS,
        trail(found[0]),
        ("decision", "place", *ledger.USD, "precision", "reason", "evidence_id"),
        title="Every row of the selection, those left out first",
        subtitle=found[0].name,
    )

"""The exhibits of notebook 05 that follow its choices: totals, people, budgets, what if, audit."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import choices, datasets
from sanctuary_research.display import money
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.questions.money.amounts import (
    EVIDENCE,
    called,
    in_words,
    place_names,
    placed,
    stated,
)
from sanctuary_research.questions.money.audit import audit_latex, audit_trail
from sanctuary_research.questions.money.beside import (
    deflate,
    in_prices_of,
    not_deflated,
    relative_to_base,
)
from sanctuary_research.questions.money.letters import letters_as_amounts
from sanctuary_research.questions.money.sums import cell_table, programme_totals, totals_by_cell
from sanctuary_research.questions.money.totals import Total
from sanctuary_research.questions.money.what_if import loss_in_words, what_if

AMOUNTS = ("threat_amounts", "jag_awards_2018_letters")
ALL_TABLES = (
    "threats",
    "threat_amounts",
    "threat_status",
    "jag_awards_2018_letters",
    "fiscal_base",
    "price_index",
)
ERAS = {
    "any": "all administrations",
    "obama": "2016",
    "trump_1": "2017 to 2021",
    "trump_2": "2025 and 2026",
}
SPANS = {"usd_multi_year": " (several years)", "percent": " (percent)"}


@dataclass(frozen=True)
class Asked:
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

    administration: str = "any"
    programme: str = "byrne_jag"
    fiscal_year: int = 2016
    jurisdiction: str = "all"
    price_year: int = 2025
    include_estimates: bool = True

    def __post_init__(self) -> None:
        """Refuse what no row has."""
        choices.check("Administration", "administration", self.administration)
        choices.check("Programme", "programme", self.programme)
        choices.check("FiscalYear", "fiscal_year", self.fiscal_year)
        choices.check("ThreatenedPlace", "jurisdiction", self.jurisdiction)

    @property
    def place(self) -> dict[str, str | None]:
        """The programme and place as `matching` wants them."""
        return {
            "programme": None if self.programme == "any" else self.programme,
            "jurisdiction_id": None if self.jurisdiction == "all" else self.jurisdiction,
        }

    @property
    def words(self) -> str:
        """The choice in words."""
        programme = "all programmes" if self.programme == "any" else called(self.programme)
        is_all = self.jurisdiction == "all"
        place = "all places" if is_all else place_names()[self.jurisdiction]
        return f"{programme}, fiscal year {self.fiscal_year}, {ERAS[self.administration]}, {place}"


def every_amount() -> pd.DataFrame:
    """Return the amounts of the table and the letters of both years, with places and evidence."""
    letters = datasets.load_jag_awards_2018_letters()
    years = [placed(letters_as_amounts(letters, fiscal_year=year)) for year in (2016, 2017)]
    return pd.concat([stated(), *years], ignore_index=True)


def totals(asked: Asked) -> list[Total]:
    """Return the totals that the choice allows, the most concrete first; maybe none."""
    administration = None if asked.administration == "any" else asked.administration
    return totals_by_cell(
        every_amount(),
        threats=datasets.load_threats(),
        include_estimates=asked.include_estimates,
        fiscal_year=asked.fiscal_year,
        administration=administration,
        **asked.place,
    )


def concept_in_words(rows: pd.DataFrame) -> pd.Series:
    """Return what each amount measures in words; money of several years says so."""
    concept = rows["concept"].map(called)
    span = rows["unit"].map(SPANS).fillna("")
    return concept + span.mask(concept.str.contains("several"), "")


def named_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of totals in words."""
    return in_words(table, "programme").assign(concept=concept_in_words(table))


def chosen(found: list[Total], asked: Asked) -> Exhibit:
    """Show every total that the choice allows, and what a plain sum would have said."""
    if not found:
        nothing = f"No amount is recorded for {asked.words}: there is nothing to add."
        return Exhibit(title="Totals", sentences=(nothing,), tables=AMOUNTS, brief=nothing)
    real = in_prices(found[0], asked.price_year)
    return Exhibit(
        title=f"What may be added: {asked.words}",
        subtitle="Totals inside one concept, unit, programme and year, nominal US dollars",
        rows=named_cells(cell_table(found)),
        columns=(
            "concept",
            "programme",
            "total_usd",
            "low_usd",
            "high_usd",
            "naive_usd",
            "n_counted",
            "left_out_by",
        ),
        digits=0,
        sentences=(found[0].sentence(), real),
        tables=(*AMOUNTS, "price_index"),
        behind=pd.concat([total.counted for total in found])[[*EVIDENCE, "place", "amount_usd"]],
        brief=found[0].sentence(),
    )


def in_prices(total: Total, year: int) -> str:
    """Return a total in the prices of another year as a sentence, or why it is not restated."""
    prices = datasets.load_price_index()
    if reason := not_deflated(total, prices, year):
        return f"Not restated in prices of {year}: {reason}."
    real = in_prices_of(total, prices, year).sentence()
    return f"Summed first and deflated after, with the consumer price index: {real}"


def waterfall(found: list[Total]) -> Exhibit | None:
    """Show the way from the plain sum to the first total."""
    if not found or not found[0].naive:
        return None
    main = found[0]
    steps = main.steps.query("rule == 'naive' or rows_left_out > 0")
    return Exhibit(
        title=f"From {words.money(main.naive)} as a plain sum to {words.money(main.total)}",
        subtitle=f"{main.name[0].upper()}{main.name[1:]}, nominal US dollars",
        rows=steps,
        picture=lambda narrow: money.waterfall(steps, narrow, low=main.low, high=main.high),
        alt=steps_in_words(steps) + f" {main.sentence()}",
        marks="Line: lowest and highest consistent sum",
        tables=AMOUNTS,
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


def left_out(found: list[Total]) -> Exhibit | None:
    """Show the rows that the first total leaves out, each with its rule."""
    if not found or found[0].left_out.empty:
        return None
    rows = in_words(found[0].left_out, "rule")
    return Exhibit(
        title="Rows left out of the total, each with its rule",
        rows=rows,
        columns=("place", "amount_printed", "amount_usd", "rule", "reason", "evidence_id"),
        digits=0,
        tables=AMOUNTS,
        behind=rows[EVIDENCE],
    )


def programmes(asked: Asked) -> Exhibit:
    """Show the recorded amounts of each programme and year, awarded or under conditions."""
    amounts, threats, prices = every_amount(), datasets.load_threats(), datasets.load_price_index()
    found = pd.concat(
        programme_totals(amounts, concept=concept, threats=threats)
        for concept in ("annual_award", "conditioned")
    ).query("unit == 'usd_per_year'")
    found["real_usd"] = [
        deflate(row.total_usd, prices, from_year=row.fiscal_year, to_year=asked.price_year)
        for row in found.itertuples()
    ]
    return Exhibit(
        title="Recorded amounts by programme and year",
        subtitle=f"US dollars, nominal, and in prices of {asked.price_year}; sums of the places "
        "that the tables hold, never the whole programme",
        rows=named_cells(found),
        columns=(
            "programme",
            "fiscal_year",
            "concept",
            "n_counted",
            "total_usd",
            "low_usd",
            "high_usd",
            "real_usd",
        ),
        titles={"n_counted": "Rows", "total_usd": "Sum"},
        digits=0,
        tables=(*AMOUNTS, "price_index"),
        behind=amounts.loc[amounts["concept"].isin(["annual_award", "conditioned"]), EVIDENCE],
    )


def beside(found: list[Total]) -> Exhibit | None:
    """Show what the first total counts, per person and as a share of the payer's budget."""
    if not found:
        return None
    base = datasets.load_fiscal_base()
    rows = relative_to_base(found[0].counted, base).sort_values("usd_per_person", ascending=False)
    later = letters_as_amounts(datasets.load_jag_awards_2018_letters(), fiscal_year=2017)
    return Exhibit(
        title="Per person, and as a share of the budget",
        subtitle=f"{found[0].name[0].upper()}{found[0].name[1:]}, nominal US dollars",
        rows=rows,
        columns=(
            "place",
            "amount_usd",
            "population",
            "usd_per_person",
            "share_of_budget_percent",
            "no_share_reason",
        ),
        digits={"amount_usd": 0, "usd_per_person": 2, "share_of_budget_percent": 3},
        sentences=(*_shares(rows), *_of_later_list(relative_to_base(placed(later), base))),
        tables=("fiscal_base", *AMOUNTS),
        behind=rows[EVIDENCE],
    )


def _shares(rows: pd.DataFrame) -> tuple[str, ...]:
    people, shares = (rows[name].dropna() for name in ("usd_per_person", "share_of_budget_percent"))
    spread = f", from ${people.min():.3g} to ${people.max():,.2f} a person" if len(people) else ""
    most = f", at most {shares.max():.3g} % of it" if len(shares) else ""
    reasons = rows["no_share_reason"].loc[lambda why: why.ne("")].value_counts()
    counted = words.count(len(rows), "counted row")
    return (
        f"{len(people)} of {counted} can be set beside people{spread}; "
        f"{len(shares)} beside a budget{most}.",
        *(f"No share for {n}: {reason}." for reason, n in reasons.items()),
    )


def _of_later_list(rows: pd.DataFrame) -> tuple[str, ...]:
    known = rows.dropna(subset="share_of_budget_percent").sort_values("share_of_budget_percent")
    if known.empty:
        return ()
    told = [f"{row.place} {row.share_of_budget_percent:.3g} %" for row in known.itertuples()]
    return (
        f"Of the corrected list of fiscal year 2017, {len(known)} of {len(rows)} lines can be set "
        f"beside a budget: {words.listed(told)} of it.",
    )


def losses(asked: Asked, shares: tuple[float, ...] = (0.1, 0.5, 1.0)) -> Exhibit:
    """Show what places would lose if a share of the money were withheld."""
    amounts, base = every_amount(), datasets.load_fiscal_base()
    tables = (*AMOUNTS, "fiscal_base")
    found = placed(what_if(amounts, base, **asked.place))
    if found.empty:
        nothing = f"No yearly amount is recorded for {asked.words}."
        return Exhibit(title="If a share were withheld", sentences=(nothing,), tables=tables)
    first = {name: found[name].iloc[0] for name in ("jurisdiction_id", "programme")}
    each = [placed(what_if(amounts, base, share_withheld=share, **first)) for share in shares]
    return Exhibit(
        title="If all of it were withheld",
        subtitle="Largest first, nominal US dollars, the latest year known",
        rows=in_words(found, "programme", "concept"),
        columns=(
            "place",
            "programme",
            "fiscal_year",
            "concept",
            "amount_usd",
            "usd_per_person",
            "share_of_budget_percent",
        ),
        digits={"amount_usd": 0, "usd_per_person": 2, "share_of_budget_percent": 3},
        sentences=tuple(
            loss_in_words(next(rows.itertuples()), share)
            for rows, share in zip(each, shares, strict=True)
        ),
        tables=tables,
    )


def audit(found: list[Total]) -> Exhibit | None:
    """Show every row of the first total's selection with what was decided and why."""
    if not found:
        return None
    trail = audit_trail(found[0])
    trail["place"] = placed(trail)["place"]
    return Exhibit(
        title=f"Every row of the selection: {found[0].name}",
        rows=trail,
        columns=("decision", "rule", "place", "amount_usd", "low_usd", "high_usd", "precision"),
        digits=0,
        tables=AMOUNTS,
        behind=pd.concat([found[0].counted, found[0].left_out])[EVIDENCE],
    )


def latex(found: list[Total]) -> str:
    """Return the audit trail of the first total as a LaTeX table."""
    return audit_latex(found[0], label="tab:threatened") if found else "no total was formed"

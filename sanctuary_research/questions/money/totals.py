"""The total of a threat: what is counted, what is left out and by which rule."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sanctuary_research.questions.money.amounts import (
    called,
    choose,
    one_cell,
    require_columns,
)
from sanctuary_research.questions.money.counting import RULES, STEPS, Amount, estimate, read
from sanctuary_research.words import count, money


@dataclass(frozen=True)
class Total:
    """A defensible total with its bounds and its audit trail.

    Attributes
    ----------
    cell : dict
        The concept, unit, programme and fiscal year that every counted row shares.
    total, low, high : float
        Sum of the points, of the low and of the high bounds of the counted rows, in nominal US
        dollars; NaN where nothing is counted, and for a bound where a counted row has none.
    counted, left_out : pandas.DataFrame
        Rows as given; those left out carry ``rule`` and ``reason``.
    steps : pandas.DataFrame
        The waterfall: ``rule``, ``rows_left_out``, ``left_out_usd``, ``rows``, ``running_usd``.
    """

    cell: dict[str, object]
    total: float
    low: float
    high: float
    counted: pd.DataFrame
    left_out: pd.DataFrame
    steps: pd.DataFrame

    @property
    def naive(self) -> float:
        """What a plain sum of the selected rows gives."""
        return float(self.steps["running_usd"].iloc[0])

    @property
    def n_missing(self) -> int:
        """Rows that state no single figure."""
        return int(self.left_out["rule"].eq("missing_amount").sum())

    @property
    def n_without_bounds(self) -> int:
        """Counted rows that have no lower or no upper bound."""
        return int((self.counted["low_usd"].isna() | self.counted["high_usd"].isna()).sum())

    @property
    def name(self) -> str:
        """What is totalled, in words."""
        concept, programme = called(self.cell["concept"]), called(self.cell["programme"])
        what = f"{concept}, {programme}, fiscal year {self.cell['fiscal_year']}"
        return f"{what}{self._prices(', ')}"

    def bounds(self) -> str:
        """Return the bounds in words, with how many counted rows leave one open."""
        text = f"{money(self.low)} to {money(self.high)}"
        if pd.isna(self.low) and pd.isna(self.high):
            text = "bounds not known"
        if not self.n_without_bounds:
            return text
        return f"{text}: {count(self.n_without_bounds, 'counted row')} without both bounds"

    def sentence(self) -> str:
        """Return the total in one sentence, with bounds and counts."""
        counts = f"{count(len(self.counted), 'row')} counted, {len(self.left_out)} left out"
        if pd.isna(self.total):
            return f"No total of {self.name}: {counts}."
        what = self.name[0].upper() + self.name[1:]
        return f"{what}: {money(self.total)} ({self.bounds()}); {counts}."

    def _prices(self, before: str) -> str:
        year = self.cell.get("price_year")
        return f"{before}in prices of {year}" if year else ""

    def __str__(self) -> str:
        return self.sentence()


def total_threatened(
    amounts: pd.DataFrame,
    *,
    threats: pd.DataFrame | None = None,
    include_estimates: bool = True,
    **wanted: object,
) -> Total:
    """Return the defensible total of the chosen amounts, with every row left out and its rule.

    The sum stays inside one concept, unit, programme and fiscal year. One row of each overlap
    group counts, by declared rank (observed, award record, court finding, agency, plaintiff,
    press); a part is never added to its whole, nor local money to the state award it passed
    through, and a joint award stands once, at its fiscal agent. Low and high are summed beside
    the point; a missing amount stays missing and is counted as such.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts` (and `letters_as_amounts`).
    threats : pandas.DataFrame, optional
        The `threats` table; with it, threats that have no sanctuary link are left out, and rows
        can be chosen by ``administration``.
    include_estimates : bool
        Whether estimated amounts (scaled from other figures) count.
    **wanted
        Keep rows with these values, by column: concept, unit, programme, fiscal_year, threat_id,
        jurisdiction_id, administration; None keeps all.

    Returns
    -------
    Total

    Raises
    ------
    UsageError
        A value that no row has; the nearest real one is offered.
    AnalysisError
        The selection is empty or mixes concepts, units, programmes or years.

    Examples
    --------
    >>> rows = pd.DataFrame({"amount_id": ["a", "b"], "threat_id": "t", "fiscal_year": 2016,
    ...     "jurisdiction_id": ["x", "x"], "concept": "annual_award", "unit": "usd_per_year",
    ...     "programme": "byrne_jag", "amount_usd": [48_297.0, 50_000.0], "low_usd": [48_297, 45e3],
    ...     "high_usd": [48_297, 55e3], "precision": ["exact", "rounded"],
    ...     "basis": ["award_record", "press"], "overlap_group": "x"})
    >>> print(total_threatened(rows).sentence())
    Annual awards, Byrne JAG, fiscal year 2016: $48,297 ($48,297 to $48,297); 1 row counted, \
1 left out.
    """
    rows = with_threats(amounts, threats)
    chosen = choose(rows, wanted).reset_index(drop=True)
    return _apply(chosen, read(chosen, rows), one_cell(chosen), include_estimates)


def with_threats(amounts: pd.DataFrame, threats: pd.DataFrame | None) -> pd.DataFrame:
    """Return amounts with administration and sanctuary link of their threats, where given."""
    if threats is None:
        return amounts
    require_columns(threats, ["threat_id", "administration", "sanctuary_link"], "threats")
    links = threats[["threat_id", "administration", "sanctuary_link"]]
    return amounts.merge(links, on="threat_id", how="left", validate="m:1")


def _apply(
    chosen: pd.DataFrame, kept: list[Amount], cell: dict[str, object], include_estimates: bool
) -> Total:
    usd, reasons, rules = chosen["amount_usd"].fillna(0).to_numpy(dtype=float), {}, {}
    steps = [("naive", 0, 0.0, len(kept), float(usd.sum()))]
    for step in STEPS:
        if step is estimate and include_estimates:
            continue
        out = step(kept)
        kept = [row for row in kept if row.at not in out]
        reasons |= out
        rules |= dict.fromkeys(out, step.__name__)
        left, running = (float(usd[at].sum()) for at in (list(out), [row.at for row in kept]))
        steps.append((step.__name__, len(out), left, len(kept), running))
    names = ["rule", "rows_left_out", "left_out_usd", "rows", "running_usd"]
    waterfall = pd.DataFrame(steps, columns=names)
    plain = "the plain sum of the selected rows"
    waterfall["says"] = [RULES.get(rule, plain) for rule in waterfall["rule"]]
    counted = chosen.iloc[[row.at for row in kept]]
    sums = {
        column: float(counted[column].sum(skipna=False)) if kept else float("nan")
        for column in ("amount_usd", "low_usd", "high_usd")
    }
    told = {
        name: pd.Series(list(said.values()), index=list(said), dtype="str")
        for name, said in (("rule", rules), ("reason", reasons))
    }
    left_out = chosen.iloc[list(reasons)].assign(**told)
    return Total(cell, *sums.values(), counted, left_out, waterfall)

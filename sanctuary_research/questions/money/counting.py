"""What may be added: the rules that leave a row out of a total, and the total with its trail.

A sum stays inside one concept, unit, programme and fiscal year. Every rule takes the amounts that
are still counted; their order is the order in which they are applied.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from sanctuary_research.errors import AnalysisError
from sanctuary_research.questions.asking import CODES
from sanctuary_research.questions.money import ledger
from sanctuary_research.words import count, money

# From the best on; what is not named comes last.
RANKS = {
    "basis": ("observed", "award_record", "court_finding", "agency", "plaintiff", "press"),
    "precision": ("exact", "rounded", "approximate", "at_least", "at_most", "estimated", "range"),
    "certainty": ("primary", "secondary", "press", "memory"),
}
# What is assumed of a row where a column is missing or empty.
DEFAULTS = {
    **dict.fromkeys(["overlap_group", "sanctuary_link", "level", "state", *RANKS], ""),
    **dict.fromkeys(["jurisdiction_id", "joint_award", "fiscal_agent_id"], ""),
    "is_summable": True,
    "passes_through": False,
}


def _inside(rows: pd.DataFrame) -> pd.Series:
    """Return the nearest counted row that contains each row; blank for none."""
    counted = set(rows["amount_id"])
    return rows["above"].map(lambda ids: next((one for one in ids if one in counted), ""))


def _passes_through(rows: pd.DataFrame) -> pd.Series:
    states = set(rows.loc[rows["level"].eq("state"), "state"]) - {""}
    is_local = ~rows["level"].isin(["state", "aggregate", ""])
    return rows["passes_through"].astype(bool) & rows["state"].isin(states) & is_local


def _joint_award(rows: pd.DataFrame) -> pd.Series:
    award, agent = rows["joint_award"], rows["fiscal_agent_id"]
    is_agent = award.ne("") & agent.ne("") & agent.eq(rows["jurisdiction_id"])
    return award.isin(award[is_agent]) & ~is_agent


def _overlap(rows: pd.DataFrame) -> pd.Series:
    """Return the row that ranks above each in its group: by rank, then by amount_id."""
    known = {name: rows[name].where(rows[name].isin(order)) for name, order in RANKS.items()}
    places = {name: pd.Categorical(known[name], order) for name, order in RANKS.items()}
    ranked = rows.assign(**places).sort_values([*RANKS, "amount_id"])
    first = ranked.groupby("overlap_group")["amount_id"].transform("first").loc[rows.index]
    return first.mask(first.eq(rows["amount_id"]), "")


RULES: dict[str, str] = CODES["rules_of_sums"]
# Which rows each leaves out, or which row stands in their place. Where all stand alone and are of
# several groups, they are ranges to report, not to add.
_OUT: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "missing_amount": lambda rows: rows["amount_usd"].isna(),
    "memory": lambda rows: rows["certainty"].eq("memory"),
    "no_sanctuary_link": lambda rows: rows["sanctuary_link"].eq("none"),
    "estimate": lambda rows: rows["precision"].eq("estimated"),
    "stands_alone": lambda rows: rows["is_alone"] & (rows["overlap_group"].nunique() > 1),
    "part_of_counted": _inside,
    "passes_through": _passes_through,
    "joint_award": _joint_award,
    "overlap": _overlap,
}


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
        The waterfall: ``rule``, ``says``, ``rows_left_out``, ``left_out_usd``, ``running_usd``.
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
    def name(self) -> str:
        """What is totalled, in words."""
        concept, programme = map(ledger.called, [self.cell["concept"], self.cell["programme"]])
        what = f"{concept}, {programme}, fiscal year {self.cell['fiscal_year']}"
        return what[0].upper() + what[1:]

    def bounds(self) -> str:
        """Return the bounds in words, with how many counted rows leave one open."""
        n_open = int(self.counted[["low_usd", "high_usd"]].isna().any(axis=1).sum())
        text = f"{money(self.low)} to {money(self.high)}"
        if pd.isna(self.low) and pd.isna(self.high):
            text = "bounds not known"
        return f"{text}: {count(n_open, 'counted row')} without both bounds" if n_open else text

    def left_out_by(self) -> str:
        """Return how many rows each rule left out, in words."""
        rules = self.left_out["rule"].value_counts(sort=False)
        return ", ".join(f"{ledger.called(rule)} {count(n, 'row')}" for rule, n in rules.items())

    def sentence(self) -> str:
        """Return the total in one sentence, with bounds and counts."""
        counts = f"{count(len(self.counted), 'row')} counted, {len(self.left_out)} left out"
        if pd.isna(self.total):
            return f"{self.name}: no total; {counts}."
        return f"{self.name}: {money(self.total)} ({self.bounds()}); {counts}."


def total_threatened(
    amounts: pd.DataFrame, *, include_estimates: bool = True, **wanted: object
) -> Total:
    """Return the defensible total of the chosen amounts, with every row left out and its rule.

    One row of each overlap group counts, by declared rank (observed, award record, court finding,
    agency, plaintiff, press); a part is never added to its whole, nor local money to the state
    award it passed through, and a joint award stands once, at its fiscal agent. Low and high are
    summed beside the point; a missing amount stays missing and is counted as such.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts` (and `letters_as_amounts`); with ``sanctuary_link``,
        those of threats that have none are left out.
    include_estimates : bool
        Whether estimated amounts (scaled from other figures) count.
    **wanted
        Keep rows with these values, by column: concept, unit, programme, fiscal_year, threat_id,
        jurisdiction_id, administration; “any” and “all” keep all.

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
    chosen = ledger.matching(amounts, wanted).reset_index(drop=True)
    if chosen.empty:
        asked = [
            f"{name}={value!r}" for name, value in wanted.items() if value not in ledger.ALL_OF_THEM
        ]
        raise AnalysisError(f"no amount has {', '.join(asked)}", "leave one of them out")
    return _counted(chosen, _read(chosen, amounts), include_estimates)


def _read(chosen: pd.DataFrame, amounts: pd.DataFrame) -> pd.DataFrame:
    """Return rows as the rules see them, with all that contains each (``above``), nearest first."""
    rows = chosen.reindex(columns=["amount_id", "amount_usd", *DEFAULTS])
    rows[[*DEFAULTS]] = rows[[*DEFAULTS]].astype(object).fillna(DEFAULTS)
    inside = amounts.reindex(columns=["amount_id", "parent_amount_id"]).dropna()
    parents = dict(zip(inside["amount_id"], inside["parent_amount_id"], strict=True))
    above = [_above(one, parents) for one in rows["amount_id"]]
    return rows.assign(above=above, is_alone=~rows["is_summable"].astype(bool))


def _above(amount_id: str, parents: dict[str, str]) -> list[str]:
    found = [amount_id]
    while (above := parents.get(found[-1], "")) and above not in found:
        found.append(above)
    return found[1:]


def _one_cell(chosen: pd.DataFrame) -> dict[str, object]:
    """Return the cell of a selection; rows that state no amount belong to none, and are not asked.

    Raises
    ------
    AnalysisError
        The selection mixes cells: the message names the first column that differs.
    """
    priced = chosen[chosen["concept"].ne("no_amount")]
    priced = chosen if priced.empty else priced
    for column in ledger.CELL:
        values = sorted(map(str, priced[column].unique()))
        if len(values) > 1:
            raise AnalysisError(
                "a sum stays inside one concept, unit, programme and fiscal year, and this "
                f"selection mixes {len(values)} values of {column} ({', '.join(values)})",
                f"choose one with {column}=",
            )
    return {column: priced[column].iloc[0] for column in ledger.CELL}


def _counted(chosen: pd.DataFrame, kept: pd.DataFrame, include_estimates: bool) -> Total:
    cell, usd = _one_cell(chosen), chosen["amount_usd"].fillna(0.0).astype(float)
    left: dict[int, tuple[str, str]] = {}
    steps = [("naive", "the plain sum of the selected rows", 0, 0.0, usd.sum())]
    for name, says in RULES.items():
        if name == "estimate" and include_estimates:
            continue
        by = _OUT[name](kept)
        is_out = by.astype(bool)
        found, kept = by[is_out], kept[~is_out]
        whys = (f"{says} ({why})" if isinstance(why, str) else says for why in found)
        left |= {at: (name, why) for at, why in zip(found.index, whys, strict=True)}
        steps.append((name, says, len(found), usd[found.index].sum(), usd[kept.index].sum()))
    columns = ["rule", "says", "rows_left_out", "left_out_usd", "running_usd"]
    counted, left_out = chosen.loc[kept.index], chosen.loc[[*left]]
    total, low, high = counted[ledger.USD].astype(float).sum(skipna=False, min_count=1)
    told = pd.DataFrame([*left.values()], left_out.index, ["rule", "reason"], dtype=object)
    left_out = left_out.join(told)
    waterfall = pd.DataFrame(steps, columns=columns)
    return Total(cell, total, low, high, counted, left_out, waterfall)


def totals_by_cell(
    amounts: pd.DataFrame, *, include_estimates: bool = True, **wanted: object
) -> list[Total]:
    """Return the totals of a selection, one for each cell inside which money may be summed.

    Parameters
    ----------
    amounts, include_estimates, **wanted
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
    cells = ledger.matching(amounts, wanted)[ledger.CELL].drop_duplicates()
    found = [
        total_threatened(amounts, include_estimates=include_estimates, **wanted | cell)
        for cell in cells.to_dict("records")
    ]
    return sorted(found, key=_order)


def _order(total: Total) -> tuple:
    concept, _, programme, year = total.cell.values()
    return list(ledger.CONCEPTS).index(str(concept)), -len(total.counted), str(programme), year


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
        ``high_usd``, ``naive_usd`` (nominal US dollars), ``n_counted``, ``n_left_out`` (rows),
        ``left_out_by`` (how many rows by which rule).
    """
    return pd.DataFrame(
        total.cell
        | {"total_usd": total.total, "low_usd": total.low, "high_usd": total.high}
        | {"naive_usd": total.naive, "left_out_by": total.left_out_by()}
        | {"n_counted": len(total.counted), "n_left_out": len(total.left_out)}
        for total in totals
    )

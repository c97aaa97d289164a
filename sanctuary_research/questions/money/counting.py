"""The rules that leave a row out of a total, each a function from amounts to those it drops.

Every function takes the amounts still counted and returns the reasons of those it leaves out, by
position; the order in `STEPS` is the order in which they are applied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

BASIS_RANK = ("observed", "award_record", "court_finding", "agency", "plaintiff", "press")
PRECISION_RANK = ("exact", "rounded", "approximate", "at_least", "at_most", "estimated", "range")
CERTAINTY_RANK = ("primary", "secondary", "press", "memory")
RULES = {
    "missing_amount": "no single figure is stated, and missing stays missing",
    "memory": "rows that rest on memory stay out of results",
    "no_sanctuary_link": "the stated ground is not immigration policy and nobody alleges it",
    "estimate": "estimated amounts were asked to be left out",
    "stands_alone": "the row may only stand alone, and other money is counted",
    "part_of_counted": "it is inside a row that is counted",
    "passes_through": "it reaches the place through a state whose award is counted",
    "joint_award": "a joint award counts once, at its fiscal agent",
    "overlap": "another row of the same money ranks higher",
}


class Amount(NamedTuple):
    """What the rules look at of one row; a column that is not there has its default."""

    at: int
    above: tuple[str, ...]
    amount_id: str = ""
    amount_usd: float = float("nan")
    jurisdiction_id: str = ""
    overlap_group: str = ""
    basis: str = ""
    precision: str = ""
    certainty: str = ""
    sanctuary_link: str = ""
    level: str = ""
    state: str = ""
    joint_award: str = ""
    fiscal_agent_id: str = ""
    is_summable: bool = True
    passes_through: bool = False


Reasons = dict[int, str]


def read(rows: pd.DataFrame, amounts: pd.DataFrame) -> list[Amount]:
    """Return rows as the rules see them: a frame this small is read faster than asked.

    ``amounts`` are all the rows there are, whose ``parent_amount_id`` tells what is inside what.
    """
    parents = amounts.get("parent_amount_id", pd.Series("", index=amounts.index)).fillna("")
    parent = dict(zip(amounts["amount_id"], parents, strict=True))
    defaults = {name: value for name, value in Amount._field_defaults.items() if name in rows}
    lists = [rows[name].to_numpy(object, na_value=value) for name, value in defaults.items()]
    told = [dict(zip(defaults, values, strict=True)) for values in zip(*lists, strict=True)]
    return [Amount(at, _above(row["amount_id"], parent), **row) for at, row in enumerate(told)]


def _above(amount_id: str, parent: dict[str, str]) -> tuple[str, ...]:
    """Return the ids of all amounts that contain one, the nearest first."""
    found: list[str] = []
    above = parent.get(amount_id, "")
    while above and above != amount_id and above not in found:
        found.append(above)
        above = parent.get(above, "")
    return tuple(found)


def missing_amount(rows: list[Amount]) -> Reasons:
    """Leave out rows without a single figure (a range or a percentage is not one)."""
    return {r.at: RULES["missing_amount"] for r in rows if r.amount_usd != r.amount_usd}


def memory(rows: list[Amount]) -> Reasons:
    """Leave out rows whose certainty is memory."""
    return {r.at: RULES["memory"] for r in rows if r.certainty == "memory"}


def no_sanctuary_link(rows: list[Amount]) -> Reasons:
    """Leave out rows of threats whose ``sanctuary_link`` is none."""
    return {r.at: RULES["no_sanctuary_link"] for r in rows if r.sanctuary_link == "none"}


def estimate(rows: list[Amount]) -> Reasons:
    """Leave out rows whose precision is estimated."""
    return {r.at: RULES["estimate"] for r in rows if r.precision == "estimated"}


def stands_alone(rows: list[Amount]) -> Reasons:
    """Leave out rows that may only stand alone when money of another group is there too.

    Where every row only stands alone and they are of several groups, none can be the total and
    all are left out: such figures are ranges to report, not terms of a sum.
    """
    if len({r.overlap_group for r in rows}) <= 1:
        return {}
    return {r.at: RULES["stands_alone"] for r in rows if not r.is_summable}


def part_of_counted(rows: list[Amount]) -> Reasons:
    """Leave out rows one of whose ancestors is counted."""
    counted = {r.amount_id for r in rows}
    within = {r.at: next((one for one in r.above if one in counted), "") for r in rows}
    return {at: f"{RULES['part_of_counted']} ({one})" for at, one in within.items() if one}


def passes_through(rows: list[Amount]) -> Reasons:
    """Leave out local rows that hold money passed through a state whose own row is counted."""
    states = {r.state for r in rows if r.level == "state"} - {""}
    return {
        r.at: RULES["passes_through"]
        for r in rows
        if r.passes_through and r.state in states and r.level not in ("state", "aggregate", "")
    }


def joint_award(rows: list[Amount]) -> Reasons:
    """Leave out the rows of a joint award beside the one of its fiscal agent."""
    agents = {
        r.at: r.joint_award
        for r in rows
        if r.joint_award and r.fiscal_agent_id and r.fiscal_agent_id == r.jurisdiction_id
    }
    led = set(agents.values())
    return {r.at: RULES["joint_award"] for r in rows if r.joint_award in led and r.at not in agents}


def overlap(rows: list[Amount]) -> Reasons:
    """Leave out all but the highest-ranked row of each overlap group.

    Rank is by basis, then by precision, then by certainty, then by amount_id, so that the choice
    never depends on the order of the rows.
    """
    first: dict[str, str] = {}
    for row in sorted(rows, key=_rank):
        first.setdefault(row.overlap_group, row.amount_id)
    return {
        r.at: f"{RULES['overlap']} ({first[r.overlap_group]})"
        for r in rows
        if first[r.overlap_group] != r.amount_id
    }


def _rank(row: Amount) -> tuple:
    return (
        _place(row.basis, BASIS_RANK),
        _place(row.precision, PRECISION_RANK),
        _place(row.certainty, CERTAINTY_RANK),
        row.amount_id,
    )


def _place(value: str, rank: tuple[str, ...]) -> int:
    return rank.index(value) if value in rank else len(rank)


STEPS: tuple[Callable[[list[Amount]], Reasons], ...] = (
    missing_amount,
    memory,
    no_sanctuary_link,
    estimate,
    stands_alone,
    part_of_counted,
    passes_through,
    joint_award,
    overlap,
)

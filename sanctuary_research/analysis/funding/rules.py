"""The rules that leave a row out of a total, each a function from rows to the rows it drops.

Every function takes the rows still counted and returns a frame of those it leaves out, with the
columns ``rule`` and ``reason``; the order in `STEPS` is the order in which they are applied.
"""

from __future__ import annotations

from collections.abc import Callable

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


ANCESTORS = "_ancestors"


def with_ancestors(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return the amounts with a helper column of the ids of all that contain each of them."""
    parents = _column(amounts, "parent_amount_id", "")
    parent = dict(zip(amounts["amount_id"], parents, strict=True))

    def chain(amount_id: str) -> tuple[str, ...]:
        found: list[str] = []
        above = parent.get(amount_id, "")
        while above and above != amount_id and above not in found:
            found.append(above)
            above = parent.get(above, "")
        return tuple(found)

    return amounts.assign(**{ANCESTORS: amounts["amount_id"].map(chain)})


def _column(rows: pd.DataFrame, name: str, default: object) -> pd.Series:
    if name not in rows:
        return pd.Series(default, index=rows.index)
    return rows[name].fillna(default) if rows[name].isna().any() else rows[name]


def _left_out(rows: pd.DataFrame, mask: pd.Series, rule: str, reasons: object = "") -> pd.DataFrame:
    if not mask.any():
        return rows.iloc[:0].assign(rule=rule, reason="")
    reason = RULES[rule] if isinstance(reasons, str) else reasons[mask]
    return rows[mask].assign(rule=rule, reason=reason)


def missing_amount(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows without a single figure (a range or a percentage is not one)."""
    return _left_out(rows, rows["amount_usd"].isna(), "missing_amount")


def memory(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows whose certainty is memory."""
    return _left_out(rows, _column(rows, "certainty", "").eq("memory"), "memory")


def no_sanctuary_link(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows of threats whose ``sanctuary_link`` is none."""
    return _left_out(rows, _column(rows, "sanctuary_link", "").eq("none"), "no_sanctuary_link")


def estimate(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows whose precision is estimated."""
    return _left_out(rows, rows["precision"].eq("estimated"), "estimate")


def stands_alone(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows that may only stand alone when money of another group is there too.

    Where every row only stands alone and they are of several groups, none can be the total and
    all are left out: such figures are ranges to report, not terms of a sum.
    """
    summable = _column(rows, "is_summable", True).astype(bool)
    if summable.all() or rows["overlap_group"].nunique() <= 1:
        return _left_out(rows, pd.Series(False, index=rows.index), "stands_alone")
    return _left_out(rows, ~summable, "stands_alone")


def part_of_counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows one of whose ancestors is counted."""
    counted = set(rows["amount_id"])
    within = rows[ANCESTORS].map(lambda above: next((one for one in above if one in counted), ""))
    reasons = RULES["part_of_counted"] + " (" + within + ")"
    return _left_out(rows, within.ne(""), "part_of_counted", reasons)


def passes_through(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out local rows that hold money passed through a state whose own row is counted."""
    level, state = _column(rows, "level", ""), _column(rows, "state", "")
    states = set(state[level.eq("state")]) - {""}
    local = ~level.isin(["state", "aggregate", ""])
    mask = local & _column(rows, "passes_through", False).astype(bool) & state.isin(states)
    return _left_out(rows, mask, "passes_through")


def joint_award(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows of a joint award beside the one of its fiscal agent."""
    award = _column(rows, "joint_award", "")
    agent = rows["jurisdiction_id"].eq(_column(rows, "fiscal_agent_id", "")) & award.ne("")
    mask = award.isin(set(award[agent])) & ~agent & award.ne("")
    return _left_out(rows, mask, "joint_award")


def overlap(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out all but the highest-ranked row of each overlap group.

    Rank is by basis, then by precision, then by certainty, then by amount_id, so that the choice
    never depends on the order of the rows.
    """
    ranks = {
        "basis": BASIS_RANK,
        "precision": PRECISION_RANK,
        "certainty": CERTAINTY_RANK,
    }
    order = pd.DataFrame(
        {
            name: _column(rows, name, "").map(lambda value, rank=rank: _place(value, rank))
            for name, rank in ranks.items()
        }
    ).assign(amount_id=rows["amount_id"], overlap_group=rows["overlap_group"])
    order = order.sort_values([*ranks, "amount_id"])
    first = order.groupby("overlap_group")["amount_id"].transform("first").reindex(rows.index)
    reasons = RULES["overlap"] + " (" + first + ")"
    return _left_out(rows, rows["amount_id"].ne(first), "overlap", reasons)


def _place(value: str, rank: tuple[str, ...]) -> int:
    return rank.index(value) if value in rank else len(rank)


STEPS: tuple[Callable[[pd.DataFrame], pd.DataFrame], ...] = (
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

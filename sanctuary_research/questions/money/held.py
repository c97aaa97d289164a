"""The third total: money actually held back or cut, from when to when."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.questions.money.selection import require_columns

STARTS = ("withheld", "cut")
ENDS = ("paid", "restored")
BLOCKS = ("enjoined", "permanently_enjoined")
STEP_COLUMNS = ("amount_id", "date_earliest", "date_latest", "status")


def money_held(
    amounts: pd.DataFrame,
    steps: pd.DataFrame,
    *,
    as_of: str | pd.Timestamp,
    threats: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return each amount that was held back or cut, and for how long.

    An amount belongs here when its history has a step ``withheld`` or ``cut``; the spell ends at
    the first later ``paid`` or ``restored`` (also by a court's order to restore it, which is then
    named). An order that only forbids a cut is noted and does not end the spell; a spell without
    an end is open, and its days run to ``as_of``. Dates known as intervals give a shortest and a
    longest duration. Rows are never summed here: two may be parts of one another.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Rows like those of `threat_amounts`.
    steps : pandas.DataFrame
        Rows like those of `threat_status`.
    as_of : str or Timestamp
        The day to which open spells run; later steps are not seen.
    threats : pandas.DataFrame, optional
        The `threats` table; with it, threats that have no sanctuary link are left out.

    Returns
    -------
    pandas.DataFrame
        One row an amount, by start: ``amount_id``, ``threat_id``, ``jurisdiction_id``,
        ``aggregate``, ``concept``, ``amount_usd``, ``low_usd``, ``high_usd``,
        ``started_earliest``, ``started_latest``, ``ended_earliest``, ``ended_latest``,
        ``ended_by``, ``ended_court`` (where a court's order ended it and the payment itself was
        not read), ``blocked_on`` (first order against it), ``is_open``, ``days_least``,
        ``days_most`` and ``last_status``.
    """
    require_columns(steps, STEP_COLUMNS, "steps")
    day = pd.Timestamp(as_of)
    if threats is not None:
        linked = threats.loc[threats["sanctuary_link"].ne("none"), "threat_id"]
        amounts = amounts[amounts["threat_id"].isin(linked)]
    seen = steps[steps["date_latest"].le(day)].dropna(subset=["amount_id"])
    starts = seen[seen["status"].isin(STARTS)].sort_values("date_earliest")
    spells = [
        _spell(start, seen[seen["amount_id"].eq(start.amount_id)], day)
        for start in starts.itertuples()
    ]
    columns = ["amount_id", "threat_id", "jurisdiction_id", "aggregate", "concept"]
    columns = [name for name in columns if name in amounts]
    money = amounts[[*columns, "amount_usd", "low_usd", "high_usd"]]
    found = pd.DataFrame(spells, columns=_SPELL).drop_duplicates("amount_id")
    return money.merge(found, on="amount_id", validate="1:1").sort_values(
        ["started_earliest", "amount_id"], ignore_index=True
    )


_SPELL = (
    "amount_id",
    "started_earliest",
    "started_latest",
    "ended_earliest",
    "ended_latest",
    "ended_by",
    "ended_court",
    "blocked_on",
    "is_open",
    "days_least",
    "days_most",
    "last_status",
)


def _spell(start, history: pd.DataFrame, day: pd.Timestamp) -> tuple:
    history = history.sort_values(["date_latest", "date_earliest"])
    after = history[history["date_latest"].ge(start.date_latest)]
    ends = after[after["status"].isin(ENDS)]
    blocks = after.loc[after["status"].isin(BLOCKS), "date_latest"]
    is_open = ends.empty
    first, last = (day, day) if is_open else ends[["date_earliest", "date_latest"]].iloc[0]
    return (
        start.amount_id,
        start.date_earliest,
        start.date_latest,
        pd.NaT if is_open else first,
        pd.NaT if is_open else last,
        "" if is_open else ends["status"].iloc[0],
        "" if is_open or "court" not in ends else ends["court"].fillna("").iloc[0],
        blocks.min(),
        is_open,
        max((first - start.date_latest).days, 0),
        (last - start.date_earliest).days,
        history["status"].iloc[-1],
    )

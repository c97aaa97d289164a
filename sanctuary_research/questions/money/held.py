"""What became of each threat: every dated step, and money held back or cut, and for how long."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.errors import DataError
from sanctuary_research.questions.money.amounts import require_columns

ANNOUNCED = "announced"
AGAINST, FOR = "ruling against it", "ruling for it, whole or part"
HELD, GIVEN = "money held or cut", "money paid or restored"
ENDED = "ended or not carried out"
STEP_KINDS = {
    "announced": ANNOUNCED,
    "in_effect": ANNOUNCED,
    "cut_announced": ANNOUNCED,
    "enjoined": AGAINST,
    "partly_enjoined": AGAINST,
    "permanently_enjoined": AGAINST,
    "relief_widened": AGAINST,
    "affirmed": AGAINST,
    "dismissal_denied": AGAINST,
    "ordered_restored": AGAINST,
    "relief_narrowed": FOR,
    "relief_denied": FOR,
    "reversed": FOR,
    "stayed": FOR,
    "withheld": HELD,
    "cut": HELD,
    "paid": GIVEN,
    "restored": GIVEN,
    "superseded": ENDED,
    "withdrawn": ENDED,
    "settled": ENDED,
    "revoked": ENDED,
    "appeal_dropped": ENDED,
    "no_action_found": ENDED,
}
KINDS = (ANNOUNCED, AGAINST, FOR, HELD, GIVEN, ENDED)
STARTS = ("withheld", "cut")
ORDERED = "ordered_restored"
ENDS = ("paid", "restored", ORDERED)
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

    An amount belongs here when its history has a step ``withheld`` or ``cut``; a cut that was only
    announced, or barred before it took effect, was not held. The spell ends at the first later
    ``paid``, ``restored`` or ``ordered_restored`` (a court's order, which is named). An order that
    was later reversed ends nothing: the spell is open, its days run at least to that order and at
    most to ``as_of``. An order that only forbids a cut is noted and does not end the spell. Dates
    known as intervals give a shortest and a longest duration. Rows are never summed here: two may
    be parts of one another.

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
        not read), ``blocked_on`` (first order against it), ``reversed_on`` (an order to restore
        that fell), ``is_open``, ``days_least``, ``days_most`` and ``last_status``.
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
    "reversed_on",
    "is_open",
    "days_least",
    "days_most",
    "last_status",
)


def _spell(start, history: pd.DataFrame, day: pd.Timestamp) -> tuple:
    history = history.sort_values(["date_latest", "date_earliest"])
    after = history[history["date_latest"].ge(start.date_latest)]
    ends, fallen, reversed_on = _ends(after)
    blocks = after.loc[after["status"].isin(BLOCKS), "date_latest"]
    is_open = ends.empty
    first, last = (day, day) if is_open else ends[["date_earliest", "date_latest"]].iloc[0]
    if is_open and len(fallen):
        first = fallen["date_earliest"].iloc[0]
    return (
        start.amount_id,
        start.date_earliest,
        start.date_latest,
        pd.NaT if is_open else first,
        pd.NaT if is_open else last,
        "" if is_open else ends["status"].iloc[0],
        "" if is_open or "court" not in ends else ends["court"].fillna("").iloc[0],
        blocks.min(),
        reversed_on,
        is_open,
        max((first - start.date_latest).days, 0),
        (last - start.date_earliest).days,
        history["status"].iloc[-1],
    )


def _ends(after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.Timestamp]:
    """Return the steps that end a spell, the orders that a later one reversed, and its day."""
    reversals = after.loc[after["status"].eq("reversed"), "date_earliest"]
    ends = after[after["status"].isin(ENDS)]
    fell = ends["status"].eq(ORDERED) & ends["date_earliest"].lt(reversals.max())
    return ends[~fell], ends[fell], reversals.max() if fell.any() else pd.NaT


def timeline(threats: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Return every dated step of every threat with the kind of step it is.

    A ruling is against a threat when it bars it, widens or affirms such relief, orders money
    restored, or lets the suit go on; it is for it when it refuses, narrows, stays or reverses
    relief. It says what happened on that day, not who was right in the end.

    Parameters
    ----------
    threats : pandas.DataFrame
        The table `threats`.
    steps : pandas.DataFrame
        The table `threat_status`.

    Returns
    -------
    pandas.DataFrame
        One row a step, by the date of the threat and of the step: its own columns, ``title``,
        ``administration`` and ``date`` of the threat, and ``kind`` (one of `KINDS`).

    Raises
    ------
    DataError
        A status has no kind, or a step is of no known threat.
    """
    require_columns(steps, ["threat_id", "status", "date_earliest", "date_latest"], "steps")
    strange = sorted(set(steps["status"]) - set(STEP_KINDS))
    if strange:
        raise DataError(f"the status {strange[0]!r} has no kind", "add it to STEP_KINDS")
    about = threats[["threat_id", "title", "administration", "date"]]
    rows = steps.merge(about, on="threat_id", how="left", validate="m:1")
    if rows["title"].isna().any():
        lost = rows.loc[rows["title"].isna(), "threat_id"].iloc[0]
        raise DataError(f"steps speak of {lost!r}, which is not among the threats")
    rows = rows.assign(kind=rows["status"].map(STEP_KINDS))
    return rows.sort_values(["date", "threat_id", "date_earliest", "status_id"], ignore_index=True)

"""What became of each threat, step by step, in the few kinds that a timeline can show."""

from __future__ import annotations

import pandas as pd

from sanctuary_research.errors import DataError
from sanctuary_research.questions.money.selection import require_columns

ANNOUNCED = "announced"
AGAINST, FOR = "ruling against it", "ruling for it, whole or part"
HELD, GIVEN = "money held or cut", "money paid or restored"
ENDED = "ended or not carried out"
STEP_KINDS = {
    "announced": ANNOUNCED,
    "in_effect": ANNOUNCED,
    "enjoined": AGAINST,
    "partly_enjoined": AGAINST,
    "permanently_enjoined": AGAINST,
    "relief_widened": AGAINST,
    "affirmed": AGAINST,
    "dismissal_denied": AGAINST,
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


def timeline(threats: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """Return every dated step of every threat with the kind of step it is.

    A ruling is against a threat when it bars it, widens or affirms such relief, or lets the suit
    go on; it is for it when it refuses, narrows, stays or reverses relief. It says what happened
    on that day, not who was right in the end.

    Parameters
    ----------
    threats : pandas.DataFrame
        The table `threats`.
    steps : pandas.DataFrame
        The table `threat_status`.

    Returns
    -------
    pandas.DataFrame
        One row a step, by the date of the threat and of the step: ``threat_id``, ``title``,
        ``administration``, ``date_earliest``, ``date_latest``, ``status``, ``kind`` (one of
        `KINDS`), ``court``, ``scope`` and ``note``.

    Raises
    ------
    DataError
        A status has no kind, or a step is of no known threat.
    """
    require_columns(steps, ["threat_id", "status", "date_earliest", "date_latest"], "steps")
    strange = sorted(set(steps["status"]) - set(STEP_KINDS))
    if strange:
        raise DataError(f"the status {strange[0]!r} has no kind: add it to STEP_KINDS")
    about = threats[["threat_id", "title", "administration", "date"]]
    rows = steps.merge(about, on="threat_id", how="left", validate="m:1")
    if rows["title"].isna().any():
        lost = rows.loc[rows["title"].isna(), "threat_id"].iloc[0]
        raise DataError(f"steps speak of {lost!r}, which is not among the threats")
    rows = rows.assign(kind=rows["status"].map(STEP_KINDS))
    rows = rows.sort_values(["date", "threat_id", "date_earliest", "status_id"], ignore_index=True)
    columns = ["threat_id", "title", "administration", "date_earliest", "date_latest", "status"]
    return rows[[*columns, "kind", "court", "scope", "note"]]

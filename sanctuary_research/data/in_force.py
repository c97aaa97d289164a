"""What is in force where, at a date: a walk along each jurisdiction's events."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

MANDATE = ("bans_local_limits", "requires_cooperation")
STATEWIDE = ("all_agencies_in_state", "county_jails_in_state", "state_agencies")


class Finding(NamedTuple):
    """A label with the row that says so."""

    label: str
    reason: str
    evidence_table: str
    evidence_id: str


def state_of_policy(
    events: pd.DataFrame,
    day: pd.Timestamp,
    provisions: tuple[str, ...] | str,
    *,
    applies_to: tuple[str, ...] | None = None,
) -> dict[str, Finding]:
    """Return, for each jurisdiction with such events, whether a provision is in force at a date.

    Parameters
    ----------
    events : DataFrame
        Rows of ``policy_events``.
    day : Timestamp
    provisions : tuple of str, or "mandate"
        Boolean columns of which any counts; ``"mandate"`` means the columns of mandates.
    applies_to : tuple of str, optional
        Only events that bind these; default those that bind the jurisdiction's own agencies.

    Returns
    -------
    dict
        jurisdiction_id to a `Finding`: ``sanctuary`` = in force, ``not_sanctuary`` = not yet
        adopted or ended, ``not_coded`` = the date falls inside an uncertain interval. A
        weakening leaves a provision in force; a rescission ends the provisions it names.
    """
    mandate = provisions == "mandate"
    columns = MANDATE if mandate else provisions
    chosen = events[events["certainty"] != "memory"]
    chosen = chosen[chosen["direction"].isin(["mandate" if mandate else "limit", "rescind"])]
    if applies_to is not None:
        chosen = chosen[chosen["applies_to"].isin(applies_to)]
    elif not mandate:
        chosen = chosen[~chosen["applies_to"].isin(STATEWIDE)]
    dated = _dated(chosen)
    found: dict[str, list[Finding]] = {}
    for column in columns:
        for place, rows in dated[dated[column]].groupby("jurisdiction_id"):
            found.setdefault(place, []).append(_at(rows, day))
    return {place: strongest(findings) for place, findings in found.items()}


def strongest(findings: list[Finding]) -> Finding:
    """Return the finding that decides: in force anywhere, else not known, else not in force."""
    rank = {"sanctuary": 0, "not_coded": 1, "not_sanctuary": 2}
    return min(findings, key=lambda finding: rank[finding.label])


def _dated(events: pd.DataFrame) -> pd.DataFrame:
    """Add the earliest and latest day an event can have taken effect: its effect, else adoption."""
    return (
        events.assign(
            earliest=events["effective_earliest"].fillna(events["adopted_earliest"]),
            latest=events["effective_latest"].fillna(events["adopted_latest"]),
        )
        .dropna(subset=["latest"])
        .sort_values(["latest", "event_id"])
    )


def _at(events: pd.DataFrame, day: pd.Timestamp) -> Finding:
    """Walk the events in order: the last certain one decides, unless an uncertain one stirs it."""
    past = events[events["latest"] <= day]
    current = past.iloc[-1] if len(past) else None
    in_force = current is not None and current["direction"] != "rescind"
    stirring = events[(events["earliest"] <= day) & (events["latest"] > day)]
    stirring = stirring[(stirring["direction"] != "rescind") != in_force]
    if len(stirring):
        row = stirring.iloc[0]
        reason = (
            f"{_what(row)} at some day from {row['earliest']:%Y-%m-%d} to "
            f"{row['latest']:%Y-%m-%d}; the date asked for falls inside."
        )
        return Finding("not_coded", reason, "policy_events", row["event_id"])
    if current is None:
        row = events.iloc[0]
        reason = f"First recorded event came later: {_what(row)} by {row['latest']:%Y-%m-%d}."
        return Finding("not_sanctuary", reason, "policy_events", row["event_id"])
    label = "sanctuary" if in_force else "not_sanctuary"
    reason = f"{_what(current)} by {current['latest']:%Y-%m-%d}."
    return Finding(label, reason, "policy_events", current["event_id"])


_VERBS = {
    "limit": "limited cooperation",
    "rescind": "ended its limits",
    "mandate": "required cooperation",
}


def _what(row: pd.Series) -> str:
    return f"{row['jurisdiction_id']} {_VERBS[row['direction']]} ({row['instrument']})"

"""What is in force where, at a date: a walk along each jurisdiction's events."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

MANDATE = ("bans_local_limits", "requires_cooperation")


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
    columns = list(MANDATE if mandate else provisions)
    chosen = events[events[columns].any(axis=1) & (events["certainty"] != "memory")]
    own_direction = "mandate" if mandate else "limit"
    chosen = chosen[chosen["direction"].isin([own_direction, "rescind"])]
    if applies_to is not None:
        chosen = chosen[chosen["applies_to"].isin(applies_to)]
    elif not mandate:
        chosen = chosen[~chosen["applies_to"].isin(STATEWIDE)]
    return {
        place: _at(rows.sort_values(["latest", "event_id"]), day)
        for place, rows in _dated(chosen).groupby("jurisdiction_id")
    }


STATEWIDE = ("all_agencies_in_state", "county_jails_in_state", "state_agencies")


def _dated(events: pd.DataFrame) -> pd.DataFrame:
    """Add the earliest and latest day an event can have taken effect: its effect, else adoption."""
    return events.assign(
        earliest=events["effective_earliest"].fillna(events["adopted_earliest"]),
        latest=events["effective_latest"].fillna(events["adopted_latest"]),
    ).dropna(subset=["latest"])


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

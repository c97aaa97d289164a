"""What is in force where, at a date: events that have started and have not been ended."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

MANDATE = ("bans_local_limits", "requires_cooperation")
NEVER = pd.Timestamp("2200-01-01")  # later than any date asked for, and inside every unit
IN_FORCE, UNCERTAIN, NOT_IN_FORCE = "sanctuary", "not_coded", "not_sanctuary"


class Finding(NamedTuple):
    """A label with the row that says so."""

    label: str
    reason: str
    evidence_table: str
    evidence_id: str


def dated(events: pd.DataFrame) -> pd.DataFrame:
    """Add the days between which each event started and, where one ended it, ended.

    An event starts on its effective day, or where that is not known on its adoption day. An
    effective day known only to an interval cannot come before the adoption. An event ends when
    the one named in ``ended_by_event_id`` starts. Events known from memory alone are left out.

    Returns
    -------
    DataFrame
        `events` with start_earliest, start_latest, end_earliest and end_latest, by start.
    """
    events = events[events["certainty"] != "memory"]
    latest = events["effective_latest"].fillna(events["adopted_latest"])
    # "In 2017" for an act signed in August 2017 means August or later; a day printed before the
    # adoption (a retroactive act) stands.
    adopted = events["adopted_earliest"].clip(upper=latest)
    earliest = events["effective_earliest"].fillna(adopted)
    events = events.assign(
        start_earliest=earliest.where(~(earliest < adopted), adopted), start_latest=latest
    ).dropna(subset=["start_latest"])
    starts = events.set_index("event_id")
    for end in ("earliest", "latest"):
        ending = starts[f"start_{end}"].reindex(events["ended_by_event_id"])
        events[f"end_{end}"] = ending.set_axis(events.index).fillna(NEVER)
    return events.sort_values(["start_latest", "event_id"])


def findings(
    events: pd.DataFrame, day: pd.Timestamp, provisions: tuple[str, ...]
) -> dict[str, Finding]:
    """Return, for each jurisdiction with such an event, whether a provision is in force at a date.

    A rescission puts nothing in force: it ends the provisions it names, and so does the event
    named in ``ended_by_event_id``.

    Parameters
    ----------
    events : DataFrame
        Rows of `dated`, already chosen by whom they bind.
    day : Timestamp
    provisions : tuple of str
        Boolean columns, of which any counts.

    Returns
    -------
    dict
        jurisdiction_id to a `Finding`: ``sanctuary`` = in force, ``not_sanctuary`` = not yet
        adopted or ended, ``not_coded`` = the date falls between the bounds of a start or an end.
    """
    found: dict[str, list[Finding]] = {}
    for provision in provisions:
        for place, rows in events[events[provision]].groupby("jurisdiction_id"):
            ended = _ended(rows)
            if len(ended):
                found.setdefault(place, []).append(_at(ended, day))
    return {place: strongest(several) for place, several in found.items()}


def _ended(rows: pd.DataFrame) -> pd.DataFrame:
    """Let each rescission end what started before it; return the events that set something."""
    is_rescission = rows["direction"] == "rescind"
    setting = rows[~is_rescission].copy()
    for _, end in rows[is_rescission].iterrows():
        earlier = setting["start_latest"] <= end["start_earliest"]
        for bound in ("earliest", "latest"):
            column = f"end_{bound}"
            setting[column] = setting[column].mask(
                earlier & (setting[column] > end[f"start_{bound}"]), end[f"start_{bound}"]
            )
    return setting


def strongest(found: list[Finding]) -> Finding:
    """Return the finding that decides: in force anywhere, else not known, else not in force."""
    rank = {IN_FORCE: 0, UNCERTAIN: 1, NOT_IN_FORCE: 2}
    return min(found, key=lambda finding: rank[finding.label])


def _at(events: pd.DataFrame, day: pd.Timestamp) -> Finding:
    """Return what one jurisdiction's events say of a day."""
    standing = events[(events["start_latest"] <= day) & (events["end_earliest"] > day)]
    if len(standing):
        row = standing.iloc[-1]
        return _finding(IN_FORCE, row, f"{_what(row)}, since {_day(row, 'start')}.")
    possible = events[(events["start_earliest"] <= day) & (events["end_latest"] > day)]
    if len(possible):
        row = possible.iloc[-1]
        return _finding(
            UNCERTAIN,
            row,
            f"{_what(row)}: in force only from or until some day "
            "of an interval that holds the date asked for.",
        )
    past = events[events["end_latest"] <= day]
    if len(past):
        row = past.iloc[-1]
        return _finding(NOT_IN_FORCE, row, f"{_what(row)}, ended by {_day(row, 'end')}.")
    row = events.iloc[0]
    return _finding(
        NOT_IN_FORCE, row, f"{_what(row)}, the first recorded, came later: {_day(row, 'start')}."
    )


def _finding(label: str, row: pd.Series, reason: str) -> Finding:
    return Finding(label, reason, "policy_events", row["event_id"])


def _what(row: pd.Series) -> str:
    return f"{row['jurisdiction_id']}: {row['title']}"


def _day(row: pd.Series, end: str) -> str:
    first, last = row[f"{end}_earliest"], row[f"{end}_latest"]
    return f"{last:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"

"""What is in force where, at a date: events that have started and have not been ended."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

MANDATE = ("bans_local_limits", "requires_cooperation")
EVER = pd.Timestamp("1800-01-01")  # earlier than any event: a first day that is not known
NEVER = pd.Timestamp("2200-01-01")  # later than any date asked for, and inside every unit
RULING = "court_ruling"
IN_FORCE, UNCERTAIN, ENDED, NOT_YET = "in_force", "uncertain", "ended", "not_yet"
DOUBT = "in force only from or until some day of an interval that holds the date asked for"


class Finding(NamedTuple):
    """What is known of a place on a day (a word of this module, or an arm), and the row for it."""

    says: str
    reason: str
    evidence_table: str
    evidence_id: str


class Spell(NamedTuple):
    """What an event sets; the days between which it holds again after a court, started, ended."""

    jurisdiction_id: str
    place_name: str
    event_id: str
    title: str
    direction: str
    again_earliest: pd.Timestamp
    again_latest: pd.Timestamp
    start_earliest: pd.Timestamp
    start_latest: pd.Timestamp
    end_earliest: pd.Timestamp
    end_latest: pd.Timestamp


# By jurisdiction: the spells of each provision, in the order in which they started.
Spells = dict[str, list[list[Spell]]]


def dated(events: pd.DataFrame) -> pd.DataFrame:
    """Add the days between which each event started and, where one ended it, ended.

    An event starts on its effective day, or where that is not known on its adoption day. An
    effective day known only to an interval cannot come before the adoption. A first day that is
    not known may be any: the event is uncertain until its last. An event ends when the one named
    in ``ended_by_event_id`` starts; one that a court ended holds again when that ruling is ended.
    Events known from memory alone are left out.

    Returns
    -------
    DataFrame
        `events` with the days of a `Spell`, by start.
    """
    events = events[events["certainty"] != "memory"]
    latest = events["effective_latest"].fillna(events["adopted_latest"])
    # "In 2017" for an act signed in August 2017 means August or later; a day printed before the
    # adoption (a retroactive act) stands.
    adopted = events["adopted_earliest"].mask(events["adopted_earliest"] > latest, latest)
    earliest = events["effective_earliest"].fillna(adopted)
    earliest = earliest.where(~(earliest < adopted), adopted).fillna(EVER)
    events = events.assign(start_earliest=earliest, start_latest=latest)
    events = events.dropna(subset=["start_latest"])
    known, enders = events.set_index("event_id"), events["ended_by_event_id"]
    again = enders.map(known["ended_by_event_id"].where(known["instrument"] == RULING))
    for side in ("earliest", "latest"):
        start = known[f"start_{side}"]
        events[f"end_{side}"] = start.reindex(enders).fillna(NEVER).to_numpy()
        events[f"again_{side}"] = start.reindex(again).fillna(NEVER).to_numpy()
    return events.sort_values(["start_latest", "event_id"])


def spells(events: pd.DataFrame, provisions: tuple[str, ...]) -> Spells:
    """Return, for each jurisdiction, when each provision was in force, one list a provision.

    A rescission puts nothing in force: it ends the provisions it names, and so does the event
    named in ``ended_by_event_id``.

    Parameters
    ----------
    events : DataFrame
        Rows of `dated`, already chosen by whom they bind; ``place_name`` is for the reasons.
    provisions : tuple of str
        Boolean columns, of which any counts.
    """
    found: Spells = {}
    for provision in provisions:
        own: dict[str, list[Spell]] = {}
        for spell in _rows(events[events[provision]]):
            own.setdefault(spell.jurisdiction_id, []).append(spell)
        for place, rows in own.items():
            if ended := _ended(rows):
                found.setdefault(place, []).append(ended)
    return found


def _rows(events: pd.DataFrame) -> list[Spell]:
    """Return events as tuples; reading a frame row by row takes a hundred times as long."""
    return list(map(Spell, *(events[name].tolist() for name in Spell._fields)))


def finding(several: list[list[Spell]], day: pd.Timestamp) -> Finding:
    """Return what one jurisdiction's spells, one list a provision, say of a day.

    Returns
    -------
    Finding
        in_force; uncertain, where the day falls between the bounds of a start or an end; ended;
        or not_yet, where the first comes later.
    """
    return strongest([_at(spells, day) for spells in several])


def _ended(rows: list[Spell]) -> list[Spell]:
    """Let each rescission end what started before it; return the events that set something."""
    setting = _resumed([row for row in rows if row.direction != "rescind"])
    for end in (row for row in rows if row.direction == "rescind"):
        setting = [
            row._replace(
                end_earliest=min(row.end_earliest, end.start_earliest),
                end_latest=min(row.end_latest, end.start_latest),
            )
            if row.start_latest <= end.start_earliest
            else row
            for row in setting
        ]
    return setting


def _resumed(rows: list[Spell]) -> list[Spell]:
    """Return events, and those that a court held up once more from when they hold again."""
    again = [
        Spell(*row[:5], NEVER, NEVER, row.again_earliest, row.again_latest, NEVER, NEVER)
        for row in rows
        if row.again_latest < NEVER
    ]
    return sorted([*rows, *again], key=lambda row: row.start_latest)


def strongest(found: list[Finding]) -> Finding:
    """Return the finding that decides: in force anywhere, else uncertain, else not in force."""
    rank = {IN_FORCE: 0, UNCERTAIN: 1, ENDED: 2, NOT_YET: 2}
    return min(found, key=lambda finding: rank[finding.says])


def _at(spells: list[Spell], day: pd.Timestamp) -> Finding:
    """Return what the spells of one provision say of a day; the last to start speaks first."""
    for spell in reversed(spells):
        if spell.start_latest <= day < spell.end_earliest:
            since = _day(spell.start_earliest, spell.start_latest)
            return _finding(IN_FORCE, spell, f", since {since}.")
    for spell in reversed(spells):
        if spell.start_earliest <= day < spell.end_latest:
            return _finding(UNCERTAIN, spell, f": {DOUBT}.")
    for spell in reversed(spells):
        if spell.end_latest <= day:
            by = _day(spell.end_earliest, spell.end_latest)
            if spell.again_latest == NEVER:
                return _finding(ENDED, spell, f", ended on {by}.")
            until = _day(spell.again_earliest, spell.again_latest)
            return _finding(ENDED, spell, f", enjoined from {by} until {until}.")
    came = _day(spells[0].start_earliest, spells[0].start_latest)
    return _finding(NOT_YET, spells[0], f", only later: {came}.")


def _finding(says: str, spell: Spell, told: str) -> Finding:
    reason = f"{spell.place_name}: {spell.title}{told}"
    return Finding(says, reason, "policy_events", spell.event_id)


def _day(first: pd.Timestamp, last: pd.Timestamp) -> str:
    if first == EVER:
        return f"{last:%Y-%m-%d} at the latest"
    days = f"some day from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    return f"{first:%Y-%m-%d}" if first == last else days

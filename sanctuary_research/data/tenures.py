"""How long each policy of a place held: until it was undone, or a ban of the state overrode it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sanctuary_research.data import bindings, reach
from sanctuary_research.data.definitions import BAN
from sanctuary_research.data.extent import LIMITS
from sanctuary_research.data.gazetteer import places
from sanctuary_research.data.in_force import EVER, IN_FORCE, UNCERTAIN
from sanctuary_research.data.widening import HOLDS, MAYBE

CHANNELS = dict(zip(LIMITS, ("state_laws", "own_jail", "own_inquiry"), strict=True))
UNDONE, OVERRIDDEN, KEPT = ("undone", "overridden", "still in force")


def tenures(day: pd.Timestamp) -> pd.DataFrame:
    """Return how long each policy of a place held, as far as a day.

    Returns
    -------
    DataFrame
        layer (one of `extent.LIMITS`), place, began (the last possible day), until, how (undone by
        the place, overridden by a ban of its state, still in force), event_id (of the act that
        says how), time (years), is_event.
    """
    record, known = bindings.record(), places().set_index("place_id")
    bans, rows = record.spells(bindings.MANDATES), []
    for layer, channel in CHANNELS.items():
        for place_id, (changes, _) in record.spells(channel).items():
            name, level, state = known.loc[place_id, ["name", "level", "state_id"]]
            if layer == "city_dont_ask" and level not in reach.CITIES:
                continue
            both = {*changes, *(bans[state][0] if state in bans else ())}
            days = sorted(one for one in both if EVER < one <= day)
            told = {one: _standing(record, channel, place_id, state, one) for one in days}
            rows += [(layer, name, *own) for own in runs(told, day)]
    found = pd.DataFrame(rows, columns=["layer", "place", "began", "until", "how", "event_id"])
    time = (found["until"] - found["began"]) / pd.Timedelta(days=365.25)
    return found.assign(time=time.astype(float), is_event=found["how"] != KEPT)


def _standing(
    record: bindings.EventRecord, channel: str, place: str, state: str, day: pd.Timestamp
) -> tuple[str, str]:
    own = record.on(channel, place, day)
    ban = record.ban(state, day, own if channel in bindings.JAIL_RULES else None)
    if ban and ban.says == BAN:
        return OVERRIDDEN, ban.evidence_id
    says = {IN_FORCE: HOLDS, UNCERTAIN: MAYBE}.get(own.says if own else "", UNDONE)
    return says, own.evidence_id if own else ""


def runs(told: Mapping[pd.Timestamp, tuple[str, str]], day: pd.Timestamp) -> list[tuple]:
    """Return when a policy began, until when it held, how that ended and the key that says so.

    >>> runs({1: ("holds", "a"), 3: ("maybe", "b"), 4: ("undone", "c"), 6: ("holds", "d")}, 9)
    [(1, 4, 'undone', 'c'), (6, 9, 'still in force', 'd')]
    """
    found, began, key = [], None, ""
    for at, (says, key) in told.items():
        if says == HOLDS and began is None:
            began = at
        elif says in (UNDONE, OVERRIDDEN) and began is not None:
            found.append((began, at, says, key))
            began = None
    return [*found, (began, day, KEPT, key)] if began is not None else found

"""How long a policy lasts: until its place undoes it, or a state's ban overrides it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import bindings, reach
from sanctuary_research.data.definitions import BAN
from sanctuary_research.data.in_force import EVER, IN_FORCE, UNCERTAIN
from sanctuary_research.data.place import places
from sanctuary_research.display import waiting
from sanctuary_research.display.exhibit import Exhibit
from sanctuary_research.methods.survival import at_risk, kaplan_meier
from sanctuary_research.questions.asking import evidence
from sanctuary_research.questions.atlas.layered import HOLDS, LAYERS, LIMITS, MAYBE, Asked

CHANNELS = dict(zip(LIMITS, ("state_laws", "own_jail", "own_inquiry"), strict=True))
UNDONE, OVERRIDDEN, KEPT = WAYS = ("undone", "overridden", "still in force")
YEARS = (0, 2, 5, 10, 15, 20)  # at which the numbers followed are printed


def spells(day: pd.Timestamp) -> pd.DataFrame:
    """Return how long each policy of a place held, as far as a day.

    Returns
    -------
    DataFrame
        policy (a title of `LAYERS`), place, began (the last possible day), until, how (undone by
        the place, overridden by a ban of its state, still in force), time (years), is_event.
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
            rows += [(LAYERS[layer], name, *own) for own in runs(told, day)]
    found = pd.DataFrame(rows, columns=["policy", "place", "began", "until", "how"])
    time = (found["until"] - found["began"]) / pd.Timedelta(days=365.25)
    return found.assign(time=time.astype(float), is_event=found["how"] != KEPT)


def acts() -> pd.DataFrame:
    """Return the keys of the acts that say when policies held, and of the bans over them."""
    record = bindings.record()
    found = [record.spells(channel).values() for channel in (*CHANNELS.values(), bindings.MANDATES)]
    spelt = (spell for places in found for _, several in places for one in several for spell in one)
    return evidence(
        "policy_events", pd.DataFrame({"event_id": sorted({s.event_id for s in spelt})})
    )


def _standing(
    record: bindings.Record, channel: str, place: str, state: str, day: pd.Timestamp
) -> str:
    ban, own = record.ban(state, day), record.on(channel, place, day)
    if ban and ban.says == BAN:
        return OVERRIDDEN
    return {IN_FORCE: HOLDS, UNCERTAIN: MAYBE}.get(own.says if own else "", UNDONE)


def runs(told: Mapping[pd.Timestamp, str], day: pd.Timestamp) -> list[tuple]:
    """Return when a policy began, until when it held and how that ended, from what each day says.

    >>> runs({1: "holds", 3: "maybe", 4: "undone", 6: "holds"}, 9)
    [(1, 4, 'undone'), (6, 9, 'still in force')]
    """
    found, began = [], None
    for at, says in told.items():
        if says == HOLDS and began is None:
            began = at
        elif says in (UNDONE, OVERRIDDEN) and began is not None:
            found.append((began, at, says))
            began = None
    return [*found, (began, day, KEPT)] if began is not None else found


def survival(asked: Asked) -> Exhibit | None:
    """Show which share of policies is still in force after so many years, once one has begun."""
    rows = spells(asked.day)
    if rows.empty:
        return None
    curve = kaplan_meier(rows, by="policy")
    ends = curve.groupby("policy").last().assign(time=rows.groupby("policy")["time"].max())
    curve = pd.concat([curve, ends.reset_index()]).assign(value=lambda own: 100 * own["waiting"])
    ways = pd.crosstab(rows["policy"], rows["how"]).reindex(columns=WAYS, fill_value=0)
    told = [
        f"{policy}: {sum(each)} began, {each[0]} were undone and {each[1]} overridden"
        for policy, *each in ways.itertuples()
    ]
    ended = rows[rows["is_event"]].sort_values("until", ascending=False)
    return Exhibit(
        title=f"{words.number(100 * rows['is_event'].mean(), 0)} % of {len(rows)} policies were "
        f"undone or overridden by {asked.when}",
        subtitle="Share still in force by years since adoption, %; Kaplan and Meier",
        rows=ended,
        columns="policy place began until how",
        titles={"policy": "Policy", "until": "Until", "how": "How it ended", "began": "Began"},
        picture=lambda narrow: waiting.steps(
            curve,
            narrow,
            by="policy",
            ylabel="% still in force",
            xlabel="years since adoption",
            risk=at_risk(rows, YEARS, by="policy"),
            still="still in force and followed:",
        ),
        alt=f"Three falling steps. {words.listed(told)}.",
        marks="The numbers say how many policies each share rests on",
        sentences=(
            "A policy begins on the last day that its date allows; one under a ban from the start "
            "is not counted, and one that was ended and adopted again counts twice.",
            "An ending that nobody wrote about is in no table, so the curves may lie too high.",
        ),
        tables=("policy_events",),
        behind=acts(),
    )

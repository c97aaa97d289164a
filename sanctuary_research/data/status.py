"""What each act of a place says on a day, limits overridden by a ban of their state among it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sanctuary_research.data import bindings, catalog, datasets, reach
from sanctuary_research.data.definitions import BAN, NOT_CODED
from sanctuary_research.data.in_force import (
    ENDED,
    IN_FORCE,
    NOT_YET,
    UNCERTAIN,
    Finding,
    dated,
    finding,
    spells,
    strongest,
)
from sanctuary_research.data.kept import kept

OVERRIDDEN, UNDID = "overridden", "took_effect"
DECLARES = ("is_declaration", "repeals_mandate", "grants_right_of_action")  # and limits nothing
# What acts can say of a day, in words; the first that any says is what the place is under.
STATUS = {
    IN_FORCE: "in force",
    OVERRIDDEN: "overridden by a state ban",
    UNCERTAIN: "in force perhaps: date not sure",
    BAN: "no limit known, a state ban in force",
    ENDED: "ended",
    NOT_YET: "began later",
    UNDID: "ended what stood before",
    NOT_CODED: "not coded: no row speaks of a limit",
}


@kept(*bindings.EVENTS)
def acts_by_place(day: pd.Timestamp) -> dict[str, list[dict]]:
    """Return every dated act by the place whose it is, with what it says on a day; last first.

    Beside the columns of `ACT` an act has weighs (its status as a limit or a ban; not_coded where
    it is neither) and reaches (whether it binds whom it finds inside the place that acted).
    """
    events = datasets.load_policy_events()
    events = dated(events.assign(place_name=events["jurisdiction_id"].map(reach.printed_names())))
    fields = [field.name for field in catalog.table("policy_events").fields]
    sets = [name for name in fields if name.startswith(("limits_", "bans_", "requires_"))]
    found = _findings(events, DECLARES, day) | _findings(events, sets, day)
    known = datasets.load_jurisdictions().set_index("jurisdiction_id")
    states = known["state_fips"].map(reach.states_of("state_fips")).fillna("")
    is_limit = events[[name for name in sets if name.startswith("limits_")]].any(axis=1)
    is_state = events["jurisdiction_id"].isin(set(states))
    binds_all = events["applies_to"].isin([bindings.EVERYONE, bindings.JAILS])
    events = events.assign(
        whose=events["place_name"],
        is_limit=is_limit & events["direction"].ne("rescind"),
        reaches=binds_all.where(is_state, events["binds_county_jail"]),
        state=events["jurisdiction_id"].map(states),
    )
    events = events.sort_values("start_latest", ascending=False, kind="stable")
    acts: dict[str, list[dict]] = {}
    for act in events.to_dict("records"):
        told = _judged(act, found.get(act["event_id"]), day)
        acts.setdefault(act["jurisdiction_id"], []).append(act | told)
    return acts


def _findings(events: pd.DataFrame, provisions: Sequence[str], day: pd.Timestamp) -> dict:
    """Return what each event that sets any of the provisions says of a day."""
    found: dict[str, list[Finding]] = {}
    for provision in provisions:
        for several in spells(events, (provision,)).values():
            for spell in several[0]:
                found.setdefault(spell.event_id, []).append(finding([[spell]], day))
    return {event: strongest(said) for event, said in found.items()}


def _judged(act: dict, told: Finding | None, day: pd.Timestamp) -> dict:
    """Return what an act says, the row that decides so, and how it weighs beside others."""
    ban = bindings.record().ban(act["state"], day)
    if told is None:  # it sets nothing that holds
        says = UNDID if act["direction"] == "rescind" else IN_FORCE
        says = says if act["start_latest"] <= day else NOT_YET
        return {"says": says, "reason": "", "evidence_id": act["event_id"], "weighs": NOT_CODED}
    says = told.says
    may_have_begun = act["is_limit"] and says == UNCERTAIN
    if ban and act["is_limit"] and says in (IN_FORCE, UNCERTAIN):
        says, told = OVERRIDDEN if ban.says == BAN else UNCERTAIN, ban
    weighs = says if act["is_limit"] else NOT_CODED
    if may_have_begun and says == OVERRIDDEN:  # the ban decides, of a limit not known to be there
        weighs = NOT_CODED
    if ban and ban.evidence_id == act["event_id"]:
        weighs = BAN if ban.says == BAN else UNCERTAIN
    return {"says": says, "reason": told.reason, "evidence_id": told.evidence_id, "weighs": weighs}

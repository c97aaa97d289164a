"""What each act of a place says on a day, limits overridden by a ban of their state among it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import pandas as pd

from sanctuary_research import words
from sanctuary_research.data import bindings, datasets, in_force, reach, widening
from sanctuary_research.data.definitions import BAN, NOT_CODED
from sanctuary_research.data.in_force import ENDED, IN_FORCE, NEVER, NOT_YET, UNCERTAIN, Finding
from sanctuary_research.data.kept import kept

OVERRIDDEN, AGREEMENT, ENJOINED, NARROW = "overridden", "agreement", "enjoined", "narrow"
DUTY, BAN_PERHAPS = "duty", "ban_perhaps"
NO_LIMIT, UNDID = "sets_no_limit", "took_effect"
NO_LIMIT_PERHAPS = "sets_no_limit_perhaps"
DECLARED = "A declaration: no limit was read in it."
UNBOUND = "It is not counted as binding the jail that holds people of the county."
NO_BAN = "It forbids no limit."
OF_NO_JAIL = "It governs no jail, so that a limit of a jail stands beside it."
ONLY = "It limits {} alone."
UNLISTED = "Lists of 287(g) agreements begin on {}; of those that ended before few are on record."
BESIDE = (ENJOINED, AGREEMENT, DUTY)  # told beside what decides
# How acts that forbid limits or ask for cooperation weigh, or a duty only to ask or to tell.
AGAINST = (BAN, BAN_PERHAPS, ENJOINED, AGREEMENT, DUTY)
PROVISIONS = "limits|bans|requires"
PRACTICES = ("sheriff_decision", "agency_policy")  # of all jails of a state, no law or order
DECLARES = ("is_declaration", "repeals_mandate", "grants_right_of_action")  # and limits nothing
# What an act limits that is no limit on cooperation at large.
MATTERS = {
    "limits_courthouse_arrests": "arrests at courthouses",
    "limits_information": "records",
    "limits_287g": "287(g) agreements",
    "limits_detention_contracts": "contracts on detention",
    "limits_jail_access": "access to jails",
}
APART = ["limits_287g", "limits_detention_contracts"]  # no ban on limits obliges to either
# What acts can say of a day, in words; the first that any says is what the place is under.
STATUS = {
    IN_FORCE: "in force",
    OVERRIDDEN: "forbidden by a state ban",
    BAN: "a ban on limits, or a duty to cooperate, in force",
    UNCERTAIN: "in force perhaps",
    BAN_PERHAPS: "a ban on limits, or a duty to cooperate, in force perhaps",
    AGREEMENT: "an agreement with ICE in force",
    NARROW: "in force on a narrow matter only",
    ENJOINED: "the limit, or the ban on limits, enjoined by a court",
    DUTY: "a duty only to ask after status or to tell, in force",
    ENDED: "ended",
    NOT_YET: "began later",
    UNDID: "ended what stood before",
    NO_LIMIT: "in force, but sets no limit",
    NO_LIMIT_PERHAPS: "in force perhaps, but sets no limit",
    NOT_CODED: "not coded: no row speaks of a limit by then",
}


@kept(*bindings.EVENTS)
def acts_by_place(day: pd.Timestamp) -> dict[str, list[dict]]:
    """Return every dated act by the place whose it is, with what it says on a day; last first.

    Beside the columns of `ACT` an act has weighs (its status as a limit or a ban; not_coded where
    it is neither) and reaches (whether it binds whom it finds inside the place that acted).
    """
    events = datasets.load_policy_events()
    events = in_force.dated(
        events.assign(place_name=events["jurisdiction_id"].map(reach.printed_names()))
    )
    limits, sets = (events.filter(regex=f"^({kind})_") for kind in ("limits", PROVISIONS))
    events["is_duty"] = events["direction"].eq(DUTY)
    found = _findings(events, [*DECLARES, "is_duty"], day) | _findings(events, [*sets], day)
    known = datasets.load_jurisdictions().set_index("jurisdiction_id")
    states = known["state_fips"].map(reach.states_of("state_fips")).fillna("")
    is_state = events["jurisdiction_id"].isin(set(states))
    binds_all = events["applies_to"].isin([bindings.EVERYONE, bindings.JAILS])
    is_of_jail, agreed = events["binds_county_jail"] & events["limits_detainers"], _agreed(day)
    is_county = events["jurisdiction_id"].map(known["level"]).eq("county")
    events = events.assign(
        against=events["jurisdiction_id"].map(defaultdict(str, agreed)).where(is_of_jail, ""),
        whose=events["place_name"],
        is_agreement=events["direction"].eq("mandate") & events["instrument"].eq("agreement"),
        is_limit=limits.any(axis=1) & events["direction"].ne("rescind"),
        is_narrow=~limits.drop(columns=[*MATTERS]).any(axis=1),
        is_apart=~limits.drop(columns=APART).any(axis=1),
        is_of_jail=is_of_jail & ~is_state,
        is_unbound=is_county & events["limits_detainers"] & ~events["binds_county_jail"],
        is_practice=events["applies_to"].eq(bindings.JAILS) & events["instrument"].isin(PRACTICES),
        reaches=binds_all.where(is_state, events["binds_county_jail"]),
        state=events["jurisdiction_id"].map(states),
    )
    events = events.sort_values("start_latest", ascending=False, kind="stable")
    acts: dict[str, list[dict]] = {}
    for act in events.to_dict("records"):
        told = _judged(act, found.get(act["event_id"]), day)
        acts.setdefault(act["jurisdiction_id"], []).append(act | told)
    return acts


def narrow_laws(day: pd.Timestamp) -> list[str]:
    """Return the states whose laws that limit cooperation on a day are of narrow matters alone."""
    found = {
        own[0]["whose"]: {act["says"] for act in own if _is_law(act)} & {IN_FORCE, NARROW}
        for own in acts_by_place(day).values()
    }
    return sorted(state for state, says in found.items() if says == {NARROW})


def _is_law(act: dict) -> bool:
    sets = any(act[name] for name in bindings.COOPERATION_LIMITS)
    return act["applies_to"] == bindings.EVERYONE and act["is_limit"] and sets


def _agreed(day: pd.Timestamp) -> dict[str, str]:
    """Return the places whose jail a 287(g) agreement may bind on a day, each with its key."""
    places = reach.places_in(reach.WHOLE)
    return {
        place: key for code, key in widening.agreed(day).items() for place in places.get(code, ())
    }


def _findings(events: pd.DataFrame, provisions: Sequence[str], day: pd.Timestamp) -> dict:
    """Return what each event that sets any of the provisions says of a day."""
    found: dict[str, list[Finding]] = {}
    for provision in provisions:
        for several in in_force.spells(events, (provision,)).values():
            for spell in several[0]:
                found.setdefault(spell.event_id, []).append(in_force.finding([[spell]], day))
    return {event: in_force.strongest(said) for event, said in found.items()}


def _judged(act: dict, told: Finding | None, day: pd.Timestamp) -> dict:
    """Return what an act says, the row that decides so, and how it weighs beside others."""
    if told is None:  # it sets nothing that holds
        holds = UNDID if act["direction"] == "rescind" else NO_LIMIT
        says = holds if act["start_latest"] <= day else NOT_YET
        says = ENDED if act["end_latest"] <= day else says
        return {"says": says, "reason": "", "evidence_id": act["event_id"], "weighs": NOT_CODED}
    told = bindings.contested(told, act["against"])
    own = told.says
    against = bindings.record().ban(act["state"], day, told if act["binds_county_jail"] else None)
    if against and act["is_limit"] and not act["is_apart"] and own in (IN_FORCE, UNCERTAIN):
        perhaps = f"{told.reason} A ban of its state forbids it perhaps: {against.reason}"
        ban = against._replace(says=UNCERTAIN, reason=perhaps)
        told = against._replace(says=OVERRIDDEN) if against.says == BAN else ban
    says = _word(act, told.says, day)
    weighs = says if act["is_limit"] or says in AGAINST else NOT_CODED
    # A ban decides of no limit that is not known to be there, and so does an agreement.
    if own == UNCERTAIN and (says == OVERRIDDEN or act["is_agreement"]):
        weighs = NOT_CODED
    reason = " ".join([told.reason, *_notes(act, says, day)])
    return {"says": says, "reason": reason, "evidence_id": told.evidence_id, "weighs": weighs}


def _word(act: dict, says: str, day: pd.Timestamp) -> str:
    """Return what an act says in the word for its kind."""
    if says == ENDED and day < act["again_latest"] < NEVER:
        return ENJOINED
    if says == IN_FORCE and act["is_duty"]:
        return DUTY
    if act["direction"] == "mandate" and not act["is_agreement"]:
        return {IN_FORCE: BAN, UNCERTAIN: BAN_PERHAPS}.get(says, says)
    if says == IN_FORCE and act["is_agreement"]:
        return AGREEMENT
    if says == IN_FORCE and act["is_narrow"]:
        return NARROW if act["is_limit"] else NO_LIMIT
    sets_none = not (act["is_limit"] or act["is_agreement"] or act["is_duty"])
    return NO_LIMIT_PERHAPS if says == UNCERTAIN and sets_none else says


def _notes(act: dict, says: str, day: pd.Timestamp) -> Iterator[str]:
    """Yield what an act in force must not be taken for."""
    if says == NO_LIMIT and act["is_declaration"]:
        yield DECLARED
    if says == NARROW:
        yield ONLY.format(words.listed([text for name, text in MATTERS.items() if act[name]]))
    if says == IN_FORCE and act["is_unbound"]:
        yield UNBOUND
    if says == DUTY:
        yield NO_BAN
    if says == BAN and not act["binds_county_jail"]:
        yield OF_NO_JAIL
    if says == IN_FORCE and act["is_of_jail"] and day < (first := widening.list_days()[0]):
        yield UNLISTED.format(words.date(first.date()))

"""Labels of any day against a second, plain reading of the tables' text by the printed rules.

Days are text here, as the tables write them: ``""`` is before any of them and ``"9"`` after.
"""

import csv
import datetime
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from sanctuary_research.data import catalog
from sanctuary_research.data.labels import DEFINITIONS, labels

EVER, NEVER = "", "9"
LIMITS = [
    f"limits_{what}"
    for what in ("detainers", "notification", "inquiry", "information", "resources", "287g")
]
BANS = ["bans_local_limits", "requires_cooperation"]
ALL, JAILS = "all_agencies_in_state", "county_jails_in_state"
LOCAL = ("own_agencies", "sheriff_or_jail", "police")
OF_JAILS = ("jail_enforcement", "warrant_service_officer")  # models of agreements
IS_COUNTY = ("same", "part_of_city", "jail")
PUBLISHED = {
    "dhs_list": ("dhs_2025_05_29", "2025-05-29"),
    "doj_list": ("doj_2025_08_05", "2025-08-05"),
    "ice_list_2014": ("ice_2014_10", "2014-10-31"),
}
UNIONS = {
    "any_detainer_limit": ("county_detainer", "state_detainer_law"),
    "any_policy": ("state_law", "county_detainer", "city_dont_ask"),
    "any_list": ("dhs_list", "doj_list"),
}


@cache
def rows(name: str) -> list[dict[str, str]]:
    with catalog.table(name).path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


@cache
def starts() -> dict[str, tuple[str, str]]:
    """Return the first and last day on which each event may have started."""
    found = {}
    for row in rows("policy_events"):
        last = row["effective_latest"] or row["adopted_latest"]
        adopted = min(row["adopted_earliest"], last)
        first = max(row["effective_earliest"], adopted) if row["effective_earliest"] else adopted
        if row["effective_earliest"] and row["effective_earliest"] > last:
            first = row["effective_earliest"]
        if row["certainty"] != "memory" and last:
            found[row["event_id"]] = (first, last)
    return found


def events(place: str, whom: tuple[str, ...], provision: str) -> list[dict[str, str]]:
    return [
        row
        for row in rows("policy_events")
        if row["jurisdiction_id"] == place
        and row["applies_to"] in whom
        and row[provision] == "true"
        and row["event_id"] in starts()
    ]


@cache
def by_id() -> dict[str, dict[str, str]]:
    return {row["event_id"]: row for row in rows("policy_events")}


def spells(found: list[dict[str, str]]) -> list[tuple[dict, tuple[str, str], tuple[str, str]]]:
    """Return each event with its start and end, once more where a court's ruling was undone."""
    whole = []
    for row in found:
        ender = by_id().get(row["ended_by_event_id"], {})
        end = starts().get(row["ended_by_event_id"], (NEVER, NEVER))
        whole.append((row, starts()[row["event_id"]], end))
        if ender.get("instrument") == "court_ruling" and ender["ended_by_event_id"]:
            whole.append((row, starts()[ender["ended_by_event_id"]], (NEVER, NEVER)))
    return whole


def one_provision(found: list[dict[str, str]], day: str) -> str:
    """Return yes, perhaps or no for the events that set one provision; blank for none."""
    says = []
    for row, start, end in spells(found):
        if row["direction"] == "rescind":
            continue
        for other in found:
            ended = starts()[other["event_id"]]
            if other["direction"] == "rescind" and start[1] <= ended[0]:
                end = min(end[0], ended[0]), min(end[1], ended[1])
        is_certain = start[1] <= day < end[0]
        says.append("yes" if is_certain else "perhaps" if start[0] <= day < end[1] else "no")
    return strongest(says)


def strongest(says: list[str]) -> str:
    return next((word for word in ("yes", "perhaps", "no") if word in says), "")


def places(county: str, relations: tuple[str, ...]) -> list[str]:
    inside = rows("jurisdiction_counties")
    chosen = [r for r in inside if r["county_fips"] == county and r["relation"] in relations]
    return [row["jurisdiction_id"] for row in chosen]


@cache
def levels() -> dict[str, str]:
    return {row["jurisdiction_id"]: row["level"] for row in rows("jurisdictions")}


def state_of(county: str) -> str:
    known = rows("jurisdictions")
    is_state = [r for r in known if r["level"] == "state" and r["state_fips"] == county[:2]]
    return is_state[0]["jurisdiction_id"] if is_state else ""


def ban(county: str, day: str, of_jail: str = "") -> str:
    """Return ban or not_coded by the law of the state; blank where none is or may be in force.

    Against a limit of a jail that is or may be in force, only a law that governs jails counts.
    """
    laws = {name: events(state_of(county), (ALL, JAILS), name) for name in BANS}
    mandates = {n: [r for r in found if r["direction"] == "mandate"] for n, found in laws.items()}
    if of_jail in ("yes", "perhaps"):
        mandates = {
            n: [r for r in found if r["binds_county_jail"] == "true"]
            for n, found in mandates.items()
        }
    says = strongest([one_provision(found, day) for found in mandates.values()])
    return {"yes": "ban", "perhaps": "not_coded"}.get(says, "")


def limit(definition: str, county: str, day: str) -> str:
    """Return yes, perhaps, no, or blank: what the events that count for a definition say."""
    state, own = state_of(county), places(county, IS_COUNTY)
    jails = [
        [r for r in events(p, LOCAL, "limits_detainers") if r["binds_county_jail"] == "true"]
        for p in own
    ]
    of_jails, of_all = (
        [*jails, events(state, (JAILS,), "limits_detainers")],
        events(state, (ALL,), "limits_detainers"),
    )
    cities = [p for p in places(county, (*IS_COUNTY, "host")) if levels()[p].startswith("city")]
    several = {
        "state_law": [events(state, (ALL,), provision) for provision in LIMITS],
        "state_detainer_law": [of_all],
        "county_detainer": of_jails,
        "city_dont_ask": [events(place, LOCAL, "limits_inquiry") for place in cities],
        "detainers": [*of_jails, of_all],
    }[definition]
    says = {"yes": "perhaps"} if agreed(county, day) else {}
    words = ((one_provision(found, day), found in of_jails) for found in several)
    return strongest([says.get(one, one) if of_jail else one for one, of_jail in words])


@cache
def agreements() -> dict[str, list[tuple[str, str]]]:
    """Return from when until when 287(g) agreements of each county's jail may hold."""
    listed = sorted({row["snapshot_date"] for row in rows("agreements_287g")})
    after = dict(zip(listed, [*listed[1:], NEVER], strict=True))
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows("agreements_287g"):
        if row["agency_type"] == "county" and row["model"] in OF_JAILS:
            days = filter(None, (row["signed_date"], row["snapshot_date"]))
            spell = min(days), after[row["snapshot_date"]]
            found.setdefault(row["county_fips"], []).append(spell)
    codes = {r["jurisdiction_id"]: r["county_fips"] for r in rows("jurisdictions")}
    for row, start, end in spells([r for r in rows("policy_events") if r["event_id"] in starts()]):
        is_of_jail = row["binds_county_jail"] == "true" and row["instrument"] == "agreement"
        if is_of_jail and row["direction"] == "mandate":
            found.setdefault(codes[row["jurisdiction_id"]], []).append((start[0], end[1]))
    return found


def agreed(county: str, day: str) -> bool:
    return any(start <= day < end for start, end in agreements().get(county, ()))


def named(list_id: str, day: str) -> list[dict[str, str]]:
    lines = [r for r in rows("list_membership") if r["list_id"] == list_id]
    lines = [r for r in lines if r["certainty"] != "memory" and r["jurisdiction_id"]]
    off = {
        r["jurisdiction_id"] for r in lines if r["status"] == "removed" and r["status_date"] <= day
    }
    return [r for r in lines if r["status"] == "listed" and r["jurisdiction_id"] not in off]


def by_list(definition: str, county: str, day: str) -> str:
    list_id, published = PUBLISHED[definition]
    if day < published:
        return "not_coded"
    lines, own, state = named(list_id, day), places(county, IS_COUNTY), state_of(county)
    says = limit("detainers", county, day) if definition == "ice_list_2014" else ""
    banned = ban(county, day, says)
    if definition == "ice_list_2014":
        of_jails = [r for r in lines if r["level"] in ("county", "state")]
        jail = {r["jurisdiction_id"] for r in of_jails if r["binds_county_jail"] == "true"}
        other = {r["jurisdiction_id"] for r in of_jails if r["level"] == "county"}
        ended = says == "no" and day > min(s for s, _ in starts().values())
        if {*own, state} & jail:
            return "not_coded" if banned or (ended and has_ended(county, day)) else "limit"
        if banned:
            return banned
        return "not_coded" if says in ("yes", "perhaps") or {*own, state} & other else "neither"
    names = {r["jurisdiction_id"] for r in lines}
    if names & {*own, *([state] if definition == "doj_list" else [])}:
        return "limit"
    if names & {*places(county, ("host", "minor_host")), state}:
        return "not_coded"
    return banned or "neither"


def has_ended(county: str, day: str) -> bool:
    """Whether a detainer limit of the county or its state had begun by a day."""
    state = state_of(county)
    found = [r for p in places(county, IS_COUNTY) for r in events(p, LOCAL, "limits_detainers")]
    found = [r for r in found if r["binds_county_jail"] == "true"]
    found += events(state, (ALL, JAILS), "limits_detainers")
    return any(starts()[r["event_id"]][1] <= day for r in found if r["direction"] != "rescind")


def by_practice(county: str, day: str) -> str:
    own = [r for r in rows("detainer_shares") if r["county_fips"] == county]
    if day < "2014-10-01":
        return "not_coded"
    sent, refused = (int(own[0][name]) if own else 0 for name in ("detainers", "refused"))
    if own and 100 * refused / sent >= 25:
        return "limit"
    silent = "neither" if sent >= 50 and not refused else "not_coded"
    return ban(county, day) or silent


def arm(definition: str, county: str, day: str) -> str:
    """Return the arm of a county on a day, by the rules as they are printed."""
    if definition in UNIONS:
        parts = [arm(part, county, day) for part in UNIONS[definition]]
        return next(w for w in ("limit", "not_coded", "ban", "neither") if w in parts)
    if definition in PUBLISHED:
        return by_list(definition, county, day)
    if definition == "refused_detainers":
        return by_practice(county, day)
    says = limit(definition, county, day)
    meant = {"yes": "limit", "perhaps": "not_coded", "no": "neither", "": "not_coded"}[says]
    return ban(county, day, says if definition == "county_detainer" else "") or meant


@cache
def counties() -> list[str]:
    """Return every county; those with events, lines or a record first, and often."""
    touched = {r["county_fips"] for r in rows("jurisdiction_counties") if r["county_fips"]}
    every = [r["county_fips"] for r in rows("county")]
    return sorted(touched & {*every}) + every


@cache
def turning_days() -> list[str]:
    """Return every day on which an event may start."""
    return sorted({day for both in starts().values() for day in both if day})


def day_near() -> st.SearchStrategy[str]:
    """Return days: any, and the day of an event or one beside it."""
    beside = st.builds(
        lambda day, step: str(datetime.date.fromisoformat(day) + datetime.timedelta(step)),
        st.deferred(lambda: st.sampled_from(turning_days())),
        st.integers(-1, 1),
    )
    return st.one_of(
        beside, st.dates(datetime.date(1985, 1, 1), datetime.date(2027, 1, 1)).map(str)
    )


def test_every_definition_has_a_plain_reading():
    """A new one needs its own here."""
    known = {"state_law", "county_detainer", "city_dont_ask", "refused_detainers"}
    assert {*DEFINITIONS} == {*known, *PUBLISHED, *UNIONS}


@given(
    st.sampled_from(sorted(DEFINITIONS)),
    day_near(),
    st.lists(st.deferred(lambda: st.sampled_from(counties())), min_size=20, max_size=40),
)
def test_labels_are_what_a_plain_reading_of_the_tables_gives(definition, day, chosen):
    """Any definition, any day, any counties."""
    found = labels(definition, day).set_index("county_fips")["arm"]
    assert {code: found[code] for code in chosen} == {
        code: arm(definition, code, day) for code in chosen
    }


@given(st.sampled_from(sorted(DEFINITIONS)), day_near())
def test_every_county_is_in_one_arm_with_a_reason(definition, day):
    """One row a county, in order, never blank; what has evidence names its table."""
    found = labels(definition, day)
    assert found["county_fips"].tolist() == [r["county_fips"] for r in rows("county")]
    assert set(found["arm"]) <= {"limit", "ban", "neither", "not_coded"}
    assert (found["reason"] != "").all()
    assert ((found["evidence_id"] == "") == (found["evidence_table"] == "")).all()
    assert (found.loc[found["arm"].isin(["limit", "ban"]), "evidence_id"] != "").all()

"""What must hold between the policy tables."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.in_force import EVER
from sanctuary_research.data.rules import Tables, rule

LETTERS = ("doj_2017_11_15", "doj_2018_01_24", "doj_2025_08_05")  # lists of the Justice Department


@rule("policy_events")
def rescission_follows_adoption(tables: Tables) -> list[Fault]:
    """A rescission follows a limit of the same jurisdiction."""
    read = ["event_id", "jurisdiction_id", "direction", "adopted_earliest", "adopted_latest"]
    events = tables["policy_events"][read]  # to choose rows copies them, long notes too
    limits = events[events["direction"] == "limit"]
    begun = limits["adopted_earliest"].fillna(EVER)  # a first day that is not known may be any
    first = begun.groupby(limits["jurisdiction_id"]).min()
    rescinded = events[events["direction"] == "rescind"]
    rescinded = rescinded.assign(_first=rescinded["jurisdiction_id"].map(first))
    return faults_where(
        rescinded,
        ~(rescinded["_first"] <= rescinded["adopted_latest"]),
        "policy_events.direction",
        "{jurisdiction_id} rescinds by {adopted_latest}, but its first limit is [{_first}]",
    )


@rule("policy_events", "jurisdiction_counties")
def regional_jail_binds_once(tables: Tables) -> list[Fault]:
    """No county that a regional jail serves has an event of its own that binds a jail."""
    inside, events = tables["jurisdiction_counties"], tables["policy_events"]
    served = inside.loc[inside["relation"] == "jail", "county_fips"]
    own = inside[inside["relation"].eq("same") & inside["county_fips"].isin(served)]
    binds = events["binds_county_jail"].fillna(False).astype(bool)
    return faults_where(
        events,
        binds & events["jurisdiction_id"].isin(own["jurisdiction_id"]),
        "policy_events.binds_county_jail",
        "{title} binds the jail of {jurisdiction_id}, which a regional jail serves",
    )


@rule("policy_events", "jurisdictions", "list_membership", "case_parties")
def named_place_has_policies_or_was_searched(tables: Tables) -> list[Fault]:
    """A place that the Justice Department or a suit names has a row, or the day of a search."""
    members, parties = tables["list_membership"], tables["case_parties"]
    local = parties["party_type"].isin(["state", "county", "city", "city_county"])
    asked = parties["side"].eq("defendant") | parties["case_id"].eq("san-francisco-v-trump-2025")
    named = {
        *members.loc[members["list_id"].isin(LETTERS), "jurisdiction_id"].dropna(),
        *parties.loc[local & asked, "jurisdiction_id"].dropna(),
    }
    events = tables["policy_events"]
    known = set(events.loc[events["certainty"] != "memory", "jurisdiction_id"])
    places = tables["jurisdictions"]
    has_row = places["jurisdiction_id"].isin(known)
    return faults_where(
        places,
        places["jurisdiction_id"].isin(named) & (has_row == places["policy_searched_date"].notna()),
        "jurisdictions.policy_searched_date",
        "{jurisdiction_id}, searched [{policy_searched_date}]: a row or a search, not both",
    )


@rule("lists", "list_membership")
def list_counts_equal_published(tables: Tables) -> list[Fault]:
    """A complete list has as many listed members as were published, a partial one no more."""
    members, lists = tables["list_membership"], tables["lists"]
    counts = members[members["status"] == "listed"].groupby("list_id").size()
    lists = lists.assign(_found=lists["list_id"].map(counts).fillna(0).astype("int64"))
    differs = lists["_found"] != lists["n_printed"]
    return faults_where(
        lists,
        (lists["is_complete"] & differs) | (lists["_found"] > lists["n_printed"]),
        "lists.n_printed",
        "{n_printed} were published, but list_membership has {_found}",
    )


@rule("list_membership", "jurisdictions", "jurisdiction_counties")
def binding_line_reaches_a_county(tables: Tables) -> list[Fault]:
    """A line that binds a county's jail is mapped to a county, a city that is one, or a state."""
    places, inside = tables["jurisdictions"], tables["jurisdiction_counties"]
    whole = inside.loc[inside["relation"].isin(["same", "part_of_city", "jail"]), "jurisdiction_id"]
    reaches = {*whole, *places.loc[places["level"] == "state", "jurisdiction_id"]}
    members = tables["list_membership"]
    binds = members["binds_county_jail"].fillna(False).astype(bool)
    return faults_where(
        members,
        binds & ~members["jurisdiction_id"].isin(reaches),
        "list_membership.binds_county_jail",
        "{printed_name} binds a county's jail, but {jurisdiction_id} is no county",
    )

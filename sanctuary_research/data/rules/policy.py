"""What must hold within and between the policy tables."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.in_force import EVER
from sanctuary_research.data.rules import Tables, rule

LETTERS = ("doj_2017_11_15", "doj_2018_01_24", "doj_2025_08_05")  # lists of the Justice Department


@rule("policy_events")
def event_dates_are_ordered(tables: Tables) -> list[Fault]:
    """The earliest date of an interval is never after its latest."""
    events = tables["policy_events"]
    found = []
    for what in ("adopted", "effective"):
        first, last = f"{what}_earliest", f"{what}_latest"
        found += faults_where(
            events,
            events[first] > events[last],
            table="policy_events",
            key="event_id",
            column=first,
            message=f"{what} at the earliest {{{first}}}, after the latest {{{last}}}",
        )
    return found


@rule("policy_events")
def event_takes_effect_after_adoption(tables: Tables) -> list[Fault]:
    """Neither bound of an effective date is before the same bound of the adoption."""
    events = tables["policy_events"]
    found = []
    for bound in ("earliest", "latest"):
        adopted, effective = f"adopted_{bound}", f"effective_{bound}"
        found += faults_where(
            events,
            events[effective] < events[adopted],
            table="policy_events",
            key="event_id",
            column=effective,
            message=f"{effective} is {{{effective}}}, but {adopted} is {{{adopted}}}",
        )
    return found


@rule("policy_events")
def rescission_follows_adoption(tables: Tables) -> list[Fault]:
    """A rescission follows a limit of the same jurisdiction."""
    events = tables["policy_events"]
    limits = events[events["direction"] == "limit"]
    begun = limits["adopted_earliest"].fillna(EVER)  # a first day that is not known may be any
    first = begun.groupby(limits["jurisdiction_id"]).min()
    rescinded = events[events["direction"] == "rescind"]
    rescinded = rescinded.assign(_first=rescinded["jurisdiction_id"].map(first))
    return faults_where(
        rescinded,
        ~(rescinded["_first"] <= rescinded["adopted_latest"]),
        table="policy_events",
        key="event_id",
        column="direction",
        message="{jurisdiction_id} rescinds by {adopted_latest}, but its first limit is [{_first}]",
    )


@rule("policy_events")
def end_has_a_first_day(tables: Tables) -> list[Fault]:
    """What ends a policy has a first day, or nothing would be known to have stood before it."""
    events = tables["policy_events"]
    ends = events["direction"].eq("rescind")
    ends |= events["event_id"].isin(events["ended_by_event_id"].dropna())
    first = events["effective_earliest"].fillna(events["adopted_earliest"])
    return faults_where(
        events,
        ends & first.isna(),
        table="policy_events",
        key="event_id",
        column="adopted_earliest",
        message="{title} ends a policy, but has no first day",
    )


@rule("policy_events")
def statute_has_an_effective_day(tables: Tables) -> list[Fault]:
    """A statute has an effective day, or the days between which it took effect."""
    events = tables["policy_events"]
    return faults_where(
        events,
        events["instrument"].eq("statute") & events["effective_latest"].isna(),
        table="policy_events",
        key="event_id",
        column="effective_latest",
        message="the statute {title} has no effective day",
    )


@rule("policy_events")
def only_the_recalled_has_no_source(tables: Tables) -> list[Fault]:
    """A row without a source is known from memory alone, and says that a detail is recalled."""
    events = tables["policy_events"]
    recalled = events["certainty"].eq("memory")
    flagged = events["has_memory_element"].fillna(False).astype(bool)
    return faults_where(
        events,
        (events["source_id"].isna() != recalled) | (recalled & ~flagged),
        table="policy_events",
        key="event_id",
        column="certainty",
        message="certainty is {certainty}, the source [{source_id}]",
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
        table="policy_events",
        key="event_id",
        column="binds_county_jail",
        message="{title} binds the jail of {jurisdiction_id}, which a regional jail serves",
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
    searched = places["policy_searched_date"].notna()
    has_row = places["jurisdiction_id"].isin(known)
    return faults_where(
        places,
        places["jurisdiction_id"].isin(named) & (has_row == searched),
        table="jurisdictions",
        key="jurisdiction_id",
        column="policy_searched_date",
        message="{jurisdiction_id}, searched [{policy_searched_date}]: a row or a search, not both",
    )


@rule("policy_events")
def ended_event_is_older(tables: Tables) -> list[Fault]:
    """The event that ends another is not certain to be older than what it ends."""
    events = tables["policy_events"]
    enders = events.set_index("event_id")["adopted_latest"]
    ended = events.assign(_ended=events["ended_by_event_id"].map(enders))
    return faults_where(
        ended,
        ended["_ended"] < ended["adopted_earliest"],
        table="policy_events",
        key="event_id",
        column="ended_by_event_id",
        message="adopted from {adopted_earliest}, but its end was adopted by {_ended}",
    )


@rule("lists", "list_membership")
def list_counts_equal_published(tables: Tables) -> list[Fault]:
    """A complete list has as many listed members as were published, a partial one no more."""
    members = tables["list_membership"]
    counts = members[members["status"] == "listed"].groupby("list_id").size()
    lists = tables["lists"]
    lists = lists.assign(_found=lists["list_id"].map(counts).fillna(0).astype("int64"))
    differs = lists["_found"] != lists["n_printed"]
    return faults_where(
        lists,
        (lists["is_complete"] & differs) | (lists["_found"] > lists["n_printed"]),
        table="lists",
        key="list_id",
        column="n_printed",
        message="{n_printed} were published, but list_membership has {_found}",
    )


@rule("lists", "list_membership")
def list_dates_are_ordered(tables: Tables) -> list[Fault]:
    """A list is not withdrawn, and nobody taken off it, before it was published."""
    lists = tables["lists"]
    members = tables["list_membership"].merge(
        lists[["list_id", "published_date"]], on="list_id", how="left"
    )
    removed = members[members["status"] == "removed"]
    return [
        *faults_where(
            lists,
            lists["withdrawn_date"] < lists["published_date"],
            table="lists",
            key="list_id",
            column="withdrawn_date",
            message="withdrawn {withdrawn_date}, before it was published {published_date}",
        ),
        *faults_where(
            removed,
            removed["status_date"] > removed["published_date"],
            table="list_membership",
            key="membership_id",
            column="status_date",
            message="removed {status_date}, after this list of {published_date}",
        ),
    ]


@rule("lists", "list_membership")
def listed_policy_is_older_than_its_list(tables: Tables) -> list[Fault]:
    """A policy was enacted no later than the day on which a list names it."""
    published = tables["lists"].set_index("list_id")["published_date"]
    members = tables["list_membership"]
    members = members.assign(_published=members["list_id"].map(published).dt.strftime("%Y-%m"))
    return faults_where(
        members,
        members["enacted_month"] > members["_published"],
        table="list_membership",
        key="membership_id",
        column="enacted_month",
        message="enacted {enacted_month}, but the list is of {_published}",
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
        table="list_membership",
        key="membership_id",
        column="binds_county_jail",
        message="{printed_name} binds a county's jail, but {jurisdiction_id} is no county",
    )


@rule("detainer_shares")
def refused_detainers_are_among_the_known(tables: Tables) -> list[Fault]:
    """Refused detainers have a known reason, and their share is of all detainers."""
    shares = tables["detainer_shares"]
    parts = shares["refused"] <= shares["reason_known"]
    parts &= shares["reason_known"] <= shares["detainers"]
    exact = (shares["refused"] / shares["detainers"] - shares["share_refused"]).abs() < 1e-6
    return faults_where(
        shares,
        ~(parts & exact),
        table="detainer_shares",
        key="county_fips",
        column="share_refused",
        message="{refused} refused of {reason_known} known of {detainers} is not {share_refused}",
    )


@rule("detainers_refused", "detainer_shares")
def refusals_of_both_tables_overlap(tables: Tables) -> list[Fault]:
    """A county's refusals from October 2014 to July 2015 lie between those of 2015 and both years.

    They hold because the years are calendar years: by fiscal years those of 2015 would be all.
    """
    years = tables["detainers_refused"].query("kind == 'county_jails' and year >= 2014")
    years = years.pivot(index="county_fips", columns="year", values="refused").fillna(0)
    shares = tables["detainer_shares"].merge(years, on="county_fips")
    outside = (shares["refused"] < shares[2015]) | (shares["refused"] > shares[2014] + shares[2015])
    return faults_where(
        shares,
        outside,
        table="detainer_shares",
        key="county_fips",
        column="refused",
        message="{refused} refused, but detainers_refused has {2014} in 2014 and {2015} in 2015",
    )


@rule("detainers_refused")
def refusals_are_where_their_kind_says(tables: Tables) -> list[Fault]:
    """Only rows of one county's jails have a county, and the period is the year, 2015 to July."""
    rows = tables["detainers_refused"]
    own = rows["kind"].eq("county_jails")
    odd = rows["county_fips"].notna().ne(own) | rows["state"].isna().ne(rows["kind"].eq("unplaced"))
    odd |= own & rows["place_key"].ne(rows["county_fips"])
    odd |= rows["first_day"].dt.year.ne(rows["year"]) | rows["last_day"].dt.year.ne(rows["year"])
    return faults_where(
        rows,
        odd,
        table="detainers_refused",
        key=["place_key", "year"],
        column="kind",
        message="{kind} with county {county_fips} from {first_day} to {last_day}",
    )


@rule("agreements_287g")
def agreement_is_signed_before_it_is_listed(tables: Tables) -> list[Fault]:
    """A 287(g) agreement is signed no later than the day on which it was seen active."""
    agreements = tables["agreements_287g"]
    return faults_where(
        agreements,
        agreements["signed_date"] > agreements["snapshot_date"],
        table="agreements_287g",
        key="agreement_id",
        column="signed_date",
        message="signed {signed_date}, after it was listed on {snapshot_date}",
    )


@rule("secure_communities")
def activation_dates_are_ordered(tables: Tables) -> list[Fault]:
    """The earliest date of an activation is never after its latest."""
    activations = tables["secure_communities"]
    return faults_where(
        activations,
        activations["activated_earliest"] > activations["activated_latest"],
        table="secure_communities",
        key="printed_fips",
        column="activated_earliest",
        message="at the earliest {activated_earliest}, after the latest {activated_latest}",
    )

"""What must hold within and between the policy tables."""

from __future__ import annotations

from sanctuary_research.data.faults import Fault, faults_where
from sanctuary_research.data.rules import Tables, rule


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
    """No event is certain to have taken effect before it can have been adopted."""
    events = tables["policy_events"]
    return faults_where(
        events,
        events["effective_latest"] < events["adopted_earliest"],
        table="policy_events",
        key="event_id",
        column="effective_latest",
        message="in effect by {effective_latest}, but not adopted before {adopted_earliest}",
    )


@rule("policy_events")
def rescission_follows_adoption(tables: Tables) -> list[Fault]:
    """A rescission follows a limit of the same jurisdiction."""
    events = tables["policy_events"]
    limits = events[events["direction"] == "limit"]
    first = limits.groupby("jurisdiction_id")["adopted_earliest"].min()
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


@rule("lists", "list_membership")
def list_counts_equal_published(tables: Tables) -> list[Fault]:
    """A complete list has as many members, listed or removed, as were published."""
    lists = tables["lists"]
    counts = tables["list_membership"].groupby("list_id").size()
    lists = lists.assign(_found=lists["list_id"].map(counts).fillna(0).astype("int64"))
    return faults_where(
        lists,
        lists["is_complete"] & lists["n_printed"].notna() & (lists["_found"] != lists["n_printed"]),
        table="lists",
        key="list_id",
        column="n_printed",
        message="{n_printed} were published, but list_membership has {_found}",
    )

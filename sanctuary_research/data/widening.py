"""What widens cooperation, county by county on a day: 287(g) agreements and Secure Communities.

Each county has one of four words: the programme holds; it may; it does not; or no row can say;
and the row that says so, as `COLUMNS` name them.
"""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import datasets, dates, reach
from sanctuary_research.data.in_force import NEVER, dated
from sanctuary_research.data.kept import kept

HOLDS, MAYBE, OFF, SILENT = "holds", "maybe", "off", "silent"
COLUMNS = ["kind", "evidence_table", "evidence_id"]
OF_JAILS = ("jail_enforcement", "warrant_service_officer")  # models of agreements


@kept("secure_communities", *reach.PLACES)
def activations(day: pd.Timestamp) -> pd.DataFrame:
    """Return by county whether Secure Communities had been activated by a day.

    Its end in name in November 2014 is in no table: it counts as going on.
    """
    rows = activated()
    may = rows["activated_earliest"].le(day).map({True: MAYBE, False: OFF})
    rows = rows.assign(kind=may.mask(rows["activated_latest"].le(day), HOLDS))
    return _by_county(rows, "secure_communities", "printed_fips", SILENT)


def activated() -> pd.DataFrame:
    """Return the row of Secure Communities of each county that has one: its last activation."""
    rows = datasets.load_secure_communities().dropna(subset=["county_fips", "activated_latest"])
    return rows.sort_values("activated_latest").drop_duplicates("county_fips", keep="last")


@kept("agreements_287g", *reach.PLACES)
def agreements(day: pd.Timestamp) -> pd.DataFrame:
    """Return by county whether a county agency had a 287(g) agreement on a day.

    It had one that the next list holds and that was signed by the day. Of a county that only the
    list before holds, nobody knows when between the two its agreement ended. Before the first
    list only agreements that lasted to it are known, so all other counties are silent.
    """
    rows = datasets.load_agreements_287g().query("agency_type == 'county'")
    listed = rows["snapshot_date"]
    before, after = listed[listed.le(day)].max(), listed[listed.ge(day)].min()
    known = listed.eq(before if pd.isna(after) else after)
    held = known & (rows["signed_date"].le(day) | listed.le(day))
    found = pd.concat([rows[held].assign(kind=HOLDS), rows[listed.eq(before)].assign(kind=MAYBE)])
    found = found.dropna(subset="county_fips").drop_duplicates("county_fips")
    return _by_county(found, "agreements_287g", "agreement_id", SILENT if pd.isna(before) else OFF)


@kept("agreements_287g", "policy_events", *reach.PLACES)
def jails() -> dict[str, list[tuple[pd.Timestamp, pd.Timestamp, str]]]:
    """Return by county when an agreement of a county agency for its jail may hold, and its key.

    One may hold from its signing, or the first list with it, to the list after; what the last list
    holds goes on. One that is an event may hold between its first possible start and last end.
    """
    rows = datasets.load_agreements_287g()
    listed = sorted(rows["snapshot_date"].unique())
    after = dict(zip(listed, [*listed[1:], NEVER], strict=False))
    rows = rows.query("agency_type == 'county' and model in @OF_JAILS")
    starts = rows[["signed_date", "snapshot_date"]].min(axis=1)
    ends = rows["snapshot_date"].map(after)
    spells = list(zip(starts, ends, rows["agreement_id"], strict=True))
    rows = pd.concat([rows[["county_fips"]].assign(spell=spells), _told()])
    return rows.dropna().groupby("county_fips")["spell"].agg(list).to_dict()


def _told() -> pd.DataFrame:
    """Return the agreements of jails that are events, by county with its spell and key."""
    events = dated(datasets.load_policy_events())
    events = events.query("direction == 'mandate' and instrument == 'agreement'")
    events = events[events["binds_county_jail"]]
    county = datasets.load_jurisdictions().set_index("jurisdiction_id")["county_fips"]
    spells = zip(events["start_earliest"], events["end_latest"], events["event_id"], strict=True)
    return pd.DataFrame({"county_fips": events["jurisdiction_id"].map(county), "spell": [*spells]})


def agreed(day: pd.Timestamp) -> dict[str, str]:
    """Return the counties whose jail an agreement may bind on a day, each with its key."""
    return {
        code: key
        for code, spells in jails().items()
        for start, end, key in spells
        if start <= day < end
    }


def _by_county(rows: pd.DataFrame, table: str, key: str, rest: str) -> pd.DataFrame:
    """Return every county with what its row says, and the others with a word of their own."""
    found = rows.assign(evidence_table=table, evidence_id=rows[key]).set_index("county_fips")
    found = found[COLUMNS].reindex(reach.states_of("county_fips"))
    return found.fillna({"kind": rest}).fillna("").rename_axis("county_fips")


def agencies(on: str | pd.Timestamp) -> pd.DataFrame:
    """Return the agencies with an agreement by a day, once each, with the first day signed.

    They are those of ICE's first list on the day or after it: who had left again by the day of
    that list is missing. Its lists spell one agency in several ways.
    """
    day, rows = dates.day(on), datasets.load_agreements_287g()
    rows = rows[rows["snapshot_date"].ge(day) & rows["signed_date"].le(day)]
    rows = rows[rows["snapshot_date"].eq(rows["snapshot_date"].min())].sort_values("signed_date")
    spelled = rows["agency"].str.casefold().str.replace("department", "office")
    rows = rows.assign(spelled=spelled.str.replace(r"[^a-z0-9]", "", regex=True))
    return rows.drop_duplicates(["state", "spelled", "agency_type"], ignore_index=True)


@kept("agreements_287g")
def list_days() -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the days of the first and the last list of 287(g) agreements that the tables hold."""
    days = datasets.load_agreements_287g()["snapshot_date"]
    return days.min(), days.max()

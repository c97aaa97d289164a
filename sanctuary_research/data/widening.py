"""What widens cooperation, county by county on a day: 287(g) agreements and Secure Communities.

Each county has one of four words: the programme holds; it may; it does not; or no row can say;
and the row that says so, as `COLUMNS` name them.
"""

from __future__ import annotations

import pandas as pd

from sanctuary_research.data import datasets, reach
from sanctuary_research.data.kept import kept

HOLDS, MAYBE, OFF, SILENT = "holds", "maybe", "off", "silent"
COLUMNS = ["kind", "evidence_table", "evidence_id"]


@kept("secure_communities", *reach.PLACES)
def activations(day: pd.Timestamp) -> pd.DataFrame:
    """Return by county whether Secure Communities had been activated by a day.

    Its end in name in November 2014 is in no table: it counts as going on.
    """
    rows = datasets.load_secure_communities().dropna(subset=["county_fips", "activated_latest"])
    rows = rows.sort_values("activated_latest").drop_duplicates("county_fips", keep="last")
    may = rows["activated_earliest"].le(day).map({True: MAYBE, False: OFF})
    rows = rows.assign(kind=may.mask(rows["activated_latest"].le(day), HOLDS))
    return _by_county(rows, "secure_communities", "printed_fips", SILENT)


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


def _by_county(rows: pd.DataFrame, table: str, key: str, rest: str) -> pd.DataFrame:
    """Return every county with what its row says, and the others with a word of their own."""
    found = rows.assign(evidence_table=table, evidence_id=rows[key]).set_index("county_fips")
    found = found[COLUMNS].reindex(reach.states_of("county_fips"))
    return found.fillna({"kind": rest}).fillna("").rename_axis("county_fips")


@kept("agreements_287g")
def first_list() -> pd.Timestamp:
    """Return the day of the first list of 287(g) agreements that the tables hold."""
    return datasets.load_agreements_287g()["snapshot_date"].min()

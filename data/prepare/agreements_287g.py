"""Prepare ``agreements_287g``: active 287(g) agreements in seven snapshots of ICE's list.

Upstream: the spreadsheets of participating agencies that ICE posts at
https://www.ice.gov/identify-and-arrest/287g, as tables of 18 July 2025 and 18 May 2026 with
county codes added where the printed county could be matched. Agencies that came without a
code, or with a wrong one, are in ``curated/agreements_287g_counties.csv`` with a code or the
reason for none; those whose printed kind is not theirs in ``curated/agreements_287g_types.csv``.

The table that stood on that page before, as archived about each New Year from January 2021 to
January 2025, is in ``curated/agreements_287g_2021_2025.csv``, an agreement once with the days of
the lists that hold it. It prints neither kind of agency nor county: both are read off the name.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_curated, read_table, stable_id, upstream, write_table

SNAPSHOTS = {
    "2025-07-18": (
        "policy/ice_287g_participating_20250718.csv",
        "9ec6f1db6d9471c3a6575b6bec1c7bafdacb7e2b356c850bdce3caa9c1bade79",
    ),
    "2026-05-18": (
        "policy/ice_287g_participating_20260518.csv",
        "faf9ae661a0e90577236d3194c043cee8f269fb5caceeda6f7226b72eeda25eb",
    ),
}
RENAMED = {"state": "printed_state", "county": "printed_county", "signed": "printed_signed"}
KINDS = {"County": "county", "Municipality": "municipality", "State Agency": "state_agency"}
MODELS = {
    "Jail Enforcement Model": "jail_enforcement",
    "Task Force Model": "task_force",
    "Warrant Service Officer": "warrant_service_officer",
}
TERRITORIES = {"GUAM": "GU", "NORTHERN MARIANA ISLANDS": "MP"}
SOURCE, ARCHIVED = "ice-287g-participating", "ice-287g-participating-archived"
# The later snapshot prints 2025-07-07 for the same agreement.
SIGNED = {"5025-07-07": ("2025-07-07", "Printed with the year 5025.")}


def _snapshot(day: str) -> pd.DataFrame:
    path = upstream(*SNAPSHOTS[day])
    frame = pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns=RENAMED)
    return frame.assign(snapshot_date=day)


def _counties(frame: pd.DataFrame) -> pd.DataFrame:
    """Fill in the codes of the agencies that came without one, and mend those that came wrong."""
    key = ["printed_state", "agency", "printed_county"]
    found = frame.drop(columns="county_fips").merge(
        read_curated("agreements_287g_counties.csv"), on=key, how="left", validate="m:1"
    )
    found["county_fips"] = found["county_fips"].fillna(frame["county_fips"])
    found["county_note"] = found["county_note"].fillna("")
    lost = found[(found["county_fips"] == "") & (found["county_note"] == "")]
    if len(lost):
        raise SystemExit(f"agreements_287g: no county and no reason for {list(lost['agency'])}.")
    return found


def _types(frame: pd.DataFrame) -> pd.DataFrame:
    """Read the kinds of agency that are printed, and the note on each that is mended."""
    found = frame.drop(columns="agency_type").merge(
        read_curated("agreements_287g_types.csv"),
        on=["printed_state", "agency"],
        how="left",
        validate="m:1",
    )
    printed = frame["agency_type"].map(KINDS)
    is_new = found["agency_type"].notna() & found["agency_type"].ne(printed)
    return found.assign(
        agency_type=found["agency_type"].fillna(printed),
        type_note=found["type_note"].where(is_new, ""),
    )


def _archived() -> pd.DataFrame:
    """Return the lists of 2021 to January 2025, one row for each list that holds an agreement."""
    frame = read_curated("agreements_287g_2021_2025.csv")
    frame["snapshot_date"] = frame.pop("listed").str.split()
    return frame.explode("snapshot_date").assign(printed_county="", source_id=ARCHIVED)


def main() -> None:
    """Write all snapshots, one row per agency and model."""
    frame = _types(_counties(pd.concat(map(_snapshot, SNAPSHOTS), ignore_index=True)))
    frame = pd.concat([frame.assign(source_id=SOURCE), _archived()], ignore_index=True).fillna("")
    county = read_table("county")
    states = dict(zip(county["state_name"].str.upper(), county["state"], strict=True)) | TERRITORIES
    frame["state"] = frame["printed_state"].map(states)
    frame["model"] = frame["model"].map(MODELS)
    signed = [SIGNED.get(text, (text, "")) for text in frame["printed_signed"]]
    frame["signed_date"], frame["signed_note"] = zip(*signed, strict=True)
    key = ["snapshot_date", "state", "agency", "model"]
    frame["agreement_id"] = [stable_id("agr", *row) for row in frame[key].itertuples(index=False)]
    frame = frame.assign(certainty="primary")
    write_table("agreements_287g", frame[columns("agreements_287g")])


if __name__ == "__main__":
    main()

"""Prepare ``jurisdiction_counties``: every county that a local jurisdiction lies in.

Reads the column ``host_counties`` of the curated lists of jurisdictions; needs no upstream
file. The counties of a city were read from the place-to-county file named in
``jurisdictions.py``; those of towns and townships, which are no Census places, from
kelvins/US-Cities-Database at commit ab096197, csv/us_cities.csv.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, write_table
from _jurisdictions import merged


def main() -> None:
    """Write one row per jurisdiction and county, after checking that the county exists."""
    rows = []
    for key, hosts in merged()[["jurisdiction_id", "host_counties"]].itertuples(index=False):
        for part in filter(None, hosts.split(";")):
            county, relation = part.split(":")
            rows.append((key, county, relation))
    frame = pd.DataFrame(rows, columns=columns("jurisdiction_counties"))
    unknown = set(frame["county_fips"]) - set(read_table("county")["county_fips"])
    if unknown:
        raise SystemExit(f"jurisdiction_counties: no such county: {', '.join(sorted(unknown))}.")
    write_table("jurisdiction_counties", frame)


if __name__ == "__main__":
    main()

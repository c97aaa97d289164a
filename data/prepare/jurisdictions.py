"""Prepare ``jurisdictions``: every state, county, city or agency that another table names.

Merges the curated lists of all areas, ``curated/jurisdictions/*.csv``; needs no upstream file.
Place codes were read from the place-to-county file of the Missouri Census Data Center
(Geocorr 2022, Census of 2020), kept in the repository
housinginitiative/era-county-level-dataset-codebase at commit 20989723,
miscellaneous_data/geo_crosswalks/geocorr2022_2507107313.csv, SHA-256
a9f97a6a7def88be71953f5e3adaeb35fe43f636f806c148857f275c3cc5f564.
"""

from __future__ import annotations

from _common import columns, read_table, write_table
from _jurisdictions import merged


def main() -> None:
    """Write the table; the state code comes from the table of counties."""
    county = read_table("county")
    codes = dict(zip(county["state"], county["state_fips"], strict=True))
    frame = merged()
    frame["state_fips"] = frame["state"].map(codes)
    write_table("jurisdictions", frame[columns("jurisdictions")])


if __name__ == "__main__":
    main()

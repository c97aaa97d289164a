"""Prepare ``county_population``: residents of the 2017 edition's counties, 2014 to 2021.

Upstream: the population file of ``_county_files.py``. Years after 2021 are left out, because
Connecticut's counties have no estimate from 2022 on.
"""

from __future__ import annotations

from _common import columns, read_table, write_table
from _county_files import populations

# Recoded in 2015; and Valdez-Cordova, split in 2019, put together again.
RECODED = {"46113": "46102", "02270": "02158", "02063": "02261", "02066": "02261"}
LAST = 2021


def main() -> None:
    """Write the table."""
    frame = populations().query("year <= @LAST")
    frame["county_fips"] = frame["county_fips"].replace(RECODED)
    frame = frame.groupby(["county_fips", "year"], as_index=False)["population"].sum()
    assert set(frame["county_fips"]) == set(read_table("county")["county_fips"])
    assert len(frame) == 3142 * 8
    write_table("county_population", frame[columns("county_population")])


if __name__ == "__main__":
    main()

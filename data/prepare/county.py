"""Prepare ``county``: the 3,142 counties of the 2017 edition, with their urban-rural class.

Upstream: the files of ``_county_files.py``, and crime/nchs_urban_rural_codes.csv, the 2013
urban-rural classification of the National Center for Health Statistics
(https://www.cdc.gov/nchs/data-analysis-tools/urban-rural.html) in a copy whose columns are those
of the R package jjchern/fips.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, upstream, write_table
from _county_files import atlas, populations

URBAN_RURAL = (
    "crime/nchs_urban_rural_codes.csv",
    "9e93df2e09e76b6208de610dd44b1585779dd097c51dc1b8a2a33f99756478ab",
)
# Counties renamed and recoded after 2013: Shannon is Oglala Lakota, Wade Hampton is Kusilvak.
RECODED = {"46113": "46102", "02270": "02158"}
LABELS = (
    "large_central_metro",
    "large_fringe_metro",
    "medium_metro",
    "small_metro",
    "micropolitan",
    "noncore",
)


def urban_rural() -> pd.DataFrame:
    """Return county_fips, state (postal code) and nchs_code (1 to 6), one row a county."""
    raw = pd.read_csv(upstream(*URBAN_RURAL), dtype=str, keep_default_na=False)
    raw = raw[raw["code2013"].ne("")]
    return pd.DataFrame(
        {
            "county_fips": raw["fips"].replace(RECODED),
            "state": raw["usps"],
            "nchs_code": raw["code2013"].astype(float).astype(int),
        }
    )


def main() -> None:
    """Write the table."""
    names = populations().query("year == 2017").drop(columns=["year", "population"])
    shapes = {shape["id"] for shape in atlas()["objects"]["counties"]["geometries"]}
    assert shapes == set(names["county_fips"])
    assert len(shapes) == 3142
    frame = names.merge(urban_rural(), on="county_fips", how="left", validate="1:1")
    assert frame["nchs_code"].notna().all()
    frame["state_fips"] = frame["county_fips"].str[:2]
    frame["nchs_label"] = frame["nchs_code"].map(lambda code: LABELS[int(code) - 1])
    write_table("county", frame[columns("county")])


if __name__ == "__main__":
    main()

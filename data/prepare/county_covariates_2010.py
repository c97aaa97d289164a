"""Prepare ``county_covariates_2010``: who lived in a county before the lists; nothing imputed.

Upstream
--------
crime/county_complete.rda
    ``data/county_complete.rda`` of OpenIntroStat/usdata at 3b9401ee: census of 2010, American
    Community Survey 2006-2010 and unemployment in 2010, in counties of the 2015 edition. Reading
    it needs ``pyreadr``, which nothing else here does: ``pip install pyreadr``.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, reader, upstream, write_table

COUNTY_COMPLETE = (
    "crime/county_complete.rda",
    "9e2f4706eca864379104d35a74c996c703c03e2e1f9d982f06f3150d6d2ff73d",
)
FROM_UPSTREAM = {
    "pop2010": "population_2010",
    "hispanic_2010": "hispanic_percent_2010",
    "black_2010": "black_percent_2010",
    "white_not_hispanic_2010": "white_percent_2010",
    "age_under_18_2010": "under_18_percent_2010",
    "age_over_65_2010": "age_65_over_percent_2010",
    "foreign_born_2010": "foreign_born_percent_2010",
    "poverty_2010": "poverty_percent_2010",
    "hs_grad_2010": "high_school_percent_2010",
    "bachelors_2010": "bachelors_percent_2010",
    "median_household_income_2010": "income_median_usd_2010",
    "per_capita_income_2010": "income_per_capita_usd_2010",
    "unemployment_rate_2010": "unemployment_percent_2010",
}
# Bedford city joined Bedford County in 2013: upstream drops its row, with 6,222 people of the
# census, by which its sum falls short of the nation.
BEDFORD, BEDFORD_CITY_2010 = "51019", 6_222
CENSUS_2010 = 308_745_538


def county_complete() -> pd.DataFrame:
    """Return the upstream columns under our names, with county_fips."""
    path = upstream(*COUNTY_COMPLETE)
    raw = reader("pyreadr", path).read_r(str(path))["county_complete"]
    frame = raw[list(FROM_UPSTREAM)].rename(columns=FROM_UPSTREAM)
    return frame.assign(county_fips=raw["fips"].astype(int).astype(str).str.zfill(5))


def main() -> None:
    """Write the table, blank where the source has no value."""
    frame = pd.DataFrame({"county_fips": read_table("county")["county_fips"]})
    frame = frame.merge(county_complete(), on="county_fips", validate="1:1")
    assert len(frame) == 3142
    frame.loc[frame["county_fips"] == BEDFORD, "population_2010"] += BEDFORD_CITY_2010
    assert frame["population_2010"].sum() == CENSUS_2010
    blanks = frame.isna().sum()
    print("blank cells:", blanks[blanks > 0].to_dict())
    write_table("county_covariates_2010", frame[columns("county_covariates_2010")])


if __name__ == "__main__":
    main()

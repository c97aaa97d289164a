"""Prepare ``county_covariates``: who lives in a county, before and around 2015; nothing imputed.

Upstream
--------
crime/acs2015_county_data.csv
    American Community Survey 2011-2015, five-year estimates, in the copy of
    ryanschaub/US-Census-Demographic-Data at 8317254b (Latin-1, unpadded county codes).
crime/medsl_election-context-2018.csv
    ``election-context-2018.csv`` of MEDSL/2018-elections-unoffical at 11334f52: survey estimates
    2012-2016, rural residence 2010, rural-urban continuum code 2013, presidential votes 2012 and
    2016. It holds no Alaska.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, upstream, write_table

SURVEY_2015 = (
    "crime/acs2015_county_data.csv",
    "d204f0ce7c024f72b6002bd8a8171207d92711dd2fade16cdee11e14aab37763",
)
CONTEXT = (
    "crime/medsl_election-context-2018.csv",
    "9d04bb5bbbb8821692f8dfee2cfa31f91fc933a458af05e52fd0d3b395286513",
)
FROM_SURVEY = {
    "TotalPop": "population_acs",
    "Income": "income_median_usd",
    "IncomePerCap": "income_per_capita_usd",
    "Poverty": "poverty_percent",
    "Unemployment": "unemployment_percent",
    "Hispanic": "hispanic_percent",
    "White": "white_percent",
    "Black": "black_percent",
    "Asian": "asian_percent",
    "Native": "native_percent",
}
FROM_CONTEXT = {
    "foreignborn_pct": "foreign_born_percent",
    "age29andunder_pct": "age_under_30_percent",
    "age65andolder_pct": "age_65_over_percent",
    "lesshs_pct": "less_than_high_school_percent",
    "lesscollege_pct": "less_than_college_percent",
    "rural_pct": "rural_percent",
    "ruralurban_cc": "rural_urban_code_2013",
}
# Kansas City's own election board reports its part of Jackson County apart (36000); Bedford city
# joined Bedford County; Shannon is now Oglala Lakota.
VOTES_BELONG_TO = {"36000": "29095", "51515": "51019"}
RECODED = {"46113": "46102"}
VOTES = ["romney12", "obama12", "trump16", "clinton16"]


def survey_2015() -> pd.DataFrame:
    """Return the 2011-2015 survey columns, indexed by county_fips."""
    raw = pd.read_csv(upstream(*SURVEY_2015), encoding="latin-1")
    raw.index = raw["CensusId"].astype(str).str.zfill(5).rename("county_fips")
    frame = raw[list(FROM_SURVEY)].rename(columns=FROM_SURVEY)
    frame["female_percent"] = 100 * raw["Women"] / raw["TotalPop"]
    return frame


def context() -> pd.DataFrame:
    """Return the 2010 to 2016 columns of the election file, indexed by county_fips."""
    raw = pd.read_csv(upstream(*CONTEXT))
    raw["fips"] = raw["fips"].astype(str).str.zfill(5).replace(RECODED)
    frame = raw.set_index("fips")[list(FROM_CONTEXT)].rename(columns=FROM_CONTEXT)
    votes = raw.groupby(raw["fips"].replace(VOTES_BELONG_TO))[VOTES].sum()
    # Shares of two parties: the column of other candidates is wrong in three Arizona counties.
    for year, ours, theirs in (("2012", *VOTES[:2]), ("2016", *VOTES[2:])):
        share = 100 * votes[ours] / (votes[ours] + votes[theirs])
        frame[f"republican_{year}_two_party_percent"] = share
    return frame


def main() -> None:
    """Write the table, blank where a source has no value."""
    frame = pd.DataFrame({"county_fips": read_table("county")["county_fips"]})
    frame = frame.merge(survey_2015(), on="county_fips", how="left", validate="1:1")
    frame = frame.merge(context(), left_on="county_fips", right_on="fips", how="left")
    assert len(frame) == 3142
    assert frame["population_acs"].notna().all()
    shares = [name for name in frame if name.endswith("_percent")]
    frame[shares] = frame[shares].round(2)
    blanks = frame.isna().sum()
    print("blank cells:", blanks[blanks > 0].to_dict())
    write_table("county_covariates", frame[columns("county_covariates")])


if __name__ == "__main__":
    main()

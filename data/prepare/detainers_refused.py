"""Prepare ``detainers_refused``: detainers that county jails refused, by year, 2008 to July 2015.

Upstream
--------
detainers/npr_export/declined_vs_everythingelse.csv
    Refusals by facility and year, exported from the database of nprapps/sanctuary-cities at
    f80c438e, which joins ICE's releases for the fiscal years 2008 to 2015.
detainers/npr_export/detainers_by_lift_reason_and_year.csv
    All detainers of the same database by year and reason.
detainers/ice_foia_fy2015_to_july.xlsx
    See ``detainer_shares.py``, whose placing of jails is used; it dates each detainer.

The releases are by fiscal year, the counts by calendar year: the code that made them takes the
year of the day on which a detainer was prepared. ``check_years`` tests that against the days.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_curated, read_table, reader, upstream, write_table
from detainer_shares import NAMES, PLACE, REFUSED, RELEASE, counties_by_name, county_named

DECLINED = (
    "detainers/npr_export/declined_vs_everythingelse.csv",
    "0d17f80099f1519a4de6c3198a3b7846f4ffd48e2e2b55a5c01182d5e802969d",
)
BY_YEAR = (
    "detainers/npr_export/detainers_by_lift_reason_and_year.csv",
    "dba9c93ea3f76b79040a4e19d771518253f1d70db146b179d42c579dd65ed606",
)
FIRST, LAST, LAST_DAY = 2008, 2015, "2015-07-19"
FEW = 5
NO_PLACE = "OTHER-OTHER FACILITY"


def refusals() -> pd.DataFrame:
    """Return refusals by facility and year: facility, state, city, year, refused."""
    raw = pd.read_csv(upstream(*DECLINED)).iloc[:, :5]
    raw.columns = ["year", "facility", "city", "state", "refused"]
    raw[PLACE] = raw[PLACE].fillna("").apply(lambda column: column.str.split().str.join(" "))
    return raw


def check_years(found: pd.DataFrame) -> None:
    """Stop unless the years are calendar years, by the days of the last release.

    The counts of 2015 must be those of January to July for every facility, none of 2014 may be
    below October to December, and 2007 must hold about a quarter of 2008, as the release for the
    fiscal year 2008 begins in October 2007.
    """
    path = upstream(*RELEASE)
    reader("openpyxl", path)
    days = pd.read_excel(path, dtype=object).set_axis(NAMES, axis=1)
    days = days[days["reason"].eq(REFUSED)]
    days["year"] = pd.to_datetime(days["prepared"]).dt.year
    days["facility"] = days["facility"].fillna("").str.split().str.join(" ")
    dated = days.groupby(["facility", "year"]).size().unstack(fill_value=0)
    counted = found.groupby(["facility", "year"])["refused"].sum().unstack(fill_value=0)
    counted = counted.reindex(dated.index, fill_value=0)
    assert (dated[2015] == counted[2015]).all()
    assert (dated[2014] <= counted[2014]).all()
    print(
        f"2015: {dated[2015].gt(0).sum()} facilities alike; October to December 2014: "
        f"{dated[2014].sum()} refusals of {counted[2014].sum()}"
    )
    every = pd.read_csv(upstream(*BY_YEAR)).groupby("year")["count"].sum()
    print("detainers of 2007 and 2008:", every[2007], every[2008])
    assert 0.15 < every[2007] / every[2008] < 0.35


def placed(found: pd.DataFrame) -> pd.DataFrame:
    """Add where each facility is: a county's jail, another facility of a state, or nowhere."""
    by_hand = pd.concat(
        [read_curated("detainer_facilities.csv"), read_curated("detainer_facilities_earlier.csv")]
    )
    by_hand = by_hand.set_index(PLACE)["county_fips"].to_dict()
    by_name = counties_by_name()
    keys = list(found[PLACE].itertuples(index=False, name=None))
    found["county_fips"] = [by_hand.get(k, county_named(*k[:2], by_name)) for k in keys]
    county = read_table("county")
    codes = dict(zip(county["state_name"].str.upper(), county["state"], strict=True))
    found["state"] = found["state"].map(codes).fillna("")
    found["kind"] = "other_facilities"
    found.loc[found["county_fips"].ne(""), "kind"] = "county_jails"
    found.loc[found["facility"].eq(NO_PLACE) | found["state"].eq(""), "kind"] = "unplaced"
    return found


def pooled(found: pd.DataFrame) -> pd.DataFrame:
    """Give counties with few refusals in all years, and other facilities, one key a state."""
    total = found.groupby("county_fips")["refused"].transform("sum")
    found.loc[found["kind"].eq("county_jails") & (total < FEW), "kind"] = "few_in_county"
    keys = {
        "county_jails": found["county_fips"],
        "few_in_county": found["state"] + "-few",
        "other_facilities": found["state"] + "-other",
    }
    found["place_key"] = "unplaced"
    for kind, key in keys.items():
        found["place_key"] = found["place_key"].mask(found["kind"].eq(kind), key)
    found.loc[found["kind"].ne("county_jails"), "county_fips"] = ""
    found.loc[found["kind"].eq("unplaced"), "state"] = ""
    return found


def main() -> None:
    """Write the table."""
    found = refusals()
    check_years(found)
    print("refusals before", FIRST, "are left out:", found.query("year < @FIRST")["refused"].sum())
    found = pooled(placed(found.query("year >= @FIRST").copy()))
    key = ["place_key", "kind", "county_fips", "state", "year"]
    frame = found.groupby(key, as_index=False).agg(
        facilities=("facility", "nunique"), refused=("refused", "sum")
    )
    frame["first_day"] = frame["year"].astype(str) + "-01-01"
    frame["last_day"] = (frame["year"].astype(str) + "-12-31").mask(
        frame["year"].eq(LAST), LAST_DAY
    )
    frame["source_id"] = "npr-declined-by-facility"
    print(frame.groupby("kind")["refused"].sum().to_dict(), frame["refused"].sum())
    print(frame.groupby("year")["refused"].sum().to_dict())
    print(frame.query("kind == 'county_jails'")["county_fips"].nunique(), "counties")
    write_table("detainers_refused", frame[columns("detainers_refused")])


if __name__ == "__main__":
    main()

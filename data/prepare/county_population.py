"""Prepare ``county_population``: residents of the 2017 edition's counties, 1970 to 2021.

Upstream
--------
geo/county_population_1970_2012.csv.gz
    Intercensal county populations of the Census Bureau as gathered by the National Bureau of
    Economic Research, in tjagger/CountyTornado at 0abfcdbc.
the population file of ``_county_files.py``
    2014 to 2021. Later years are left out, because Connecticut's counties have no estimate then.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, upstream, write_table
from _county_files import populations

EARLIER = (
    "geo/county_population_1970_2012.csv.gz",
    "2644838b6e64104eaeff46c6095c3de3fdb38c3bc77d812310f4dc868b5f4cb4",
)
# To the 2017 edition: recodes, cities that joined their county, and Valdez-Cordova, split in 2019.
RECODED = {
    "46113": "46102",
    "02270": "02158",
    "12025": "12086",
    "51515": "51019",
    "51560": "51005",
    "51780": "51083",
    "02063": "02261",
    "02066": "02261",
}
LAST, BETWEEN = 2021, 2013


def earlier() -> pd.DataFrame:
    """Return the counts of 1970 to 2012; a county that did not exist has no row."""
    raw = pd.read_csv(upstream(*EARLIER), dtype=str, encoding="latin-1")
    names = [f"pop{year}" for year in range(1970, 2013)]
    long = raw.melt("fips", names, "year", "population").dropna()
    long = long.rename(columns={"fips": "county_fips"})
    return long.assign(
        year=long["year"].str[3:].astype(int), population=long["population"].astype(int)
    )


def between(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the year that no source gives, half-way between its neighbours."""
    sides = frame[frame["year"].isin([BETWEEN - 1, BETWEEN + 1])]
    middle = sides.groupby("county_fips", as_index=False)["population"].mean()
    # A half goes to the even number, as everywhere in numpy.
    return middle.assign(population=middle["population"].round().astype(int), year=BETWEEN)


def main() -> None:
    """Write the table."""
    frame = pd.concat([earlier(), populations().query("year <= @LAST")], ignore_index=True)
    frame["county_fips"] = frame["county_fips"].replace(RECODED)
    known = set(read_table("county")["county_fips"])
    gone = frame[~frame["county_fips"].isin(known) & ~frame["county_fips"].str.endswith("000")]
    print("left out:", sorted(set(gone["county_fips"])))
    frame = frame[frame["county_fips"].isin(known)]
    frame = frame.groupby(["county_fips", "year"], as_index=False)["population"].sum()
    frame = pd.concat([frame, between(frame)], ignore_index=True)
    frame["is_interpolated"] = frame["year"].eq(BETWEEN)
    whole = frame.groupby("year").size()
    print("years with fewer than every county:", whole[whole < len(known)].to_dict())
    print(frame.groupby("year")["population"].sum().loc[[1970, 1990, 2000, 2012, 2013, 2014]])
    assert (whole.loc[2000:] == len(known)).all()
    write_table("county_population", frame[columns("county_population")])


if __name__ == "__main__":
    main()

"""Prepare ``known_gaps``: every missing or partial place-year of the crime tables, by name.

Reads the tables ``county``, ``county_crime``, ``city_crime`` and ``city_crime_recent``; needs no
upstream file. Run it after them.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, stable_id, write_table

OFFENCES = [
    "murder",
    "rape",
    "robbery",
    "aggravated_assault",
    "burglary",
    "larceny",
    "motor_vehicle_theft",
]
KEY = ["table", "place_key", "edition", "year"]
EDITION_MONTHS = {"2024": 7}  # the monthly edition ends in July 2024
SENTENCES = {
    "no_data": "No count for this year.",
    "offence_missing": "These offences are blank, so a total with them is blank too.",
    "partial_year": "Fewer months than the year has, and not filled from elsewhere.",
    "suspect": "The count is far from its neighbours in time and looks incomplete.",
}


def of_counties() -> pd.DataFrame:
    """Return the county-years without a count."""
    crime = read_table("county_crime").merge(read_table("county"), on="county_fips")
    gaps = crime[crime["violent"].eq("")]
    place = gaps["name"] + ", " + gaps["state"]
    return pd.DataFrame(
        {
            "table": "county_crime",
            "place_key": gaps["county_fips"],
            "place": place,
            "year": gaps["year"],
            "kind": "no_data",
            "source_id": gaps["source_id"],
        }
    )


def of_large_agencies() -> pd.DataFrame:
    """Return the agency-years of 1975 to 2015 that are not whole."""
    crime = read_table("city_crime")
    kind = crime["reporting"].mask(crime["is_suspect"].eq("true"), "suspect")
    crime = crime.assign(
        table="city_crime",
        kind=kind,
        place_key=crime["ori"],
        place=crime["agency"] + ", " + crime["state"],
    )
    return crime[kind.ne("full_year")]


def of_recent_agencies() -> pd.DataFrame:
    """Return the agency-years since 2018 that lack months or offences."""
    crime = read_table("city_crime_recent")
    expected = crime["year"].map(EDITION_MONTHS).fillna(12)
    monthly = crime["edition"].eq("monthly_2024_10")
    short = monthly & (crime["months_reported"].astype(int) < expected)
    kind = short.map({True: "partial_year", False: ""})
    kind = kind.mask(crime[OFFENCES].eq("").any(axis=1), "offence_missing")
    crime = crime.assign(
        table="city_crime_recent",
        kind=kind,
        place_key=crime["agency_id"],
        place=crime["agency_name"] + ", " + crime["state"],
    )
    return crime[kind.ne("")]


def without_a_row() -> pd.DataFrame:
    """Return the years in which an agency of the monthly edition has no row at all."""
    crime = read_table("city_crime_recent").query("edition == 'monthly_2024_10'")
    places = crime.drop_duplicates("agency_id").set_index("agency_id")
    every = pd.MultiIndex.from_product([places.index, sorted(set(crime["year"]))])
    absent = every.difference(pd.MultiIndex.from_frame(crime[["agency_id", "year"]]))
    found = places.loc[absent.get_level_values(0)].reset_index()
    return pd.DataFrame(
        {
            "table": "city_crime_recent",
            "place_key": found["agency_id"],
            "edition": "monthly_2024_10",
            "place": found["agency_name"] + ", " + found["state"],
            "year": absent.get_level_values(1),
            "kind": "no_data",
            "source_id": found["source_id"],
        }
    )


def with_blanks(frame: pd.DataFrame) -> pd.DataFrame:
    """Add which offences are blank, where only some are."""
    some = frame["kind"].eq("offence_missing")
    blank = {f"lacks_{name}": some & frame[name].eq("") for name in OFFENCES}
    return frame.assign(**blank)


def main() -> None:
    """Write the table."""
    parts = [of_counties(), of_large_agencies(), of_recent_agencies(), without_a_row()]
    frame = with_blanks(pd.concat(parts, ignore_index=True))
    frame["explanation"] = frame["kind"].map(SENTENCES)
    keys = zip(*(frame[name].fillna("") for name in KEY), strict=True)
    frame["gap_id"] = [stable_id("gap", *key) for key in keys]
    print(frame.groupby(["table", "kind"]).size().to_string())
    write_table("known_gaps", frame[columns("known_gaps")])


if __name__ == "__main__":
    main()

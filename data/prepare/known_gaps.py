"""Prepare ``known_gaps``: every missing or partial place-year of the crime tables, by name.

Reads the tables ``county``, ``county_crime``, ``city_crime``, ``city_crime_recent`` and
``agency_crime``; needs no upstream file. Run it after them.
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
SOURCES = {"cities": "fbi-table-8", "counties": "fbi-table-10"}
SPAN = {"cities": range(2010, 2024), "counties": range(2006, 2024)}
# Breaks of agency_crime: edition, place, year, what changed.
BREAKS = (
    (
        "cities",
        "US",
        2013,
        "The FBI widened its definition of rape; agencies took it up from 2013 to 2016, so violent "
        "totals before and after differ.",
    ),
    (
        "counties",
        "US",
        2013,
        "The FBI widened its definition of rape; agencies took it up from 2013 to 2016, so violent "
        "totals before and after differ.",
    ),
    (
        "cities",
        "US",
        2021,
        "Only incident-based reports were accepted: New York, Los Angeles, Chicago and thousands "
        "of other agencies have no row.",
    ),
    *(
        (
            "cities",
            "il-chicago",
            year,
            "Aggravated assaults fall to a fifth of those of 2020: another way of counting.",
        )
        for year in (2022, 2023)
    ),
)


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


def of_agencies() -> pd.DataFrame:
    """Return states and years without a row, breaks, and Chicago's blanks in ``agency_crime``."""
    crime = read_table("agency_crime")
    crime["state"] = crime["agency_id"].str[:2].str.upper()
    county = read_table("county")
    codes = dict(zip(county["state_fips"], county["state"], strict=True))
    crime["state"] = crime["state"].replace(codes)
    crime["edition"] = crime["source_id"].str.startswith("fbi-table-8")
    crime["edition"] = crime["edition"].map({True: "cities", False: "counties"})
    chicago = crime[crime["agency_id"].eq("il-chicago") & crime["rape"].eq("")]
    chicago = chicago.assign(kind="offence_missing", place_key="il-chicago", place="Chicago, IL")
    names = dict(zip(county["state"], county["state_name"], strict=True))
    absent = [
        {"edition": edition, "place_key": place, "year": str(year), "kind": "no_data"}
        for edition, rows in crime.groupby("edition")
        for place, year in _absent(rows, SPAN[edition], sorted(names))
    ]
    breaks = [
        {"edition": edition, "place_key": place, "year": str(year), "kind": "break"}
        | {"explanation": told}
        for edition, place, year, told in BREAKS
    ]
    frame = pd.DataFrame(absent + breaks)
    known = names | {"US": "United States", "il-chicago": "Chicago, IL"}
    frame["place"] = frame["place_key"].map(known)
    frame["source_id"] = frame["edition"].map(SOURCES)
    return pd.concat([frame, chicago], ignore_index=True).assign(table="agency_crime")


def _absent(rows: pd.DataFrame, span: range, states: list[str]) -> list[tuple[str, int]]:
    """Return the years in which the nation, or in the others a state, has no row."""
    seen = set(zip(rows["state"], rows["year"].astype(int), strict=True))
    many = rows["year"].astype(int).value_counts()
    years = [year for year in span if many.get(year, 0) > 1]
    nation = [("US", year) for year in span if year not in years]
    return nation + [(state, y) for y in years for state in states if (state, y) not in seen]


def with_blanks(frame: pd.DataFrame) -> pd.DataFrame:
    """Add which offences are blank, where only some are."""
    some = frame["kind"].eq("offence_missing")
    blank = {f"lacks_{name}": some & frame[name].eq("") for name in OFFENCES}
    return frame.assign(**blank)


def main() -> None:
    """Write the table."""
    parts = [of_counties(), of_large_agencies(), of_recent_agencies(), without_a_row()]
    parts.append(of_agencies())
    frame = with_blanks(pd.concat(parts, ignore_index=True))
    frame["explanation"] = frame["explanation"].fillna(frame["kind"].map(SENTENCES))
    keys = zip(*(frame[name].fillna("") for name in KEY), strict=True)
    frame["gap_id"] = [stable_id("gap", *key) for key in keys]
    print(frame.groupby(["table", "kind"]).size().to_string())
    write_table("known_gaps", frame[columns("known_gaps")])


if __name__ == "__main__":
    main()

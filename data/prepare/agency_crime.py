"""Prepare ``agency_crime``: offences by city, sheriff and county police as the FBI printed them.

Upstream: the workbooks of ``_fbi_tables.py``. An agency keeps one id over the years: names that
differ in signs only are one agency, others only where ``curated/agency_names.csv`` says so. Nothing
is imputed; a blank is a figure that the FBI did not print.
"""

from __future__ import annotations

import re

import pandas as pd
from _common import columns, read_curated, read_table, write_table
from _fbi_tables import CITIES, COUNTIES, LOST, agencies
from _place_names import counties_by_name, letters, slug

OF_HAND = 2018
POLICE = re.compile(
    r"(.+?)(?: County)?(?: Unified)? (?:Police Department|Bureau of Police|Public Safety)"
)
# What a footnote says, by words that only it has; the first that fits wins.
NOTES = {
    "overreported": "overreported",
    "inflated": "overreported",
    "underreported": "underreported",
    "legacy UCR definition. However": "mixed_rape_definition",
    "submits rape data classified according to the legacy": "legacy_rape_withheld",
    "rape used by": "rape_method_withheld",
    "did not follow national": "guidelines_not_followed",
    "not comparable to previous": "not_comparable",
    "may not be comparable": "not_comparable",
    "Limited data for": "limited_state",
    "The population for the city of Mobile": "wider_population",
    "Highway Patrol": "vehicle_thefts_elsewhere",
    "Arson offenses are": "arson_elsewhere",
    LOST: "lost",
}


def codes(notes: str) -> str:
    """Return the codes of some footnotes, sorted and parted by spaces.

    >>> codes("The FBI determined that the agency's data were overreported. | ?")
    'lost overreported'
    """
    told = filter(None, notes.split(" | "))
    return " ".join(
        sorted({next(code for words, code in NOTES.items() if words in text) for text in told})
    )


def of_counties(counties: dict[tuple[str, str], str], names: dict) -> pd.DataFrame:
    """Return Table 10 with agency ids: the county's code and sheriff or police."""
    frame = agencies(COUNTIES, read_table("county")).drop_duplicates()
    frame["agency_id"] = [
        county_agency(names.get(key, key[1]), key[0], counties)
        for key in zip(frame["state"], frame["printed_name"], strict=True)
    ]
    hand = frame["year"] >= OF_HAND
    return frame.assign(source_id=hand.map({True: "fbi-table-10-copies", False: "fbi-table-10"}))


def county_agency(name: str, state: str, counties: dict[tuple[str, str], str]) -> str:
    """Return the id of a county's agency, or "" if no county has that name.

    >>> maui = {("HI", "MAUI"): "15009"}
    >>> county_agency("Maui", "HI", maui), county_agency("Maui Police Department", "HI", maui)
    ('15009-sheriff', '15009-police')
    """
    police = POLICE.fullmatch(name)
    county = counties.get((state, letters(police[1] if police else name, county=True)))
    return f"{county}-{'police' if police else 'sheriff'}" if county else ""


def of_cities(counties: dict[tuple[str, str], str], names: dict) -> pd.DataFrame:
    """Return Table 8 with agency ids: the state and the name that was printed last."""
    frame = agencies(CITIES, read_table("county")).sort_values("year", kind="stable")
    keys = list(zip(frame["state"], frame["printed_name"], strict=True))
    frame["name"] = [names.get(key, key[1]) for key in keys]
    same = frame["name"].map(letters)
    frame["last"] = frame["name"].groupby([frame["state"], same]).transform("last")
    own = frame["state"].str.lower() + "-" + frame["last"].map(slug)
    moved = [
        county_agency(name, key[0], counties) if key in names and POLICE.fullmatch(name) else ""
        for key, name in zip(keys, frame["name"], strict=True)
    ]
    frame["agency_id"] = [other or mine for other, mine in zip(moved, own, strict=True)]
    first = frame["year"].eq(2010)
    return frame.assign(source_id=first.map({True: "fbi-table-8-2010", False: "fbi-table-8"}))


def one_rape(frame: pd.DataFrame) -> pd.DataFrame:
    """Put the count of rape under either definition in one column, the definition beside it.

    Where a workbook prints both, one is zero, and the violent total holds the legacy one.
    """
    legacy = frame["rape_legacy"].notna()
    frame["rape"] = frame["rape_legacy"].where(legacy, frame["rape_revised"])
    revised = ~legacy & frame["rape_revised"].notna()
    frame["rape_definition"] = legacy.map({True: "legacy"}).mask(revised, "revised")
    return frame


def check_known_facts(frame: pd.DataFrame) -> None:
    """Stop if a fact that anybody can read in the workbooks does not hold; print the sums."""
    york = frame[frame["agency_id"].eq("ny-new-york") & frame["year"].eq(2015)]
    assert york["violent"].tolist() == [50088]
    assert frame["agency_id"].ne("").all(), frame.loc[frame["agency_id"].eq(""), "printed_name"]
    for total, parts in (
        ("violent", ["murder", "rape", "robbery", "aggravated_assault"]),
        ("property", ["burglary", "larceny", "motor_vehicle_theft"]),
    ):
        known = frame.dropna(subset=[total, *parts])
        off = known[known[parts].sum(axis=1) != known[total]]
        print(f"{total}: parts make the total in {len(known) - len(off)} of {len(known)} rows")
        print(off[["year", "state", "printed_name", total, *parts]].to_string(index=False))
    print(frame.groupby(["year", "source_id"]).size().unstack().to_string())


def names_by_hand(table: str) -> dict[tuple[str, str], str]:
    """Return the curated name of an agency by state and printed name, for one of the tables."""
    rows = read_curated("agency_names.csv").query("table == @table")
    return dict(
        zip(zip(rows["state"], rows["printed_name"], strict=True), rows["name"], strict=True)
    )


def main() -> None:
    """Write the table."""
    counties = counties_by_name(read_table("county"))
    parts = [
        of_cities(counties, names_by_hand("cities")),
        of_counties(counties, names_by_hand("counties")),
    ]
    frame = one_rape(pd.concat(parts, ignore_index=True))
    frame["notes"] = frame["notes"].map(codes)
    frame["is_not_comparable"] = frame["notes"].str.contains("not_comparable")
    check_known_facts(frame)
    write_table("agency_crime", frame[columns("agency_crime")])


if __name__ == "__main__":
    main()

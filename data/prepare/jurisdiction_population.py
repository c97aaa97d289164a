"""Prepare ``jurisdiction_population``: residents of each jurisdiction by year.

Counties and governments that share a county's boundary take `county_population`; states and New
York City add their counties up. Cities take the census figures of `fiscal_base`, and where it has
none the population that the FBI prints for the city's police: `city_crime` (1975 to 2015) and
table 8 of Crime in the United States 2019.

Upstream: crime/fbi_table8_city_2019.csv, the FBI's table 8 of 2019 as one CSV.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, upstream, write_table

TABLE_8 = (
    "crime/fbi_table8_city_2019.csv",
    "a069b3c8b2b7cc657e6ce0ebefa1455080eb88d81eee4a9ea1207db5071ee227",
)
FIRST = "2014"
CENSUS = "census-county-population-estimates"
KINDS = {"census_2010": "census_count", "census_estimate": "census_estimate"}
SPELLING = {"saint ": "st ", " township": "", " town": ""}


def of_counties(places: pd.DataFrame) -> pd.DataFrame:
    """Return the years of counties, and the sums of states and of a city of whole counties."""
    county = read_table("county_population").astype({"population": int})
    county = county[county["year"] >= FIRST]
    same = places[places["county_fips"].ne("")][["jurisdiction_id", "county_fips"]]
    parts = read_table("jurisdiction_counties").query("relation == 'part_of_city'")
    states = read_table("county")[["county_fips", "state_fips"]].merge(
        places[places["level"].eq("state") & places["county_fips"].eq("")][
            ["jurisdiction_id", "state_fips"]
        ]
    )
    links = pd.concat([same, parts, states])[["jurisdiction_id", "county_fips"]]
    sums = links.merge(county).groupby(["jurisdiction_id", "year"], as_index=False)["population"]
    found = sums.sum().assign(source_id=CENSUS)
    kind = found["year"].eq("2020").map({True: "census_count", False: "census_estimate"})
    return found.assign(population_kind=kind)


def of_budgets() -> pd.DataFrame:
    """Return the census figures of the places in `fiscal_base`."""
    base = read_table("fiscal_base").query("population != ''")
    return base.assign(population_kind=base["population_kind"].map(KINDS)).dropna()


def of_large_agencies() -> pd.DataFrame:
    """Return what the FBI counts for the city police departments of `city_crime`."""
    crime = read_table("city_crime")
    own = crime["agency_kind"].eq("city_police") & crime["is_population_carried"].eq("false")
    return crime[own & crime["population"].ne("")].assign(population_kind="fbi_agency_area")


def of_table_8(places: pd.DataFrame) -> pd.DataFrame:
    """Return what the FBI counts in 2019 for cities found by name, and by one name only."""
    printed = pd.read_csv(upstream(*TABLE_8), dtype=str, keep_default_na=False)
    county = read_table("county")
    states = dict(zip(county["state_name"].str.upper(), county["state"], strict=True))
    printed["state"] = printed["state"].str.replace(r"\d", "", regex=True).str.strip().map(states)
    printed["key"] = _spelt(printed["city"].str.replace(r"\d.*", "", regex=True))
    printed = printed.drop_duplicates(["state", "key"], keep=False)
    cities = places[places["level"].eq("city")].assign(key=lambda frame: _spelt(frame["name"]))
    found = cities.merge(printed[["state", "key", "population"]], on=["state", "key"])
    about = {"year": "2019", "population_kind": "fbi_agency_area"}
    return found.assign(**about, source_id="fbi-cius-2019-table-8")


def _spelt(names: pd.Series) -> pd.Series:
    spelt = names.str.lower()
    for word, other in SPELLING.items():
        spelt = spelt.str.replace(word, other, regex=False)
    return spelt.str.replace(r"[^a-z]", "", regex=True)


def main() -> None:
    """Write the table; where two sources give a year the one named first stands."""
    places = read_table("jurisdictions")
    parts = [of_counties(places), of_budgets(), of_large_agencies(), of_table_8(places)]
    frame = pd.concat(parts, ignore_index=True).drop_duplicates(["jurisdiction_id", "year"])
    write_table("jurisdiction_population", frame[columns("jurisdiction_population")])


if __name__ == "__main__":
    main()

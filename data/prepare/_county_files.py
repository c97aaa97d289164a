"""Upstream files that several county tables read, each verified by its SHA-256.

The files and where they come from
----------------------------------
crime/urban_county-populations.csv
    ``geographic-crosswalks/data/county-populations.csv`` of the repository
    UI-Research/mobility-from-poverty: the Census Bureau's county population estimates,
    2014 to 2023, with county names.
geo/counties-albers-10m.json
    ``counties-albers-10m.json`` of the npm package us-atlas 3.0.1 (ISC licence): the Census
    Bureau's cartographic boundaries, 2017 edition, already projected.
crime/ny_index_crimes_by_county_agency_1990on.csv
    "Index Crimes by County and Agency: Beginning 1990", New York State Division of Criminal
    Justice Services, https://data.ny.gov/d/ca8h-8gjq, an edition that ends in 2017.
"""

from __future__ import annotations

import json

import pandas as pd
from _common import upstream

POPULATIONS = (
    "crime/urban_county-populations.csv",
    "edaae5b8a4e1342cf45a818d1033426139af4b5a0b194b0521c21478da49b71e",
)
ATLAS = (
    "geo/counties-albers-10m.json",
    "a674dfa31b625e92635f32684a61ae135b05a91507f17f2d5164833237fecf46",
)
NEW_YORK = (
    "crime/ny_index_crimes_by_county_agency_1990on.csv",
    "0bef7756844caa3c4182db9330ffb1d58cc47cefbc3e1a531dabe9348ae0f0fb",
)


def populations() -> pd.DataFrame:
    """Return county populations: county_fips, year, name, state_name, population (persons)."""
    raw = pd.read_csv(upstream(*POPULATIONS), dtype=str, keep_default_na=False, encoding="latin-1")
    # The file mixes encodings: 2014 is Latin-1, later years are UTF-8 read as Latin-1.
    name = raw["county_name"].str.strip().map(_repair_encoding)
    return pd.DataFrame(
        {
            "county_fips": raw["state"] + raw["county"],
            "year": raw["year"].astype(int),
            "name": name,
            "state_name": raw["state_name"].str.strip(),
            "population": raw["population"].astype(int),
        }
    )


def _repair_encoding(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


def atlas() -> dict:
    """Return the TopoJSON of counties, states and nation."""
    return json.loads(upstream(*ATLAS).read_text(encoding="utf-8"))


def new_york() -> pd.DataFrame:
    """Return New York State's county totals: county_fips, year, violent, property (offences)."""
    raw = pd.read_csv(upstream(*NEW_YORK), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    totals = raw[raw["Agency"].eq("County Total")]
    names = populations().query("year == 2015 and state_name == 'New York'")
    fips = names.set_index(names["name"].str.removesuffix(" County").str.replace(".", ""))
    frame = pd.DataFrame(
        {
            "county_fips": totals["County"].map(fips["county_fips"]),
            "year": totals["Year"].astype(int),
            "violent": totals["Violent Total"].str.replace(",", "").astype(int),
            "property": totals["Property Total"].str.replace(",", "").astype(int),
        }
    )
    assert frame["county_fips"].notna().all()
    assert frame["county_fips"].nunique() == 62
    return frame

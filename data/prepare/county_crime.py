"""Prepare ``county_crime``: offences of 3,142 counties in 2012, 2015 and 2017, flagged.

Upstream, beside the files of ``_county_files.py``
--------------------------------------------------
crime/urban_crimerate_county_2015_2017.csv
    ``07_safety/crime/crimerate_county_2015_2017.csv`` of UI-Research/mobility-from-poverty at
    43f2baf6: rates per 100,000 made from Kaplan's county file (openICPSR 108164, version 3),
    with New York State's own counts for the five boroughs of New York City.
crime/kaggle_county_crime.csv
    ``data/crime_data_w_population_and_crime_rate.csv`` of Knafar/Crime_US at b068d9dc: the
    county file of the National Archive of Criminal Justice Data for 2012 (copies of it call the
    year 2016), where INDEX is violent and MODINDX property crime without arson. Its added
    ``population`` is the Census Bureau's estimate of July 2013.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from _common import columns, upstream, write_table
from _county_files import new_york, populations

RATES = (
    "crime/urban_crimerate_county_2015_2017.csv",
    "56223fc563a3833c50951e4771a4c9d4c4e20754198de8147b6db8fa7832bbdc",
)
COUNTS_2012 = (
    "crime/kaggle_county_crime.csv",
    "30e6d9c608b548be007eb66800ebc245809558e9c957b752d7982ba11b242126",
)
OFFENCES_2012 = {
    "INDEX": "violent",
    "MODINDX": "property",
    "MURDER": "murder",
    "RAPE": "rape",
    "ROBBERY": "robbery",
    "AGASSLT": "aggravated_assault",
    "BURGLRY": "burglary",
    "LARCENY": "larceny",
    "MVTHEFT": "motor_vehicle_theft",
    "ARSON": "arson",
    "population": "population",
    "CPOPCRIM": "population_covered",
}
# 2012 codes to the 2017 edition: two recodes, and Bedford city inside Bedford County.
RECODED = {"46113": "46102", "02270": "02158", "51515": "51019"}
BOROUGHS = ("36005", "36047", "36061", "36081", "36085")
CLASSES = {"1": "state_data", "2": "full_or_high", "3": "low", "": "none"}
LOWER_BOUNDS = {"state_data": 100.0, "full_or_high": 80.0, "low": 0.0}
MIN_COVERAGE = 80
PLAUSIBLE = (5, 1000)
# A printed New York count above this multiple of the state's own count is replaced by it.
CONTRADICTED = 3
STATE_FILE_GAPS = {
    ("36103", 2017): " (in which the Riverhead and Sag Harbor police are missing in 2017)"
}


def counts_2012() -> pd.DataFrame:
    """Return the 2012 counts by county of the 2017 edition, with coverage in percent."""
    raw = pd.read_csv(upstream(*COUNTS_2012), dtype={"FIPS_ST": str, "FIPS_CTY": str})
    raw["county_fips"] = raw["FIPS_ST"].str.zfill(2) + raw["FIPS_CTY"].str.zfill(3)
    raw["county_fips"] = raw["county_fips"].replace(RECODED)
    groups = raw.groupby("county_fips")
    frame = groups[list(OFFENCES_2012)].sum().rename(columns=OFFENCES_2012)
    frame["coverage_percent"] = groups["COVIND"].min()
    share = 100 * frame["population_covered"] / frame["population"]
    bound = frame["coverage_percent"].clip(upper=share)
    frame["coverage_lower_bound_percent"] = np.floor(100 * bound) / 100
    high = frame["coverage_lower_bound_percent"] >= MIN_COVERAGE
    frame["coverage_class"] = high.map({True: "full_or_high", False: "low"})
    return frame.reset_index().assign(year=2012, source_id="nacjd-county-ucr-2012")


def counts_2015_2017() -> pd.DataFrame:
    """Return the 2015 and 2017 counts, recovered as rate x population / 100,000."""
    raw = pd.read_csv(upstream(*RATES), dtype=str, keep_default_na=False)
    raw["county_fips"] = raw["state"] + raw["county"]
    raw["year"] = raw["year"].astype(int)
    people = populations()[["county_fips", "year", "population"]]
    frame = raw.merge(people, on=["county_fips", "year"], how="left", validate="1:1")
    for kind in ("violent", "property"):
        rate = pd.to_numeric(frame[f"{kind}_crime_rate"])
        exact = rate * frame["population"] / 1e5
        gap = (exact - exact.round()).abs().max()
        assert gap < 0.02, f"{kind} counts are not whole: {gap}"
        print(f"{kind}: recovered counts are whole to within {gap:.4f}")
        frame[kind] = exact.round()
    frame["coverage_class"] = frame["crime_rate_quality"].map(CLASSES)
    frame["coverage_lower_bound_percent"] = frame["coverage_class"].map(LOWER_BOUNDS)
    return frame.assign(source_id="urban-institute-county-crime-2015-2017")


def repair_new_york(frame: pd.DataFrame) -> pd.DataFrame:
    """Replace counts that New York State's own count contradicts; keep the printed ones beside."""
    state = new_york().rename(columns={"violent": "violent_state", "property": "property_state"})
    frame = frame.merge(state, on=["county_fips", "year"], how="left", validate="1:1")
    kinds = ("violent", "property")
    frame["is_repaired"] = False
    for kind in kinds:
        frame["is_repaired"] |= frame[kind] > CONTRADICTED * frame[f"{kind}_state"]
    fixed = frame["is_repaired"]
    for kind in kinds:
        frame[f"{kind}_printed"] = frame[kind].where(fixed)
        frame[kind] = frame[kind].mask(fixed, frame[f"{kind}_state"])
    frame.loc[fixed, "source_id"] = "ny-dcjs-index-crimes"
    print("repaired:", frame.loc[fixed, ["county_fips", "year"]].to_numpy().tolist())
    return frame


def add_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Add index_crimes (violent and property, without arson) and rates per 10,000 residents."""
    frame["index_crimes"] = frame["violent"] + frame["property"]
    for kind, count in (
        ("violent", "violent"),
        ("property", "property"),
        ("index", "index_crimes"),
    ):
        frame[f"{kind}_per_10k"] = (1e4 * frame[count] / frame["population"]).round(4)
    return frame


def add_flags(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the boolean flags; ``is_usable`` follows from the others."""
    low, high = PLAUSIBLE
    rate = frame["index_per_10k"]
    frame["is_imputed_split"] = frame["year"].eq(2012) & frame["county_fips"].isin(BOROUGHS)
    frame["is_zero"] = frame["index_crimes"].eq(0)
    frame["is_implausible"] = rate.notna() & ~rate.between(low, high)
    frame["is_usable"] = (
        frame["coverage_class"].isin(["full_or_high", "state_data"])
        & rate.between(low, high)
        & ~frame["is_imputed_split"]
    )
    frame["flag_reason"] = [_reason(row) for row in frame.to_dict("records")]
    return frame


def _reason(row: dict) -> str:
    parts = []
    if pd.isna(row["violent"]):
        parts.append("No count in the source.")
    if row["is_repaired"]:
        gap = STATE_FILE_GAPS.get((row["county_fips"], row["year"]), "")
        parts.append(
            f"Printed {row['violent_printed']:,.0f} violent and {row['property_printed']:,.0f} "
            f"property crimes; replaced by New York State's own count{gap}."
        )
    if row["is_imputed_split"]:
        parts.append("The city's count divided among its boroughs by population.")
    parts += _coverage_reason(row)
    if row["is_zero"]:
        parts.append("Every count is zero.")
    elif row["is_implausible"]:
        side = "Fewer than 5" if row["index_per_10k"] < PLAUSIBLE[0] else "More than 1,000"
        parts.append(f"{side} index crimes per 10,000 residents.")
    return " ".join(parts)


def _coverage_reason(row: dict) -> list[str]:
    if row["coverage_class"] != "low":
        return []
    if row["year"] == 2012 and row["coverage_percent"] >= MIN_COVERAGE:
        share = row["coverage_lower_bound_percent"]
        return [f"The agencies in the file serve {share:.0f} percent of the residents."]
    return ["Coverage below 80 percent."]


def check_known_facts(frame: pd.DataFrame) -> None:
    """Stop if the facts that anybody can recompute from the upstream files do not hold."""
    usable = frame[frame["year"].eq(2015) & frame["is_usable"]]
    mean = usable["index_per_10k"].mean()
    print(f"2015: {len(usable)} usable, {usable['population'].sum():,.0f} people, mean {mean:.2f}")
    assert len(usable) == 2660
    assert round(usable["population"].sum() / 1e6, 1) == 305.7
    assert round(mean, 1) == 225.5
    boroughs = frame[frame["year"].eq(2015) & frame["county_fips"].isin(BOROUGHS)]
    assert boroughs["violent"].sum() == 50088


def main() -> None:
    """Write the table."""
    later = counts_2015_2017()
    grid = later.loc[later["year"].eq(2015), ["county_fips"]].assign(year=2012)
    earlier = grid.merge(counts_2012(), on=["county_fips", "year"], how="left", validate="1:1")
    earlier["coverage_class"] = earlier["coverage_class"].fillna("none")
    earlier["source_id"] = earlier["source_id"].fillna("nacjd-county-ucr-2012")
    frame = pd.concat([earlier, later], ignore_index=True)
    frame = add_flags(add_rates(repair_new_york(frame)))
    check_known_facts(frame)
    print(frame.groupby("year")[[c for c in frame if c.startswith("is_")]].sum())
    write_table("county_crime", frame[columns("county_crime")])


if __name__ == "__main__":
    main()

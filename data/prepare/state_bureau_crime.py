"""Prepare ``state_bureau_crime``: offences by county as six states' own bureaus count them.

Upstream, all as facts by county and year
-----------------------------------------
crime/states/california_agency_crimes_clearances_1985_2022.csv.gz
    "Crimes and Clearances" of the California Department of Justice, in cllghn/rcahelpr at 9dd05ef8;
    its agencies are summed by county here, and its sheriffs kept apart.
crime/states/illinois_county_1982_2016.csv
    Illinois State Police, in bobaekang/icjiar at 8e40d2b2.
crime/states/maryland_county_1975_2020.csv
    "Violent Crime & Property Crime by County" of the State of Maryland
    (https://opendata.maryland.gov/d/jwfa-fdxs), in RohitSingh043/Hierarchical-Model at ea12807c.
crime/states/washington_county_1990_2014.csv
    Washington State's Office of Financial Management, in JourneyToTheWes/crime-in-washington at
    5ce8dc69.
crime/states/colorado_agency_2001_2016.csv, colorado_agency_arrests_2001_2016.csv
    Colorado Bureau of Investigation, in bia-capstone/crime at 5bda9d99; summed by county here.
crime/ny_index_crimes_by_county_agency_1990on.csv
    New York State, see ``_county_files.py``; its own county totals.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, upstream, write_table
from _county_files import NEW_YORK
from _place_names import counties_by_name, letters

FILES = {
    "california": (
        "crime/states/california_agency_crimes_clearances_1985_2022.csv.gz",
        "40788804a785c6eea2cf7d41caa566aaac44e84f8fcbb4ce407442cb16dfeac3",
    ),
    "illinois": (
        "crime/states/illinois_county_1982_2016.csv",
        "bc686faa57017b5e3b2a53653f730c928ee44596b62a3c4955df4e12cd0ac132",
    ),
    "maryland": (
        "crime/states/maryland_county_1975_2020.csv",
        "7c61fcc9656af935d236037d88eb64b44d68979cb4bb14642988d820bdaa8a66",
    ),
    "washington": (
        "crime/states/washington_county_1990_2014.csv",
        "bd09f6bf2be2d0c000268ee0fe540b44a990837c21cac936cbffc5e9310af5d2",
    ),
    "colorado": (
        "crime/states/colorado_agency_2001_2016.csv",
        "0dcc0c87777e5f6913af4ac8be67d65c8d2d9e2faa063625b0047327c270e30c",
    ),
    "colorado_arrests": (
        "crime/states/colorado_agency_arrests_2001_2016.csv",
        "cfa16c9cef888746562c15f10c1e3e06ccc25eac64e5a9883a0ff88e0f5c03dd",
    ),
}
PARTS = [
    "murder",
    "rape",
    "robbery",
    "aggravated_assault",
    "burglary",
    "larceny",
    "motor_vehicle_theft",
]
VIOLENT, PROPERTY = PARTS[:4], PARTS[4:]
CALIFORNIA = {
    "Homicide_sum": "murder",
    "ForRape_sum": "rape",
    "Robbery_sum": "robbery",
    "AggAssault_sum": "aggravated_assault",
    "Burglary_sum": "burglary",
    "LTtotal_sum": "larceny",
    "VehicleTheft_sum": "motor_vehicle_theft",
}
MARYLAND = {
    "MURDER": "murder",
    "RAPE": "rape",
    "ROBBERY": "robbery",
    "AGG. ASSAULT": "aggravated_assault",
    "B & E": "burglary",
    "LARCENY THEFT": "larceny",
    "M/V THEFT": "motor_vehicle_theft",
}
NEW_YORKS = {
    "Murder": "murder",
    "Rape": "rape",
    "Robbery": "robbery",
    "Aggravated Assault": "aggravated_assault",
    "Burglary": "burglary",
    "Larceny": "larceny",
    "Motor Vehicle Theft": "motor_vehicle_theft",
}
WASHINGTON = {
    "MURDER": "murder",
    "RAPE": "rape",
    "ROBBERY": "robbery",
    "AG_ASSLT": "aggravated_assault",
    "BURGLARY": "burglary",
    "THEFT": "larceny",
    "MVT": "motor_vehicle_theft",
}
COLORADO = {
    "Murder/Manslaughter": "murder",
    "Rape": "rape",
    "Robbery": "robbery",
    "Burglary": "burglary",
    "Larceny/Theft": "larceny",
    "Motor Vehicle Theft": "motor_vehicle_theft",
    "Arson": "arson",
}
# Years that are left out: Washington's summary reports stop, Colorado's lack Denver and others.
WASHINGTON_LAST, COLORADO_FIRST, COLORADO_ARRESTS_FIRST, COLORADO_RAPE_FIRST = (
    2011,
    2003,
    2005,
    2013,
)
CALIFORNIA_REVISED = 2014


def read(name: str, **how: object) -> pd.DataFrame:
    """Return an upstream file as it is."""
    return pd.read_csv(upstream(*FILES[name]), low_memory=False, **how)


def california() -> pd.DataFrame:
    """Return California by county, with what was cleared and what its sheriffs counted."""
    raw = read("california").rename(columns={"Year": "year", "County": "county"} | CALIFORNIA)
    cleared = {"ViolentClr_sum": "violent_cleared", "PropertyClr_sum": "property_cleared"}
    raw = raw.rename(columns=cleared)
    key = ["county", "year"]
    frame = raw.groupby(key)[[*PARTS, *cleared.values()]].sum()
    sheriffs = raw[raw["NCICCode"].str.contains("Co. Sheriff's Department", regex=False)]
    totals = {"Violent_sum": "sheriff_violent", "Property_sum": "sheriff_property"}
    own = sheriffs.groupby(key)[list(totals)].sum().rename(columns=totals)
    frame = frame.join(own).reset_index()
    revised = frame["year"] >= CALIFORNIA_REVISED
    frame["rape_definition"] = revised.map({True: "revised", False: "legacy"})
    return frame.assign(state="CA", source_id="ca-doj-crimes-clearances")


def illinois() -> pd.DataFrame:
    """Return Illinois by county; its blank rows stay out, and arson is no property crime here."""
    raw = read("illinois").rename(columns={"larceny_theft": "larceny"}).dropna(subset=["murder"])
    return raw.assign(state="IL", source_id="il-state-police-ucr")


def maryland() -> pd.DataFrame:
    """Return Maryland by county."""
    raw = read("maryland").rename(columns={"County": "county", "YEAR": "year"} | MARYLAND)
    return raw.assign(state="MD", source_id="md-crime-by-county")


def new_york() -> pd.DataFrame:
    """Return New York's own totals by county."""
    raw = pd.read_csv(upstream(*NEW_YORK), dtype=str, encoding="utf-8-sig")
    raw = raw[raw["Agency"].eq("County Total")].rename(columns=NEW_YORKS)
    raw[PARTS] = raw[PARTS].apply(lambda column: column.str.replace(",", "").astype(float))
    raw = raw.rename(columns={"County": "county"}).assign(year=raw["Year"].astype(int))
    return raw.assign(state="NY", source_id="ny-dcjs-index-crimes")


def washington() -> pd.DataFrame:
    """Return Washington by county, with arrests, as long as agencies send summary reports."""
    raw = read("washington").query("county != 'STATE' and year <= @WASHINGTON_LAST")
    frame = raw[["county", "year"]].copy()
    for old, new in WASHINGTON.items():
        frame[new] = raw[f"UCR_{old}"]
        frame[f"arrests_{new}"] = raw[f"ARR_{old}"]
    frame["arson"] = raw["UCR_ARSON"]
    return frame.assign(state="WA", source_id="wa-ofm-crime-by-county")


def colorado() -> pd.DataFrame:
    """Return Colorado by county, with arrests; its assaults hold simple ones, so none are here."""
    raw = read("colorado").rename(columns=COLORADO).query("year >= @COLORADO_FIRST")
    key = ["county", "year"]
    frame = raw.groupby(key)[list(COLORADO.values())].sum()
    frame["rape"] = frame["rape"].where(frame.index.get_level_values("year") >= COLORADO_RAPE_FIRST)
    made = read("colorado_arrests").query("year >= @COLORADO_ARRESTS_FIRST").groupby(key).sum()
    arrests = pd.DataFrame(
        {
            "arrests_murder": made["Murder Non Negligent Manslaughter"],
            "arrests_rape": made["Forcible Rape"].fillna(0) + made["Rape"].fillna(0),
            "arrests_robbery": made["Robbery"],
            "arrests_aggravated_assault": made["Aggravated Assault"],
            "arrests_burglary": made["Burglary"],
            "arrests_larceny": made["Larceny"],
            "arrests_motor_vehicle_theft": made["Motor Vehicle Theft"],
        }
    )
    frame = frame.join(arrests).reset_index()
    return frame.assign(state="CO", source_id="co-cbi-crime-by-agency")


def add_totals(frame: pd.DataFrame) -> pd.DataFrame:
    """Add violent and property crimes and arrests, blank where a part is blank."""
    for total, parts in (("violent", VIOLENT), ("property", PROPERTY)):
        frame[total] = frame[parts].sum(axis=1, skipna=False)
        made = [f"arrests_{part}" for part in parts]
        frame[f"{total}_arrests"] = frame[made].sum(axis=1, skipna=False)
    return frame


def check_sheriffs(frame: pd.DataFrame) -> None:
    """Print where California's sheriffs differ from the FBI's own table."""
    fbi = read_table("agency_crime").query("agency_id.str.endswith('-sheriff')").copy()
    fbi["county_fips"] = fbi["agency_id"].str[:5]
    fbi["year"] = fbi["year"].astype(int)
    both = frame.dropna(subset=["sheriff_violent"]).merge(
        fbi[["county_fips", "year", "violent", "property"]], on=["county_fips", "year"]
    )
    for total in ("violent", "property"):
        known = both[both[f"{total}_y"].ne("")]
        same = known[f"{total}_y"].astype(float) == known[f"sheriff_{total}"]
        print(total, "equal in", same.groupby(known["year"]).agg(["sum", "size"]).T.to_string())


def main() -> None:
    """Write the table."""
    parts = [california(), colorado(), illinois(), maryland(), new_york(), washington()]
    frame = add_totals(pd.concat(parts, ignore_index=True))
    known = counties_by_name(read_table("county"))
    # Maryland writes the city as "Baltimore City", which is no county's name without its kind.
    keys = zip(frame["state"], frame["county"].str.removesuffix(" County"), strict=True)
    frame["county_fips"] = [known.get((state, letters(name))) for state, name in keys]
    lost = frame.loc[frame["county_fips"].isna(), ["state", "county"]].drop_duplicates()
    if len(lost):
        raise SystemExit(f"state_bureau_crime: no county is called {lost.to_numpy().tolist()}.")
    check_sheriffs(frame)
    print(frame.groupby("state")["year"].agg(["min", "max", "size"]).to_string())
    write_table("state_bureau_crime", frame.reindex(columns=columns("state_bureau_crime")))


if __name__ == "__main__":
    main()

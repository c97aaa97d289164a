"""Prepare ``city_crime_recent``: agency-years 2018 to 2025 of the Real-Time Crime Index.

Upstream, both of AH-Datalytics/rtci
------------------------------------
crime/rtci_by_agency_table_2024-10-17.csv
    ``docs/app_data/by_agency_table.csv`` of 17 October 2024: offences by agency and month,
    January 2018 to July 2024.
crime/rtci_scorecard.csv
    ``docs/app_data/scorecard.csv`` of 24 April 2026: full years 2024 and 2025.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_table, upstream, write_table
from _jurisdictions import slug

MONTHLY = (
    "crime/rtci_by_agency_table_2024-10-17.csv",
    "4ddd4d63b0ff97c387bd32d802f25e91201c6528b0045650037669e25f5a1e7f",
)
SCORECARD = (
    "crime/rtci_scorecard.csv",
    "0d6adc87688a219ef2427774f1d1278793eb7fcf502b06c5fd81dcddb617831f",
)
VIOLENT = ["murder", "rape", "robbery", "aggravated_assault"]
PROPERTY = ["burglary", "larceny", "motor_vehicle_theft"]
OFFENCES = VIOLENT + PROPERTY
NEW_YORK = "new-york-city-ny"
SAME_PLACE = {"washington-dc": "district-of-columbia"}


def monthly() -> pd.DataFrame:
    """Return agency-years of the monthly edition, an offence blank unless every month has it."""
    raw = pd.read_csv(upstream(*MONTHLY), dtype=str, keep_default_na=False)
    raw = raw[raw["state_name"].ne("Nationwide")].rename(columns={"theft": "larceny"})
    assert raw["agency_full"].nunique() == 358
    raw[OFFENCES] = raw[OFFENCES].apply(pd.to_numeric, errors="coerce")
    raw["year"] = raw["date"].str[:4].astype(int)
    # A month without any offence was not reported; one with some lacks only the others.
    raw = raw[raw[OFFENCES].notna().any(axis=1)]
    groups = raw.groupby(["agency_name", "state_name", "year"])
    counts = groups[OFFENCES].agg(lambda months: months.sum(skipna=False))
    counts["months_reported"] = groups.size()
    counts["has_correction"] = groups[OFFENCES].min().lt(0).any(axis=1)
    return counts.reset_index().assign(
        edition="monthly_2024_10", source_id="rtci-by-agency-2024-10", has_blanked_zero=False
    )


def scorecard() -> pd.DataFrame:
    """Return the full years 2024 and 2025 of the scorecard, single agencies only."""
    raw = pd.read_csv(upstream(*SCORECARD), dtype=str, keep_default_na=False)
    raw = raw[~raw["agency_name"].str.startswith(("Full Sample", "Agencies of"))]
    raw = raw[raw["number_of_agencies"].eq("1")]
    years = []
    for year, column in ((2024, "two_years_prior_full"), (2025, "previous_year_full")):
        wide = raw.pivot(
            index=["agency_name", "state_name", "population"], columns="crime_type", values=column
        )
        wide = wide.rename(columns={"theft": "larceny"})[OFFENCES].astype(int)
        years.append(wide.reset_index().assign(year=year))
    return blank_zeros(pd.concat(years)).assign(
        edition="scorecard_2026_04",
        source_id="rtci-scorecard-2026-04",
        months_reported=12,
        has_correction=False,
    )


def blank_zeros(frame: pd.DataFrame) -> pd.DataFrame:
    """Blank an offence that is zero in both years: these agencies do not report it.

    Murder stays, since two years without one are common.
    """
    others = OFFENCES[1:]
    largest = frame.groupby(["agency_name", "state_name"])[others].transform("max")
    silent = largest.eq(0)
    frame[others] = frame[others].mask(silent)
    return frame.assign(has_blanked_zero=silent.any(axis=1))


def name_places(frame: pd.DataFrame) -> pd.DataFrame:
    """Add state, agency_id and, where the place is known, jurisdiction_id."""
    county = read_table("county")
    states = dict(zip(county["state_name"], county["state"], strict=True))
    frame["state"] = frame["state_name"].map(states)
    names = zip(frame["agency_name"], frame["state"], strict=True)
    ids = pd.Series([slug(name, "city", state) for name, state in names], index=frame.index)
    frame["agency_id"] = ids.replace(SAME_PLACE)
    known = set(read_table("jurisdictions")["jurisdiction_id"])
    frame["jurisdiction_id"] = frame["agency_id"].where(frame["agency_id"].isin(known))
    return frame


def main() -> None:
    """Write the table; totals are sums of their parts, blank when a part is blank."""
    frame = name_places(pd.concat([monthly(), scorecard()], ignore_index=True))
    frame["violent"] = frame[VIOLENT].sum(axis=1, skipna=False)
    frame["property"] = frame[PROPERTY].sum(axis=1, skipna=False)
    assert frame[OFFENCES].min().ge(0).all()
    frame["is_full_year"] = frame["months_reported"].eq(12)
    frame["is_murder_only"] = frame["murder"].notna() & frame[OFFENCES[1:]].isna().all(axis=1)
    frame["is_nypd_definition"] = frame["agency_id"].eq(NEW_YORK)
    print(frame.groupby(["edition", "year"]).size().to_dict())
    print("murder only:", sorted(set(frame.loc[frame["is_murder_only"], "agency_id"])))
    print("with a jurisdiction:", frame["jurisdiction_id"].nunique())
    write_table("city_crime_recent", frame[columns("city_crime_recent")])


if __name__ == "__main__":
    main()

"""Prepare ``city_crime``: violent crime recorded by 68 large agencies, 1975 to 2015.

Upstream: see ``_marshall.py``. Which government an agency serves is curated in
``curated/city_crime_agencies.csv``.
"""

from __future__ import annotations

import pandas as pd
from _common import columns, read_curated, read_table, write_table
from _marshall import agencies_and_nation

VIOLENT = ["murder", "rape", "robbery", "aggravated_assault"]
FULL = 12
# The source names a state office for this count and still says that it covers half the year.
STILL_PARTIAL = ("LANPD00", 2005)
# Fairfax County prints a fall by three quarters for two years that its neighbours do not show.
SUSPECT = {("VA02901", 2000), ("VA02901", 2001)}


def reporting(row: dict) -> str:
    """Return how complete a row is: full_year, partial_year, offence_missing or no_data.

    A count that the source took from another office stands for the full year, whatever the FBI's
    file says about months; 2015 has no months and every count of it is of a full year.
    """
    if pd.isna(row["violent"]):
        return "no_data" if pd.isna(row["murder"]) else "offence_missing"
    elsewhere = bool(row["replaced_by"]) and (row["ori"], row["year"]) != STILL_PARTIAL
    whole = row["year"] == 2015 or row["months_reported"] == FULL or elsewhere
    return "full_year" if whole else "partial_year"


def serve(frame: pd.DataFrame) -> pd.DataFrame:
    """Add the agency's clean name, kind, state and jurisdiction."""
    agencies = read_curated("city_crime_agencies.csv")
    known = set(read_table("jurisdictions")["jurisdiction_id"])
    lost = sorted(set(agencies["jurisdiction_id"]) - known)
    print("agencies whose government has no row in jurisdictions:", ", ".join(lost) or "none")
    agencies["jurisdiction_id"] = agencies["jurisdiction_id"].where(
        ~agencies["jurisdiction_id"].isin(lost)
    )
    return frame.merge(agencies, on="printed_name", validate="m:1")


def main() -> None:
    """Write the table."""
    frame = serve(agencies_and_nation().query("printed_name != 'National'"))
    assert frame["ori"].nunique() == 68
    assert len(frame) == 68 * 41
    whole = frame["violent"].isna() | frame["violent"].eq(frame[VIOLENT].sum(axis=1))
    assert whole.all()
    # For 2015 the FBI's own tables are the source of nearly every count, replacing nothing.
    frame["replaced_by"] = frame["source"].where(frame["year"] < 2015, "")
    frame["violent_per_100k"] = (1e5 * frame["violent"] / frame["population"]).round(2)
    frame["reporting"] = [reporting(row) for row in frame.to_dict("records")]
    frame["is_full_year"] = frame["reporting"].eq("full_year")
    before = frame.sort_values("year").groupby("ori")["population"].shift()
    frame["is_population_carried"] = frame["year"].eq(2015) & frame["population"].eq(before)
    frame["is_rape_break"] = frame["year"] >= 2013
    keys = zip(frame["ori"], frame["year"], strict=True)
    frame["is_suspect"] = [key in SUSPECT for key in keys]
    print(frame["reporting"].value_counts().to_dict())
    write_table("city_crime", frame[columns("city_crime")])


if __name__ == "__main__":
    main()

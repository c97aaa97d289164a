"""The Marshall Project's table of 68 agencies and the nation, 1975 to 2015.

Upstream: crime/marshall_ucr_crime_1975_2015.csv, ``data/ucr_crime_1975_2015.csv`` of the repository
themarshallproject/city-crime at 5dce7b29.
"""

from __future__ import annotations

import pandas as pd
from _common import upstream

FILE = (
    "crime/marshall_ucr_crime_1975_2015.csv",
    "dc4d162549babcb60f8d7c46f2160bd34e77dd666c579f63da95352339355418",
)
RENAMED = {
    "ORI": "ori",
    "department_name": "printed_name",
    "total_pop": "population",
    "homs_sum": "murder",
    "rape_sum": "rape",
    "rob_sum": "robbery",
    "agg_ass_sum": "aggravated_assault",
    "violent_crime": "violent",
}
NUMBERS = [
    "population",
    "murder",
    "rape",
    "robbery",
    "aggravated_assault",
    "violent",
    "months_reported",
]


def agencies_and_nation() -> pd.DataFrame:
    """Return the file with our names; counts as numbers, blank where it prints NA."""
    raw = pd.read_csv(upstream(*FILE), dtype=str, keep_default_na=False).rename(columns=RENAMED)
    frame = raw.mask(raw.eq("NA"), "")
    frame[NUMBERS] = frame[NUMBERS].apply(pd.to_numeric)
    return frame.assign(year=frame["year"].astype(int), source_id="marshall-project-city-crime")

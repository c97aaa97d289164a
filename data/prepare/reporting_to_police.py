"""Prepare ``reporting_to_police``: the share of crimes that victims report, in 22 states.

Upstream: ``data/cv22luss1719/`` of ijc2119/project-one at 45c1fe66, a copy of the spreadsheets of
*Criminal Victimization in the 22 Largest U.S. States, 2017-2019* (NCJ 305402) of the Bureau of
Justice Statistics, appendix tables 5 (violent) and 6 (property).
"""

from __future__ import annotations

import csv

import pandas as pd
from _common import columns, read_table, upstream, write_table

FOLDER = "studies/ncvs_22_states_2017_2019/cv22luss1719at{}.csv"
TABLES = {
    "violent": (
        FOLDER.format("05"),
        "0a206cc427a3dcc3249891cee02da7a1cf2b516c52d7923ac2dd9f6f714d9f9d",
    ),
    "property": (
        FOLDER.format("06"),
        "b2be36484805bc32a28852c53aae30e10b44a1dfaf775002ac9a3982bd204ec5",
    ),
}
HEADING, NATION = 12, "United States*"
PLACES = {
    "reported_percent": 2,
    "standard_error_percent": 4,
    "low_percent": 7,
    "high_percent": 9,
    "reported_per_year": 12,
    "standard_error_per_year": 13,
}
MARKS = {"%": "", "": "", "\N{DAGGER}": "at_95_percent", "\N{DOUBLE DAGGER}": "at_90_percent"}


def of_table(crime: str, codes: dict[str, str]) -> pd.DataFrame:
    """Return the states of one appendix table: state, crime, percent, error, interval, number."""
    with upstream(*TABLES[crime]).open(encoding="cp1252", newline="") as lines:
        rows = list(csv.reader(lines))[HEADING:]
    found = []
    for row in rows:
        state = codes.get(row[0].strip() or row[1].strip())
        if state:
            numbers = {name: float(row[at].replace(",", "")) for name, at in PLACES.items()}
            differs = MARKS[row[3].strip()]
            found.append(
                {"state": state, "crime": crime, **numbers, "differs_from_nation": differs}
            )
    return pd.DataFrame(found)


def main() -> None:
    """Write the table."""
    county = read_table("county")
    codes = dict(zip(county["state_name"], county["state"], strict=True)) | {NATION: "US"}
    frame = pd.concat([of_table(crime, codes) for crime in TABLES], ignore_index=True)
    assert frame.groupby("crime").size().tolist() == [23, 23]
    frame["first_year"], frame["last_year"] = 2017, 2019
    frame["source_id"] = "bjs-ncj-305402"
    print(frame.groupby("crime")["reported_percent"].agg(["min", "max"]))
    write_table("reporting_to_police", frame[columns("reporting_to_police")])


if __name__ == "__main__":
    main()

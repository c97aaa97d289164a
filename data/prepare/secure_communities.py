"""Prepare ``secure_communities``: the month each county was activated.

Upstream: ICE's list of activated jurisdictions, compiled by county code as a table of 3,242
rows (activation year and month), some of them codes of older editions.
"""

from __future__ import annotations

import calendar

import pandas as pd
from _common import columns, read_table, upstream, write_table

FILE = "policy/secure_communities_activation_by_county.csv"
SHA256 = "70c57fe5bcd1e4c0b19877e313b686682a9fe96de347d249ac9516a869aedaff"
SOURCE = "ice-secure-communities-activation"
BEDFORD = "Independent city until 2013, now in Bedford County (51019), which has a row of its own."
PUERTO_RICO = "Puerto Rico is outside the table of counties."
OLDER = "Not a county of the 2017 edition; a code of older lists."
NO_MONTH = "The list read gives no month."


def _note(row: pd.Series) -> str:
    notes = []
    if not row["county_fips"]:
        territory = row["printed_fips"].startswith("72")
        bedford = row["printed_fips"] == "51515"
        notes.append(BEDFORD if bedford else PUERTO_RICO if territory else OLDER)
    if not row["activation_year"]:
        notes.append(NO_MONTH)
    return " ".join(notes)


def _month(year: str, month: str) -> tuple[str, str]:
    """Return the first and last day of a printed month ("2011.0", "4.0").

    >>> _month("2011.0", "4.0")
    ('2011-04-01', '2011-04-30')
    """
    if not year:
        return "", ""
    y, m = int(float(year)), int(float(month))
    return f"{y}-{m:02d}-01", f"{y}-{m:02d}-{calendar.monthrange(y, m)[1]}"


def main() -> None:
    """Write every printed row; the codes of the 2017 edition are filled in where they match."""
    frame = pd.read_csv(upstream(FILE, SHA256), dtype=str, keep_default_na=False)
    frame = frame.rename(columns={"county_fips": "printed_fips", "countyname": "printed_name"})
    known = set(read_table("county")["county_fips"])
    frame["county_fips"] = frame["printed_fips"].where(frame["printed_fips"].isin(known), "")
    frame["note"] = frame.apply(_note, axis=1)
    printed = zip(frame["activation_year"], frame["activation_month"], strict=True)
    months = [_month(*row) for row in printed]
    frame["activated_earliest"], frame["activated_latest"] = zip(*months, strict=True)
    frame = frame.assign(source_id=SOURCE, certainty="secondary")
    write_table("secure_communities", frame[columns("secure_communities")])


if __name__ == "__main__":
    main()
